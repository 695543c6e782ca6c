"""A campaign's hours in a case: what is seen is said, and so is what could not be known."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from demasque.campaigns import Schedule, anatomies, measure_schedules, read_timetable
from demasque.campaigns.schedules.public_holidays import installed
from demasque.schema import MEMBERSHIPS, POSTS
from demasque.simulate.event_world import START
from demasque.simulate.habits.ordered_hours import OrderedHours, ordered_times
from demasque.simulate.habits.rhythm import HOUR, make_clock
from hand_made import case_of, rows

DAYS = 28
Row = dict[str, object]


def case(
    members: int = 10,
    others: int = 40,
    posts: int = 30,
    share: float = 0.5,
    change: Callable[[Row], Row] = dict,
) -> dict[str, pa.Table]:
    """A campaign of which a share is posted in ordered hours, and people of its language."""
    rng = np.random.default_rng(0)
    account = np.repeat(np.arange(members + others), posts)
    clock = make_clock(rng, np.full(members + others, 8 * HOUR))
    at = clock.times(rng, account, START, DAYS)
    mine = account < members
    at[mine] = ordered_times(rng, at[mine], OrderedHours(share=share), START, DAYS)
    written = [
        change(
            {"post": f"p{n:05d}", "account": f"a{who:03d}", "platform": "x", "lang": "en"}
            | {"posted_at": datetime.fromtimestamp(int(when), UTC), "time_precision": "second"}
            | {"kind": "original", "text": "Words.", "venue": "v" if who % 2 else None}
        )
        for n, (who, when) in enumerate(zip(account, at, strict=True))
    ]
    belongs = [
        {"campaign": "C1", "account": f"a{who:03d}", "bits": 9.0, "partners": 3, "stability": 1.0}
        for who in range(members)
    ]
    return {"posts": rows(POSTS, written), "memberships": rows(MEMBERSHIPS, belongs)}


def measured(folder: Path, tables: dict[str, pa.Table], *windows: str) -> Schedule:
    timetable = None
    if windows:
        (folder / "windows.csv").write_text("\n".join(windows) + "\n")
        timetable = read_timetable(folder / "windows.csv")
    with case_of(folder, tables) as store:
        return measure_schedules(store, ["C1"], timetable)["C1"]


def said(schedule: Schedule) -> str:
    return "\n".join([*schedule.seen, *schedule.against, *schedule.unknown])


def test_ordered_hours_are_said_with_their_innocent_readings(tmp_path: Path) -> None:
    found = measured(tmp_path, case())
    assert "Monday to Friday, 12:30–14:00 UTC" in said(found)
    assert "Ordered hours have innocent reasons" in said(found)
    assert (found.accounts, found.timed, found.reference, found.step) == (
        10,
        300,
        40,
        "languages",
    )


def test_named_windows_are_tested(tmp_path: Path) -> None:
    windows = ("days,from,to,zone", "Mon-Fri,20:30,22:00,Asia/Shanghai")
    found = measured(tmp_path, case(), *windows)
    assert found.trial is not None
    assert found.trial.found
    assert "They fill the windows that were named beyond chance" in said(found)


def test_without_ordered_hours_none_are_said(tmp_path: Path) -> None:
    windows = ("days,from,to,zone", "Mon-Fri,20:30,22:00,Asia/Shanghai")
    found = measured(tmp_path, case(share=0.0), *windows)
    assert found.windows == ()
    assert "No window of half an hour to two hours" in said(found)
    assert "They do not fill the windows that were named beyond chance" in said(found)
    assert "Ordered hours have innocent reasons" not in said(found)


def test_nothing_is_said_of_a_single_account(tmp_path: Path) -> None:
    found = measured(tmp_path, case(members=2))
    assert found.why_unknown == "accounts"
    assert found.profile is None
    assert found.seen == ()
    assert "Fewer than three accounts" in said(found)
    (tmp_path / "one").mkdir()
    assert measured(tmp_path / "one", case(members=1)).why_unknown == "accounts"


def test_no_account_is_named(tmp_path: Path) -> None:
    assert "a00" not in said(measured(tmp_path, case()))


def test_times_to_the_day_say_nothing_of_hours(tmp_path: Path) -> None:
    found = measured(tmp_path, case(change=lambda row: row | {"time_precision": "day"}))
    assert (found.posts, found.timed, found.why_unknown) == (300, 0, "times")
    assert "No time is known to the minute" in said(found)
    assert found.seen == ()


def test_posts_without_a_time_to_the_minute_are_left_out_and_counted(tmp_path: Path) -> None:
    def coarse(row: Row) -> Row:
        return row | {"time_precision": "day"} if str(row["post"]).endswith("0") else row

    found = measured(tmp_path, case(change=coarse))
    assert (found.posts, found.timed) == (300, 270)
    assert "30 posts have no time that is known to the minute" in said(found)


def test_all_posts_in_one_hour_cannot_recur(tmp_path: Path) -> None:
    def at_once(row: Row) -> Row:
        number = int(str(row["post"])[1:])
        return row | {
            "posted_at": datetime(2024, 3, 4, 9, tzinfo=UTC) + timedelta(minutes=7 * number % 60)
        }

    found = measured(tmp_path, case(change=at_once), "days,from,to,zone", "Mon,09:00,10:00,UTC")
    assert not found.scanned
    assert found.windows == ()
    assert found.trial is None
    assert "fewer than four days" in said(found)
    assert "the windows that were named could not be tested" in said(found)
    assert "They span less than three weeks" in said(found)


def test_too_few_posts_are_not_tested(tmp_path: Path) -> None:
    found = measured(tmp_path, case(members=4, posts=5))
    assert found.why_unknown == "few"
    assert "They posted too little" in said(found)


def test_without_others_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    found = measured(tmp_path, case(others=0))
    assert found.reference == 0
    assert found.windows
    assert found.zones is None or found.zones.others is None
    assert "Nobody outside campaigns posted on these days" in said(found)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (lambda row: row | {"venue": "v"}, "languages and venues"),
        (lambda row: row | {"venue": None}, "languages"),
        (lambda row: row | {"venue": "v", "lang": None}, "venues"),
        (lambda row: row | {"venue": None, "lang": None}, "everybody"),
    ],
)
def test_reference_accounts_are_the_closest_there_are(
    tmp_path: Path, change: Callable[[Row], Row], step: str
) -> None:
    found = measured(tmp_path, case(change=change))
    assert (found.reference, found.step) == (40, step)


def test_members_of_campaigns_are_nobodys_reference(tmp_path: Path) -> None:
    tables = case()
    rest = [
        {"campaign": "C2", "account": f"a{n:03d}", "bits": 1.0, "partners": 1} for n in (10, 11)
    ]
    tables["memberships"] = rows(MEMBERSHIPS, [*tables["memberships"].to_pylist(), *rest])
    with case_of(tmp_path, tables) as store:
        found = measure_schedules(store, ["C2", "C1"])
    assert list(found) == ["C2", "C1"]
    assert found["C1"].reference == 38


def test_the_same_case_gives_the_same_schedule_alone_or_among_others(tmp_path: Path) -> None:
    tables = case()
    rest = [
        {"campaign": "C2", "account": f"a{n:03d}", "bits": 1.0, "partners": 1} for n in (10, 11)
    ]
    tables["memberships"] = rows(MEMBERSHIPS, [*tables["memberships"].to_pylist(), *rest])
    with case_of(tmp_path, tables) as store:
        alone = measure_schedules(store, ["C1"])["C1"]
        assert measure_schedules(store, ["C2", "C1"])["C1"] == alone
        assert anatomies(store, ["C1"])["C1"].schedule == alone
        assert measure_schedules(store, []) == {}


def test_calendars_are_compared_or_said_to_be_missing(tmp_path: Path) -> None:
    found = measured(tmp_path, case(posts=60), "days,from,to,zone,calendar", ",,,,FR")
    assert found.quiet is not None
    if installed():
        assert [match.calendar for match in found.quiet.calendars] == ["FR"]
        assert "A lead only" in said(found)
    else:
        assert found.quiet.unread == ("FR",)
        assert "the package holidays is missing" in said(found)
