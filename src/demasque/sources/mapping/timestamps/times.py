"""Times as exports write them, in UTC, and how far they can be trusted.

Read: ISO 8601 and its relatives, X's 'Wed Oct 10 20:19:24 +0000 2018', RFC 2822, dates whose month
is a word, and the epoch in seconds, milliseconds, microseconds or nanoseconds (told apart by size).
A time without a zone is UTC. Day-first and month-first dates with slashes are not guessed at.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import TIME
from demasque.sources.mapping.timestamps.dates_in_words import date_in_words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?\d{1,19}(\.\d*)?(e\+?\d+)?", re.IGNORECASE)
_NAIVE = pa.timestamp("us")

ROWS_TO_JUDGE = 50
"""Fewer times than this do not show that an export rounds them."""


def parse_time(value: Any) -> datetime | None:
    """One time as UTC, or None when it is not understood."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _from_epoch(float(value)) if isinstance(value, float) else _from_whole(value)
    word = str(value).strip()
    if not word or len(word) > 64:
        return None
    if word[-1] == "Z" and ":" in word:  # no number, and nearly all that are read
        try:
            return datetime.fromisoformat(word)
        except ValueError:
            pass
    if len(word) == _X_LENGTH and (at := _as_x_mostly_writes(word)):
        return at
    if _NUMBER.fullmatch(word):
        return _from_whole(int(word)) if word.lstrip("+-").isdigit() else _from_epoch(float(word))
    for read in _READERS:
        try:
            at = read(word)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _with_zone_name(word: str) -> datetime:
    """'2020-01-02 03:04:05 UTC' and CrowdTangle's '2020-01-02 03:04:05 EST'."""
    for name, offset in (("UTC", 0), ("GMT", 0), ("EST", -5), ("EDT", -4)):
        if word.endswith(name):
            at = datetime.fromisoformat(word.removesuffix(name).strip())
            return at.replace(tzinfo=UTC) - timedelta(hours=offset)
    raise ValueError(word)


_X_LENGTH = len("Wed Oct 10 20:19:24 +0000 2018")
_X_WRITES = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" ([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) \+0000 ([0-9]{4})"
)
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


def _as_x_mostly_writes(word: str) -> datetime | None:
    """What :func:`_as_x_writes` reads, if it is as X writes it; None for anything else."""
    found = _X_WRITES.fullmatch(word)
    if found is None:
        return None
    month, *numbers = found.groups()
    day, hour, minute, second, year = map(int, numbers)
    try:
        return datetime(year, _MONTHS.index(month) // 3 + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _as_x_writes(word: str) -> datetime:
    return datetime.strptime(word, "%a %b %d %H:%M:%S %z %Y")


def _as_mail_writes(word: str) -> datetime:
    if word[-1:] in "Mm.":  # an 'a.m.' or 'p.m.' that would be passed over
        raise ValueError(word)
    return parsedate_to_datetime(word)


_READERS = (
    datetime.fromisoformat,
    _with_zone_name,
    _as_x_writes,
    date_in_words,
    _as_mail_writes,
)


def _unit(size: float) -> int:
    """Units per second of an epoch number of this size."""
    if size < 1e11:
        return 1
    return 10**3 if size < 1e14 else 10**6 if size < 1e17 else 10**9


def _from_whole(number: int) -> datetime | None:
    return _shifted(number * 10**6 // _unit(abs(number)))


def _from_epoch(number: float) -> datetime | None:
    return _shifted(round(number * 1e6 / _unit(abs(number)))) if abs(number) < 1e20 else None


def _shifted(microseconds: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def parse_times(column: pa.Array) -> pa.Array:
    """A column of times (text, timestamps, or numbers) as UTC; null where not understood."""
    if pa.types.is_timestamp(column.type):
        naive = column.type.tz is None
        as_us = pc.cast(column, _NAIVE if naive else TIME, safe=False)
        return pc.assume_timezone(as_us, "UTC") if naive else as_us
    if pa.types.is_date(column.type):
        return pc.assume_timezone(pc.cast(column, _NAIVE), "UTC")
    at = iso_times(column)
    at = whole_epochs(column) if at is None else at
    return each_time(column) if at is None else at


def iso_times(column: pa.Array) -> pa.Array | None:
    """A column of ISO 8601 times as UTC; None where one of them is written in another way."""
    return _first_of((_iso_with_zone, _iso_naive), column)


def whole_epochs(column: pa.Array) -> pa.Array | None:
    """A column of whole epoch numbers of one unit as UTC; None where it holds anything else."""
    return _first_of((_whole_numbers,), column)


def each_time(column: pa.Array) -> pa.Array:
    """A column of times of any writing as UTC, one by one; null where not understood."""
    return pa.array([parse_time(value) for value in column.to_pylist()], TIME)


def _first_of(
    readers: tuple[Callable[[pa.Array], pa.Array], ...], column: pa.Array
) -> pa.Array | None:
    for read in readers:
        try:
            return read(column)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            continue
    return None


def _iso_with_zone(column: pa.Array) -> pa.Array:
    return pc.cast(column, TIME)


def _iso_naive(column: pa.Array) -> pa.Array:
    return pc.assume_timezone(pc.cast(column, _NAIVE), "UTC")


def _whole_numbers(column: pa.Array) -> pa.Array:
    numbers = pc.cast(column, pa.int64())
    sizes = pc.min_max(pc.abs(numbers)).as_py()
    if sizes["min"] is None or _unit(sizes["min"]) != _unit(sizes["max"]):
        raise pa.ArrowInvalid("empty, or more than one unit")
    per_second = _unit(sizes["max"])
    if per_second <= 10**6:
        us = pc.multiply(numbers, 10**6 // per_second)
    else:
        us = pc.divide(numbers, per_second // 10**6)
    return pc.assume_timezone(pc.cast(us, _NAIVE), "UTC")


def precision_of(times: pa.Array) -> str | None:
    """'day' or 'minute' when every time falls on one, else 'second'; None for too few to judge.

    A file that rounds to the minute must not be read as synchronous to the second, and with
    :data:`ROWS_TO_JUDGE` times the chance of finding only full minutes by accident is nil.
    """
    us = pc.cast(times.drop_null(), pa.int64()).to_numpy()
    if len(us) < ROWS_TO_JUDGE:
        return None
    for name, unit in (("day", 86_400), ("minute", 60)):
        if not np.any(us % (unit * 10**6)):
            return name
    return "second"
