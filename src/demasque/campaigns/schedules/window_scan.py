"""Is there a window of the day that holds much more than the hours around it, day after day?

Every window of half an hour to two hours, on all days, on five days of the week or on the other
two, is compared with the fuller of the ninety minutes before and after it: Poisson log-likelihood
ratio, as in Kulldorff's scan (1997, Communications in Statistics 26: 1481-1496). The largest of
all scores has to exceed what the largest is when days are moved (:mod:`.day_rows`): so all windows
and all the ways in which a zone can place its weekend are paid for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import pdtrc

from demasque.campaigns.schedules.day_rows import BINS, MOVED, DayRows
from demasque.campaigns.schedules.slots import weekday

Array = npt.NDArray[Any]

LENGTHS: Final = (1, 2, 3, 4)
"""Half hours of a window."""

FLANK: Final = 3
"""Half hours on either side that a window is compared with. 2 to 4 were tried."""

FEWEST_DAYS: Final = 4
"""Days of a class that are scanned: fewer cannot recur."""

RATIO: Final = 2.0
"""Times the fuller flank that a window has to hold, whichever account is left out; 1.5 to 3 were
tried."""

EXCESS: Final = 0.04
"""Share of a group's activity on such days that has to be more than its flanks would give; 0.02
to 0.08 were tried."""

SURE: Final = 0.01
"""Probability under the null at which a window is named."""

MARGIN: Final = 1.5
"""Times its fuller flank that a window may hold before it counts for anything: edges and lunch
breaks of offices, evenings. 1.25 to 1.75 were tried: the lower, the more is found, the true and the
false (docs/measurements.md)."""

REST: Final = 0.0001
"""Poisson tail that what is left without any one account has to reach; 0.01 to 0.0001 were tried:
the smaller, the fewer windows of one busy account, at no cost to groups of five and more."""

_LEAST_FLANK: Final = 0.25
"""What a flank counts for at least, in mean hours of the day: an empty one proves little."""

EVERY_DAY, FIVE_DAYS, TWO_DAYS = "every day", "five days", "two days"


@dataclass(frozen=True)
class DayClass:
    """Days on which a window may stand: ``ahead`` is how far the local date is from the row's."""

    days: str
    ahead: int
    rows: Array


@dataclass(frozen=True)
class FoundWindow:
    """A window that recurs. Half hours are of the UTC day."""

    days: str
    ahead: int  # days by which the date that decides on weekends is ahead of the UTC date
    start: int  # half hour, UTC
    length: int  # half hours
    share: float  # of the activity on such days
    expected: float  # the same, had it what the fuller flank holds
    ratio: float  # times the fuller flank that it holds, whichever account is left out
    rest: float  # Poisson tail of the same, tried once: without one account it still stands out
    p: float  # corrected for all windows and classes tried
    place: int  # half hours after the hour at which the group's day begins


def classes(rows: DayRows) -> list[DayClass]:
    """All days; weekdays and weekends, for every way in which a zone can place a date."""
    made = [DayClass(EVERY_DAY, 0, np.arange(len(rows.day)))]
    for ahead in (-1, 0, 1):
        free = weekday(rows.day + ahead) >= 5
        made += [
            DayClass(FIVE_DAYS, ahead, np.flatnonzero(~free)),
            DayClass(TWO_DAYS, ahead, np.flatnonzero(free)),
        ]
    return [each for each in made if len(each.rows) >= FEWEST_DAYS]


def scan(
    rows: DayRows, others: DayRows | None, rng: np.random.Generator, permutations: int
) -> tuple[FoundWindow, ...]:
    """Return the windows that recur beyond chance, the most surprising first, none overlapping.

    ``others`` are the days of reference accounts, with the same cut: a window that they fill in the
    same way is not the group's own.
    """
    tried = classes(rows)
    moves = rng.integers(-MOVED, MOVED + 1, (permutations, len(rows.day)))
    highest = np.zeros(permutations)
    scores = []
    for each, sums in _null_sums(rows, tried, moves):
        found = _scores(rows.rows[each.rows].sum(axis=0)[None, :], MARGIN)
        null = _scores(sums)
        highest = np.maximum(highest, null.reshape(permutations, -1).max(axis=1))
        scores.append(found[0])
    named = _named(rows, tried, np.array(scores), highest)
    return tuple(each for each in named if _own(each, others))


def _null_sums(
    rows: DayRows, tried: Sequence[DayClass], moves: Array
) -> Iterator[tuple[DayClass, Array]]:
    """Yield what each class of days sums up to when days are moved: permutations x 48.

    Weekdays are all days without the weekends, which are fewer to move.
    """
    every = np.arange(len(rows.day))
    whole = rows.moved_sums(every, moves)
    free: dict[int, Array] = {}
    for each in tried:
        if each.days == EVERY_DAY:
            yield each, whole
            continue
        if each.ahead not in free:
            weekend = np.flatnonzero(weekday(rows.day + each.ahead) >= 5)
            free[each.ahead] = rows.moved_sums(weekend, moves[:, weekend])
        yield each, free[each.ahead] if each.days == TWO_DAYS else whole - free[each.ahead]


