"""Times that are numbers: seconds since 1970, days of a spreadsheet, dates without separators.

Which of them a file's numbers are is decided from many at once, since 45413 is an afternoon of
1970 as well as a day of 2024.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import Sentence
from demasque.schema import TIME
from demasque.sources.mapping.timestamps.times import each_time, parse_time, whole_epochs

NUMBER: Final = re.compile(r"\s*[+-]?\d{1,20}([.,]\d*)?([eE][+-]?\d+)?\s*")
_SPREADSHEET_DAYS: Final = (30_000, 73_051)
"""From 1982 to 2099 as the days that spreadsheets count, the first of January 1900 being 1."""
_SPREADSHEET_EPOCH: Final = -25_569  # days from theirs to 1970, their 29th of February 1900 counted
_COMPACT: Final = r"^\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\.0*)?\s*$"
_SMALLEST_EPOCH: Final = 10**8
"""In March 1973. Smaller numbers beside larger ones are no seconds since 1970."""
_MOST: Final = 0.8
"""Share of the numbers that must be days of a spreadsheet: seconds of a made-up clock may be."""

Read = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True, slots=True)
class NumberKind:
    """What the numbers of a file are, and how they are read: null for those of another kind.

    ``is_time`` is false for numbers that are no times at all; ``dated`` matches numbers without a
    time of day; ``note`` says how an unusual kind was taken.
    """

    read: Read
    is_time: bool = True
    dated: str = ""
    note: str | None = None


def numbers_among(column: pa.Array) -> pa.Array:
    """Where a column of text holds numbers; false where it is null."""
    return pc.fill_null(pc.match_substring_regex(column, f"^{NUMBER.pattern}$"), False)


def kind_of_numbers(words: pa.Array) -> NumberKind:
    """What most of some numbers are."""
    values = _values(words)
    low, high = _SPREADSHEET_DAYS
    whole = values == np.floor(values)
    days = (values >= low) & (values < high)
    years = (values >= 1900) & (values < 2100) & whole
    compact = (values >= 19_820_101) & (values < 21_000_000) & whole
    epochs = np.abs(values) >= _SMALLEST_EPOCH
    if days.mean() >= _MOST:
        return NumberKind(
            spreadsheet_days,
            dated=r"^\s*\d{5}([.,]0*)?\s*$",
            note=Sentence(
                "Times such as {number} were read as days counted by a spreadsheet, in UTC.",
                number=f"{values[days][0]:.15g}",
            ),
        )
    if 2 * compact.sum() > len(values) and _compact(f"{values[compact][0]:.0f}") is not None:
        note = Sentence(
            "Times such as {number} were read as dates.", number=f"{values[compact][0]:.0f}"
        )
        return NumberKind(_compact_dates, dated=_COMPACT, note=note)
    if 2 * years.sum() > len(values):
        return NumberKind(lambda column: pa.nulls(len(column), TIME), is_time=False)
    if 2 * epochs.sum() >= len(values):
        return NumberKind(_epochs)
    return NumberKind(_any_numbers)


def _values(words: pa.Array) -> np.ndarray:
    points = pc.replace_substring(pc.utf8_trim_whitespace(words), ",", ".")
    return np.asarray(pc.cast(points, pa.float64()))


def _epochs(column: pa.Array) -> pa.Array:
    """Seconds since 1970, or thousandths, millionths or billionths of one; null for the rest."""
    at = whole_epochs(column)
    if at is None:
        at = _any_numbers(column)
    small = pc.less(pc.abs(pc.cast(at, pa.int64())), _SMALLEST_EPOCH * 10**6)
    return pc.if_else(small, pa.scalar(None, TIME), at) if pc.any(small).as_py() else at


def _any_numbers(column: pa.Array) -> pa.Array:
    at = whole_epochs(column)
    if at is not None:
        return at
    return each_time(pc.if_else(numbers_among(column), column, pa.scalar(None, pa.string())))


def _compact_dates(column: pa.Array) -> pa.Array:
    words = column.to_pylist()
    return pa.array([None if word is None else _compact(word) for word in words], TIME)


def _compact(word: str) -> datetime | None:
    word = word.strip().removesuffix(".0")
    if (
        len(word) != 8
        or not word.isascii()
        or not word.isdigit()
        or not "1982" <= word[:4] < "2100"
    ):
        return None
    return parse_time(f"{word[:4]}-{word[4:6]}-{word[6:]}")


def spreadsheet_days(column: pa.Array) -> pa.Array:
    """To the second, which is what a spreadsheet shows of the fraction."""
    words = [None if word is None else _day(word) for word in column.to_pylist()]
    seconds = [None if day is None else round((day + _SPREADSHEET_EPOCH) * 86_400) for day in words]
    return pc.cast(pa.array(seconds, pa.int64()).cast(pa.timestamp("s", "UTC")), TIME)


def _day(word: str) -> float | None:
    try:
        day = float(word.replace(",", "."))
    except ValueError:
        return None
    low, high = _SPREADSHEET_DAYS
    return day if low <= day < high else None
