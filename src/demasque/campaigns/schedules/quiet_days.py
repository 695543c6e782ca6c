"""On which days is a group unusually quiet, and are these public holidays somewhere?

A day is compared with the median of the days of its kind (weekday or weekend) within four weeks.
Holidays of a calendar are compared with quiet days by the hypergeometric distribution: how many
would fall on quiet days, were they any days. A calendar is a lead, whoever keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.public_holidays import installed, public_holidays
from demasque.campaigns.schedules.slots import DAY_SLOTS, Slots, weekday

Array = npt.NDArray[Any]

FEWEST_DAYS: Final = 21
"""Days that a group has to span: of fewer, no kind of day has a usual amount."""

_NEAR: Final = 28  # days
_LEAST_USUAL: Final = 6.0  # pieces of activity
_QUIET: Final = 1 / 3
"""Share of the usual amount up to which a day is quiet: 1/4 to 1/2 make no difference."""

_DEVIATIONS: Final = 3.0
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class HolidayMatch:
    """How one calendar's public holidays and a group's quiet days agree."""

    calendar: str
    holidays: int  # in the span
    quiet: int  # of these, quiet days
    expected: float  # quiet ones among as many days drawn at random
    p: float  # corrected for the number of calendars


@dataclass(frozen=True)
class QuietDays:
    """Days with unusually little activity. ``usual`` counts the days that could be judged."""

    days: tuple[date, ...]
    judged: int
    calendars: tuple[HolidayMatch, ...]
    unread: tuple[str, ...]  # calendars that could not be compared: the package is missing


def quiet_days(slots: Slots, offset: int = 0, calendars: Sequence[str] = ()) -> QuietDays | None:
    """Find quiet days by the date ``offset`` minutes east of UTC; None for a short span."""
    day = (slots.slot + offset * DAY_SLOTS // (24 * 60)) // DAY_SLOTS
    first, last = int(day.min()), int(day.max())
    if last - first + 1 < FEWEST_DAYS:
        return None
    counts = np.bincount(day - first, minlength=last - first + 1).astype(np.float64)
    quiet, judged = _quiet(counts, first)
    dates = [_EPOCH + timedelta(days=first + n) for n in range(len(counts))]
    found = tuple(dates[n] for n in np.flatnonzero(quiet))
    every = [dates[n] for n in np.flatnonzero(judged)]
    there = installed()
    return QuietDays(
        days=found,
        judged=len(every),
        calendars=tuple(_match(name, every, found, len(calendars)) for name in calendars)
        if there
        else (),
        unread=() if there else tuple(calendars),
    )


def _quiet(counts: Array, first: int) -> tuple[Array, Array]:
    """Return which days are quiet, and which had a usual amount to be compared with."""
    days = np.arange(len(counts))
    free = weekday(days + first) >= 5
    usual = np.zeros(len(counts))
    for n in days:
        near = (free == free[n]) & (np.abs(days - n) <= _NEAR) & (days != n)
        usual[n] = np.median(counts[near]) if near.any() else 0.0
    judged = usual >= _LEAST_USUAL
    excess = (counts[judged] - usual[judged]) ** 2 / usual[judged]
    # The median of a squared normal deviate is 0.455: a robust dispersion, one for Poisson counts.
    dispersion = max(1.0, float(np.median(excess)) / 0.455) if len(excess) else 1.0
    far = usual - counts >= _DEVIATIONS * np.sqrt(dispersion * usual)
    return judged & far & (counts <= _QUIET * usual), judged


def _match(name: str, judged: Sequence[date], quiet: Sequence[date], tried: int) -> HolidayMatch:
    from scipy.stats import hypergeom  # slow to import: not for every command

    holidays = public_holidays(name, {day.year for day in judged}) & frozenset(judged)
    hits = len(holidays & frozenset(quiet))
    p = float(hypergeom.sf(hits - 1, len(judged), len(quiet), len(holidays))) if hits else 1.0
    expected = len(holidays) * len(quiet) / max(len(judged), 1)
    return HolidayMatch(name, len(holidays), hits, expected, min(1.0, p * tried))
