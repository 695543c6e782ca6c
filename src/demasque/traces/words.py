"""The same message: one copy family, long enough that two people do not write it by chance."""

import json
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import COPIES, POST_WORDS
from demasque.text import Rules, find_copies_of_keys, match_keys, messages_of, two_forms
from demasque.traces.trace_kind import FOUND, OWN_WORDS, Extraction, TraceKind

_UNKNOWN: Final = f"""
    SELECT p.post, p.text, CAST(NULL AS VARCHAR) AS family, CAST(NULL AS VARCHAR) AS message
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL ORDER BY p.posted_at, p.post"""

_PARTLY_KNOWN: Final = f"""
    SELECT p.post, CASE WHEN w.post IS NULL THEN p.text END AS text, w.family, w.message
    FROM posts p LEFT JOIN {{known}} w ON w.post = p.post AND w.extraction = ?
    WHERE {OWN_WORDS} AND p.text IS NOT NULL ORDER BY p.posted_at, p.post"""

# The order is the same at each reading, so that rows of one stand beside rows of another.
_KEYS: Final = """
    SELECT w.post AS post_id, p.account, p.posted_at AS "at", w.family AS text, w.message
    FROM post_words w JOIN posts p USING (post) WHERE w.family IS NOT NULL
    ORDER BY p.posted_at, p.post"""


def message_keys(texts: list[str], rules: Rules) -> list[str | None]:
    """Each text's normal form, or None where it says too little."""
    found: list[str | None] = messages_of(
        pa.array(match_keys(texts, rules), pa.string())
    ).to_pylist()
    return found


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    """Name each post's message by the normal form of its family's exemplar."""
    store = extraction.store
    found = find_copies_of_keys(
        store.stream(_KEYS), rules=extraction.family_rules, progress=extraction.progress
    )
    exemplars = found.column("exemplar")
    copied = _of_several(exemplars)
    extraction.notes["text"] = json.loads(found.schema.metadata[b"demasque"])
    extraction.tables["copies"] = _copies(found, copied)
    of_exemplars = _words_of_exemplars(extraction, copied)
    row = 0
    for batch in store.stream(_KEYS):
        named = exemplars.slice(row, batch.num_rows).combine_chunks()
        row += batch.num_rows
        families = pc.take(of_exemplars["key"], pc.index_in(named, of_exemplars["post_id"]))
        own = pc.equal(named, batch.column("post_id"))
        columns = {
            "post": batch.column("post_id"),
            "account": batch.column("account"),
            "at": batch.column("at"),
            "value": pc.if_else(own, batch.column("message"), families),
        }
        table = pa.table(columns)
        yield table.filter(pc.is_valid(pc.field("value"))).cast(FOUND)


def _prepare(extraction: Extraction) -> None:
    """Keep the normal forms of each post's words."""
    words = pa.RecordBatchReader.from_batches(POST_WORDS, _read_words(extraction))
    extraction.store.replace({"post_words": words})


def _read_words(extraction: Extraction) -> Iterator[pa.RecordBatch]:
    """The normal forms of each post's words, read anew where they are not known."""
    if extraction.known is None:
        batches = extraction.store.stream(_UNKNOWN)
    else:
        query = _PARTLY_KNOWN.format(known=extraction.known)
        batches = extraction.store.stream(query, [extraction.how])
    done = 0
    for batch in batches:
        done += batch.num_rows
        extraction.progress("normal forms of words", done, None)
        new = pc.is_valid(batch.column("text"))
        texts = batch.column("text").filter(new)
        family, message = two_forms(texts, extraction.key_rules, extraction.family_rules)
        columns = {
            "post": batch.column("post"),
            "extraction": pa.repeat(extraction.how, batch.num_rows),
            "family": pc.replace_with_mask(batch.column("family"), new, family),
            "message": pc.replace_with_mask(batch.column("message"), new, message),
        }
        yield from pa.table(columns, schema=POST_WORDS).to_batches()


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
    for batch in extraction.store.stream(_KEYS):
        wanted = batch.filter(pc.is_in(batch.column("post_id"), copied))
        parts.append(pa.table({"post_id": wanted["post_id"], "key": wanted["message"]}))
    empty = pa.table({"post_id": pa.array([], pa.string()), "key": pa.array([], pa.string())})
    return pa.concat_tables([empty, *parts]).combine_chunks()


TEXT = TraceKind("text", "same message", "posted copies of one message", _find, prepare=_prepare)
