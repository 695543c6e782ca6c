"""When the accounts of a campaign were created, beside other accounts of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from demasque.accounts import FEWEST_ACCOUNTS
from demasque.campaigns import AccountSample, CampaignProfile

WIDTH: Final = 960
HEIGHT: Final = 96
_MEMBERS_HEIGHT: Final = 60
"""Members stand above the line, others hang below it, each on a scale of their own."""

_BARS: Final = 80
"""Bars at most: beyond, each stands for several months."""

_FEWEST: Final = 12
_LABEL: Final = 95
"""Width of a date in words."""


@dataclass(frozen=True)
class YearMark:
    """The beginning of a year under the picture, and its place in SVG units."""

    day: date
    x: float


@dataclass(frozen=True)
class CreationDates:
    """Shares of members and of others created in each stretch of months, as paths of an SVG."""

    members: str
    others: str
    members_known: int
    others_known: int
    first: date
    last: date
    months_each: int
    marks: tuple[YearMark, ...]
    baseline: int = _MEMBERS_HEIGHT
    width: int = WIDTH
    height: int = HEIGHT


def creation_dates(profile: CampaignProfile) -> CreationDates | None:
    """Draw creation dates; None where too few of them are known of the members or of others."""
    here, there = _months(profile.sample), _months(profile.others)
    if len(here) < FEWEST_ACCOUNTS or not there:
        return None
    first, last = min(*here, *there), max(*here, *there)
    each = -(-(last - first + 1) // _BARS)
    count = -(-(last - first + 1) // each)
    step = WIDTH / max(count, _FEWEST)
    shares = [_shares(months, first, each, count) for months in (here, there)]
    return CreationDates(
        _path(shares[0], _MEMBERS_HEIGHT, step, "-"),
        _path(shares[1], HEIGHT - _MEMBERS_HEIGHT, step, ""),
        len(here),
        len(there),
        _first_of(first),
        _first_of(last),
        each,
        _marks(first, last, step / each),
    )


def _months(sample: AccountSample) -> list[int]:
    """Return the months of the accounts' creation, counted from the year 0."""
    known = sample.accounts["created_at"].drop_null().to_pylist()
    return [made.year * 12 + made.month - 1 for made in known]


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _shares(months: Sequence[int], first: int, each: int, count: int) -> list[float]:
    counted = [0] * count
    for month in months:
        counted[(month - first) // each] += 1
    return [n / len(months) for n in counted]


def _path(shares: Sequence[float], height: int, step: float, up: str) -> str:
    most = max(shares)
    return "".join(
        f"M{n * step:.1f} {_MEMBERS_HEIGHT}v{up}{share / most * height:.1f}h{step * 0.82:.1f}"
        f"V{_MEMBERS_HEIGHT}z"
        for n, share in enumerate(shares)
        if share
    )


def _marks(first: int, last: int, month: float) -> tuple[YearMark, ...]:
    """Return beginnings of years, as many as find room."""
    years = [n for n in range(first, last + 1) if n % 12 == 0]
    room = max(1, int((last - first) * month // _LABEL))
    every = max(1, -(-len(years) // room))
    return tuple(YearMark(_first_of(n), round((n - first) * month, 1)) for n in years[::every])
