"""The same hashtags in the same order; and, apart, the same single hashtag."""

import unicodedata
from collections.abc import Iterator

import pyarrow as pa

from demasque.traces.trace_kind import OWN_WORDS, Extraction, TraceKind, each_value

_BETWEEN = "\x1f"

_SEQUENCE = f"""
    SELECT h.post, any_value(p.account) AS account, any_value(p.posted_at) AS "at",
           string_agg(h.tag, '{_BETWEEN}' ORDER BY h.position, h.tag) AS raw
    FROM hashtags h JOIN posts p USING (post) WHERE {OWN_WORDS}
    GROUP BY h.post HAVING count(*) >= 2"""

_SINGLE = f"""
    SELECT h.post, p.account, p.posted_at AS "at", h.tag AS raw
    FROM hashtags h JOIN posts p USING (post) WHERE {OWN_WORDS}"""


def _folded(tags: list[str]) -> list[str | None]:
    return [unicodedata.normalize("NFKC", tag).casefold() for tag in tags]


def _sequences(raw: list[str]) -> list[str | None]:
    return [" ".join(f"#{tag}" for tag in _folded(tags.split(_BETWEEN))) for tags in raw]


def _singles(raw: list[str]) -> list[str | None]:
    return [f"#{tag}" for tag in _folded(raw)]


def _find_sequences(extraction: Extraction) -> Iterator[pa.Table]:
    return each_value(extraction.store, _SEQUENCE, _sequences)


def _find_singles(extraction: Extraction) -> Iterator[pa.Table]:
    return each_value(extraction.store, _SINGLE, _singles)


HASHTAGS = TraceKind(
    "hashtags", "same hashtags", "used the same two or more hashtags in the same order",
    _find_sequences, by_post=True,
)  # fmt: skip
HASHTAG = TraceKind(
    "hashtag",
    "same hashtag",
    "used the same hashtag",
    _find_singles,
    default=False,
    by_post=True,
)
