"""The index of the words of a case's posts: made once, for all editions that have the same posts.

A thread makes it. Pages do not wait for it: what is asked before it is there is looked for in fewer
posts, and the page says so.
"""

import atexit
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

import duckdb

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.findings import NoIndexError, WordIndex, posts_fingerprint


@dataclass
class IndexBuild:
    """One index, being made or made. ``impossible``: SQLite has no FTS5 here; ``failed``: another
    try may do, with the next edition.
    """

    fingerprint: tuple[int, int]
    index: WordIndex | None = None
    impossible: bool = False
    failed: bool = False
    thread: Thread | None = None

    def wait(self, seconds: float) -> None:
        """Wait until it is made, or cannot be, at most so long."""
        if self.thread is not None:
            self.thread.join(seconds)


class WordIndexes:
    """The latest index of each case that is served, in a folder that goes with the program."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._builds: dict[Path, IndexBuild] = {}
        self._ending = Event()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._made = 0

    def of(self, store: CaseStore) -> IndexBuild:
        """The index of a case's posts as ``store`` has them, begun now if it was not before."""
        fingerprint = posts_fingerprint(store)
        with self._lock:
            before = self._builds.get(store.path)
            if before and before.fingerprint == fingerprint and not before.failed:
                return before
            build = IndexBuild(fingerprint)
            self._builds[store.path] = build
            self._made += 1
            path = self._place() / f"{self._made}.sqlite"
            build.thread = Thread(target=self._make, args=(build, store, path), daemon=True)
            build.thread.start()
        if before is not None and before.index is not None:
            before.index.path.unlink(missing_ok=True)  # whoever reads it still has it open
        return build

    def _make(self, build: IndexBuild, store: CaseStore, path: Path) -> None:
        def stopped() -> bool:
            return self._ending.is_set() or self._builds.get(store.path) is not build

        try:
            build.index = WordIndex.make(store, path, stopped)
        except NoIndexError:
            build.impossible = True
        except (duckdb.Error, DemasqueError, OSError):  # stopped, no room, or the edition is gone
            build.failed = True
            path.unlink(missing_ok=True)

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="demasque-words-", ignore_cleanup_errors=True
            )
            atexit.register(self._end)
        return Path(self._folder.name)

    def _end(self) -> None:
        """Let threads end before the folder goes."""
        self._ending.set()
        for build in self._builds.values():
            build.wait(5.0)


WORD_INDEXES = WordIndexes()
"""Those of this process."""


def started(task: Callable[[], object]) -> Thread:
    """Begin something beside the pages, that ends with the program."""
    thread = Thread(target=task, daemon=True)
    thread.start()
    return thread
