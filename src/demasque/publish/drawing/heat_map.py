"""The picture of a week: 7 days by 24 hours, darker where a larger share of activity falls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demasque.campaigns import WeekProfile, weekday_name, zone_name
from demasque.sentences import Sentence

CELL: Final = 20
LEVELS: Final = 6
"""Shades: the fullest hour of the week has the darkest."""

_BUSIEST: Final = 3


@dataclass(frozen=True)
class Shade:
    """All hours of one shade, as one path of squares."""

    level: int  # 1 to ``LEVELS``
    path: str


@dataclass(frozen=True)
class HeatMap:
    """A week by the clock of one zone; rows are days, Monday first."""

    zone: str
    of_others: bool  # of the reference accounts, not of the campaign
    shades: tuple[Shade, ...]
    most: float  # share of all activity that falls into the fullest hour
    busiest: tuple[Sentence, ...]  # the fullest hours, fullest first
    days: tuple[Sentence, ...] = tuple(weekday_name(day) for day in range(7))
    width: int = 24 * CELL
    height: int = 7 * CELL


def heat_map(hours: Sequence[float], offset: int = 0, *, of_others: bool = False) -> HeatMap:
    """Draw a week of 168 hours, told by the clock ``offset`` minutes east of UTC."""
    most = max(hours)
    squares: dict[int, list[str]] = {}
    for place, share in enumerate(hours):
        level = -int(-share / most * LEVELS // 1) if share > 0 else 0
        if level:
            x, y = place % 24 * CELL, place // 24 * CELL
            squares.setdefault(level, []).append(f"M{x + 1} {y + 1}h{CELL - 2}v{CELL - 2}H{x + 1}z")
    order = sorted(range(len(hours)), key=lambda place: (-hours[place], place))
    return HeatMap(
        zone=zone_name(offset),
        of_others=of_others,
        shades=tuple(Shade(level, "".join(squares[level])) for level in sorted(squares)),
        most=most,
        busiest=tuple(
            Sentence("{day} {hour} h", day=weekday_name(place // 24), hour=place % 24)
            for place in order[:_BUSIEST]
            if hours[place] > 0
        ),
    )


def heat_maps(profile: WeekProfile, offset: int | None) -> tuple[HeatMap, ...]:
    """Draw a week in UTC and, if another zone suits, by that zone's clock; and others' week."""
    offsets = (0,) if offset in (None, 0) else (0, offset or 0)
    drawn = [heat_map(profile.hours(each), each) for each in offsets]
    others = profile.others_hours()
    if others is not None:
        drawn.append(heat_map(others, of_others=True))
    return tuple(drawn)
