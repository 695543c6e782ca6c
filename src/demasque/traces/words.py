"""The same message: one copy family, long enough that two people do not write it by chance."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.array_room import GrowingArray
from demasque.case import CaseTables
from demasque.schema import COPIES, POST_WORDS
from demasque.text import (
    CopiesByRow,
    Rules,
    end_to_end,
    find_copies_of_keys,
    match_keys,
    messages_of,
    two_forms,
)
from demasque.traces.trace_kind import FOUND, OWN_WORDS, Extraction, TraceKind

_UNKNOWN: Final = f"""
    SELECT p.post, p.text, CAST(NULL AS VARCHAR) AS family, CAST(NULL AS VARCHAR) AS message
    FROM posts p WHERE {OWN_WORDS} AND p.text IS NOT NULL ORDER BY p.posted_at, p.post"""

_PARTLY_KNOWN: Final = f"""
    SELECT p.post, CASE WHEN w.post IS NULL THEN p.text END AS text, w.family, w.message
    FROM posts p LEFT JOIN {{known}} w ON w.post = p.post AND w.extraction = ?
    WHERE {OWN_WORDS} AND p.text IS NOT NULL ORDER BY p.posted_at, p.post"""

_WHOSE: Final = pa.schema([FOUND.field(name) for name in ("post", "account", "at")])

# Words were put down in the order of posts, and are read as they were put down: sorting them again
# would carry every text along.
_WORDS: Final = "SELECT {columns} FROM post_words WHERE family IS NOT NULL"

_POSTS: Final = """
    SELECT p.post, p.account, p.posted_at AS "at" FROM post_words w JOIN posts p USING (post)
    WHERE w.family IS NOT NULL ORDER BY p.posted_at, p.post"""


def message_keys(texts: list[str], rules: Rules) -> list[str | None]:
    """Each text's normal form, or None where it says too little."""
    found: list[str | None] = messages_of(
        pa.array(match_keys(texts, rules), pa.string())
    ).to_pylist()
    return found


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    """Name each post's message by the normal form of its family's exemplar."""
    store, room = extraction.store, extraction.room
    keys = (
        batch.column(0) for batch in store.stream(_WORDS.format(columns="family"), rows=room.rows)
    )
    found = find_copies_of_keys(
        keys, rules=extraction.family_rules, progress=extraction.progress, room=room
    )
    extraction.notes["text"] = found.record
    extraction.streams["copies"] = pa.RecordBatchReader.from_batches(COPIES, _copies(store, found))
    yield from _named(extraction, found.exemplar)


def _named(extraction: Extraction, exemplar: NDArray[np.int64]) -> Iterator[pa.Table]:
    """Each post with words beside the message of its family's exemplar, which has this row."""
    said, place = _messages(extraction, exemplar)
    row = 0
    for batch in extraction.store.stream(_POSTS, rows=extraction.room.rows):
        here = place[exemplar[row : row + batch.num_rows]]
        row += batch.num_rows
        named = here >= 0
        posts = pa.table(batch).cast(_WHOSE).filter(pa.array(named))
        values = said.take(pa.array(here[named])).cast(pa.string())
        yield posts.append_column(FOUND.field("value"), values)
        extraction.room.release()


def _messages(
    extraction: Extraction, exemplar: NDArray[np.int64]
) -> tuple[pa.Array, NDArray[np.int32]]:
    """The messages of exemplars, end to end; and which is that of the post with each row.

    -1: that post is no exemplar, or says too little.
    """
    is_exemplar = np.zeros(exemplar.size, np.bool_)
    is_exemplar[exemplar] = True
    place = np.full(exemplar.size, -1, np.int32)
    held, ends = extraction.room.growing(np.uint8), GrowingArray(np.int64)
    ends.extend(np.zeros(1, np.int64))
    row = 0
    for batch in extraction.store.stream(_WORDS.format(columns="message")):
        messages = batch.column(0)
        enough = is_exemplar[row : row + len(messages)] & pc.is_valid(messages).to_numpy(False)
        place[row : row + len(messages)][enough] = np.arange(enough.sum()) + ends.size - 1
        row += len(messages)
        data, offsets = end_to_end(messages.filter(pa.array(enough)))
        ends.extend(offsets[1:] + held.size)
        held.extend(data)
    buffers = [None, pa.py_buffer(ends.items), pa.py_buffer(held.items)]
    return pa.Array.from_buffers(pa.large_string(), ends.size - 1, buffers), place


def _prepare(extraction: Extraction) -> None:
    """Keep the normal forms of each post's words."""
    words = pa.RecordBatchReader.from_batches(POST_WORDS, _read_words(extraction))
    extraction.store.replace({"post_words": words})


def _read_words(extraction: Extraction) -> Iterator[pa.RecordBatch]:
    """The normal forms of each post's words, read anew where they are not known."""
    rows = extraction.room.rows
    if extraction.known is None:
        batches = extraction.store.stream(_UNKNOWN, rows=rows)
    else:
        query = _PARTLY_KNOWN.format(known=extraction.known)
        batches = extraction.store.stream(query, [extraction.how], rows)
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
        extraction.room.release()


def _copies(store: CaseTables, found: CopiesByRow) -> Iterator[pa.RecordBatch]:
    """The families of several posts."""
    members = np.bincount(found.exemplar, minlength=found.exemplar.size)
    several = members[found.exemplar] > 1
    named = np.flatnonzero(members > 1)
    ids = pa.concat_arrays([pa.array([], pa.string()), *_ids_of(store, members > 1)])
    row = 0
    for batch in store.stream(_WORDS.format(columns="post")):
        here = slice(row, row + batch.num_rows)
        row += batch.num_rows
        chosen = several[here]
        exemplars = np.searchsorted(named, found.exemplar[here][chosen])
        columns = [
            batch.column(0).filter(pa.array(chosen)),
            ids.take(pa.array(exemplars)),
            pa.array(found.alike[here][chosen].astype(np.float64)),
        ]
        yield pa.record_batch(columns, schema=COPIES)


def _ids_of(store: CaseTables, rows: NDArray[np.bool_]) -> Iterator[pa.Array]:
    """The ids of posts with words whose rows are marked, in their order."""
    row = 0
    for batch in store.stream(_WORDS.format(columns="post")):
        yield batch.column(0).filter(pa.array(rows[row : row + batch.num_rows]))
        row += batch.num_rows


TEXT = TraceKind("text", "same message", "posted copies of one message", _find, prepare=_prepare)
