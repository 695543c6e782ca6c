"""The days of a group side by side, and what would be seen had each begun earlier or later.

The null of a test of ordered hours: activity has a daily shape of any kind that changes over hours,
not over minutes, and each day follows it by itself. Then a day moved by an hour is as good as the
day that was, and moving every day by an offset of its own shows what chance aligns (the interval
jitter of Amarasingham, Harrison, Hatsopoulos and Geman 2012, J. Neurophysiol. 107: 517-531, with
all that a group does in one day as one pattern). What happens together within a day, be it one
person's session or a wave of forty accounts, moves together and is no evidence.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.slots import DAY_SLOTS, Slots

Array = npt.NDArray[Any]

BINS: Final = 48
"""Half hours of a day."""

MOVED: Final = 6
"""Half hours by which a day is moved at most, to either side: windows of up to two hours then stand
out, and shapes that change over three hours or more do not. 4 to 8 were tried."""

_MOST_OF_A_DAY: Final = 2.0
"""Weight of a day at most, in medians: a day of great news is one day. 1.5 to 3 were tried."""

_SLOTS_A_BIN: Final = DAY_SLOTS // BINS


@dataclass(frozen=True)
class DayRows:
    """A group's activity day by day; a day begins at the half hour ``cut`` (UTC)."""

    cut: int
    day: Array  # days since the epoch on which each row begins
    rows: Array  # float64, days x 48: weights, the first half hour is the one at ``cut``
    account: Array  # of each piece of activity: its account,
    row: Array  # its day as a place in ``day``,
    place: Array  # its half hour after the cut,
    weight: Array  # and its weight
    accounts: int

    def moved_sums(self, within: Array, moves: Array) -> Array:
        """Sums over some days, each moved by its own offset: permutations x 48.

        ``moves`` holds offsets in half hours, permutations x days of ``within``, at most ``MOVED``.
        """
        summed = np.zeros((len(moves), BINS))
        for offset in range(-MOVED, MOVED + 1):
            moved = np.roll(self.rows[within], offset, axis=1)
            summed += (moves == offset).astype(np.float64) @ moved
        return summed

    def by_account(self, within: Array) -> Array:
        """Sums over some days by account: accounts x 48."""
        kept = np.isin(self.row, within)
        cell = self.account[kept] * BINS + self.place[kept]
        summed = np.bincount(cell, self.weight[kept], minlength=self.accounts * BINS)
        return summed.reshape(self.accounts, BINS)

    def hours_at_work(self) -> tuple[Array, Array]:
        """Whether an account was at work in each hour after the cut, account-days x 24; its day."""
        pairs = self.account * len(self.day) + self.row
        known, pair = np.unique(pairs, return_inverse=True)
        active = np.zeros((len(known), 24), dtype=bool)
        active[pair, self.place * 24 // BINS] = True
        return active, known % len(self.day)


def day_rows(slots: Slots, cut: int | None = None) -> DayRows:
    """Lay the days of a group side by side, cut at its quietest hours if no cut is given."""
    if cut is None:
        cut = quietest(slots)
    number = slots.slot // _SLOTS_A_BIN - cut
    place = number % BINS
    day, row = np.unique(number // BINS, return_inverse=True)
    totals = np.bincount(row, slots.weight, minlength=len(day))
    most = _MOST_OF_A_DAY * float(np.median(totals)) if len(day) else 1.0
    weight = slots.weight * np.minimum(1.0, most / np.maximum(totals, 1e-9))[row]
    rows = np.bincount(row * BINS + place, weight, minlength=len(day) * BINS)
    return DayRows(
        cut, day, rows.reshape(-1, BINS), slots.account, row, place, weight, slots.accounts
    )


def quietest(slots: Slots) -> int:
    """The half hour of the UTC day, a full hour, in the middle of the six quietest hours."""
    hours = np.bincount(slots.slot // _SLOTS_A_BIN % BINS, slots.weight, minlength=BINS)
    summed = np.concatenate([[0.0], np.cumsum(np.tile(hours, 2))])
    width = BINS // 4
    start = int(np.argmin(summed[width : width + BINS : 2] - summed[:BINS:2])) * 2
    return (start + width // 2) % BINS
