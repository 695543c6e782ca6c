"""Is there an hour at which other accounts take over?

At a change of shifts there is activity before and after, and by different accounts. For every
hour, the accounts at work in the three hours before or after it on one day: how many of the smaller
side are on the other, too? A change-over is an hour at which that is at most half of what
it is at the median hour, beyond chance (binomial, corrected for 24 hours). People in different
zones take over from each other as well.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from demasque.campaigns.schedules.day_rows import DayRows
from demasque.campaigns.schedules.window_scan import SURE

Array = npt.NDArray[Any]

_SIDE: Final = 3  # hours
_FEWEST: Final = 20
"""Account-days on the smaller side of an hour, and as many hours as 4, for it to be judged."""

_FEWEST_HOURS: Final = 4
_AT_MOST: Final = 0.5
"""Of the median share that carries on: 0.3 to 0.7 were tried."""


@dataclass(frozen=True)
class ShiftChange:
    """An hour (UTC) at which accounts change over."""

    hour: int
    staying: float  # share of the smaller side that is at work on both
    usual: float  # the same at the median hour
    before: int  # account-days in the three hours before
    after: int
    p: float  # corrected for 24 hours


def shift_changes(rows: DayRows) -> tuple[ShiftChange, ...] | None:
    """Find the hours of change-over, in order; None where too little can be judged."""
    before, after, both = _sides(rows.hours_at_work())
    smaller = np.minimum(before, after)
    judged = np.flatnonzero(smaller >= _FEWEST)
    if len(judged) < _FEWEST_HOURS:
        return None
    staying = both[judged] / smaller[judged]
    usual = float(np.median(staying))
    p = np.minimum(1.0, 24 * binom.cdf(both[judged], smaller[judged], usual))
    found = []
    for place in np.flatnonzero((p <= SURE) & (staying <= _AT_MOST * usual)):
        hour = int(judged[place])
        near = np.abs((judged - hour + 12) % 24 - 12) < _SIDE
        if staying[place] == staying[near].min():
            found.append(
                ShiftChange(
                    hour=(hour + rows.cut // 2) % 24,
                    staying=float(staying[place]),
                    usual=usual,
                    before=int(before[hour]),
                    after=int(after[hour]),
                    p=float(p[place]),
                )
            )
    return tuple(sorted(found, key=lambda change: change.hour))


def _sides(active: Array) -> tuple[Array, Array, Array]:
    """Account-days at work before, after and on both sides of each hour after the cut: 24 each."""
    before, after, both = np.zeros(24), np.zeros(24), np.zeros(24)
    for hour in range(_SIDE, 24 - _SIDE + 1):
        left = active[:, hour - _SIDE : hour].any(axis=1)
        right = active[:, hour : hour + _SIDE].any(axis=1)
        before[hour % 24], after[hour % 24] = left.sum(), right.sum()
        both[hour % 24] = (left & right).sum()
    return before, after, both
