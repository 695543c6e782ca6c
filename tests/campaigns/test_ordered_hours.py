"""Ordered hours are told from ordinary ones; fast sums are what slow, obvious ones give."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.campaigns.schedules.day_rows import BINS, MOVED, day_rows
from demasque.campaigns.schedules.office_zones import office_zones
from demasque.campaigns.schedules.posting_batches import posting_batches
from demasque.campaigns.schedules.quiet_days import quiet_days
from demasque.campaigns.schedules.shift_changes import shift_changes
from demasque.campaigns.schedules.slots import Slots, slots_of
from demasque.campaigns.schedules.timetable import ClockWindow, Timetable
from demasque.campaigns.schedules.week_profile import week_profile
from demasque.campaigns.schedules.window_scan import FoundWindow, scan
from demasque.campaigns.schedules.window_trial import WindowTrial, holm, try_windows
from demasque.simulate.event_world import START
from demasque.simulate.habits.ordered_hours import OrderedHours, batched_times, ordered_times
from demasque.simulate.habits.rhythm import DAY, HOUR, make_clock

BEIJING = Timetable(
    (
        ClockWindow((0, 1, 2, 3, 4), 1230, 1320, "Asia/Shanghai", "evenings"),
        ClockWindow((5, 6), 570, 630, "Asia/Shanghai", "mornings"),
        ClockWindow((5, 6), 930, 990, "Asia/Shanghai", "afternoons"),
    )
)
NOBODY = slots_of(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
POSTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9 * 24 * 60)), min_size=1, max_size=80)


def people(seed: int, accounts: int, posts: int, days: int, zone: int) -> tuple:
    """Accounts and seconds of posts of ordinary people of one zone."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), posts)
    clock = make_clock(rng, np.full(accounts, zone * HOUR))
    return rng, account, clock.times(rng, account, START, days)


