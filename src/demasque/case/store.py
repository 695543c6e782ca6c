"""The case: one folder on disk that holds an investigation."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import pyarrow as pa

from demasque import privacy
from demasque.atomic import put_in_place
from demasque.case.case_folder import (
    FORMAT,
    KEY,
    MARKER,
    STORE,
    check_marker,
    check_store,
    make_folder,
)
from demasque.case.case_lock import lock
from demasque.case.custody import CustodyLog, Head
from demasque.case.evidence import Evidence
from demasque.case.files_beside.file_places import FilePlaces, clear_unpacked
from demasque.case.files_beside.media_rejects import MediaRejects
from demasque.case.files_beside.snapshot_folders import clear_snapshots, withdraw_snapshots
from demasque.case.rebuilding import RebuiltStore, clear_draft, write_anew
from demasque.case.run_records import RunRecord, last_finished
from demasque.case.store_file.database import Database
from demasque.case.taking_out.tombstones import OF_PEOPLE, Tombstones
from demasque.errors import DemasqueError, UsageError

if TYPE_CHECKING:
    from demasque.case.adding import Adding
    from demasque.privacy import Pseudonymiser

_MEMORY_ADDING: Final = "352MB"  # beside it the batches that are read, protected and written

_MEMORY_RESTING: Final = "150MB"  # for the next question, while others work on what was asked

_MEMORY_TELLING: Final = "256MB"  # beside it what was found, and the form that is made of it

PLACES, REJECTS = "media-places.jsonl", "media-rejects.jsonl"


def _say_nothing(_: str) -> None:
    return None


class CaseStore:
    """An open case, as a context manager; only one command has a case open at a time.

    ``evidence``, ``custody``, ``places`` (of files left where they were), ``media_rejects`` and
    ``names`` (the pseudonyms) are its parts; tables are reached by SQL and hold pseudonyms only.
    """

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> Self:
        """Make a new case and open it. UsageError if something is there already."""
        folder = Path(path)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            if (folder / MARKER).exists():
                raise UsageError("{folder} is a case already: choose another name.", folder=folder)
            raise UsageError("{folder} exists and is not empty: choose another.", folder=folder)
        make_folder(folder)
        store = cls(folder, 30.0, _say_nothing)
        store.custody.write("init", format=FORMAT)
        return store

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        wait_seconds: float = 30.0,
        on_wait: Callable[[str], None] = _say_nothing,
    ) -> Self:
        """Open a case, waiting while another command has it; ``on_wait`` is told so once.

        It is told, too, what else the person at the screen should know (``tell``).

        Raises UsageError where there is no case, DemasqueError when it stays taken, is of a later
        version, or its store cannot be read.
        """
        return cls(Path(path), wait_seconds, on_wait)

    def __init__(self, path: Path, wait_seconds: float, on_wait: Callable[[str], None]) -> None:
        check_marker(path)
        self.path = path
        self.replaced: Counter[str] = Counter()  # in words that people typed, by kind
        self.tell = on_wait
        self._lock = lock(path / ".lock", wait_seconds, on_wait)
        self.evidence = Evidence(path / "evidence")
        self.places = FilePlaces(path / PLACES)
        self.media_rejects = MediaRejects(path / REJECTS)
        self.custody = CustodyLog(path / "custody.log", self._remember_head, self._remembered_head)
        self.evidence.clear_leftovers()
        clear_draft(path)
        clear_unpacked(path)
        clear_snapshots(path)
        try:
            check_store(path)
            self._tables = Database(path / STORE)
        except DemasqueError:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write everything down and let the next command in."""
        if self._lock.is_locked:
            self._tables.close()
            self._lock.release()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Close the case; in the block its files are whole, and nobody else works on them."""
        self._tables.close()
        try:
            yield
        finally:
            self._lock.release()

    def _remember_head(self, head: Head) -> None:
        self.replace({"custody_head": pa.table({"lines": [head.lines], "hash": [head.hash]})})

    def _remembered_head(self) -> Head | None:
        rows = self.sql("SELECT lines, hash FROM custody_head").to_pylist()
        return Head(**rows[0]) if rows else None

    @property
    def key(self) -> bytes:
        """The pseudonym key (32 bytes). DemasqueError once the case is anonymised."""
        path = self.path / KEY
        if not path.exists():
            if any(entry["action"] == "anonymise" for entry in self.custody.entries()):
                raise DemasqueError(
                    "{path} is missing: the case is anonymised, so nothing can be added or "
                    "revealed.",
                    path=path,
                )
            raise DemasqueError(
                "{path} is missing, and the custody log knows of no anonymise. Put the key back: "
                "without it nothing can be added or revealed.",
                path=path,
            )
        return bytes.fromhex(path.read_text("ascii").strip())

    @property
    def names(self) -> "Pseudonymiser":
        """Makes pseudonyms with the case's key."""
        return privacy.Pseudonymiser(self.key)

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Run one statement; its result as a table (without columns where it gives none)."""
        return self._tables.sql(query, parameters)

    def stream(
        self, query: str, parameters: Sequence[object] = (), rows: int = 65_536
    ) -> pa.RecordBatchReader:
        """Run one query; its result in batches of ``rows``, without holding all of it."""
        return self._tables.stream(query, parameters, rows)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Within the block tables take half the memory, until a question needs more."""
        with self._tables.memory.little(_MEMORY_TELLING):
            yield

    @contextmanager
    def within(self, memory: int | None) -> Iterator[None]:
        """Within the block tables take ``memory`` bytes, if told; then as much as before it."""
        with self._tables.memory.named(None if memory is None else f"{memory}B"):
            yield

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Within the block, while others work, tables hold little, until a question needs more."""
        with self._tables.memory.little(_MEMORY_RESTING):
            yield

    @contextmanager
    def adding(self, keep_profile_text: bool = False) -> "Iterator[Adding]":
        """One transaction that takes source tables with raw ids; rolled back on an exception.

        Display names and bios are stored as hashes only, unless ``keep_profile_text``.
        """
        from demasque.case.adding import Adding

        self.sql("SET threads = 1")  # the other processor reads and protects meanwhile
        try:
            with (
                self._tables.memory.little(_MEMORY_ADDING),
                self._tables.transaction() as connection,
            ):
                adding = Adding(connection, self.names, keep_profile_text, self.tombstones())
                try:
                    yield adding
                finally:
                    adding.close()
        finally:
            self.sql("RESET threads")

    def append(self, tables: Mapping[str, pa.Table]) -> dict[str, int]:
        """Add rows of source tables with raw ids, in one transaction; duplicates per table.

        Raw ids become pseudonyms first. A post or account that is there already stays as it is.
        """
        with self.adding() as adding:
            adding.append(tables)
            return adding.finish()

    def insert(self, tables: Mapping[str, pa.Table | pa.RecordBatchReader]) -> None:
        """Add rows that hold pseudonyms already, or no ids, to tables, in one transaction."""
        self._tables.insert(tables)

    def replace(self, tables: Mapping[str, pa.Table | pa.RecordBatchReader]) -> None:
        """Put new content in the place of result tables, in one transaction."""
        self._tables.replace(tables)

    def replacing_findings(
        self, run: str | None = None, since: datetime | None = None
    ) -> AbstractContextManager[None]:
        """Findings made in the block take the place of the earlier ones when it ends, all at once.

        Inside, result tables are empty at first and hold what the block writes, and posts before
        ``since`` are not there. Interrupted or killed, the earlier findings stay. ``run`` names the
        run that makes them, for :meth:`findings_run`. A block inside a block is part of it.
        """
        return self._tables.replacing_findings(run, since)

    def looking_at(self, condition: str) -> AbstractContextManager[None]:
        """Within the block, inside :meth:`replacing_findings`, only posts of this SQL condition."""
        return self._tables.looking_at(condition)

    def changing_findings(self, tables: Sequence[str]) -> AbstractContextManager[None]:
        """What is written to these result tables in the block is seen when it ends, all at once.

        Inside they hold at first what they held, and ``main.NAME`` is what they were. Interrupted
        or killed, they stay so. Inside :meth:`replacing_findings` a block is part of it.
        """
        return self._tables.changing_findings(tables)

    def findings_run(self) -> str | None:
        """The run that made the findings: its folder's name under ``runs``; None before the first.

        Where an earlier version did not say so, it is the last detection that was not cut short.
        """
        named = self.sql("SELECT run FROM findings_run")["run"].to_pylist()
        return named[0] if named else last_finished(self.path / "runs", "detect")

    def tombstones(self) -> Tombstones:
        """What people took out for good; of what networks deleted see :mod:`deletions`."""
        rows = self.sql(OF_PEOPLE).to_pylist()
        limits = [row["before"] for row in rows if row["before"] is not None]
        accounts = frozenset(row["account"] for row in rows if row["account"] is not None)
        return Tombstones(accounts, max(limits, default=None))

    def rebuild(self, fill: Callable[[RebuiltStore], None]) -> None:
        """Write the store anew: ``fill`` puts rows into the new one, which then takes the place.

        Killed, or with an exception from ``fill``, the store is as before.
        """
        draft = write_anew(self._tables.connection, self.path, fill)
        self._tables.close()
        try:
            put_in_place(draft, self.path / STORE)
            withdraw_snapshots(self.path)
        finally:
            self._tables = Database(self.path / STORE)

    def run(self, command: str, arguments: Mapping[str, Any], seed: int | None = None) -> RunRecord:
        """A record of one run of a command, to use as a context manager."""
        return RunRecord(self.path / "runs", command, arguments, seed)
