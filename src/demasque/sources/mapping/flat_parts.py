"""What posts of a flat export carry: links, hashtags, mentions, media, engagement."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.privacy import mentioned
from demasque.schema import SOURCE_TABLES
from demasque.sources.mapping.cells import as_int, as_list
from demasque.sources.mapping.columns import Columns
from demasque.sources.mapping.found_in_text import find_hashtags, find_links, positions

ENGAGEMENT = ("likes", "reposts", "replies", "quotes", "views")

LINK_ID = "link-id:"
"""Stands before a link that the export gives as a bare number (anonymised data)."""

Found = tuple[np.ndarray, pa.Array]
"""Row numbers, and a word of each."""

_PARTS: tuple[tuple[str, str, str, Callable[[pa.Array], Found] | None], ...] = (
    # table, its column, the field, what finds it in text
    ("links", "url", "links", find_links),
    ("hashtags", "tag", "hashtags", find_hashtags),
    ("mentions", "account", "mentions", mentioned),
    ("media_use", "media", "media", None),
)


def part_tables(columns: Columns, posts: pa.Table) -> dict[str, pa.Table]:
    """The tables of what each post carries, from their columns, else from its text."""
    tables = {}
    text = posts["text"].combine_chunks()
    for table, column, field, find in _PARTS:
        if columns.has(field):
            rows, words = _from_column(columns, field)
        elif find is not None:
            rows, words = find(text)
        else:
            continue
        if len(rows):
            values = {
                "post": pc.take(posts["post"].combine_chunks(), pa.array(rows)),
                "position": pa.array(positions(rows), pa.int32()),
                column: words,
            }
            tables[table] = pa.table(values, schema=SOURCE_TABLES[table])
    counts = _engagement(columns, posts["post"])
    return tables if counts is None else {**tables, "engagement": counts}


def _from_column(columns: Columns, field: str) -> Found:
    encoded = columns.clean(field).dictionary_encode()
    bare = columns.column_name(field).endswith("_id")
    lists = [_words(field, cell, bare) for cell in encoded.dictionary.to_pylist()]
    filled = np.flatnonzero(np.asarray(pc.is_valid(encoded.indices)))
    codes = np.asarray(encoded.indices.drop_null())
    sizes = np.array([len(words) for words in lists], np.int64)
    rows = np.repeat(filled, sizes[codes])
    # The words of all cells stand in one run: where each row's begin there, and on from that.
    begins = np.repeat((np.cumsum(sizes) - sizes)[codes], sizes[codes])
    words = pa.array([word for words in lists for word in words], pa.string())
    return rows, words.take(pa.array(begins + positions(rows)))


def _words(field: str, cell: str, bare: bool) -> list[str]:
    if field == "hashtags":
        return [word.lstrip("#＃") for word in as_list(cell) if word.lstrip("#＃")]
    if field == "mentions":
        return [word.lstrip("@＠") for word in as_list(cell) if word.lstrip("@＠")]
    if field == "links":
        # A cell that is one address may hold commas and semicolons of its own.
        one = cell.count("://") == 1 and cell.startswith("http") and " " not in cell
        words = [cell] if one else as_list(cell)
        return [LINK_ID + word if bare and word.isdigit() else word for word in words]
    return as_list(cell)


def _engagement(columns: Columns, post: pa.ChunkedArray) -> pa.Table | None:
    if not any(columns.has(field) for field in ENGAGEMENT):
        return None
    values = {field: whole_numbers(columns.clean(field)) for field in ENGAGEMENT}
    table = pa.table({"post": post, **values}, schema=SOURCE_TABLES["engagement"])
    some = np.zeros(table.num_rows, bool)
    for field in ENGAGEMENT:
        some |= np.asarray(pc.is_valid(values[field]))
    return table.filter(pa.array(some))


def whole_numbers(column: pa.Array) -> pa.Array:
    """A text column as whole numbers; null where it says none."""
    try:
        return pc.cast(column, pa.int64())
    except pa.ArrowInvalid:
        return pa.array([as_int(value) for value in column.to_pylist()], pa.int64())
