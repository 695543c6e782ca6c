"""Posts in the order of time, as numbers: what a search reads of each without asking the case.

A post is known by its place in that order. Some 30 bytes a post are held: 30 MB for a million.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.campaigns import STATED
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED

Places = NDArray[np.int64]
"""Posts by their places in time."""

POST_ROWS: Final = "ORDER BY posted_at, post"
"""SQL: the order."""

_ORDER: Final = f"""
SELECT rowid AS "row", epoch_us(posted_at) AS at, platform, {STATED} AS language
FROM posts {POST_ROWS}"""

_SAME: Final = """
SELECT count(*) AS posts, bit_xor(hash(rowid, post, text, posted_at, platform, lang)) AS hash
FROM posts"""

_TRACES: Final = """
SELECT p.rowid AS "row", trace
FROM (
    SELECT post, trace FROM events
    WHERE kind = 'text' AND trace IN (
        SELECT trace FROM events WHERE kind = 'text' GROUP BY trace HAVING count(*) > 1)
) JOIN posts p USING (post)"""
_GROUPS: Final = """
SELECT p.rowid AS "row", campaign FROM memberships m JOIN posts p ON p.account = m.account"""
_EXCLUDED: Final = f'SELECT rowid AS "row" FROM posts WHERE account IN ({EXCLUDED})'


@dataclass(frozen=True)
class PostOrder:
    """The posts of a case in time. Codes stand for ``platforms`` and ``languages``, -1 for none."""

    rows: Places  # where each stands in the table of posts
    at: NDArray[np.int64]  # microseconds since 1970, UTC
    platform: NDArray[np.int16]
    platforms: tuple[str, ...]
    language: NDArray[np.int16]
    languages: tuple[str, ...]

    @cached_property
    def places(self) -> Places:
        """By row of the table of posts: its place in time, -1 where there is none."""
        made = np.full(int(self.rows.max(initial=-1)) + 1, -1, np.int64)
        made[self.rows] = np.arange(self.rows.size)
        return made

    def between(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """The first place from ``since`` on, and the first that is ``until`` or later."""
        first = 0 if since is None else int(np.searchsorted(self.at, _microseconds(since)))
        last = (
            self.at.size if until is None else int(np.searchsorted(self.at, _microseconds(until)))
        )
        return first, last


@dataclass(frozen=True)
class PostStanding:
    """What was found of each post, by its place: its message, its account's group, exclusion."""

    message: NDArray[np.int64]  # number of the copy family; 0 of one post alone
    group: NDArray[np.int16]  # code for ``groups``, -1 for none
    groups: tuple[str, ...]
    excluded: NDArray[np.bool_]


def posts_fingerprint(store: CaseStore) -> tuple[int, int]:
    """Two cases with one fingerprint have the same posts, in the same rows."""
    (row,) = store.sql(_SAME).to_pylist()
    return row["posts"], row["hash"] or 0


def post_order(store: CaseStore) -> PostOrder:
    """Put the posts of a case in the order of time."""
    table = store.sql(_ORDER).combine_chunks()
    platform, platforms = _coded(table["platform"])
    language, languages = _coded(table["language"])
    rows, at = (np.ascontiguousarray(table[name].to_numpy()) for name in ("row", "at"))
    return PostOrder(
        rows.astype(np.int64), at.astype(np.int64), platform, platforms, language, languages
    )


def post_standing(store: CaseStore, order: PostOrder) -> PostStanding:
    """Read what was found of each post."""
    message = np.zeros(order.rows.size, np.int64)
    told = store.sql(_TRACES)
    message[order.places[told["row"].to_numpy()]] = told["trace"].to_numpy()
    group = np.full(order.rows.size, -1, np.int16)
    members = store.sql(_GROUPS)
    codes, groups = _coded(members["campaign"])
    group[order.places[members["row"].to_numpy()]] = codes
    excluded = np.zeros(order.rows.size, np.bool_)
    excluded[order.places[store.sql(_EXCLUDED)["row"].to_numpy()]] = True
    return PostStanding(message, group, groups, excluded)


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    whole: Any = column.combine_chunks().dictionary_encode()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.unify_dictionaries().combine_chunks()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int16)
    return codes, tuple(whole.dictionary.to_pylist())


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
