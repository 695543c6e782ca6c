"""What may be handed in: any Arrow-compatible table, checked column by column."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.any_table import MixedColumnError, arrow_table
from demasque.errors import UsageError

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

Source = Any
"""Whatever :func:`demasque.any_table.arrow_table` reads: an Arrow table or reader, a frame of
pandas or Polars, a dict of columns, the path of a Parquet or CSV file."""

UNITS_PER_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_NONE: Final = np.empty(0, np.int64)  # what joins to no codes at all
ROWS_MAX: Final = 2**31 - 1
SPAN_MAX: Final = 2**62  # so that a time and a window add up within 64 bits
CHUNK_ROWS: Final = 1 << 20


class ReplicationError(UsageError, ValueError):
    """A table or an argument that the replicated tool cannot be run on, and why."""


@dataclass(frozen=True)
class Moments:
    """Times of rows as numbers, and how many of them make a second."""

    values: Ints | Floats
    per_second: int

    def limit(self, seconds: float) -> int | float:
        """Largest difference between two values that is within ``seconds``, inclusive."""
        if self.values.dtype.kind == "f":
            return float(seconds)
        # Through decimal text: 0.3 s must be 300,000 us, whatever binary makes of 0.3.
        return min(int(Fraction(str(seconds)) * self.per_second), SPAN_MAX)

    def in_seconds(self, differences: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Differences of values, in seconds."""
        return differences if self.per_second == 1 else differences / self.per_second


def as_table(source: Source, what: str, columns: Iterable[str]) -> pa.Table:
    """``source`` as an Arrow table that has at least ``columns``.

    Raises:
        ReplicationError: It cannot be read, a column is missing, or it has too many rows.
    """
    wanted = list(columns)
    try:
        table = arrow_table(source)
    except MixedColumnError as error:
        raise ReplicationError(
            f"{what}: column {error.column!r} mixes types: row {error.row + 1} holds "
            f"{error.value!r}. Give each column one type."
        ) from None
    except UsageError as error:
        raise ReplicationError(f"{what}: {error}") from None
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        raise ReplicationError(
            f"{what}: no column {_listed(missing)}; it has {_listed(table.column_names)}. "
            f"Rename your columns to {_listed(wanted)}."
        )
    if table.num_rows > ROWS_MAX:
        raise ReplicationError(f"{what}: {table.num_rows} rows, more than {ROWS_MAX} at once.")
    return table


def text_ids(table: pa.Table, column: str, what: str) -> pa.ChunkedArray:
    """A column of ids as text, none missing. Whole numbers become their digits.

    Raises:
        ReplicationError: A null, a number with decimals, or a type that is no id.
    """
    values = _whole(table, column, what)
    kind = values.type
    if pa.types.is_floating(kind):
        numbers = values.to_numpy()
        _refuse(numbers != np.floor(numbers), values, column, what, "is not a whole number")
        _refuse(np.abs(numbers) >= 2.0**53, values, column, what, "is too large to be exact")
        values = values.cast(pa.int64())
    elif not (_is_text(kind) or pa.types.is_integer(kind)):
        given = table.field(column).type
        raise ReplicationError(
            f"{what}: column {column!r} holds {given}; ids are text or whole numbers."
        )
    return values.cast(pa.large_string())


def numbers(table: pa.Table, column: str, what: str) -> npt.NDArray[Any]:
    """A numeric column, none missing and all finite, as int64 or float64."""
    return _moments(table, column, what, allow_timestamps=False).values


def moments(table: pa.Table, column: str, what: str) -> Moments:
    """A column of times: whole or decimal seconds, or Arrow timestamps of any unit.

    Raises:
        ReplicationError: A null, NaN or infinite time, another type, or times too far apart.
    """
    return _moments(table, column, what, allow_timestamps=True)


