"""A new store in the place of the old one, at one stroke.

Rows deleted from a database leave their bytes in its file until something else is written there.
What people asked to have removed must not stay behind, so a store from which something is taken is
written anew, without it, and then renamed. A kill before that leaves the old store as it was.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from demasque.case.store_file.ddl import column_list, create_table
from demasque.case.taking_out.tombstones import Tombstones
from demasque.schema import TABLES, Lifetime, tables_of

if TYPE_CHECKING:
    from demasque.case.adding import Adding
    from demasque.privacy import Pseudonymiser

NEW: Final = ".store.duckdb.new"


class RebuiltStore:
    """The store that is being made; the old one's tables can be read beside it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, old: str) -> None:
        self.connection = connection
        self._old = old

    def copy(
        self, table: str, condition: str = "true", changed: Mapping[str, str] | None = None
    ) -> None:
        """Take the rows of the old table that satisfy an SQL condition, in their order.

        ``changed`` gives columns another SQL expression.
        """
        names = TABLES[table].schema.names
        values = ", ".join((changed or {}).get(name, f'"{name}"') for name in names)
        self.execute(
            f"INSERT INTO {table} ({column_list(names)}) SELECT {values} FROM {self.old(table)} "
            f"WHERE {condition} ORDER BY rowid"
        )

    def old(self, table: str) -> str:
        """The name of an old table in SQL."""
        return f"{self._old}.main.{table}"

    def execute(self, statement: str, *parameters: object) -> None:
        """Run one statement on the new tables."""
        self.connection.execute(statement, list(parameters)).fetchall()

    @contextmanager
    def adding(
        self, names: "Pseudonymiser", keep_profile_text: bool, tombstones: Tombstones
    ) -> "Iterator[Adding]":
        """Take source tables with raw ids."""
        from demasque.case.adding import Adding

        adding = Adding(self.connection, names, keep_profile_text, tombstones)
        try:
            yield adding
        finally:
            adding.close()


def write_anew(
    connection: duckdb.DuckDBPyConnection, folder: Path, fill: Callable[[RebuiltStore], None]
) -> Path:
    """Make a new store beside the open one and fill it; returns its file, complete on disk."""
    path = folder / NEW
    clear_draft(folder)
    cursor = connection.cursor()
    old = str(cursor.execute("SELECT current_database()").fetchall()[0][0])
    cursor.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS draft").fetchall()
    try:
        cursor.execute("USE draft").fetchall()
        for table in tables_of(Lifetime.SOURCE, Lifetime.RESULT, Lifetime.KEPT):
            cursor.execute(create_table(table)).fetchall()
        fill(RebuiltStore(cursor, f'"{old}"'))
        cursor.execute("CHECKPOINT draft").fetchall()
    except BaseException:
        _let_go(cursor, old)
        clear_draft(folder)
        raise
    _let_go(cursor, old)
    return path


def _let_go(cursor: duckdb.DuckDBPyConnection, old: str) -> None:
    cursor.execute(f'USE "{old}"').fetchall()
    cursor.execute("DETACH draft").fetchall()
    cursor.close()


def clear_draft(folder: Path) -> None:
    """Remove what a killed command left."""
    for path in folder.glob(f"{NEW}*"):
        path.unlink()
