"""The index of the words of a case's posts: made once, for all editions that have the same posts.

A thread makes it. Pages do not wait for it: what is asked before it is there is looked for in fewer
posts, and the page says so. It lies beside the copies of the case, and goes whenever they have to.
"""

import atexit
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

import duckdb

from demasque.case import SnapshotStore
from demasque.errors import DemasqueError
from demasque.findings import NoIndexError, WordIndex
from demasque.web.editions.ending_threads import end_threads

Fingerprint = tuple[int, int]
"""Which posts a case has: :func:`demasque.findings.posts_fingerprint`."""

_NUMBERS: Final = count(1)
"""Folders of indexes of this process, however many of its cases are looked at."""


@dataclass
class IndexBuild:
    """One index, being made or made. ``impossible``: SQLite has no FTS5 here; ``failed``: whoever
    asks next has it tried again.
    """

    fingerprint: Fingerprint
    index: WordIndex | None = None
    impossible: bool = False
    failed: bool = False
    thread: Thread | None = None

    @property
    def stands(self) -> bool:
        """Whether it is there, or will be, or never can be."""
        return not self.failed and (self.index is None or self.index.path.exists())

    def wait(self, seconds: float) -> None:
        """Wait until it is made, or cannot be, at most so long."""
        if self.thread is not None:
            self.thread.join(seconds)


class WordIndexes:
    """The latest index of each case that is served."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._builds: dict[Path, IndexBuild] = {}
        self._ending = Event()
        self._begun = 0

    def of(self, store: SnapshotStore, fingerprint: Fingerprint) -> IndexBuild:
        """The index of a case's posts as ``store`` has them, begun now if it was not before."""
        with self._lock:
            before = self._builds.get(store.path)
            if before and before.fingerprint == fingerprint and before.stands:
                return before
            if not self._begun:
                atexit.register(self.end)
            self._begun += 1
            build = IndexBuild(fingerprint)
            self._builds[store.path] = build
            given = (build, store, f"words-{next(_NUMBERS)}")
            build.thread = Thread(target=self._make, args=given, daemon=True)
            build.thread.start()
        if before is not None and before.index is not None:
            # Whoever reads it still has it open.
            shutil.rmtree(before.index.path.parent, ignore_errors=True)
        return build

    def end(self, case: Path | None = None) -> None:
        """Leave off making the index of a case, or of all of them."""
        if case is None:
            self._ending.set()
        with self._lock:
            ended = [path for path in self._builds if case is None or path == case]
            builds = [self._builds.pop(path) for path in ended]
        end_threads([each.thread for each in builds if each.thread is not None], SystemExit)

    def _make(self, build: IndexBuild, store: SnapshotStore, name: str) -> None:
        try:
            build.index = self._made(build, store, name)
        except NoIndexError:
            build.impossible = True
        except (duckdb.Error, sqlite3.Error, DemasqueError, OSError):
            pass  # stopped, no room, or the edition is gone
        finally:
            build.failed = build.index is None and not build.impossible

    def _made(self, build: IndexBuild, store: SnapshotStore, name: str) -> WordIndex:
        folder = store.folder_beside(name)
        path = folder / "words.sqlite"
        # Asked first when the file is there: whatever is taken out of the case from then on takes
        # the file's name off. Later the copy goes for other reasons, and is read to its end.
        withdrawn = cache(lambda: store.withdrawn)

        def stopped() -> bool:
            wanted = self._builds.get(store.path) is build and not self._ending.is_set()
            return not wanted or withdrawn() or not path.exists()

        try:
            with closing(store.again()) as own:  # pages may be done with theirs before
                index = WordIndex.make(own, path, stopped)
            if stopped():
                raise InterruptedError
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return index


WORD_INDEXES = WordIndexes()
"""Those of this process."""


@contextmanager
def indexing(case: Path) -> Iterator[None]:
    """When the block has ended, no index of this case is made any more."""
    try:
        yield
    finally:
        WORD_INDEXES.end(case)
