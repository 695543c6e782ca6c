"""Any table of events -> dense codes, with clear words about what cannot be used."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demasque.coordination.events.identifiers import check_identifiers, is_text, no_nulls, number
from demasque.coordination.events.index import Encoded, Int32, Int64, by_activity
from demasque.errors import UsageError

COLUMNS: Final = ("account_id", "trace_id", "posted_at")
_MOST_EVENTS: Final = 2**31 - 1
# Seconds from the epoch, either way: the distance of two times must fit in 64 bits of microseconds.
_LATEST: Final = 4e12
_MILLISECONDS: Final = 9e11  # as seconds the year 30,489; every post since 1998 is later as this
_PER_SECOND: Final = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_LONGEST: Final = 1e10  # seconds
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
            "The window {window} cannot be read. Write a number of seconds, or a number with a "
            "unit: 10s, 5min, 1h, 1d.",
            window=repr(window),
        ) from None
    if length >= _LONGEST:
        raise UsageError(
            "The window {window} is longer than three hundred years.", window=repr(window)
        )
    if length <= 0:
        raise UsageError(
            "The window {window} must be longer than zero: for posts of the very same second "
            "write 0.5s.",
            window=repr(window),
        )
    return length


def read_events(events: Any) -> NamedEvents:
    """Encode a table (Arrow, Polars, pandas) or Parquet path with the columns of `COLUMNS`.

    Times are timestamps (naive ones are UTC) or seconds since the epoch.

    Raises UsageError naming the column, and the row where there is one (0-based), for a missing
    column, a null, a time that is not finite, identifiers of mixed type, or too many events.
    """
    table = _table(events)
    with ThreadPoolExecutor(1) as other:  # both columns at once
        traces_coded = other.submit(_codes, table, "trace_id")
        codes, accounts = _codes(table, "account_id")
        trace, traces = traces_coded.result()
    account, order = by_activity(codes, len(accounts))
    encoded = Encoded(
        account=account,
        trace=trace,
        at=microseconds(table.column("posted_at")),
        accounts=len(accounts),
        traces=len(traces),
    )
    return NamedEvents(encoded, accounts.take(pa.array(order)))


def _codes(table: pa.Table, name: str) -> tuple[Int32, pa.Array]:
    return number(check_identifiers(table.column(name), name))


def _table(events: Any) -> pa.Table:
    if isinstance(events, str | Path):
        path = Path(events)
        _few_enough(parquet_metadata(path).num_rows)
        try:
            return pq.read_table(path, columns=list(COLUMNS))
        except (pa.ArrowInvalid, OSError) as error:
            raise UsageError(
                "{path} cannot be read to its end: {reason}", path=path, reason=error
            ) from None
    table = checked_table(events)
    _few_enough(table.num_rows)
    return table


def checked_table(events: Any) -> pa.Table:
    """Return the columns of `COLUMNS` of an Arrow, Polars or pandas table.

    Raises UsageError for a missing column or one of mixed type.
    """
    if isinstance(events, pa.RecordBatch):
        events = pa.Table.from_batches([events])
    if hasattr(events, "collect_schema") and hasattr(events, "collect"):  # a lazy frame of Polars
        events = events.select(list(COLUMNS)).collect()
    names = _column_names(events)
    _need(COLUMNS, names)
    try:
        if isinstance(events, pa.Table):
            table = events.select(list(COLUMNS))
        elif hasattr(events, "__arrow_c_stream__"):
            table = pa.table(events[list(COLUMNS)])
        else:
            table = pa.table({name: events[name] for name in COLUMNS})
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, UnicodeError) as error:
        _refuse_mixed(events)
        raise UsageError(
            "The events cannot be read as a table: {reason}. Give columns of the "
            "same length, each with values of one type.",
            reason=error,
        ) from None
    if any(pa.types.is_fixed_size_binary(column.type) for column in table.columns):
        _refuse_mixed(events)  # Polars hands over a column of Python objects as their addresses.
    return table


def _refuse_mixed(events: Any) -> None:
    """Raise UsageError for the first value that is text among numbers, or a number among text."""
    for name in COLUMNS:
        text = None
        for row, value in enumerate(events[name]):
            if value is None or (isinstance(value, float) and math.isnan(value)):
                continue
            if text is None:
                text = isinstance(value, str)
            elif isinstance(value, str) != text:
                raise UsageError(
                    "Column {name}, row {row}: {value} is of another type than the values "
                    "before it. Make identifiers all text or all whole numbers.",
                    name=name,
                    row=str(row),
                    value=repr(value),
                )


def _few_enough(rows: int) -> None:
    if rows > _MOST_EVENTS:
        raise UsageError(
            "{rows} events are more than fit in one run in memory ({most}). "
            "Write them to Parquet and give a memory limit: memory='8GB'.",
            rows=rows,
            MOST_EVENTS=_MOST_EVENTS,
        )


def parquet_metadata(path: Path) -> pq.FileMetaData:
    """Return what a Parquet file says of itself.

    Raises UsageError where there is none, or where it lacks one of `COLUMNS`.
    """
    if not path.exists():
        raise UsageError("There is no file {path}.", path=path)
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError):
        raise UsageError("{path} is not a Parquet file.", path=path) from None
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
            "Events of type {name} cannot be read. Give an Arrow, Polars or pandas "
            "table, or the path of a Parquet file.",
            name=type(events).__name__,
        )
    return [str(name) for name in names]


def _need(wanted: Sequence[str], names: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in names]
    if missing:
        raise UsageError(
            "The events have no column {missing}. Columns needed: {wanted}. Columns "
            "found: {names}.",
            missing=", ".join(missing),
            wanted=", ".join(wanted),
            names=", ".join(names),
        )
    twice = [name for name in wanted if list(names).count(name) > 1]
    if twice:
        raise UsageError("The events have more than one column {twice}.", twice=", ".join(twice))


def microseconds(column: pa.ChunkedArray, first: int = 0) -> Int64:
    """Return times as microseconds since the epoch; naive times are UTC.

    Row 0 is called `first` in errors. Raises UsageError for what is no time.
    """
    name = "posted_at"
    if not len(column):
        return np.empty(0, dtype=np.int64)
    no_nulls(column, name, first)
    kind = column.type
    if pa.types.is_timestamp(kind):
        _in_range(_numbers(column.cast(pa.int64())) / _PER_SECOND[kind.unit], name, first)
        unit = pa.timestamp("us", tz=kind.tz)
        return _numbers(column.cast(unit, safe=False).cast(pa.int64()))
    if pa.types.is_integer(kind):
        bounds = pc.min_max(column).as_py()
        if bounds["max"] >= _LATEST or bounds["min"] <= -_LATEST:
            _in_range(_numbers(column).astype(np.float64), name, first)
        if bounds["min"] >= _MILLISECONDS:
            raise UsageError(
                "Column {name} seems to hold milliseconds (row {first}: {number}). Divide them by "
                "1000: seconds since the epoch are read.",
                name=name,
                first=str(first),
                number=str(column[0].as_py()),
            )
        return _numbers(pc.multiply(column.cast(pa.int64()), 1_000_000))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        number = _numbers(column.cast(pa.float64()))
        _in_range(number, name, first)
        return np.round(number * 1e6).astype(np.int64)
    if is_text(kind):
        return _from_text(column.cast(pa.large_string()), first)
    raise UsageError(
        "Column {name} has the type {kind}. Give timestamps, or seconds since the epoch.",
        name=name,
        kind=kind,
    )


def _from_text(column: pa.ChunkedArray, first: int) -> Int64:
    """Read ISO 8601; times without an offset are UTC."""
    offset = pc.match_substring_regex(column, r":.*(Z|[+-][0-9]{2}:?[0-9]{2})$")
    nothing = pa.scalar(None, column.type)
    try:
        given = pc.if_else(offset, column, nothing).cast(pa.timestamp("us", "UTC"))
        naive = pc.if_else(offset, nothing, column).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        row = next(row for row in range(len(column)) if not _is_time(column[row]))
        raise UsageError(
            "Column posted_at, row {first}: {column} is not a time in ISO 8601. Give "
            "timestamps, or seconds since the epoch.",
            first=str(first + row),
            column=repr(column[row].as_py()),
        ) from None
    return _numbers(pc.coalesce(given.cast(pa.int64()), naive.cast(pa.int64())))


def _is_time(text: pa.Scalar) -> bool:
    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            text.cast(kind)
        except pa.ArrowInvalid:
            continue
        return True
    return False


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    numbers: np.ndarray = column.to_numpy()
    return numbers


def _in_range(number: np.ndarray, name: str, first: int) -> None:
    bad = np.flatnonzero(~(np.abs(number) < _LATEST))
    if len(bad):
        raise UsageError(
            "Column {name}, row {first}: {number} is not a time in seconds since the "
            "epoch. Leave the row out, or convert the column to seconds.",
            name=name,
            first=str(first + bad[0]),
            number=number[bad[0]],
        )
