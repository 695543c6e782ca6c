"""Where copies of a case's tables lie while somebody looks at it.

They, and what is made of them, hold what the case holds, so they lie in the case's own folder,
hidden and closed to everybody but its owner: whoever moves, encrypts or deletes the case takes them
along. A lock file says whether the program that made a folder lives; whoever opens the case next
clears what a killed one left.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from filelock import FileLock, Timeout

SNAPSHOT_FOLDERS: Final = ".looking-"
"""How the folders begin in which copies lie for as long as somebody looks at them."""

_LIVES: Final = "lives.lock"


class SnapshotFolder:
    """One program's folder of copies in a case, until :meth:`remove` or until the program ends."""

    @classmethod
    def make(cls, case: Path) -> Self:
        """Make one. The case's lock must be held: without it, the next opening may clear it."""
        return cls(Path(tempfile.mkdtemp(prefix=SNAPSHOT_FOLDERS, dir=case)))

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lives = FileLock(path / _LIVES, mode=0o600, thread_local=False)
        self._lives.acquire(blocking=False)

    def remove(self) -> None:
        """Delete the folder and every copy in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lives.release()
        shutil.rmtree(self.path, ignore_errors=True)  # where an open file cannot be deleted


def clear_snapshots(case: Path) -> None:
    """Remove copies whose program has ended without doing so. The case's lock must be held."""
    for folder in case.glob(f"{SNAPSHOT_FOLDERS}*"):
        lives = FileLock(folder / _LIVES, mode=0o600, thread_local=False)
        try:
            lives.acquire(blocking=False)
        except Timeout:
            continue
        lives.release()
        shutil.rmtree(folder, ignore_errors=True)


def withdraw_snapshots(case: Path) -> None:
    """Take the names off all copies, and off what was made of them: they hold what was just taken
    out of the case for good.

    A program that reads one still has it until it notices, within seconds; no other can open it.
    """
    for _ in range(2):  # once more for what was begun from a copy just before that lost its name
        for copy in case.glob(f"{SNAPSHOT_FOLDERS}*/*/*"):
            # A system that keeps open files: the program deletes it when it notices.
            with suppress(OSError):
                copy.unlink()
