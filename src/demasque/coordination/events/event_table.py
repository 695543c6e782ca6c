"""Any table of events -> dense codes, with clear words about what cannot be used."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.any_table import arrow_table, is_parquet, parquet_metadata
from demasque.coordination.events.identifiers import check_identifiers, is_text, no_nulls, number
from demasque.coordination.events.index import Array, Encoded, Int32, Int64, by_activity
from demasque.errors import UsageError

_MOST_EVENTS: Final = 2**31 - 1
# Seconds from the epoch, either way: the distance of two times must fit in 64 bits of microseconds.
LATEST: Final = 4e12
MILLISECONDS: Final = 9e11  # as seconds the year 30,489; every post since 1998 is later as this
_PER_SECOND: Final = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_LONGEST: Final = 1e10  # seconds
_UNITS: Final = {"ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}

Window = str | int | float


@dataclass(frozen=True)
class EventColumns:
    """What the columns of a table of events are called.

    Of rows that have the same account, trace and `post`, where that is given, the earliest counts.
    """

    account: str = "account_id"
    trace: str = "trace_id"
    time: str = "posted_at"
    post: str | None = None

    @property
    def identifiers(self) -> list[str]:
        """The columns that name something."""
        return [self.account, self.trace, *([] if self.post is None else [self.post])]

    @property
    def names(self) -> list[str]:
        """All columns, each once."""
        return list(dict.fromkeys([*self.identifiers, self.time]))


USUAL_COLUMNS: Final = EventColumns()


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


def read_events(events: Any, columns: EventColumns = USUAL_COLUMNS) -> NamedEvents:
    """Encode a table (Arrow, Polars, pandas, ...) or file with these columns.

    Times are timestamps (naive ones are UTC) or seconds since the epoch.

    Raises UsageError naming the column, and the row where there is one (0-based), for a missing
    column, a null, a time that is not finite, identifiers of mixed type, or too many events.
    """
    table = events_table(events, columns)
    with ThreadPoolExecutor(1) as other:  # both columns at once
        traces_coded = other.submit(_codes, table, columns.trace)
        codes, accounts = _codes(table, columns.account)
        trace, traces = traces_coded.result()
    at = microseconds(table.column(columns.time), columns.time)
    if columns.post is not None:
        rows = _earliest_of_each(at, codes, trace, _codes(table, columns.post)[0])
        codes, trace, at = codes[rows], trace[rows], at[rows]
    account, order = by_activity(codes, len(accounts))
    encoded = Encoded(
        account=account, trace=trace, at=at, accounts=len(accounts), traces=len(traces)
    )
    return NamedEvents(encoded, accounts.take(pa.array(order)))


def _codes(table: pa.Table, name: str) -> tuple[Int32, pa.Array]:
    return number(check_identifiers(table.column(name), name))


def _earliest_of_each(at: Int64, *codes: Int32) -> Int64:
    """The rows that are the earliest with their combination of codes, in the table's order."""
    keys: list[Array] = [at, *codes]
    order = np.lexsort(keys)
    ranked = np.stack(codes, axis=1)[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (ranked[1:] != ranked[:-1]).any(axis=1)
    return np.sort(order[first])


def events_table(events: Any, columns: EventColumns = USUAL_COLUMNS) -> pa.Table:
    """The wanted columns of any table or file, named as they are there.

    Raises UsageError for a missing column or one of mixed type, or too many events.
    """
    if is_parquet(events):
        _few_enough(parquet_metadata(Path(events), columns.names).num_rows)
    table = arrow_table(events, columns.names, text=columns.identifiers)
    _few_enough(table.num_rows)
    return table


def _few_enough(rows: int) -> None:
    if rows > _MOST_EVENTS:
        raise UsageError(
            "{rows} events are more than fit in one run in memory ({most}). "
            "Write them to Parquet and give a memory limit: memory='8GB'.",
            rows=rows,
            most=_MOST_EVENTS,
        )


def microseconds(column: pa.ChunkedArray, name: str = "posted_at", first: int = 0) -> Int64:
    """Return times as microseconds since the epoch; naive times are UTC.

    The column is called `name` in errors, and row 0 `first`. Raises UsageError for what is no time.
    """
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
        if bounds["max"] >= LATEST or bounds["min"] <= -LATEST:
            _in_range(_numbers(column).astype(np.float64), name, first)
        if bounds["min"] >= MILLISECONDS:
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
        return _from_text(column.cast(pa.large_string()), name, first)
    raise UsageError(
        "Column {name} has the type {kind}. Give timestamps, or seconds since the epoch.",
        name=name,
        kind=kind,
    )


def _from_text(column: pa.ChunkedArray, name: str, first: int) -> Int64:
    """Read ISO 8601; times without an offset are UTC."""
    offset = pc.match_substring_regex(column, r":.*(Z|[+-][0-9]{2}:?[0-9]{2})$")
    nothing = pa.scalar(None, column.type)
    try:
        given = pc.if_else(offset, column, nothing).cast(pa.timestamp("us", "UTC"))
        naive = pc.if_else(offset, nothing, column).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        row = next(row for row in range(len(column)) if not is_time(column[row]))
        raise UsageError(
            "Column {name}, row {first}: {column} is not a time in ISO 8601. Give "
            "timestamps, or seconds since the epoch.",
            name=name,
            first=str(first + row),
            column=repr(column[row].as_py()),
        ) from None
    return _numbers(pc.coalesce(given.cast(pa.int64()), naive.cast(pa.int64())))


def is_time(text: pa.Scalar) -> bool:
    """Whether a text is a time in ISO 8601."""
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
    bad = np.flatnonzero(~(np.abs(number) < LATEST))
    if len(bad):
        raise UsageError(
            "Column {name}, row {first}: {number} is not a time in seconds since the "
            "epoch. Leave the row out, or convert the column to seconds.",
            name=name,
            first=str(first + bad[0]),
            number=number[bad[0]],
        )
