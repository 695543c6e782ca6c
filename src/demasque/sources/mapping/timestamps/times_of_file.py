"""How one file writes its times: decided by its first rows, then held to for all of them.

What :mod:`times` reads means the same in any file. Three ways of writing do not:
dates with slashes, whose day may stand first or second; days counted by a spreadsheet (45292.5);
and dates without separators (20240131). The last two are numbers, and read as an epoch they would
lie within minutes of each other in 1970. So a column is of dates or of one kind of number,
whichever most of its first rows are, and a value of another kind is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import Sentence
from demasque.schema import TIME
from demasque.sources.mapping.timestamps.dates_in_words import ONLY_A_DATE
from demasque.sources.mapping.timestamps.number_times import (
    NUMBER,
    NumberKind,
    kind_of_numbers,
    numbers_among,
)
from demasque.sources.mapping.timestamps.times import (
    each_time,
    iso_times,
    parse_time,
    parse_times,
    precision_of,
)

_SLASHED: Final = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T ,]+(\d.*))?", re.DOTALL)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?\s*")
_DATES: Final = (
    rf"^\s*(\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}|{ONLY_A_DATE})\s*$"
)

_NOT_UNDERSTOOD: Final = Sentence("time not understood")
_NUMBER_AMONG_DATES: Final = Sentence("a number where the file's other times are dates")
_DATE_AMONG_NUMBERS: Final = Sentence("no number where the file's other times are numbers")
_OTHER_NUMBER: Final = Sentence("a number of another kind than the file's other times")
WHICH_FIRST: Final = Sentence(
    "a date such as 3/4/2024: say which stands first, --date-order day or --date-order month"
)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of some rows: in UTC, null where refused, and how fine they are.

    ``refused`` are pairs of which rows (true where one is) and the reason; the first that holds for
    a row is that row's.
    """

    at: pa.Array
    precision: str
    refused: tuple[tuple[pa.Array, str], ...]


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
        self._other_kinds: tuple[tuple[bool, str], ...] = ((True, _NUMBER_AMONG_DATES),)
        self._why_not = _NOT_UNDERSTOOD
        self._dated = _DATES
        self.note: str | None = None

    def read(self, column: pa.Array) -> Times:
        """Times as text or timestamps."""
        text = pa.types.is_string(column.type)
        if text and column.null_count < len(column):
            self._read = self._read or self._way_of(column.drop_null())
        at = (self._read or parse_times)(column)
        # A batch too small to judge is taken to be like the one before it.
        judged = precision_of(at) if _has_clock(column, self._dated) else "day"
        self._precision = self._given or judged or self._precision
        return Times(at, self._precision, self._refused(column, at) if text else ())

    def _refused(self, column: pa.Array, at: pa.Array) -> tuple[tuple[pa.Array, str], ...]:
        """Which rows have no time, and why."""
        if not at.null_count:
            return ()
        none, numbers = pc.is_null(at), numbers_among(column)
        of_other_kind = tuple(
            (pc.and_(none, numbers if is_number else pc.invert(numbers)), reason)
            for is_number, reason in self._other_kinds
        )
        return (*of_other_kind, (none, self._why_not))

    def _way_of(self, given: pa.Array) -> Callable[[pa.Array], pa.Array]:
        if iso_times(given) is not None:
            return _dates
        numbers = numbers_among(given)
        count = pc.sum(numbers).as_py()
        if 2 * count > len(given):
            return self._way_of_numbers(kind_of_numbers(given.filter(numbers)))
        words = given.filter(pc.invert(numbers)).to_pylist()
        found = [match for word in words if (match := _SLASHED.fullmatch(word))]
        if not found:
            return _dates
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

    def _way_of_numbers(self, kind: NumberKind) -> Callable[[pa.Array], pa.Array]:
        self.note, self._dated = kind.note, kind.dated or self._dated
        self._other_kinds = (
            ((False, _DATE_AMONG_NUMBERS), (True, _OTHER_NUMBER)) if kind.is_time else ()
        )
        return kind.read


def _has_clock(column: pa.Array, dated: str) -> bool:
    """Whether any of these times has more than a date, or none has anything."""
    if not pa.types.is_string(column.type):
        return not pa.types.is_date(column.type)
    if len(column) and ":" in (column[0].as_py() or ""):
        return True  # as nearly always: the others need not be looked at
    given = column.drop_null()
    return not len(given) or not pc.all(pc.match_substring_regex(given, dated)).as_py()


def _order_of(found: list[re.Match[str]]) -> str | None:
    """What stands first in dates, where the dates themselves decide it."""
    if any(match[2] == "." for match in found):
        return "day"
    firsts, seconds = max(int(m[1]) for m in found), max(int(m[3]) for m in found)
    if (firsts > 12) == (seconds > 12):
        return None
    return "day" if firsts > 12 else "month"


def _dates(column: pa.Array) -> pa.Array:
    """Dates of any writing but with slashes; null for numbers."""
    at = iso_times(column)
    if at is not None:
        return at
    numbers = numbers_among(column)
    return each_time(pc.if_else(numbers, pa.scalar(None, pa.string()), column))


def _each(column: pa.Array, read: Callable[[str], datetime | None]) -> pa.Array:
    words = column.to_pylist()
    return pa.array([None if word is None else read(word) for word in words], TIME)


def _slashed(word: str, order: str | None) -> datetime | None:
    match = _SLASHED.fullmatch(word)
    if match is None:
        return None if NUMBER.fullmatch(word) else parse_time(word)
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
