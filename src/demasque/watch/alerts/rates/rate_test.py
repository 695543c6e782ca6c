"""Has a day more posts than a series' own past explains? With the chance of a false alarm.

Each past day was forecast from the days before it in the same way as the day in question: an
exponentially weighted level, times what its day of the week usually has, times what the rest of the
case did that day, where that was more than usual. How far counts were from these forecasts says how
much more they vary than Poisson's law: news days, growth, holidays and changes of collection that
a series went through widen what is held to be usual. The count of the day is compared with a
negative binomial of that mean and variance. Besides it must be further beyond its forecast than any
day before was in its own series, and more surprising than any in any series of the case: that holds
for whatever distribution the days have, as long as they are alike (the conformal argument: Vovk,
Gammerman and Shafer, Algorithmic Learning in a Random World, 2005), where the tail of the negative
binomial may not. What the middle one of several series does on a day is news, and no alarm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

Counts = NDArray[np.float64]

FEWEST_DAYS: Final = 21
"""Days of a past before anything is said of a day (considered: 14 to 42): three weeks."""

MOST_DAYS: Final = 70
"""Days of the past that are looked at (considered: 42 to 120)."""

_WARMING: Final = 14
"""First days, which are forecast from too little to say how well forecasts do."""

_DECAY: Final = 0.5 ** (1 / 7)
"""Weight of a day against the next: half a week later (considered: half-lives of 3 to 14 days)."""

_WEEKS_OF_NONE: Final = 1.0
"""Weeks without a rhythm that are added to each day of the week (considered: 0.5 to 4)."""

_LEAST_DISPERSION: Final = 0.1
"""Variance beyond Poisson's as a share of the mean squared, at least (considered: 0.02 to 0.3)."""

_CAUTION: Final = 2.0
"""Standard errors by which the variance seen is raised: few days say little of it
(considered: 0-3)."""

_BEYOND: Final = 1.1
"""Times that the day must be further beyond its forecast than any other
(considered: 1.0 to 1.5)."""

_SERIES_TOGETHER: Final = 5
"""Series from which on what the middle one does counts as news for all (considered: 4 to 10)."""

_CROWD_ALONE: Final = 20.0  # posts a day below which the rest of the case says nothing


@dataclass(frozen=True, slots=True)
class UnusualDay:
    """A day beyond its past: its count, the forecast, and how often chance gives as many."""

    count: int
    expected: float
    p: float
    days: int  # of the past

    @property
    def times(self) -> float:
        """How many times the forecast the count is."""
        return self.count / max(self.expected, 0.5)


def unusual_days(series: Sequence[Counts], crowd: Counts, alpha: float) -> list[UnusualDay | None]:
    """Judge the last day of every series by the days before; None where it is not beyond them.

    Args:
        series: posts a day, every day (zeros included), the day in question last, all of the same
            days. It may still go on: a count only grows.
        crowd: posts a day of the rest of the case, for the same days.
        alpha: chance of a false alarm on a day, over all series together.
    """
    known = [_forecast(counts, crowd) for counts in series]
    ratios = _common([each for each in known if each is not None])
    tried = [None if each is None else each.judged(ratios) for each in known]
    number = sum(each is not None for each in tried)
    least = min((each.least_past for each in tried if each is not None), default=1.0)
    if not number:
        return [None] * len(tried)
    # Of several series one has a smallest p by chance alone, in the past and today.
    most = min(alpha, least) / number
    return [each.told if each and each.furthest and each.told.p <= most else None for each in tried]


def first_day(counts: Counts) -> int:
    """The first day with a post: before it there was no series."""
    there = np.flatnonzero(counts)
    return int(there[0]) if len(there) else len(counts)


def forecasts(counts: Counts) -> Counts:
    """What the days before say of each day: their level times the day of the week's usual share."""
    days = len(counts)
    sums, seen = np.zeros(7), np.zeros(7)
    level, weight = 0.0, 0.0
    made = np.zeros(days)
    for day in range(days):
        mean = sums.sum() / max(seen.sum(), 1.0)
        factor = _weekday(sums[day % 7], seen[day % 7], mean)
        made[day] = max(level / weight if weight else 0.0, 1 / 14) * factor
        level = _DECAY * level + counts[day] / factor
        weight = _DECAY * weight + 1.0
        sums[day % 7] += counts[day]
        seen[day % 7] += 1
    return made


def _weekday(total: float, seen: float, mean: float) -> float:
    """What a day of the week has of a usual day, drawn to 1 by a week without rhythm."""
    if mean <= 0:
        return 1.0
    return float((total + _WEEKS_OF_NONE * mean) / ((seen + _WEEKS_OF_NONE) * mean))


def crowd_factor(crowd: Counts) -> Counts:
    """How much more than forecast the rest of the case posted on each day, at least 1."""
    means = forecasts(crowd)
    enough = means >= _CROWD_ALONE
    return np.where(enough, np.maximum(crowd / np.maximum(means, 1.0), 1.0), 1.0)


@dataclass(frozen=True)
class _Judged:
    told: UnusualDay
    least_past: float  # the smallest p of the days before
    furthest: bool


@dataclass(frozen=True)
class _Forecast:
    """A series and what its days before, and the rest of the case, say of each day."""

    counts: Counts
    means: Counts

    @property
    def ratios(self) -> Counts:
        """How far beyond its forecast each day is, small counts aside."""
        return (self.counts + 1) / (self.means + 1)

    def judged(self, common: Counts) -> _Judged:
        """The last day, given what the series have in common on each day."""
        means = self.means * common[-len(self.means) :]
        known = slice(_WARMING, -1)
        bias, dispersion = _scale(self.counts[known], means[known])
        means = means * bias
        p = nbinom.sf(self.counts - 1, 1 / dispersion, 1 / (1 + dispersion * means))
        beyond = (self.counts + 1) / (means + 1)
        return _Judged(
            UnusualDay(int(self.counts[-1]), float(means[-1]), float(p[-1]), len(p) - 1),
            float(p[known].min()),
            bool(beyond[-1] >= _BEYOND * beyond[known].max()),
        )


def _forecast(counts: Counts, crowd: Counts) -> _Forecast | None:
    """None where the series has too short a past."""
    begin = first_day(counts)
    counts, crowd = counts[begin:][-MOST_DAYS - 1 :], crowd[begin:][-MOST_DAYS - 1 :]
    if len(counts) <= FEWEST_DAYS:
        return None
    return _Forecast(counts, forecasts(counts) * crowd_factor(crowd))


def _common(known: Sequence[_Forecast]) -> Counts:
    """How far the middle series is beyond its forecast on each day: what all share is news."""
    common = np.ones(MOST_DAYS + 1)
    if len(known) < _SERIES_TOGETHER:
        return common
    table = np.full((len(known), MOST_DAYS + 1), np.nan)
    for row, each in enumerate(known):
        table[row, -len(each.counts) :] = each.ratios
    enough = (~np.isnan(table)).sum(axis=0) >= _SERIES_TOGETHER
    common[enough] = np.maximum(np.nanmedian(table[:, enough], axis=0), 1.0)
    return common


def _scale(counts: Counts, means: Counts) -> tuple[float, float]:
    """By what forecasts are raised, and how much more than Poisson's counts vary around them."""
    bias = max(1.0, float(counts.sum() / means.sum()))
    means = means * bias
    squares = (counts - means) ** 2 - means
    weights = means**2
    dispersion = squares.sum() / weights.sum()
    error = np.sqrt(np.mean((squares - dispersion * weights) ** 2) / len(counts)) / weights.mean()
    return bias, float(max(dispersion + _CAUTION * error, _LEAST_DISPERSION))
