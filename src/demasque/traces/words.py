"""The same message: one copy family, long enough that two people do not write it by chance."""

import json
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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
    store = extraction.store
    keys = store.stream(_WORDS.format(columns="post AS post_id, family AS text"))
    found = find_copies_of_keys(keys, rules=extraction.family_rules, progress=extraction.progress)
    extraction.notes["text"] = json.loads(found.schema.metadata[b"demasque"])
    extraction.tables["copies"] = _copies(found)
    yield _named(extraction, pc.index_in(found["exemplar"], found["post_id"]).to_numpy())


def _named(extraction: Extraction, exemplars: NDArray[np.int32]) -> pa.Table:
    """Each post with words beside the message of its family's exemplar, which has this row."""
    is_exemplar = np.zeros(exemplars.size, np.bool_)
    is_exemplar[exemplars] = True
    messages, row = [pa.array([], pa.string())], 0
    for batch in extraction.store.stream(_WORDS.format(columns="message")):
        here = is_exemplar[row : row + batch.num_rows]
        row += batch.num_rows
        messages.append(batch.column("message").filter(pa.array(here)))
    said = pa.concat_arrays(messages)
    enough = pc.is_valid(said).to_numpy(zero_copy_only=False)
    exemplars = np.cumsum(is_exemplar)[exemplars] - 1
    named = enough[exemplars]
    places = (np.cumsum(enough) - 1)[exemplars[named]].astype(np.int32)
    value = pa.DictionaryArray.from_arrays(pa.array(places), said.drop_null())
    batches = extraction.store.stream(_POSTS)
    posts = pa.concat_tables([_WHOSE.empty_table(), *(pa.table(b).cast(_WHOSE) for b in batches)])
    return posts.filter(pa.array(named)).append_column("value", value)


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


def _copies(found: pa.Table) -> pa.Table:
    """The families of several posts."""
    counts = pc.value_counts(found["exemplar"])
    several = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    rows = found.filter(pc.is_in(found["exemplar"], several))
    columns = [rows["post_id"], rows["exemplar"], rows["similarity"].cast(pa.float64())]
    return pa.table(columns, schema=COPIES)


TEXT = TraceKind("text", "same message", "posted copies of one message", _find, prepare=_prepare)
