"""Identifiers -> dense codes: whatever names accounts and traces by, numbered as it appears."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from demasque.coordination.events.index import Int32, Int64
from demasque.errors import UsageError


def number(column: pa.ChunkedArray) -> tuple[Int32, pa.Array]:
    """Number the values of a checked column as they appear; return the codes, and each value."""
    if pa.types.is_integer(column.type) and (found := _close_integers(column)) is not None:
        return found
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary


def _close_integers(column: pa.ChunkedArray) -> tuple[Int32, pa.Array] | None:
    """Number whole numbers by looking each up in an array, if they lie close enough together."""
    bounds = pc.min_max(column).as_py()
    if not len(column) or bounds["max"] >= 2**63:
        return None
    span = bounds["max"] - bounds["min"] + 1
    if span > max(2 * len(column), 1 << 16):
        return None
    seen = np.full(span, -1, dtype=np.int32)
    codes = np.empty(len(column), dtype=np.int32)
    values = np.empty(min(span, len(column)), dtype=np.int64)
    found = begin = 0
    for chunk in column.cast(pa.int64()).chunks:
        part = chunk.to_numpy()
        found = _look_up(part, bounds["min"], seen, codes[begin:], values, found)
        begin += len(part)
    return codes, pa.array(values[:found]).cast(column.type)


@njit(cache=True, nogil=True)
def _look_up(part: Int64, least: int, seen: Int32, codes: Int32, values: Int64, found: int) -> int:
    """Write the code of each value to `codes`, and new values to `values`; return how many."""
    for i in range(len(part)):
        place = part[i] - least
        if seen[place] < 0:
            seen[place] = found
            values[found] = part[i]
            found += 1
        codes[i] = seen[place]
    return found


def check_identifiers(column: pa.ChunkedArray, name: str, first: int = 0) -> pa.ChunkedArray:
    """Return a column of identifiers as plain values; row 0 is called `first` in errors.

    Raises UsageError for a null, and for what is neither text nor whole numbers.
    """
    if not len(column):
        return pa.chunked_array([pa.array([], pa.string())])
    if pa.types.is_dictionary(column.type):
        column = pa.chunked_array([_plain(chunk) for chunk in column.chunks])
    no_nulls(column, name, first)
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        raise UsageError(
            "Column {name} holds decimal numbers, which lose digits of long "
            "identifiers. Give it as text or as whole numbers.",
            name=name,
        )
    if not (pa.types.is_integer(kind) or is_text(kind)):
        raise UsageError(
            "Column {name} has the type {kind}. Give text or whole numbers.", name=name, kind=kind
        )
    # Arrow can do little with views, which Polars gives.
    return column.cast(pa.large_string()) if pa.types.is_string_view(kind) else column


def _plain(chunk: pa.DictionaryArray) -> pa.Array:
    values = chunk.dictionary
    if is_text(values.type):
        values = values.cast(pa.large_string())
    return values.take(chunk.indices)


def is_text(kind: pa.DataType) -> bool:
    """Whether values of this Arrow type are text."""
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def no_nulls(column: pa.ChunkedArray, name: str, first: int = 0) -> None:
    """Raise UsageError for the first value that is missing."""
    if column.null_count:
        row = first + pc.index(column.is_null(), True).as_py()
        raise UsageError(
            "Column {name}, row {row}: the value is missing ({null_count} in all). "
            "Leave such rows out: an event needs an account, a trace and a time.",
            name=name,
            row=str(row),
            null_count=column.null_count,
        )
