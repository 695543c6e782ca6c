"""How one file writes its times: told by its first rows, then held to for all of them.

What :mod:`times` reads means the same in any file. Three ways of writing do not:
dates with slashes, whose day may stand first or second; days counted by a spreadsheet (45292.5);
and dates without separators (20240131). The last two are numbers, and read as an epoch they would
lie within minutes of each other in 1970.
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
from demasque.sources.mapping.times import parse_time, parse_times, precision_of

_SLASHED: Final = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T ,]+(\d.*))?", re.DOTALL)
_NUMBER: Final = r"^\s*\d{1,8}(\.\d*)?\s*$"
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?\s*")
_COMPACT: Final = re.compile(r"^\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\.0*)?\s*$")
_DATES: Final = (
    r"^\s*(\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s*$"
)
_SPREADSHEET_DAYS: Final = (30_000, 73_051)
"""From 1982 to 2099 as the days that spreadsheets count, the first of January 1900 being 1."""
_SPREADSHEET_EPOCH: Final = -25_569  # days from theirs to 1970, their 29th of February 1900 counted

_NOT_UNDERSTOOD: Final = Sentence("time not understood")
WHICH_FIRST: Final = Sentence(
    "a date such as 3/4/2024: say --map date_order==day or --map date_order==month"
)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of some rows: in UTC, null for the reason ``why_not``, and how fine they are."""

    at: pa.Array
    precision: str
    why_not: str


class TimesOfFile:
    """Reads the times of one file, batch after batch.

    ``precision`` is how fine they are, judged from the times where it is None; ``order`` what the
    user says of dates, as a mapping says it ("=day"). ``note`` says, once the first batch is read,
    how an unusual way of writing was taken.
    """

    def __init__(self, precision: str | None = None, order: str = "") -> None:
        self._order = order.removeprefix("=")
        self._given, self._precision = precision, "second"
        self._read: Callable[[pa.Array], pa.Array] | None = None
        self._why_not = _NOT_UNDERSTOOD
        self._dated = _DATES
        self.note: str | None = None

    def read(self, column: pa.Array) -> Times:
        """Times as text or timestamps."""
        if pa.types.is_string(column.type) and column.null_count < len(column):
            self._read = self._read or self._way_of(column.drop_null())
        at = (self._read or parse_times)(column)
        # A batch too small to judge is taken to be like the one before it.
        judged = precision_of(at) if _has_clock(column, self._dated) else "day"
        self._precision = self._given or judged or self._precision
        return Times(at, self._precision, self._why_not)

    def _way_of(self, given: pa.Array) -> Callable[[pa.Array], pa.Array]:
        if pc.all(pc.match_substring_regex(given, _NUMBER)).as_py():
            return self._way_of_numbers(pc.cast(pc.utf8_trim_whitespace(given), pa.float64()))
        found = [match for word in given.to_pylist() if (match := _SLASHED.fullmatch(word))]
        if not found:
            return parse_times
        order = self._order or _order_of(found)
        if order is None:
            self._why_not = WHICH_FIRST
        else:
            date = found[0][0].strip()
            self.note = (
                Sentence("Dates such as {date} were read day first.", date=date)
                if order == "day"
                else Sentence("Dates such as {date} were read month first.", date=date)
            )
        return lambda column: _each(column, lambda word: _slashed(word, order))

    def _way_of_numbers(self, numbers: pa.Array) -> Callable[[pa.Array], pa.Array]:
        low, high = _SPREADSHEET_DAYS
        values = numbers.to_numpy()
        if np.all((values >= low) & (values < high)):
            self.note = Sentence(
                "Times such as {number} were read as days counted by a spreadsheet, in UTC.",
                number=f"{values[0]:.15g}",
            )
            self._dated = r"^\s*\d{5}(\.0*)?\s*$"
            return _spreadsheet_days
        if all(_compact(f"{value:.15g}") for value in values):
            self.note = Sentence("Times such as {number} were read as dates.",
                                 number=f"{values[0]:.0f}")  # fmt: skip
            self._dated = _COMPACT.pattern
            return lambda column: _each(column, _compact)
        if np.all((values >= 1900) & (values < 2100) & (values == np.floor(values))):
            return lambda column: pa.nulls(len(column), TIME)  # years
        return parse_times


def _has_clock(column: pa.Array, dated: str) -> bool:
    """Whether any of these times tells more than a date, or none tells anything."""
    if not pa.types.is_string(column.type):
        return not pa.types.is_date(column.type)
    if len(column) and ":" in (column[0].as_py() or ""):
        return True  # as nearly always: the others need not be looked at
    given = column.drop_null()
    return not len(given) or not pc.all(pc.match_substring_regex(given, dated)).as_py()


def _order_of(found: list[re.Match[str]]) -> str | None:
    """What stands first in dates, where the dates themselves tell."""
    if any(match[2] == "." for match in found):
        return "day"
    firsts, seconds = max(int(m[1]) for m in found), max(int(m[3]) for m in found)
    if (firsts > 12) == (seconds > 12):
        return None
    return "day" if firsts > 12 else "month"


def _each(column: pa.Array, read: Callable[[str], datetime | None]) -> pa.Array:
    words = column.to_pylist()
    return pa.array([None if word is None else read(word) for word in words], TIME)


def _slashed(word: str, order: str | None) -> datetime | None:
    match = _SLASHED.fullmatch(word)
    if match is None:
        return parse_time(word)
    day, month = (match[1], match[3]) if order == "day" else (match[3], match[1])
    clock = _clock(match[5] or "0:00")
    if order is None or clock is None:
        return None
    return parse_time(f"{match[4]}-{month:0>2}-{day:0>2}T{clock}")


def _clock(word: str) -> str | None:
    match = _CLOCK.fullmatch(word)
    if match is None:
        return None
    hour = int(match[1])
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4] in "Pp" else 0)
    return f"{hour:02}:{match[2]}:{match[3] or '00'}"


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


def _spreadsheet_days(column: pa.Array) -> pa.Array:
    """To the second, which is what a spreadsheet shows of the fraction."""
    words = [None if word is None else _number(word) for word in column.to_pylist()]
    seconds = [None if day is None else round((day + _SPREADSHEET_EPOCH) * 86_400) for day in words]
    return pc.cast(pa.array(seconds, pa.int64()).cast(pa.timestamp("s", "UTC")), TIME)


def _number(word: str) -> float | None:
    try:
        day = float(word)
    except ValueError:
        return None
    low, high = _SPREADSHEET_DAYS
    return day if low <= day < high else None
