"""A case as it was at one moment: a copy of its tables and its log, which only reads.

DuckDB lets one process have a file open for writing, and nobody else beside it. Whoever looks at a
case for hours would keep every command out; so they look at a copy, taken while no command works.
"""

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from demasque.case.case_folder import STORE
from demasque.case.case_lock import lock
from demasque.case.custody import CustodyLog
from demasque.case.evidence import Evidence
from demasque.case.files_beside.file_places import FilePlaces
from demasque.case.files_beside.media_rejects import MediaRejects
from demasque.case.files_beside.snapshot_folders import SnapshotFolder
from demasque.case.store import PLACES, REJECTS, CaseStore
from demasque.case.store_file.database import Database
from demasque.errors import DemasqueError

_LOG: Final = "custody.log"

_WAL: Final = f"{STORE}.wal"
"""What DuckDB has not yet written into its file; only a killed command leaves one."""

CaseStamp = tuple[tuple[int, int, int], ...]
"""File, size and time of writing of the case's tables, and the same of its log."""


def _say_nothing(_: str) -> None:
    return None


def case_stamp(case: Path) -> CaseStamp:
    """Whether a case has changed: another value after each command that wrote something.

    Only while no command works is what it says of a state that is whole.
    """
    found = []
    for name in (STORE, _WAL, _LOG):
        try:
            known = (case / name).stat()
            found.append((known.st_ino, known.st_size, known.st_mtime_ns))
        except FileNotFoundError:
            found.append((0, 0, 0))
    return tuple(found)


def at_work(case: Path) -> bool:
    """Whether a command works on the case now."""
    try:
        lock(case / ".lock", 0.0, _say_nothing).release()
    except DemasqueError:
        return True
    return False


def snapshot_folder(
    case: Path, wait_seconds: float = 30.0, on_wait: Callable[[str], None] = _say_nothing
) -> SnapshotFolder:
    """Make a folder in the case for copies of it. Raises what :meth:`CaseStore.open` raises."""
    with CaseStore.open(case, wait_seconds, on_wait):
        return SnapshotFolder.make(case)


class SnapshotStore(CaseStore):
    """A case at one moment, for reading: nothing is written to it, no command waits for it.

    ``stamp`` is the case's :func:`case_stamp` of that moment.
    """

    @classmethod
    def take(
        cls,
        case: Path,
        folder: Path,
        wait_seconds: float,
        on_wait: Callable[[str], None] = _say_nothing,
    ) -> Self:
        """Copy the case's tables and log into ``folder``, as soon as no command works on it.

        Raises DemasqueError where one still works after ``wait_seconds``, where the disk has no
        room for a copy, and what :meth:`CaseStore.open` raises.
        """
        # Opening finishes what a killed command left, and says what is wrong with a case.
        with CaseStore.open(case, wait_seconds, on_wait).at_rest():
            _copy(case / STORE, folder / STORE)
            if (case / _LOG).exists():
                _copy(case / _LOG, folder / _LOG)
            stamp = case_stamp(case)
        return cls(case, folder, stamp)

    def __init__(self, case: Path, folder: Path, stamp: CaseStamp) -> None:
        self.path = case
        self.stamp = stamp
        self.replaced: Counter[str] = Counter()
        self.tell = _say_nothing
        self.evidence = Evidence(case / "evidence")
        self.places = FilePlaces(case / PLACES)
        self.media_rejects = MediaRejects(case / REJECTS)
        self._copy = folder / STORE
        self._tables = Database(self._copy, read_only=True)
        self.custody = CustodyLog(folder / _LOG, self._remember_head, self._remembered_head)

    @property
    def withdrawn(self) -> bool:
        """Whether something was taken out of the case for good since; this copy still holds it.

        Not so where the whole case was moved: its folder is gone with it.
        """
        return not self._copy.exists() and self._copy.parent.is_dir()

    def again(self) -> Self:
        """The same copy, opened once more: whoever closes one leaves the other open."""
        return type(self)(self.path, self._copy.parent, self.stamp)

    def folder_beside(self, name: str) -> Path:
        """Make a folder for files that are made of the copy: they go when copies have to go.

        Raises OSError where that cannot be, as when whoever looked at the case has ended.
        """
        folder = self._copy.parent.parent / name
        folder.mkdir(mode=0o700)
        return folder

    def close(self) -> None:
        """Let go of the copy."""
        self._tables.close()


def _copy(source: Path, target: Path) -> None:
    """Copy a file; where the file system can, the two share their blocks until one changes."""
    try:
        if hasattr(os, "copy_file_range"):
            _copy_range(source, target)
        else:
            shutil.copyfile(source, target)
    except OSError as error:
        target.unlink(missing_ok=True)
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DemasqueError(
            "The disk has no room for a copy of the case's tables ({size} MB), from which pages "
            "are read while commands work: make room beside {case}.",
            size=str(source.stat().st_size // 1_000_000),
            case=source.parent,
        ) from error


def _copy_range(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        left = os.fstat(old.fileno()).st_size
        try:
            while left > 0:
                done = os.copy_file_range(old.fileno(), new.fileno(), left)
                if not done:
                    return
                left -= done
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
                raise
            shutil.copyfile(source, target)
