"""The tables of a case without a case: in memory, for steps that take tables and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa

from demasque.case.store_file.database import Database

_NOWHERE: Final = Path(":memory:")


class CaseTables(Protocol):
    """What is asked and filled by SQL: a case's store, or tables in memory."""

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Run one statement; its result as a table (without columns where it gives none)."""
        ...

    def stream(
        self, query: str, parameters: Sequence[object] = (), rows: int = 65_536
    ) -> pa.RecordBatchReader:
        """Run one query; its result in batches of ``rows``, without holding all of it."""
        ...

    def replace(self, tables: Mapping[str, pa.Table | pa.RecordBatchReader]) -> None:
        """Put new content in the place of tables', in one transaction."""
        ...


class TablesInMemory(Database):
    """Every table of a case, empty at first, and on no disk; one thread works on them.

    They hold what a part of the posts needs; close them when it is done.
    """

    def __init__(self) -> None:
        super().__init__(_NOWHERE)
        self.connection.execute("SET threads = 1").fetchall()
