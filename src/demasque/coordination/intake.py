"""Any table of events -> dense codes, with clear words about what cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demasque.coordination.prepared import Encoded, Int64
from demasque.errors import UsageError

COLUMNS: Final = ("account_id", "trace_id", "posted_at")
_MOST_EVENTS: Final = 2**31 - 1
_UNITS: Final = {"ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}

Window = str | int | float


@dataclass(frozen=True)
class NamedEvents:
    """Encoded events with what the codes stand for."""

    events: Encoded
    accounts: pa.Array


def seconds(window: Window) -> float:
    """Return a window's length in seconds: a number, or text such as '10s', '5min', '1h', '1d'.

    Raises UsageError for zero, negative or unreadable windows.
    """
    text = str(window).strip().lower().removesuffix("sec")
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(digits) :].strip() or "s"
    try:
        length = float(digits) * _UNITS[unit]
    except (ValueError, KeyError):
        raise UsageError(
            f"The window {window!r} cannot be read. Write a number of seconds, "
            "or a number with a unit: 10s, 5min, 1h, 1d."
        ) from None
    if not 0 < length < 1e10:
        raise UsageError(
            f"The window {window!r} must be longer than zero: "
            "for posts of the very same second write 0.5s."
        )
    return length


def read_events(events: Any) -> NamedEvents:
    """Encode a table (Arrow, Polars, pandas) or Parquet path with the columns of `COLUMNS`.

    Times are timestamps (naive ones are UTC) or seconds since the epoch.

    Raises UsageError naming the column, and the row where there is one (0-based), for a missing
    column, a null, a time that is not finite, identifiers of mixed type, or too many events.
    """
    table = _table(events)
    account, accounts = _codes(table, "account_id")
    trace, traces = _codes(table, "trace_id")
    encoded = Encoded(
        account=account,
        trace=trace,
        at=microseconds(table.column("posted_at")),
        accounts=len(accounts),
        traces=len(traces),
    )
    return NamedEvents(encoded, accounts)


def _table(events: Any) -> pa.Table:
    if isinstance(events, str | Path):
        path = Path(events)
        _few_enough(parquet_metadata(path).num_rows)
        return pq.read_table(path, columns=list(COLUMNS))
    table = checked_table(events)
    _few_enough(table.num_rows)
    return table


def checked_table(events: Any) -> pa.Table:
    """Return the columns of `COLUMNS` of an Arrow, Polars or pandas table.

    Raises UsageError for a missing column or one of mixed type.
    """
    names = _column_names(events)
    _need(COLUMNS, names)
    try:
        if isinstance(events, pa.Table):
            table = events.select(list(COLUMNS))
        elif hasattr(events, "__arrow_c_stream__"):
            table = pa.table(events[list(COLUMNS)])
        else:
            table = pa.table({name: events[name] for name in COLUMNS})
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
        raise UsageError(
            f"The events cannot be read as a table: {error}. "
            "Each column must hold values of one type: make identifiers all text or all numbers."
        ) from None
    return table


def _few_enough(rows: int) -> None:
    if rows > _MOST_EVENTS:
        raise UsageError(
            f"{rows:,} events are more than fit in one run in memory "
            f"({_MOST_EVENTS:,}). Write them to Parquet and give a memory limit: memory='8GB'."
        )


def parquet_metadata(path: Path) -> pq.FileMetaData:
    """Return what a Parquet file says of itself.

    Raises UsageError where there is none, or where it lacks one of `COLUMNS`.
    """
    if not path.exists():
        raise UsageError(f"There is no file {path}.")
    try:
        metadata = pq.read_metadata(path)
    except pa.ArrowInvalid:
        raise UsageError(f"{path} is not a Parquet file.") from None
    _need(COLUMNS, metadata.schema.to_arrow_schema().names)
    return metadata


def _column_names(events: Any) -> Sequence[str]:
    names = getattr(events, "column_names", None)  # Arrow
    if names is None:
        names = getattr(events, "columns", None)  # Polars, pandas
    if names is None and hasattr(events, "keys"):
        names = list(events.keys())
    if names is None:
        raise UsageError(
            f"Events of type {type(events).__name__} cannot be read. Give an Arrow, Polars or "
            "pandas table, or the path of a Parquet file."
        )
    return [str(name) for name in names]


def _need(wanted: Sequence[str], names: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in names]
    if missing:
        raise UsageError(
            f"The events have no column {', '.join(missing)}. "
            f"Columns needed: {', '.join(wanted)}. Columns found: {', '.join(names)}."
        )


def _codes(table: pa.Table, name: str) -> tuple[np.ndarray, pa.Array]:
    column = check_identifiers(table.column(name), name)
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32), encoded.dictionary


def check_identifiers(column: pa.ChunkedArray, name: str, first: int = 0) -> pa.ChunkedArray:
    """Return a column of identifiers as plain values; row 0 is called `first` in errors.

    Raises UsageError for a null, and for decimal numbers.
    """
    _no_nulls(column, name, first)
    if pa.types.is_floating(column.type):
        raise UsageError(
            f"Column {name} holds decimal numbers, which lose digits of long identifiers. "
            "Give it as text or as whole numbers."
        )
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column


def microseconds(column: pa.ChunkedArray, first: int = 0) -> Int64:
    """Return times as microseconds since the epoch; naive times are UTC.

    Row 0 is called `first` in errors. Raises UsageError for what is no time.
    """
    name = "posted_at"
    _no_nulls(column, name, first)
    kind = column.type
    if pa.types.is_timestamp(kind):
        unit = pa.timestamp("us", tz=kind.tz)
        return _numbers(column.cast(unit, safe=False).cast(pa.int64()))
    if pa.types.is_integer(kind):
        whole = _numbers(column.cast(pa.int64()))
        _in_range(whole.astype(np.float64), name, first)
        return whole * 1_000_000
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        number = _numbers(column.cast(pa.float64()))
        _in_range(number, name, first)
        return np.round(number * 1e6).astype(np.int64)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _from_text(column)
    raise UsageError(
        f"Column {name} has the type {kind}. Give timestamps, or seconds since the epoch."
    )


def _from_text(column: pa.ChunkedArray) -> Int64:
    try:
        return microseconds(column.cast(pa.timestamp("us")))
    except pa.ArrowInvalid as error:
        raise UsageError(
            f"Column posted_at is text that is not a time in ISO 8601: {error}. "
            "Give timestamps, or seconds since the epoch."
        ) from None


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    numbers: np.ndarray = column.to_numpy()
    return numbers


def _in_range(number: np.ndarray, name: str, first: int) -> None:
    bad = np.flatnonzero(~(np.abs(number) < 9e12))
    if len(bad):
        raise UsageError(
            f"Column {name}, row {first + bad[0]}: {number[bad[0]]} is not a time in seconds "
            "since the epoch. Leave the row out, or convert the column to seconds."
        )


def _no_nulls(column: pa.ChunkedArray, name: str, first: int) -> None:
    if column.null_count:
        row = first + pc.index(column.is_null(), True).as_py()
        raise UsageError(
            f"Column {name}, row {row}: the value is missing ({column.null_count} in all). "
            "Leave such rows out: an event needs an account, a trace and a time."
        )
