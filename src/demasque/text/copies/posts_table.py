"""Read posts from whatever table a caller has: Arrow, Polars, pandas, DuckDB, or a Parquet file."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from demasque.errors import DemasqueError, UsageError, readable
from demasque.text.forms.normal_form import Words

ROWS = 50_000

Item = TypeVar("Item")


def read_posts(posts: Any) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Yield the columns post_id and text of `posts`, batch by batch.

    `posts` is a path of a Parquet file or an object with the Arrow C stream interface. Raise
    UsageError when it is neither or a column is missing, DemasqueError when it cannot be read.
    """
    for batch in _batches(posts):
        _check_columns(batch.schema)
        for start in range(0, batch.num_rows, ROWS):
            part = batch.slice(start, ROWS)
            identifiers = part.column("post_id").cast(pa.string())
            if identifiers.null_count:
                raise UsageError("A post has no post_id: give every post one, or leave it out.")
            yield identifiers, part.column("text")


def words_of(texts: pa.Array) -> Words:
    """Lay the texts of an Arrow array end to end; null is an empty text."""
    return Words.of([text or "" for text in texts.cast(pa.large_string()).to_pylist()])


def one_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, the next one made in another thread while the last one is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


def _batches(posts: Any) -> Iterator[pa.RecordBatch]:
    if isinstance(posts, str | Path):
        yield from _parquet_batches(Path(posts))
    elif hasattr(posts, "__arrow_c_stream__") or hasattr(posts, "__arrow_c_array__"):
        yield from _arrow_batches(posts)
    else:
        raise UsageError(
            f"Cannot read posts from {type(posts).__name__}: give an Arrow, Polars or pandas table"
            " or the path of a Parquet file."
        )


def _arrow_batches(posts: Any) -> Iterator[pa.RecordBatch]:
    """Batches of a table; what pandas lets into a column of objects, Arrow may refuse."""
    try:
        if hasattr(posts, "__arrow_c_stream__"):
            yield from _stream(posts)
        else:
            yield pa.record_batch(posts)
    except (pa.ArrowException, UnicodeError) as error:
        raise UsageError(
            f"The posts cannot be read as a table: {error}. Give post_id and text as text; half a"
            " surrogate pair is none: text.encode('utf-8', 'replace').decode() does away with it."
        ) from error


def _stream(posts: Any) -> Iterator[pa.RecordBatch]:
    """The batches of a stream; half a surrogate pair in a column of Python objects becomes '?'."""
    try:
        batches: Iterator[pa.RecordBatch] = pa.RecordBatchReader.from_stream(posts)
    except UnicodeError:
        columns = {str(name): list(posts[name]) for name in posts.columns}
        read = {
            name: [readable(word) if isinstance(word, str) else word for word in words]
            for name, words in columns.items()
        }
        batches = iter(pa.table(read).to_batches())
    yield from batches


def _parquet_batches(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        with pq.ParquetFile(path) as file:
            _check_columns(file.schema_arrow)
            yield from file.iter_batches(ROWS, columns=["post_id", "text"])
    except (OSError, pa.ArrowException) as error:
        raise DemasqueError(f"Cannot read {path} as a Parquet file: {error}") from error


def _check_columns(schema: pa.Schema) -> None:
    missing = [name for name in ("post_id", "text") if name not in schema.names]
    if missing:
        raise UsageError(
            f"The posts have no column {' and no column '.join(missing)}; their columns are"
            f" {', '.join(schema.names) or 'none'}. Rename the ones that hold the id and the words."
        )
    if not _is_text(schema.field("text").type):
        kind = schema.field("text").type
        raise UsageError(f"The column text holds {kind}, not text.")


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_null,
    )
    return any(test(kind) for test in tests)