def _named(
    rows: DayRows, tried: list[DayClass], scores: Array, highest: Array
) -> list[FoundWindow]:
    """Take windows from the highest score down as long as they are beyond chance."""
    found: list[FoundWindow] = []
    if not scores.size:
        return found
    limit = np.quantile(highest, 1 - SURE)
    order = np.argsort(-scores, axis=None, kind="stable")
    for place in order[: int((scores > limit).sum())]:
        which, length, start = np.unravel_index(place, scores.shape)
        p = (1 + int((highest >= scores.flat[place]).sum())) / (1 + len(highest))
        window = _measured(rows, tried[which], int(start), LENGTHS[length], p)
        apart = all(not _overlap(window, other) for other in found)
        if p <= SURE and window.ratio >= RATIO and window.rest <= REST and apart:
            found.append(window)
    return [each for each in found if each.share - each.expected >= EXCESS]


def _own(window: FoundWindow, others: DayRows | None) -> bool:
    """Whether the window stands out more than it does among others."""
    if others is None:
        return True
    ahead = window.ahead + (window.place + others.cut) // BINS
    for each in classes(others):
        if (each.days, each.ahead) == (window.days, ahead):
            sums = others.rows[each.rows].sum(axis=0)[None, :]
            held, before, after = (each[0, window.place] for each in _held(sums, window.length))
            usual = float(held / (max(before, after) + 1.0))
            return window.ratio / max(1.0, usual) >= RATIO
    return True


def _overlap(one: FoundWindow, other: FoundWindow) -> bool:
    """Whether two windows share hours on days that they share."""
    if {one.days, other.days} == {FIVE_DAYS, TWO_DAYS} and one.ahead == other.ahead:
        return False
    # A window that touches another is its edge.
    gap = min((one.start - other.start) % BINS, (other.start - one.start) % BINS)
    first = one if (other.start - one.start) % BINS == gap else other
    return gap <= first.length


def _measured(rows: DayRows, within: DayClass, start: int, length: int, p: float) -> FoundWindow:
    """Measure a window without the account that fills it most, the weakest case for it."""
    by_account = rows.by_account(within.rows)
    held, *sides = (each[:, start] for each in _held(by_account, length))
    around = np.stack(sides, axis=1)
    floor = _LEAST_FLANK * by_account.sum() / BINS * length
    total = by_account.sum()
    share, expected = held.sum() / total, max(around.sum(axis=0).max(), floor) / total
    without_held = held.sum() - held
    without_around = np.maximum((around.sum(axis=0) - around).max(axis=1), floor)
    # One piece of activity more beside the window: small numbers prove little.
    ratio = float((without_held / (without_around + 1.0)).min())
    rest = float(_at_least(without_held, MARGIN * without_around).max())
    return FoundWindow(
        days=within.days,
        ahead=within.ahead - (start + rows.cut) // BINS,
        start=(start + rows.cut) % BINS,
        length=length,
        share=float(share),
        expected=float(expected),
        ratio=ratio,
        rest=rest,
        p=p,
        place=start,
    )


def _at_least(counts: Array, expected: Array) -> Array:
    """P(X >= count) of Poisson laws; a part of a count counts as one that is not reached."""
    below = np.ceil(counts) - 1
    return np.asarray(np.where(below >= 0, pdtrc(np.maximum(below, 0), expected), 1.0))


def _held(sums: Array, length: int) -> tuple[Array, Array, Array]:
    """What windows of a length hold by where they begin, and would as full as before, and after.

    Each n x 48.
    """
    around = np.concatenate([sums[:, -FLANK:], sums, sums[:, : FLANK + max(LENGTHS)]], axis=1)
    total = np.concatenate([np.zeros((len(sums), 1)), np.cumsum(around, axis=1)], axis=1)
    at = np.arange(BINS) + FLANK
    held = total[:, at + length] - total[:, at]
    before = total[:, at] - total[:, at - FLANK]
    after = total[:, at + length + FLANK] - total[:, at + length]
    return held, before * (length / FLANK), after * (length / FLANK)


def _scores(sums: Array, margin: float = 1.0) -> Array:
    """Log-likelihood ratios of all windows: n x lengths x 48."""
    floor = _LEAST_FLANK * sums.sum(axis=1, keepdims=True) / BINS + 1e-9
    scores = []
    for length in LENGTHS:
        held, before, after = _held(sums, length)
        expected = margin * np.maximum(np.maximum(before, after), floor * length)
        more = np.maximum(held, expected)
        scores.append(more * np.log(more / expected) - (more - expected))
    return np.stack(scores, axis=1)
