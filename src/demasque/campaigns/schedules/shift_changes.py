"""Is there an hour at which other accounts take over?

At a change of shifts there is activity before and after, and by different accounts. For every
hour and day, the accounts at work in the three hours before and in the three hours after it: on
both sides are as many as two independent draws from that day's accounts give, more where people
keep to their hours. A change-over is an hour at which it is at most half of what independence gives
and half of what the median hour has, beyond chance (Poisson, corrected for 24 hours). People in
different zones take over from each other as well.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

from demasque.campaigns.schedules.day_rows import DayRows
from demasque.campaigns.schedules.window_scan import SURE

Array = npt.NDArray[Any]

_SIDE: Final = 3  # hours
_FEWEST: Final = 20
"""Account-days on the smaller side of an hour for it to be judged."""

_FEWEST_HOURS: Final = 4
_AT_MOST: Final = 0.5
"""Of what independence gives, and of the median hour: 0.3 to 0.7 make no difference."""


@dataclass(frozen=True)
class ShiftChange:
    """An hour (UTC) at which accounts change over."""

    hour: int
    staying: float  # share of the smaller side that is at work on both
    independent: float  # the same, were the sides independent draws from each day's accounts
    before: int  # account-days in the three hours before
    after: int
    p: float  # corrected for 24 hours


def shift_changes(rows: DayRows) -> tuple[ShiftChange, ...] | None:
    """Find the hours of change-over, in order; None where too little can be judged."""
    before, after, both, expected = _sides(*rows.hours_at_work(), len(rows.day))
    smaller = np.minimum(before, after)
    judged = (smaller >= _FEWEST) & (expected > 0)
    if judged.sum() < _FEWEST_HOURS:
        return None
    ratio = np.where(judged, both / np.maximum(expected, 1e-9), np.inf)
    usual = min(1.0, float(np.median(ratio[judged])))
    p = np.minimum(1.0, 24 * pdtr(both, usual * expected))
    found = []
    for hour in np.flatnonzero((p <= SURE) & (ratio <= _AT_MOST * usual)).tolist():
        near = np.arange(hour - _SIDE + 1, hour + _SIDE) % 24
        if ratio[hour] == ratio[near].min():
            found.append(
                ShiftChange(
                    hour=(hour + rows.cut // 2) % 24,
                    staying=float(both[hour] / smaller[hour]),
                    independent=float(expected[hour] / smaller[hour]),
                    before=int(before[hour]),
                    after=int(after[hour]),
                    p=float(p[hour]),
                )
            )
    return tuple(sorted(found, key=lambda change: change.hour))


def _sides(active: Array, row: Array, days: int) -> tuple[Array, Array, Array, Array]:
    """Account-days before, after and on both sides of each hour, and on both if independent."""
    present = np.bincount(row, minlength=days)
    before, after, both, expected = np.zeros((4, 24))
    for hour in range(_SIDE, 24 - _SIDE + 1):
        left = active[:, hour - _SIDE : hour].any(axis=1)
        right = active[:, hour : hour + _SIDE].any(axis=1)
        by_day = [np.bincount(row[side], minlength=days) for side in (left, right)]
        before[hour], after[hour] = left.sum(), right.sum()
        both[hour] = (left & right).sum()
        expected[hour] = (by_day[0] * by_day[1] / present).sum()
    return before, after, both, expected
