"""Windows that an analyst names are read as meant, and a line that is not understood is named."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from demasque.campaigns import Timetable, read_timetable
from demasque.campaigns.schedules.public_holidays import installed, public_holidays
from demasque.campaigns.schedules.timetable import intervals
from demasque.errors import UsageError


def read(folder: Path, *lines: str) -> Timetable:
    path = folder / "windows.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_timetable(path)


def opened(timetable: Timetable, first: datetime, last: datetime) -> list[tuple[str, str]]:
    found = intervals(
        timetable.windows, int(first.timestamp()) // 60, int(last.timestamp()) // 60
    ).tolist()
    return [
        tuple(f"{datetime.fromtimestamp(60 * each, UTC):%a %d %H:%M}" for each in pair)
        for pair in found
        if first.timestamp() <= 60 * pair[0] < last.timestamp()
    ]


def test_windows_open_by_the_clock_of_their_zone(tmp_path: Path) -> None:
    timetable = read(
        tmp_path,
        "days,from,to,zone",
        "Mon-Fri,20:30,22:00,Asia/Shanghai",
        "Sat Sun,9:30,10:30,Asia/Shanghai",
    )
    week = opened(timetable, datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC))
    assert week == [
        ("Thu 05 12:30", "Thu 05 14:00"),
        ("Fri 06 12:30", "Fri 06 14:00"),
        ("Sat 07 01:30", "Sat 07 02:30"),
    ]


def test_summer_time_moves_a_window_in_utc(tmp_path: Path) -> None:
    """Paris goes to summer time on 29 March 2026."""
    timetable = read(tmp_path, "days,from,to,zone", "Sat-Mon,08:00,09:00,Europe/Paris")
    days = opened(timetable, datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC))
    assert [start for start, _ in days] == ["Sat 28 07:00", "Sun 29 06:00", "Mon 30 06:00"]


def test_a_window_may_end_after_midnight_and_days_may_wrap(tmp_path: Path) -> None:
    timetable = read(tmp_path, "days,from,to,zone", "Sun-Mon,23:00,00:30,UTC")
    days = opened(timetable, datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC))
    assert days == [("Sun 08 23:00", "Mon 09 00:30"), ("Mon 09 23:00", "Tue 10 00:30")]


def test_overlapping_windows_are_one(tmp_path: Path) -> None:
    timetable = read(
        tmp_path, "days,from,to,zone", "Mon,10:00,11:00,UTC", "Mon-Tue,10:30,12:00,UTC"
    )
    days = opened(timetable, datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC))
    assert days == [("Mon 09 10:00", "Mon 09 12:00"), ("Tue 10 10:30", "Tue 10 12:00")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Moonday,20:30,22:00,UTC", ["line 3", "column days", "Moonday"]),
        (",20:30,22:00,UTC", ["line 3", "column days"]),
        ("Mon-Wed-Fri,20:30,22:00,UTC", ["line 3", "column days"]),
        ("Mon,25:00,22:00,UTC", ["line 3", "column from", "25:00"]),
        ("Mon,20:30,8 pm,UTC", ["line 3", "column to", "8 pm"]),
        ("Mon,20:30,20:30,UTC", ["line 3", "column to"]),
        ("Mon,20:30,22:00,Mars/Olympus", ["line 3", "column zone", "Mars/Olympus"]),
        ("Mon,20:30,22:00,", ["line 3", "column zone"]),
        ("Mon,20:30,22:00,../../etc/passwd", ["line 3", "column zone"]),
        ("Mon", ["line 3", "column from"]),
    ],
)
def test_a_line_that_is_not_understood_is_named(tmp_path: Path, line: str, told: list[str]) -> None:
    with pytest.raises(UsageError) as error:
        read(tmp_path, "days,from,to,zone", "Mon,10:00,11:00,UTC", line)
    for each in ("windows.csv", *told):
        assert each in str(error.value)


def test_a_file_without_windows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no window"):
        read(tmp_path, "days,from,to,zone")
    with pytest.raises(UsageError, match="line 1: the column days is missing"):
        read(tmp_path, "when", "always")
    with pytest.raises(UsageError, match=r"nowhere\.csv is missing"):
        read_timetable(tmp_path / "nowhere.csv")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xd8\xff\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        read_timetable(tmp_path / "picture.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_timetable(tmp_path)


def test_a_calendar_may_stand_beside_windows_or_alone(tmp_path: Path) -> None:
    timetable = read(tmp_path, "days,from,to,zone,calendar", "Mon,10:00,11:00,UTC,", ",,,,cn")
    assert len(timetable.windows) == 1
    assert timetable.calendars == ("CN",)


@pytest.mark.skipif(not installed(), reason="the extra schedules is not installed here")
def test_an_unknown_calendar_is_named_and_a_known_one_has_its_holidays(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 2, column calendar: 'XX'"):
        read(tmp_path, "days,from,to,zone,calendar", ",,,,XX")
    assert date(2026, 7, 14) in public_holidays("FR", [2026])
