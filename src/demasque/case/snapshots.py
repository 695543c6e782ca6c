"""A case as it was at one moment: a copy of its tables and its log, which only reads.

DuckDB lets one process have a file open for writing, and nobody else beside it. Whoever looks at a
case for hours would keep every command out; so they look at a copy, taken while no command works.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Self

from demasque.case.case_lock import lock
from demasque.case.custody import CustodyLog
from demasque.case.database import Database
from demasque.case.evidence import Evidence
from demasque.case.files_beside.file_places import FilePlaces
from demasque.case.files_beside.media_rejects import MediaRejects
from demasque.case.store import PLACES, REJECTS, STORE, CaseStore

_LOG = "custody.log"


class SnapshotStore(CaseStore):
    """A case at one moment, for reading: nothing is written to it, no command waits for it."""

    @classmethod
    def take(
        cls,
        case: Path,
        folder: Path,
        wait_seconds: float,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Copy the case's tables and log into ``folder``, as soon as no command works on it.

        Raises DemasqueError where one still works after ``wait_seconds``, and what
        :meth:`CaseStore.open` raises.
        """
        # Opening finishes what a killed command left, and says what is wrong with a case.
        CaseStore.open(case, wait_seconds, on_wait).close()
        held = lock(case / ".lock", wait_seconds, on_wait)
        try:
            shutil.copyfile(case / STORE, folder / STORE)
            if (case / _LOG).exists():
                shutil.copyfile(case / _LOG, folder / _LOG)
        finally:
            held.release()
        return cls(case, folder)

    def __init__(self, case: Path, folder: Path) -> None:
        self.path = case
        self.replaced: Counter[str] = Counter()
        self.tell = lambda _: None
        self.evidence = Evidence(case / "evidence")
        self.places = FilePlaces(case / PLACES)
        self.media_rejects = MediaRejects(case / REJECTS)
        self._tables = Database(folder / STORE, read_only=True)
        self.custody = CustodyLog(folder / _LOG, self._remember_head, self._remembered_head)

    def close(self) -> None:
        """Let go of the copy."""
        self._tables.close()
