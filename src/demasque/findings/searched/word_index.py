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

        Raises NoIndexError without FTS5, InterruptedError once ``stopped`` says so.
        """
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32000"):
                file.execute(f"PRAGMA {pragma}").fetchall()
            try:
                file.execute(_TABLE)
            except sqlite3.OperationalError as error:
                raise NoIndexError(str(error)) from error
            file.execute("BEGIN")
            for batch in _rows(store):
                if stopped():
                    raise InterruptedError
                file.executemany("INSERT INTO words (rowid, said) VALUES (?, ?)", batch)
            file.execute("COMMIT")
        return cls(path)

    def find(self, query: SearchQuery, first: int, last: int) -> Places:
        """The places from ``first``, below ``last``, of posts with what is wanted and without what
        is unwanted; in time, the first :data:`MOST_HITS`.
        """
        if not query.match:
            return np.zeros(0, np.int64)
        with closing(
            sqlite3.connect(f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True)
        ) as file:
            rows = file.execute(_FOUND, (query.match, first, last, MOST_HITS)).fetchall()
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def _rows(store: CaseStore) -> Iterator[list[tuple[int, str]]]:
    place = 0
    for batch in store.stream(_TEXTS, rows=_BATCH):
        texts = batch.column(0).to_pylist()
        folded = fold_texts(texts)
        yield [(place + n, in_pairs(each)) for n, each in enumerate(folded) if each]
        place += len(texts)
