"""The same message: one copy family, long enough that two people do not write it by chance."""

import json
import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import COPIES
from demasque.text import Rules, find_copies, long_enough_each, match_keys
from demasque.traces.trace_kind import FOUND, OWN_WORDS, Extraction, TraceKind

# The order is the same at each reading, so that rows of one stand beside rows of another.
_QUERY: Final = f"""
    SELECT p.post AS post_id, p.account, p.posted_at AS "at", p.text
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL ORDER BY p.posted_at, p.post"""

_MENTION: Final = re.compile(r"@a_[a-z2-7]+")


def message_keys(texts: list[str], rules: Rules) -> list[str | None]:
    """Each text's normal form, or None where it says too little."""
    keys = match_keys(texts, rules)
    # A pseudonym in a mention's place is no word of the author's.
    words = [_MENTION.sub("", key) if "@" in key else key for key in keys]
    enough = long_enough_each(words).tolist()
    return [key if ok else None for key, ok in zip(keys, enough, strict=True)]


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    """Name each post's message by the normal form of its family's exemplar."""
    found = find_copies(
        extraction.store.stream(_QUERY), rules=extraction.family_rules, progress=extraction.progress
    )
    exemplars = found.column("exemplar")
    copied = _of_several(exemplars)
    extraction.notes["text"] = json.loads(found.schema.metadata[b"demasque"])
    extraction.tables["copies"] = _copies(found, copied)
    words = _words_of_exemplars(extraction, copied)
    row = 0
    for batch in extraction.store.stream(_QUERY):
        named = exemplars.slice(row, batch.num_rows).combine_chunks()
        row += batch.num_rows
        own = pa.array(
            message_keys(batch.column("text").to_pylist(), extraction.key_rules), pa.string()
        )
        families = pc.take(words["key"], pc.index_in(named, words["post_id"]))
        columns = {
            "post": batch.column("post_id"),
            "account": batch.column("account"),
            "at": batch.column("at"),
            "value": pc.if_else(pc.equal(named, batch.column("post_id")), own, families),
        }
        table = pa.table(columns)
        yield table.filter(pc.is_valid(pc.field("value"))).cast(FOUND)


def _of_several(exemplars: pa.ChunkedArray) -> pa.Array:
    """The exemplars that stand for more posts than themselves."""
    counts = pc.value_counts(exemplars)
    return counts.field("values").filter(pc.greater(counts.field("counts"), 1))


def _copies(found: pa.Table, copied: pa.Array) -> pa.Table:
    rows = found.filter(pc.is_in(found.column("exemplar"), copied))
    columns = [rows["post_id"], rows["exemplar"], rows["similarity"].cast(pa.float64())]
    return pa.table(columns, schema=COPIES)


def _words_of_exemplars(extraction: Extraction, copied: pa.Array) -> pa.Table:
    """Read the normal forms of the exemplars of several posts."""
    parts = []
    for batch in extraction.store.stream(_QUERY):
        wanted = batch.filter(pc.is_in(batch.column("post_id"), copied))
        keys = pa.array(
            message_keys(wanted.column("text").to_pylist(), extraction.key_rules), pa.string()
        )
        parts.append(pa.table({"post_id": wanted.column("post_id"), "key": keys}))
    empty = pa.table({"post_id": pa.array([], pa.string()), "key": pa.array([], pa.string())})
    return pa.concat_tables([empty, *parts]).combine_chunks()


TEXT = TraceKind("text", "same message", "posted copies of one message", _find)
