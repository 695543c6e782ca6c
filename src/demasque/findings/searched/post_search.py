"""What a search finds: messages that were copied, each once, then single posts in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.case import CaseStore
from demasque.findings.explored.thing_posts import ThingPost, thing_posts
from demasque.findings.searched.post_order import Places, PostOrder, PostStanding
from demasque.findings.searched.search_words import FoundPiece, SearchQuery, marked_words
from demasque.findings.searched.word_index import MOST_HITS, WordIndex

POSTS_SCANNED: Final = 100_000
"""Posts that are looked through one by one while there is no index: those longest in the case."""

LONGEST_SHOWN: Final = 500
"""Characters of a post that a list of hits shows."""

SITE: Final = "regexp_extract(lower(url), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1)"
"""SQL: the site that a link leads to."""

_WITH_SITE: Final = (
    f'SELECT rowid AS "row" FROM posts WHERE post IN (SELECT post FROM links WHERE {SITE} = ?)'
)
_WITH_TAG: Final = """
SELECT rowid AS "row" FROM posts WHERE post IN (SELECT post FROM hashtags WHERE lower(tag) = ?)"""
_WITH_LINK: Final = """
SELECT rowid AS "row" FROM posts WHERE post IN (
    SELECT post FROM events JOIN traces USING (kind, trace) WHERE kind = 'url' AND value = ?)"""
_NAMES: Final = 'SELECT rowid AS "row", post FROM posts WHERE rowid IN (SELECT unnest(?::BIGINT[]))'
_WHOLE: Final = """
SELECT post, account, platform, posted_at, kind, lang, text FROM posts
WHERE rowid IN (SELECT unnest(?::BIGINT[])) ORDER BY posted_at, post"""


@dataclass(frozen=True)
class SearchFilter:
    """Which posts are looked at; None is all of them. Times are UTC; ``until`` is out."""

    language: str | None = None
    platform: str | None = None
    group: str | None = None
    site: str | None = None
    tag: str | None = None
    link: str | None = None  # in the form in which links are compared
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class SearchHit:
    """A post that was found, or the first post found of a message that was copied.

    ``message`` is the message's number, None of a single post; ``posts`` those of it that were
    found, without posts of accounts that people excluded.
    """

    post: ThingPost
    pieces: tuple[FoundPiece, ...]
    message: int | None
    posts: int


@dataclass(frozen=True)
class SearchResult:
    """One page of what was found. ``scanned``: no index was there, and few posts were read.

    ``cut``: more was found than is counted: :data:`MOST_HITS`, the first in time. ``excluded`` are
    posts of accounts that people excluded: they are listed among the ``rows`` of the whole list,
    and counted nowhere.
    """

    posts: int  # found
    messages: int
    singles: int
    excluded: int
    rows: int
    hits: tuple[SearchHit, ...]
    scanned: bool
    cut: bool


class PostSearch:
    """The posts of a case, to be searched. ``index`` is None while there is none."""

    def __init__(
        self,
        store: CaseStore,
        order: PostOrder,
        standing: PostStanding,
        index: WordIndex | None,
    ) -> None:
        self._store, self.order, self.standing, self._index = store, order, standing, index

    def find(self, query: SearchQuery, chosen: SearchFilter) -> Places:
        """The places of the posts found. Without words, those that the filter leaves."""
        first, last = self.order.between(chosen.since, chosen.until)
        if query.wanted:
            found = self._said(query, first, last)
        elif chosen.site or chosen.tag or chosen.link:
            found = np.arange(first, last, dtype=np.int64)
        else:
            found = np.zeros(0, np.int64)
        for column, names, name in (
            (self.order.language, self.order.languages, chosen.language),
            (self.order.platform, self.order.platforms, chosen.platform),
            (self.standing.group, self.standing.groups, chosen.group),
        ):
            if name is not None:
                code = names.index(name) if name in names else -2
                found = found[column[found] == code]
        for statement, value in (
            (_WITH_SITE, chosen.site and chosen.site.lower()),
            (_WITH_TAG, chosen.tag and chosen.tag.lower()),
            (_WITH_LINK, chosen.link),
        ):
            if value is not None:
                rows = self._store.sql(statement, (value,))["row"].to_numpy()
                found = found[np.isin(found, self.order.places[rows])]
        return found[:MOST_HITS]

    def page(self, found: Places, query: SearchQuery, page: int, each: int) -> SearchResult:
        """One page of a list of what :meth:`find` gave: messages of most posts, then posts."""
        families, begins, counts = self._families(found)
        alone = found[self.standing.message[found] == 0]
        chosen = np.concatenate([begins, alone])[(page - 1) * each : page * each]
        shown = self._posts(chosen)
        marked = marked_words([one.text or "" for one in shown], query, LONGEST_SHOWN)
        at = (page - 1) * each
        hits = [
            SearchHit(
                post,
                pieces,
                int(families[at + n]) if at + n < families.size else None,
                int(counts[at + n]) if at + n < families.size else 1,
            )
            for n, (post, pieces) in enumerate(zip(shown, marked, strict=True))
        ]
        excluded = self.standing.excluded
        return SearchResult(
            posts=int((~excluded[found]).sum()),
            messages=int((counts > 0).sum()),
            singles=int((~excluded[alone]).sum()),
            excluded=int(excluded[found].sum()),
            rows=int(families.size + alone.size),
            hits=tuple(hits),
            scanned=self._index is None and bool(query.wanted),
            cut=found.size >= MOST_HITS,
        )

    def whole(self, found: Places) -> pa.RecordBatchReader:
        """Every post found, in time, for a table to keep."""
        return self._store.stream(_WHOLE, (self.order.rows[found].tolist(),))

    def _families(self, found: Places) -> tuple[Places, Places, NDArray[np.int64]]:
        """Messages found, with the first post and the number of posts of each, most posts first."""
        told = found[self.standing.message[found] != 0]
        numbers, begins, of = np.unique(
            self.standing.message[told], return_index=True, return_inverse=True
        )
        counted = ~self.standing.excluded[told]
        counts = np.bincount(of, counted, numbers.size).astype(np.int64)
        order = np.lexsort((numbers, -counts))
        return numbers[order], told[begins[order]], counts[order]

    def _posts(self, places: Places) -> tuple[ThingPost, ...]:
        rows = self.order.rows[places]
        named = self._store.sql(_NAMES, (rows.tolist(),)).to_pylist()
        names = {row["row"]: row["post"] for row in named}
        return thing_posts(self._store, [names[row] for row in rows.tolist()])

    def _said(self, query: SearchQuery, first: int, last: int) -> Places:
        if self._index is not None:
            try:
                return self._index.find(query, first, last)
            except FileNotFoundError:  # its words were just taken out of the case for good
                self._index = None
        statement, parameters = _scan(query)
        rows = self._store.sql(statement, parameters)["row"].to_numpy()
        found = np.sort(self.order.places[rows])
        return found[(found >= first) & (found < last)]


def _scan(query: SearchQuery) -> tuple[str, Sequence[str]]:
    """Look for what stands anywhere in the texts, accents and capitals apart."""
    has = "contains(said, ?)"
    terms = [has] * len(query.wanted) + [f"NOT {has}"] * len(query.unwanted)
    return (
        'SELECT "row" FROM (SELECT rowid AS "row", lower(strip_accents(text)) AS said '
        f"FROM posts WHERE text IS NOT NULL LIMIT {POSTS_SCANNED}) WHERE {' AND '.join(terms)}",
        [each.folded for each in (*query.wanted, *query.unwanted)],
    )