def scanned(account: np.ndarray, at: np.ndarray, seed: int = 0) -> tuple[FoundWindow, ...]:
    rows = day_rows(slots_of(account, at // 60))
    return scan(rows, None, np.random.default_rng(seed), 199)


def tried(account: np.ndarray, at: np.ndarray, timetable: Timetable = BEIJING) -> WindowTrial:
    found = try_windows(
        slots_of(account, at // 60), NOBODY, timetable, np.random.default_rng(0), 199
    )
    assert found is not None
    return found


def staff(rng: np.random.Generator, accounts: int, posts: int, days: int) -> tuple:
    """Account and seconds of an office, Monday to Friday 9 to 17, lunch from 12 to 13."""
    account = np.repeat(np.arange(accounts), posts)
    day = rng.choice([n for n in range(days) if n % 7 < 5], len(account))
    hour = rng.choice([9, 10, 11, 13, 14, 15, 16], len(account)) + rng.random(len(account))
    early = rng.normal(0, 0.4, accounts)[account]
    return account, START + day * DAY + ((hour + early) * HOUR).astype(np.int64)


@pytest.mark.parametrize("accounts", [8, 40])
def test_ordered_hours_are_found_without_being_named(accounts: int) -> None:
    rng, account, at = people(accounts, accounts, 30, 28, 8)
    at = ordered_times(rng, at, OrderedHours(), START, 28)
    windows = scanned(account, at)
    evening = windows[0]
    assert (evening.days, evening.ahead, evening.start, evening.length) == ("five days", 0, 25, 3)
    assert evening.p <= 0.01
    assert evening.ratio > 2


def test_ordered_hours_are_found_when_named() -> None:
    rng, account, at = people(1, 10, 30, 28, 8)
    usual = tried(account, at)
    assert not usual.found
    ordered = tried(account, ordered_times(rng, at, OrderedHours(share=0.3), START, 28))
    assert ordered.found
    assert ordered.share > 0.3
    assert ordered.expected < 0.15
    assert [line.written for line in ordered.lines] == ["evenings", "mornings", "afternoons"]


@pytest.mark.parametrize("zone", [-8, 0, 5, 8])
def test_ordinary_days_have_no_ordered_hours(zone: int) -> None:
    for seed in range(5):
        _, account, at = people(seed, 15, 30, 28, zone)
        assert scanned(account, at) == ()
        assert not tried(account, at).found


def test_office_hours_are_no_ordered_hours() -> None:
    for seed in range(5):
        account, at = staff(np.random.default_rng(seed), 15, 30, 28)
        assert scanned(account, at) == ()


def test_waves_at_any_hour_are_no_ordered_hours() -> None:
    """Forty accounts in one minute are one moment of one day."""
    for seed in range(5):
        rng, account, at = people(seed, 40, 20, 28, 1)
        moments = START + rng.integers(0, 28 * DAY, 25)
        waved = np.where(rng.random(len(at)) < 0.5, moments[rng.integers(0, 25, len(at))], at)
        assert scanned(account, waved) == ()
        assert not tried(account, waved).found


def test_one_busy_account_of_fixed_hours_makes_no_schedule_of_a_group() -> None:
    found = 0
    for seed in range(10):
        rng, account, at = people(seed, 6, 20, 28, 0)
        tool = START + rng.integers(0, 28, 600) * DAY + 15 * HOUR + rng.integers(0, HOUR, 600)
        found += bool(scanned(np.append(account, np.full(600, 6)), np.append(at, tool)))
    assert found <= 1


def test_hours_that_others_keep_as_well_are_not_a_groups_own() -> None:
    rng, account, at = people(4, 15, 30, 28, 8)
    at = ordered_times(rng, at, OrderedHours(), START, 28)
    rng, others, their = people(5, 100, 10, 28, 8)
    their = ordered_times(rng, their, OrderedHours(), START, 28)
    rows, reference = day_rows(slots_of(account, at // 60)), slots_of(others, their // 60)
    alone = scan(rows, None, np.random.default_rng(0), 199)
    beside = scan(rows, day_rows(reference, rows.cut), np.random.default_rng(0), 199)
    assert alone
    assert beside == ()
    slots = slots_of(account, at // 60)
    trial = try_windows(slots, reference, BEIJING, np.random.default_rng(0), 199)
    assert trial is not None
    assert not trial.found


def test_few_days_cannot_recur() -> None:
    _, account, at = people(6, 10, 30, 2, 0)
    slots = slots_of(account, at // 60)
    assert try_windows(slots, NOBODY, BEIJING, np.random.default_rng(0), 99) is None
    assert scanned(account, START + (at - START) % DAY) == ()


def test_the_same_seed_gives_the_same_windows() -> None:
    rng, account, at = people(7, 10, 30, 28, 8)
    at = ordered_times(rng, at, OrderedHours(), START, 28)
    assert scanned(account, at, 5) == scanned(account, at, 5)
    order = np.random.default_rng(1).permutation(len(at))
    assert scanned(account[order], at[order], 5) == scanned(account, at, 5)


@given(POSTS)
def test_an_account_counts_once_a_quarter_of_an_hour(posts: list[tuple[int, int]]) -> None:
    slots = slots_of(np.array([a for a, _ in posts]), np.array([m for _, m in posts]))
    slow = {(account, minute // 15) for account, minute in posts}
    assert len(slots) == len(slow)
    counts = {account: sum(a == account for a, _ in slow) for account, _ in slow}
    most = 2 * float(np.median(list(counts.values())))
    total = sum(min(count, most) for count in counts.values())
    assert slots.weight.sum() == pytest.approx(total)


@given(POSTS, st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_moved_days_are_what_moving_each_post_gives(
    posts: list[tuple[int, int]], seed: int
) -> None:
    slots = slots_of(np.array([a for a, _ in posts]), np.array([m for _, m in posts]))
    rows = day_rows(slots)
    moves = np.random.default_rng(seed).integers(-MOVED, MOVED + 1, (3, len(rows.day)))
    fast = rows.moved_sums(np.arange(len(rows.day)), moves)
    slow = np.zeros((3, BINS))
    for turn in range(3):
        for row, place, weight in zip(rows.row, rows.place, rows.weight, strict=True):
            slow[turn, (place + moves[turn, row]) % BINS] += weight
    assert np.allclose(fast, slow)
    assert np.allclose(rows.by_account(np.arange(len(rows.day))).sum(axis=0), rows.rows.sum(axis=0))


@given(POSTS)
@settings(max_examples=50)
def test_what_a_window_holds_is_counted_minute_by_minute(posts: list[tuple[int, int]]) -> None:
    """Monday is the fifth day of 1970."""
    posts = [*posts, *((0, day * 1440 + 61) for day in range(5))]
    slots = slots_of(np.array([a for a, _ in posts]), np.array([m for _, m in posts]))
    timetable = Timetable((ClockWindow((0, 3), 60, 150, "UTC", "early"),))
    trial = try_windows(slots, None, timetable, np.random.default_rng(0), 19)
    assert trial is not None
    inside = [
        60 <= minute % 1440 < 150 and (minute // 1440 + 3) % 7 in (0, 3)
        for minute in slots.minute.tolist()
    ]
    assert trial.share == pytest.approx(slots.weight[np.array(inside)].sum() / slots.weight.sum())


def test_p_values_are_corrected_for_their_number() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@pytest.mark.parametrize(("zone", "named"), [(8, 480), (-5, -300)])
def test_the_zone_of_an_office_is_found_with_its_rivals(zone: int, named: int) -> None:
    account, at = staff(np.random.default_rng(2), 20, 40, 28)
    zones = office_zones(slots_of(account, at // 60 - zone * 60), NOBODY, np.random.default_rng(0))
    assert zones is not None
    assert zones.like_office
    assert named in zones.rivals
    assert abs(zones.best - named) <= 60
    assert all(abs(offset - named) <= 120 for offset in zones.rivals)
    assert zones.others is None


def test_leisure_is_no_office() -> None:
    _, account, at = people(8, 20, 40, 28, 1)
    zones = office_zones(slots_of(account, at // 60), NOBODY, np.random.default_rng(0))
    assert zones is not None
    assert not zones.like_office
    two = slots_of(account[:80], at[:80] // 60)
    assert office_zones(two, NOBODY, np.random.default_rng(0)) is None


def test_a_week_in_a_zone_of_half_hours() -> None:
    """Monday 10:45 UTC is Monday 16:15 at UTC+5:30."""
    monday = START // 60 + 10 * 60 + 45
    profile = week_profile(slots_of(np.zeros(1, int), np.array([monday])), NOBODY)
    assert profile.hours()[10] == 1
    assert profile.hours(330)[16] == 1
    assert profile.hours(-12 * 60)[6 * 24 + 22] == 1
    assert profile.others_hours() is None


def test_batches_are_more_than_chance_within_the_hour() -> None:
    rng, account, at = people(9, 12, 40, 14, 0)
    usual = posting_batches(account, at // 60, rng, 99)
    together = posting_batches(account, batched_times(rng, at, 6) // 60, rng, 99)
    assert usual is not None
    assert together is not None
    assert together.share > 0.7
    assert together.p == 0.01
    assert usual.share < 0.1
    assert usual.p > 0.01
    assert posting_batches(account % 2, at // 60, rng, 9) is None


@given(POSTS)
@settings(max_examples=40)
def test_batches_are_counted_minute_by_minute(posts: list[tuple[int, int]]) -> None:
    account = np.array([a for a, _ in posts] + [0, 1, 2])
    minute = np.array([m // 200 for _, m in posts] + [0, 0, 0])
    found = posting_batches(account, minute, np.random.default_rng(0), 1)
    assert found is not None
    by_minute: dict[int, list[int]] = {}
    for who, when in zip(account.tolist(), minute.tolist(), strict=True):
        by_minute.setdefault(when, []).append(who)
    batches = [each for each in by_minute.values() if len(set(each)) >= 3]
    assert found.batches == len(batches)
    assert found.share == pytest.approx(sum(map(len, batches)) / len(account))
    assert found.most == max(len(set(each)) for each in by_minute.values())


def at_hours(rng: np.random.Generator, account: np.ndarray, hour: Callable) -> Slots:
    day = rng.integers(0, 28, len(account))
    at = START + day * DAY + ((hour(account, day) + 4 * rng.random(len(account))) * HOUR)
    return slots_of(account, at.astype(np.int64) // 60)


def test_a_change_of_shifts_is_found_and_rotation_does_not_hide_it() -> None:
    rng = np.random.default_rng(10)
    account = np.repeat(np.arange(12), 100)
    rotating = at_hours(rng, account, lambda who, day: 8 + 4 * ((who + day // 7) % 2))
    changes = shift_changes(day_rows(rotating))
    assert changes is not None
    assert [change.hour for change in changes] == [12]
    assert changes[0].staying < 0.1
    mixed = at_hours(rng, account, lambda who, day: 8 + 4 * rng.integers(0, 2, len(who)))
    assert shift_changes(day_rows(mixed)) == ()
    assert shift_changes(day_rows(at_hours(rng, account[:20], lambda who, day: 9))) is None


def test_ordinary_people_of_one_zone_have_no_shifts() -> None:
    for seed in range(5):
        _, account, at = people(seed, 20, 60, 28, 0)
        assert shift_changes(day_rows(slots_of(account, at // 60))) in ((), None)


def test_quiet_days_stand_out_from_days_of_their_kind() -> None:
    _, account, at = people(11, 30, 60, 42, 0)
    calm = np.isin((at - START) // DAY, [9, 24])
    found = quiet_days(slots_of(account[~calm], at[~calm] // 60))
    assert found is not None
    assert [str(day) for day in found.days] == ["2024-03-13", "2024-03-28"]
    every = quiet_days(slots_of(account, at // 60), 0, ["CN"])
    assert every is not None
    assert every.days == ()
    empty = quiet_days(slots_of(account[~calm], at[~calm] // 60), 0, ())
    assert empty == found
    short = at < START + 20 * DAY
    assert quiet_days(slots_of(account[short], at[short] // 60)) is None


def test_quiet_holidays_are_counted_beside_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two quiet days of 42, both among three holidays: p is 3 in C(42, 2)."""
    feast = {date(2024, 3, 13), date(2024, 3, 28), date(2024, 4, 5), date(2024, 7, 1)}
    kept = {"XA": frozenset(feast), "XB": frozenset({date(2024, 4, 5)})}
    module = "demasque.campaigns.schedules.quiet_days"
    monkeypatch.setattr(f"{module}.installed", lambda: True)
    monkeypatch.setattr(f"{module}.public_holidays", lambda code, years: kept[code])
    _, account, at = people(11, 30, 60, 42, 0)
    calm = np.isin((at - START) // DAY, [9, 24])
    found = quiet_days(slots_of(account[~calm], at[~calm] // 60), 0, ["XA", "XB"])
    assert found is not None
    assert found.judged == 42
    first, second = found.calendars
    assert (first.calendar, first.holidays, first.quiet) == ("XA", 3, 2)
    assert first.expected == pytest.approx(3 * 2 / 42)
    assert first.p == pytest.approx(2 * 3 / (42 * 41 / 2))
    assert (second.quiet, second.p) == (0, 1.0)
