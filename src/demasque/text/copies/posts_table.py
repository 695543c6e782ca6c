"""Ids and texts of posts, batch by batch, from whatever table a caller has."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pyarrow as pa

from demasque.any_table import arrow_batches
from demasque.errors import UsageError
from demasque.text.forms.normal_form import Words

ROWS = 50_000

Item = TypeVar("Item")


def read_posts(
    posts: Any, post: str = "post_id", text: str = "text"
) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Yield the columns of ids and of texts of any table or file of posts, batch by batch.

    Raises UsageError when it is none, when a column is missing, or when it cannot be read.
    """
    for batch in arrow_batches(posts, (post, text), ROWS):
        kind = batch.schema.field(text).type
        if not _is_text(kind):
            raise UsageError("The column {text} holds {kind}, not text.", text=text, kind=kind)
        identifiers = batch.column(post).cast(pa.string())
        if identifiers.null_count:
            raise UsageError(
                "A post has no {post}: give every post one, or leave it out.", post=post
            )
        yield identifiers, batch.column(text)


def words_of(texts: pa.Array) -> Words:
    """Lay the texts of an Arrow array end to end; null is an empty text."""
    return Words.of_arrow(texts)


def one_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, the next one made in another thread while the last one is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


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
