"""An index of the words of all posts: SQLite's FTS5, of the standard library, in a file of its own.

The file holds words and the places of posts, no text. A post's place is its number in time, so that
what is found comes in the order of time, and a stretch of time is a stretch of places.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from demasque.case import CaseStore
from demasque.findings.searched.post_order import POST_ROWS, Places
from demasque.findings.searched.search_words import SearchQuery, fold_texts, in_pairs

MOST_HITS: Final = 100_000
"""Posts that one search reads, the first in time: more than anybody reads, and quickly counted."""

_BATCH: Final = 10_000
_TEXTS: Final = f"SELECT text FROM posts {POST_ROWS}"
# Letters, digits and their marks make words, and so do emoji; no word is taken apart further.
_TABLE: Final = """
CREATE VIRTUAL TABLE words USING fts5(
    said, content='', columnsize=0,
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co So'")"""
_FOUND: Final = """
SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid LIMIT ?"""


class NoIndexError(RuntimeError):
    """This Python's SQLite has no FTS5."""


class WordIndex:
    """An index that was made, in the file ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def make(
        cls, store: CaseStore, path: Path, stopped: Callable[[], bool] = lambda: False
    ) -> "WordIndex":
        """Index every post of a case into a new file: a minute for a million posts.

        ``stopped`` is asked once the file is there, before anything is written into it.

        Raises NoIndexError without FTS5, InterruptedError once ``stopped`` says so, sqlite3.Error
        where the file cannot be written.
        """
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32000"):
                file.execute(f"PRAGMA {pragma}").fetchall()
            try:
                file.execute(_TABLE)
            except sqlite3.OperationalError as error:
                if "no such module" not in str(error):
                    raise
                raise NoIndexError(str(error)) from error
            _go_on(stopped)
            file.execute("BEGIN")
            for batch in _rows(store):
                _go_on(stopped)
                file.executemany("INSERT INTO words (rowid, said) VALUES (?, ?)", batch)
            file.execute("COMMIT")
        return cls(path)

    def find(self, query: SearchQuery, first: int, last: int) -> Places:
        """The places from ``first``, below ``last``, of posts with what is wanted and without what
        is unwanted; in time, the first :data:`MOST_HITS`.

        Raises FileNotFoundError where the file was taken away.
        """
        if not query.match:
            return np.zeros(0, np.int64)
        try:
            rows = self._rows(query.match, first, last)
        except sqlite3.OperationalError as error:
            if self.path.exists():
                raise
            raise FileNotFoundError(str(self.path)) from error
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def _rows(self, match: str, first: int, last: int) -> list[tuple[int]]:
        address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as file:
            return file.execute(_FOUND, (match, first, last, MOST_HITS)).fetchall()


def _go_on(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise InterruptedError


def _rows(store: CaseStore) -> Iterator[list[tuple[int, str]]]:
    place = 0
    for batch in store.stream(_TEXTS, rows=_BATCH):
        texts = batch.column(0).to_pylist()
        folded = fold_texts(texts)
        yield [(place + n, in_pairs(each)) for n, each in enumerate(folded) if each]
        place += len(texts)
