"""Does activity fill windows that an analyst named, more than the same windows a little moved?

Every day's windows are moved by an offset of their own, up to three hours either way, and what they
then hold is what chance gives (:mod:`.day_rows`, with the windows moved in place of the days). The
named windows are one test; its lines are tested besides, with Holm's correction for their number.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.day_rows import BINS, MOVED, quietest
from demasque.campaigns.schedules.slots import Slots
from demasque.campaigns.schedules.timetable import ClockWindow, Timetable, intervals
from demasque.campaigns.schedules.window_scan import FEWEST_DAYS, RATIO, SURE

Array = npt.NDArray[Any]

_HALF_HOUR: Final = 30
_BESIDE: Final = 90
"""Minutes before and after a window that it is compared with."""


@dataclass(frozen=True)
class TriedLine:
    """One line of the file."""

    written: str
    share: float  # of the activity
    p: float  # corrected for the number of lines


@dataclass(frozen=True)
class WindowTrial:
    """What named windows hold of a group's activity. Shares are of one."""

    share: float
    expected: float  # share, were the windows as full as the ninety minutes beside them
    of_week: float  # share of the week that they take
    reference: float | None  # share of the reference accounts' activity that they hold
    ratio: float  # share over expected, without whichever account fills them most
    usual_ratio: float | None  # share over expected of the reference accounts
    p: float
    lines: tuple[TriedLine, ...]

    @property
    def found(self) -> bool:
        """Whether they are filled beyond chance, beside the hours around and beside others."""
        return self.p <= SURE and self.ratio / max(1.0, self.usual_ratio or 1.0) >= RATIO


def try_windows(
    slots: Slots,
    reference: Slots | None,
    timetable: Timetable,
    rng: np.random.Generator,
    permutations: int,
) -> WindowTrial | None:
    """Test the windows of a file on a group; None where it was at work on too few days."""
    number = slots.slot // 2 - quietest(slots)
    days, row = np.unique(number // BINS, return_inverse=True)
    if len(days) < FEWEST_DAYS or not timetable.windows:
        return None
    whole = _Windows(timetable.windows, slots)
    usual = reference if reference is not None and len(reference) else None
    moves = rng.integers(0, 2 * MOVED + 1, (permutations, len(days)))
    p = _p(whole.moved(slots, row, len(days)), moves)
    shares, single = [], []
    for window in timetable.windows:
        one = _Windows((window,), slots)
        single.append(_p(one.moved(slots, row, len(days)), moves))
        shares.append(one.share(slots))
    return WindowTrial(
        share=whole.share(slots),
        expected=float(whole.beside(slots).sum(axis=0).max() / slots.weight.sum()),
        of_week=sum(_minutes(window) for window in timetable.windows) / (7 * 24 * 60),
        reference=None if usual is None else whole.share(usual),
        ratio=whole.weakest_ratio(slots),
        usual_ratio=None if usual is None else whole.ratio(usual),
        p=p,
        lines=tuple(
            TriedLine(window.written, share, each)
            for window, share, each in zip(timetable.windows, shares, holm(single), strict=True)
        ),
    )


def holm(values: list[float]) -> list[float]:
    """P values corrected for their number (Holm 1979, Scandinavian Journal of Statistics 6)."""
    corrected = [0.0] * len(values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, values[place] * (len(values) - rank)))
        corrected[place] = highest
    return corrected


class _Windows:
    """Windows over the time of a group, with the hours beside them."""

    def __init__(self, windows: tuple[ClockWindow, ...], slots: Slots) -> None:
        self._open = intervals(windows, int(slots.minute.min()), int(slots.minute.max()))
        gaps = np.minimum(self._open[1:, 0] - self._open[:-1, 1], _BESIDE)
        self._minutes = float((self._open[:, 1] - self._open[:, 0]).sum())
        self._minutes_beside = max(float(gaps.sum()) + _BESIDE, 1.0)

    def share(self, slots: Slots) -> float:
        """The share of activity in the windows."""
        return float(self._held(slots, self._inside(slots.minute)).sum() / slots.weight.sum())

    def moved(self, slots: Slots, row: Array, days: int) -> Array:
        """What the windows of each day hold, moved by each offset: days x 13, 6 is unmoved."""
        columns = []
        for offset in range(-MOVED, MOVED + 1):
            inside = self._inside(slots.minute - offset * _HALF_HOUR)
            columns.append(np.bincount(row[inside], slots.weight[inside], minlength=days))
        return np.stack(columns, axis=1)

    def beside(self, slots: Slots) -> Array:
        """What the windows would hold, were they as full as before and after: accounts x 2."""
        minute, outside = slots.minute, ~self._inside(slots.minute)
        opens = np.append(self._open[:, 0], np.iinfo(np.int64).max)
        closes = np.insert(self._open[:, 1], 0, -_BESIDE)
        before = opens[np.searchsorted(opens, minute)] - minute <= _BESIDE
        after = minute - closes[np.searchsorted(closes, minute, side="right") - 1] < _BESIDE
        sides = [self._held(slots, outside & near) for near in (before, after)]
        return np.stack(sides, axis=1) * (self._minutes / self._minutes_beside)

    def ratio(self, slots: Slots) -> float:
        """What the windows hold, in times of the fuller side."""
        # One piece of activity more beside the windows, so that emptiness proves nothing.
        held = self._held(slots, self._inside(slots.minute)).sum()
        return float(held / (self.beside(slots).sum(axis=0).max() + 1.0))

    def weakest_ratio(self, slots: Slots) -> float:
        """The same without one account, whichever leaves least."""
        held = self._held(slots, self._inside(slots.minute))
        beside = self.beside(slots)
        rest = (beside.sum(axis=0) - beside).max(axis=1)
        return float(((held.sum() - held) / (rest + 1.0)).min())

    def _held(self, slots: Slots, inside: Array) -> Array:
        account, weight = slots.account[inside], slots.weight[inside]
        return np.bincount(account, weight, minlength=slots.accounts)

    def _inside(self, minute: Array) -> Array:
        place = np.searchsorted(self._open[:, 0], minute, side="right") - 1
        inside: Array = (place >= 0) & (minute < self._open[np.maximum(place, 0), 1])
        return inside


def _p(held: Array, moves: Array) -> float:
    """Share of permutations in which moved windows hold as much, the seen one counted."""
    days = np.arange(len(held))
    null = held[days[None, :], moves].sum(axis=1)
    return float((1 + (null >= held[:, MOVED].sum() - 1e-9).sum()) / (1 + len(moves)))


def _minutes(window: ClockWindow) -> int:
    return len(window.weekdays) * (window.end - window.start)
