"""What counts as one piece of activity: an account in a quarter of an hour, once.

One person's posts cluster, and so do repeated copies within a batch: whoever posts ten times in
a quarter of an hour was at work once. An account that is at work much more often than the others
of its group weighs no more than twice the median one, so that no busy account makes a profile.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

QUARTER: Final = 15
"""Minutes of a slot: every zone in use lies a multiple of it from UTC."""

DAY_SLOTS: Final = 24 * 60 // QUARTER
WEEK_SLOTS: Final = 7 * DAY_SLOTS

_MOST_WEIGHT: Final = 2.0
"""Weight of an account at most, in medians of its group; 1 to 4 were tried."""

_MONDAY: Final = 3  # 1 January 1970 was a Thursday: the day with number 0 has weekday 3


@dataclass(frozen=True)
class Slots:
    """When accounts were at work: one entry per account and quarter of an hour."""

    account: Array  # int64, 0 to ``accounts`` - 1
    minute: Array  # int64, minutes since the epoch, UTC: of its first post in that quarter
    weight: Array  # float64, of each entry
    accounts: int

    def __len__(self) -> int:
        return len(self.minute)

    @property
    def slot(self) -> Array:
        """Quarters of an hour since the epoch, UTC."""
        quarters: Array = self.minute // QUARTER
        return quarters

    @property
    def of_week(self) -> Array:
        """The slot of the week in UTC, 0 for Monday midnight."""
        return (self.slot + _MONDAY * DAY_SLOTS) % WEEK_SLOTS

    def by_account(self) -> Array:
        """Weights by account and slot of the week in UTC: ``accounts`` x 672."""
        place = self.account * WEEK_SLOTS + self.of_week
        summed = np.bincount(place, self.weight, minlength=self.accounts * WEEK_SLOTS)
        return summed.reshape(self.accounts, WEEK_SLOTS)


def slots_of(account: Array, minute: Array) -> Slots:
    """Return the slots of posts: the account of each as a number, its minute since the epoch."""
    order = np.lexsort((minute, account))
    who, when = account[order].astype(np.int64), minute[order].astype(np.int64)
    first = np.ones(len(who), dtype=bool)
    first[1:] = (who[1:] != who[:-1]) | (when[1:] // QUARTER != when[:-1] // QUARTER)
    known, numbered = np.unique(who[first], return_inverse=True)
    counts = np.bincount(numbered, minlength=len(known))
    most = _MOST_WEIGHT * float(np.median(counts)) if len(known) else 1.0
    weight = np.minimum(1.0, most / np.maximum(counts, 1))
    return Slots(numbered, when[first], weight[numbered], len(known))


def chosen(slots: Slots, kept: Array) -> Slots:
    """The slots of some entries, with the same accounts and weights."""
    return Slots(slots.account[kept], slots.minute[kept], slots.weight[kept], slots.accounts)


def weekday(day: Array) -> Array:
    """The day of the week (0 for Monday) of days since the epoch."""
    found: Array = (day + _MONDAY) % 7
    return found
