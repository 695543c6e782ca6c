"""Windows that an analyst names: a small CSV file of days, hours and zones.

    days,from,to,zone,calendar
    Mon-Fri,20:30,22:00,Asia/Shanghai,
    Sat-Sun,09:30,10:30,Asia/Shanghai,
    ,,,,CN

A row names a window of the week by the clock of an IANA zone (summer time included), or a calendar
of public holidays that quiet days are compared with, or both.
"""

import csv
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.public_holidays import known_calendar
from demasque.errors import Sentence, UsageError, readable

Array = npt.NDArray[Any]

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WINDOW_COLUMNS: Final = ("days", "from", "to", "zone")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_MOST_LINES: Final = 200


@dataclass(frozen=True)
class ClockWindow:
    """A window of the week by the clock of a zone; it ends after midnight if ``to`` is earlier."""

    weekdays: tuple[int, ...]  # Monday is 0
    start: int  # minutes of the local day
    end: int  # minutes after the same midnight, more than ``start``
    zone: str
    written: str  # as the file has it

    def openings(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """Yield when it opens and closes, minutes since the epoch, on local days between two."""
        zone = ZoneInfo(self.zone)
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() in self.weekdays:
                yield _minute(day, self.start, zone), _minute(day, self.end, zone)


@dataclass(frozen=True)
class Timetable:
    """What a file names: windows, and calendars of public holidays."""

    windows: tuple[ClockWindow, ...]
    calendars: tuple[str, ...] = ()


def read_timetable(path: str | os.PathLike[str]) -> Timetable:
    """Read windows and calendars from a CSV file with the columns days, from, to, zone, calendar.

    Raises:
        UsageError: the file is missing, or a line cannot be understood; line and column are named.
    """
    source = Path(path)
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lines = [(reader.line_num, row) for row in reader]
            columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    except FileNotFoundError:
        raise UsageError("{path} is missing.", path=readable(path)) from None
    except (OSError, UnicodeDecodeError, csv.Error):
        raise UsageError(
            "{path} cannot be read as a CSV file of windows.", path=readable(path)
        ) from None
    _check_columns(source, columns)
    if len(lines) > _MOST_LINES:
        raise UsageError(
            "{path} has more than {most} lines of windows.", path=readable(path), most=_MOST_LINES
        )
    windows, calendars = [], []
    for number, row in lines:
        cells = {
            str(name).strip().lower(): str(cell or "").strip() for name, cell in row.items() if name
        }
        if any(cells.get(name) for name in _WINDOW_COLUMNS):
            windows.append(_window(source, number, cells))
        if cells.get("calendar"):
            calendars.append(_calendar(source, number, cells["calendar"]))
    if not windows and not calendars:
        raise UsageError("{path} names no window and no calendar.", path=readable(path))
    return Timetable(tuple(windows), tuple(sorted(set(calendars))))


def intervals(windows: tuple[ClockWindow, ...], first: int, last: int) -> Array:
    """When any window is open between two minutes since the epoch: n x 2, merged, sorted."""
    one_day = timedelta(days=1)
    days = (
        datetime.fromtimestamp(first * 60, UTC).date() - 2 * one_day,
        datetime.fromtimestamp(last * 60, UTC).date() + 2 * one_day,
    )
    merged: list[list[int]] = []
    for opens, closes in sorted(each for window in windows for each in window.openings(*days)):
        if merged and opens <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], closes)
        else:
            merged.append([opens, closes])
    return np.array(merged, dtype=np.int64).reshape(-1, 2)


def _minute(day: date, minutes: int, zone: ZoneInfo) -> int:
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    return int(wall.replace(tzinfo=zone).timestamp() // 60)


def _check_columns(source: Path, columns: list[str]) -> None:
    missing = [name for name in _WINDOW_COLUMNS if name not in columns]
    if missing and "calendar" not in columns:
        raise UsageError(
            "{path}, line 1: the column {name} is missing. The columns are {known}.",
            path=readable(source),
            name=missing[0],
            known=", ".join((*_WINDOW_COLUMNS, "calendar")),
        )


def _window(source: Path, line: int, cells: Mapping[str, str]) -> ClockWindow:
    weekdays = _weekdays(cells.get("days", ""))
    if not weekdays:
        raise _unclear(source, line, "days", cells, Sentence("days such as Mon-Fri or Sat Sun"))
    clock = {}
    for name in ("from", "to"):
        if not _CLOCK.fullmatch(cells.get(name, "")):
            raise _unclear(source, line, name, cells, Sentence("a time such as 20:30"))
        hours, minutes = cells[name].split(":")
        clock[name] = int(hours) * 60 + int(minutes)
    if clock["from"] == clock["to"]:
        raise _unclear(source, line, "to", cells, Sentence("a time other than in column from"))
    later = clock["to"] + (24 * 60 if clock["to"] < clock["from"] else 0)
    _check_zone(source, line, cells)
    written = f"{cells['days']} {cells['from']}–{cells['to']} {cells['zone']}"
    return ClockWindow(weekdays, clock["from"], later, cells["zone"], written)


def _check_zone(source: Path, line: int, cells: Mapping[str, str]) -> None:
    try:
        ZoneInfo(cells.get("zone", ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        expected = Sentence("a zone of the IANA database such as Asia/Shanghai or UTC")
        raise _unclear(source, line, "zone", cells, expected) from None


def _weekdays(written: str) -> tuple[int, ...]:
    """The weekdays of 'Mon-Fri', 'Sat Sun', 'Fri-Mon'; none where it is not understood."""
    names = [name.lower() for name in DAYS]
    found: set[int] = set()
    for part in written.lower().replace(";", " ").replace("–", "-").split():
        ends = [end[:3] for end in part.split("-")]
        if len(ends) > 2 or any(end not in names for end in ends):
            return ()
        first, last = names.index(ends[0]), names.index(ends[-1])
        found.update((first + n) % 7 for n in range((last - first) % 7 + 1))
    return tuple(sorted(found))


def _calendar(source: Path, line: int, name: str) -> str:
    if known_calendar(name) is False:
        raise _unclear(
            source, line, "calendar", {"calendar": name}, Sentence("a code such as CN or FR")
        )
    return name.upper()


def _unclear(
    source: Path, line: int, column: str, cells: Mapping[str, str], expected: Sentence
) -> UsageError:
    return UsageError(
        "{path}, line {line}, column {column}: {found} is not understood. Expected: {expected}.",
        path=readable(source),
        line=str(line),
        column=column,
        found=repr(cells.get(column, "")),
        expected=expected,
    )
