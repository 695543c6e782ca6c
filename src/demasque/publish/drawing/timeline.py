"""The pictures of activity over time: bars per day or longer, and lanes side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from demasque.campaigns import Day
from demasque.wording import LANGUAGES, catalogue

WIDTH: Final = 960
_BARS: Final = 120
"""Bars at most: beyond, each stands for several days."""

_CHARACTER: Final = 7.7
"""CSS pixels that a character of a date takes at most, at 0.8 rem in the fonts of the report."""

_BETWEEN: Final = 12
"""CSS pixels left free between two dates."""

_MOST_MARKS: Final = 6

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
    """A date under the axis, or two where these have no room apart.

    ``anchor`` says which part of the words stands at ``x``: start, middle or end.
    """

    first: date
    last: date
    x: float
    anchor: str


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
    days: Sequence[Day],
    first: date,
    last: date,
    height: int,
    narrowest: int,
    width: int = WIDTH,
) -> Timeline:
    """Draw days between two dates (both included) as bars with a common base.

    ``narrowest`` is the least width, in CSS pixels, that the picture is shown at beside its texts:
    dates under the axis do not touch each other there, in any language of the report.
    """
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
    return Timeline(
        bars, each, most, _marks(first, last, each, step, width, narrowest), width, height
    )


def _marks(
    first: date, last: date, each: int, step: float, width: int, narrowest: int
) -> tuple[Mark, ...]:
    """Return up to six dates under their bars, the first and the last among them.

    As many as have room, evenly apart; where not even two have, one mark says both.
    """
    whole = (last - first).days
    for count in range(min(_MOST_MARKS - 1, whole), 0, -1):
        chosen = sorted(
            {first + timedelta(days=round(whole * n / count)) for n in range(count + 1)}
        )
        marks = tuple(_mark(day, first, each, step, width) for day in chosen)
        if not overlapping(marks, width, narrowest):
            return marks
    return (Mark(first, last, 0.0, "start"),)


def _mark(day: date, first: date, each: int, step: float, width: int) -> Mark:
    x = ((day - first).days // each + 0.41) * step
    if day == first:
        return Mark(day, day, 0.0, "start")
    if x > 0.92 * width:
        return Mark(day, day, float(width), "end")
    return Mark(day, day, round(x, 1), "middle")


def overlapping(marks: Sequence[Mark], width: int, shown: int) -> bool:
    """Whether the words of two marks touch where ``width`` units are shown ``shown`` pixels wide.

    Each takes the room that it needs in the language that writes it longest.
    """
    taken = []
    for mark in marks:
        room, x = _room(mark), mark.x / width * shown
        left = x - room * {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
        taken.append((left, left + room))
    return any(left < end + _BETWEEN for (_, end), (left, _) in pairwise(taken))


def _room(mark: Mark) -> float:
    """CSS pixels that a mark's words take at most."""
    words = [catalogue(language) for language in LANGUAGES]
    return _CHARACTER * max(len(each.date(mark.first)) for each in words)
