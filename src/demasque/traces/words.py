"""The same text: the same normal form, long enough that two people do not write it by chance."""

import re
from collections.abc import Iterator

import pyarrow as pa

from demasque.case import CaseStore
from demasque.text import long_enough_each, match_keys
from demasque.traces.kind import OWN_WORDS, TraceKind, each_value

_QUERY = f"""
    SELECT p.post, p.account, p.posted_at AS "at", p.text AS raw
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL"""

_MENTION = re.compile(r"@a_[a-z2-7]+")


def _name(texts: list[str]) -> list[str | None]:
    keys = match_keys(texts)
    # A pseudonym in a mention's place is no word of the author's.
    words = [_MENTION.sub("", key) if "@" in key else key for key in keys]
    enough = long_enough_each(words).tolist()
    return [key if ok else None for key, ok in zip(keys, enough, strict=True)]


def _find(store: CaseStore) -> Iterator[pa.Table]:
    return each_value(store, _QUERY, _name)


TEXT = TraceKind("text", "same text", "posted the same words", _find)