def _moments(table: pa.Table, column: str, what: str, *, allow_timestamps: bool) -> Moments:
    values = _whole(table, column, what)
    kind = values.type
    per_second = 1
    if pa.types.is_timestamp(kind) and allow_timestamps:
        per_second = UNITS_PER_SECOND[kind.unit]
        values = values.cast(pa.int64())
    elif pa.types.is_floating(kind):
        decimals = values.cast(pa.float64()).to_numpy()
        _refuse(~np.isfinite(decimals), values, column, what, "is not a finite number")
        return Moments(decimals, 1)
    elif not pa.types.is_integer(kind):
        expected = "seconds since 1970 or timestamps" if allow_timestamps else "numbers"
        given = table.field(column).type
        raise ReplicationError(f"{what}: column {column!r} holds {given}; give {expected}.")
    try:
        whole = values.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid as error:
        raise ReplicationError(f"{what}: column {column!r}: {error}.") from None
    if len(whole) and int(whole.max()) - int(whole.min()) > SPAN_MAX:
        raise ReplicationError(f"{what}: column {column!r} spans more than 2^62 units of time.")
    return Moments(whole, per_second)


def rank(*columns: pa.ChunkedArray) -> tuple[pa.Array, list[Ints]]:
    """Distinct texts of all columns in byte order, and each column as positions in that list."""
    chunks = [chunk for column in columns for chunk in column.chunks]
    joined = pa.chunked_array(chunks, type=pa.large_string())
    encoded = joined.dictionary_encode().unify_dictionaries().chunks
    texts = encoded[0].dictionary if encoded else pa.array([], pa.large_string())
    order = pc.sort_indices(texts)
    ranks = np.empty(len(order), np.int64)
    ranks[order.to_numpy()] = np.arange(len(order))
    codes = [ranks[chunk.indices.to_numpy()] for chunk in encoded]
    ends = np.cumsum([len(column) for column in columns])[:-1]
    return texts.take(order).cast(pa.string()), list(
        np.split(np.concatenate([*codes, _NONE]), ends)
    )


def spelled(values: pa.Array, codes: npt.NDArray[Any]) -> pa.ChunkedArray:
    """Texts at ``codes``, in chunks small enough for Arrow's 2 GiB of text per chunk."""
    pieces = [
        values.take(pa.array(codes[start : start + CHUNK_ROWS]))
        for start in range(0, len(codes), CHUNK_ROWS)
    ]
    return pa.chunked_array(pieces, type=pa.string())


def check_seconds(time_window: Any) -> float:
    """A window in seconds: a finite number, zero or more (zero: the same moment)."""
    if isinstance(time_window, bool) or not isinstance(time_window, int | float | np.number):
        raise ReplicationError(f"time_window is a number of seconds, not {time_window!r}.")
    if not math.isfinite(time_window) or time_window < 0:
        raise ReplicationError(f"time_window is {time_window!r}; it is zero seconds or more.")
    return time_window.item() if isinstance(time_window, np.number) else time_window


def check_count(name: str, value: Any, least: int = 0) -> int:
    """A whole number that is at least ``least``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ReplicationError(f"{name} is a whole number of at least {least}, not {value!r}.")
    return int(value)


def check_flag(name: str, value: Any) -> None:
    """True or False, and nothing that merely counts as such."""
    if not isinstance(value, bool | np.bool_):
        raise ReplicationError(f"{name} is True or False, not {value!r}.")


def _whole(table: pa.Table, column: str, what: str) -> pa.ChunkedArray:
    """The column, without nulls; an empty untyped one counts as numbers."""
    values = table.column(column)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if values.null_count:
        row = pc.index(pc.is_null(values), True).as_py() + 1
        raise ReplicationError(
            f"{what}: column {column!r} is missing in row {row} ({values.null_count} rows in all). "
            "Fill or remove them."
        )
    return values if len(values) else pa.chunked_array([], type=pa.int64())


def _refuse(
    bad: npt.NDArray[Any], values: pa.ChunkedArray, column: str, what: str, why: str
) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise ReplicationError(f"{what}: column {column!r}, row {row + 1}: {values[row]} {why}.")


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
