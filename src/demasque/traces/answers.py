"""Reposts of the same original, and answers to the same post."""

import re
from collections.abc import Iterator
from functools import partial

import pyarrow as pa

from demasque.text import Rules, match_keys
from demasque.traces.trace_kind import AT_ONCE, Extraction, TraceKind, each_value

_REPOSTS = """
    SELECT p.post, p.account, p.posted_at AS "at", coalesce(p.parent, p.text) AS raw
    FROM posts p
    WHERE p.kind = 'repost' AND p.time_precision <> 'estimated' AND raw IS NOT NULL"""

_REPLIES = """
    SELECT p.post, p.account, p.posted_at AS "at", p.parent AS raw
    FROM posts p
    WHERE p.kind IN ('reply', 'comment') AND p.time_precision <> 'estimated'
      AND p.parent IS NOT NULL"""

_POST = re.compile(r"p_[a-z2-7]{16}")
_RETOLD = re.compile(r"\s*RT (@\w+)", re.IGNORECASE)


def _originals(raw: list[str], rules: Rules) -> list[str | None]:
    """The original's id; where the export does not name it, its author and its words."""
    untold = [word for word in raw if not _POST.fullmatch(word)]
    keys = dict(zip(untold, match_keys(untold, rules), strict=True))
    return [_retold(word, keys[word]) if word in keys else word for word in raw]


def _retold(text: str, key: str) -> str | None:
    author = _RETOLD.match(text)
    return f"RT {author[1]}: {key}" if author and key else (key or None)


def _parents(raw: list[str]) -> list[str | None]:
    return list(raw)


def _find_reposts(extraction: Extraction) -> Iterator[pa.Table]:
    name = partial(_originals, rules=extraction.key_rules)
    return each_value(extraction.store, _REPOSTS, name)


def _find_replies(extraction: Extraction) -> Iterator[pa.Table]:
    return each_value(extraction.store, _REPLIES, _parents)


REPOST = TraceKind(
    "repost",
    "same original",
    "reposted the same post",
    _find_reposts,
    windows=AT_ONCE,
    answers=True,
    by_post=True,
)
REPLY = TraceKind(
    "reply",
    "same parent",
    "answered the same post",
    _find_replies,
    windows=AT_ONCE,
    answers=True,
    by_post=True,
)
