"""Measure when campaigns are at work: read the times, ask each question, put them together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.case_times import GroupTimes, group_times
from demasque.campaigns.schedules.day_rows import day_rows
from demasque.campaigns.schedules.office_zones import OfficeZones, office_zones
from demasque.campaigns.schedules.posting_batches import posting_batches
from demasque.campaigns.schedules.quiet_days import quiet_days
from demasque.campaigns.schedules.schedule import Schedule
from demasque.campaigns.schedules.schedule_sentences import against, compared_with, seen, unknown
from demasque.campaigns.schedules.shift_changes import shift_changes
from demasque.campaigns.schedules.slots import Slots, chosen, weekday
from demasque.campaigns.schedules.timetable import Timetable
from demasque.campaigns.schedules.week_profile import week_profile
from demasque.campaigns.schedules.window_scan import (
    FIVE_DAYS,
    TWO_DAYS,
    FoundWindow,
    classes,
    scan,
)
from demasque.campaigns.schedules.window_trial import try_windows
from demasque.case import CaseStore

Array = npt.NDArray[Any]

PERMUTATIONS: Final = 299
"""Of each test: the smallest p is 0.0033."""

FEWEST_ACCOUNTS: Final = 3
"""Accounts below which hours would be one person's."""

FEWEST_SLOTS: Final = 30
"""Pieces of activity below which nothing is tested."""

_BATCH_PERMUTATIONS: Final = 99


def measure_schedules(
    store: CaseStore,
    campaigns: Sequence[str],
    timetable: Timetable | None = None,
    seed: int = 0,
) -> dict[str, Schedule]:
    """Measure when campaigns are at work, walking the case's tables once for all of them.

    Args:
        store: a case in which campaigns were found.
        campaigns: their names.
        timetable: windows to test, and calendars to compare quiet days with.
        seed: of permutations and resamples; the same seed gives the same schedule.
    """
    times = group_times(store, campaigns)
    return {each.campaign: schedule_of(each, timetable, seed) for each in times}


def schedule_of(times: GroupTimes, timetable: Timetable | None, seed: int) -> Schedule:
    """Measure one group."""
    rng = np.random.default_rng([seed, 168])
    slots, wanted = times.slots, timetable or Timetable(())
    reason = _why_unknown(times, slots)
    testable = reason is None
    rows = day_rows(slots)
    windows: tuple[FoundWindow, ...] = ()
    if testable:
        others = day_rows(times.reference, rows.cut) if len(times.reference) else None
        windows = scan(rows, others, rng, PERMUTATIONS)
    zones = _zones(slots, times.reference, windows, rng) if testable else None
    offset = zones.best if zones is not None and zones.like_office else 0
    measured = Schedule(
        campaign=times.campaign,
        accounts=times.accounts,
        posts=times.posts,
        timed=len(times.minute),
        days=len(rows.day),
        scanned=testable and bool(classes(rows)),
        why_unknown=reason,
        reference=times.reference.accounts,
        step=times.step,
        profile=week_profile(slots, times.reference) if testable else None,
        zones=zones,
        quiet=quiet_days(slots, offset, wanted.calendars) if testable else None,
        batches=posting_batches(times.account, times.minute, rng, _BATCH_PERMUTATIONS)
        if testable
        else None,
        shifts=shift_changes(rows) if testable else None,
        windows=windows,
        named=len(wanted.windows),
        trial=try_windows(slots, times.reference, wanted, rng, PERMUTATIONS) if testable else None,
    )
    return replace(
        measured,
        compared=compared_with(measured) if measured.reference else None,
        seen=seen(measured),
        against=against(measured),
        unknown=unknown(measured),
    )


def _why_unknown(times: GroupTimes, slots: Slots) -> str | None:
    if not len(times.minute):
        return "times"
    if times.accounts < FEWEST_ACCOUNTS:
        return "accounts"
    return "few" if len(slots) < FEWEST_SLOTS else None


def _zones(
    slots: Slots, reference: Slots, windows: tuple[FoundWindow, ...], rng: np.random.Generator
) -> OfficeZones | None:
    """Zones by the activity outside ordered windows, which would pass for an office's hours."""
    outside = np.ones(len(slots), dtype=bool)
    for window in windows:
        outside &= ~_in_window(slots, window)
    rest = chosen(slots, outside)
    return office_zones(rest, reference, rng) if len(rest) >= FEWEST_SLOTS else None


def _in_window(slots: Slots, window: FoundWindow) -> Array:
    half_hours = slots.minute // 30
    hours = (half_hours - window.start) % 48 < window.length
    free = weekday((half_hours - window.start) // 48 + window.ahead) >= 5
    on = {FIVE_DAYS: ~free, TWO_DAYS: free}.get(window.days, np.ones(len(slots), dtype=bool))
    inside: Array = hours & on
    return inside
