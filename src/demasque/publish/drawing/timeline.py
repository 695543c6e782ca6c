"""The pictures of activity over time: bars per day or longer, and lanes side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from demasque.campaigns import Day

WIDTH: Final = 960
_BARS: Final = 120
"""Bars at most: beyond, each stands for several days."""

_LABEL: Final = 95
"""Width of a date in words: two dates under the axis are as far apart at least."""

_FEWEST: Final = 14
"""Bars that the width is divided among at least, so that a short campaign has no giant ones."""


@dataclass(frozen=True)
class Bar:
    """Posts of one stretch of days; heights and places in SVG units."""

    first: date
    last: date
    posts: int
    shared: int
    x: float
    width: float
    height: float
    shared_height: float


@dataclass(frozen=True)
class Mark:
    """A date under the axis."""

    day: date
    x: float


@dataclass(frozen=True)
class Timeline:
    """Bars, the days each stands for, the most posts in one bar, and dates under the axis."""

    bars: tuple[Bar, ...]
    days_each: int
    most: int
    marks: tuple[Mark, ...]
    width: int
    height: int


def timeline(
    days: Sequence[Day], first: date, last: date, height: int, width: int = WIDTH
) -> Timeline:
    """Draw days between two dates (both included) as bars with a common base."""
    whole = (last - first).days + 1
    each = -(-whole // _BARS)
    count = -(-whole // each)
    posts, shared = [0] * count, [0] * count
    for day in days:
        posts[(day.day - first).days // each] += day.posts
        shared[(day.day - first).days // each] += day.shared
    most = max(posts, default=0)
    step = width / max(count, _FEWEST)
    bars = tuple(
        Bar(
            first + timedelta(days=n * each),
            min(last, first + timedelta(days=(n + 1) * each - 1)),
            posts[n],
            shared[n],
            x=round(n * step, 2),
            width=round(max(step * 0.82, min(step, 1.0)), 2),
            height=round(posts[n] / most * height, 2),
            shared_height=round(shared[n] / most * height, 2),
        )
        for n in range(count)
        if posts[n]
    )
    return Timeline(bars, each, most, _marks(first, last, each, step), width, height)


def _marks(first: date, last: date, each: int, step: float) -> tuple[Mark, ...]:
    """Return up to six dates, evenly apart, the first and the last among them, under their bars."""
    whole = (last - first).days
    count = min(5, int(whole // each * step // _LABEL))
    chosen = [first + timedelta(days=round(whole * n / max(count, 1))) for n in range(count + 1)]
    return tuple(Mark(day, round(((day - first).days // each + 0.41) * step, 1)) for day in chosen)
