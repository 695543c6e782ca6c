"""The picture of creation dates: members above the line, others below it, or no picture."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from demasque.publish.drawing.creation_dates import HEIGHT, WIDTH, creation_dates
from made_profiles import beside, plain, sample


def made(*years: float) -> list[dict[str, object]]:
    return [
        {"created_at": datetime(int(year), 1 + round(year % 1 * 12), 1, tzinfo=UTC)}
        for year in years
    ]


def heights(path: str) -> list[float]:
    return [float(height) for height in re.findall(r"v(-?[\d.]+)h", path)]


def test_bars_say_how_large_a_share_was_made_when() -> None:
    drawn = creation_dates(
        beside(sample(made(2020, 2020, 2020, 2024)), sample(made(2015, 2024, 2024)))
    )
    assert drawn is not None
    assert heights(drawn.members) == [-60.0, -20.0]  # three in four, one in four
    assert heights(drawn.others) == [18.0, 36.0]
    assert (drawn.members_known, drawn.others_known) == (4, 3)
    assert (drawn.first.year, drawn.last.year) == (2015, 2024)


@pytest.mark.parametrize("years", [(2024,) * 4, (2006, 2012, 2020, 2025), (2000, 2025, 2025, 2025)])
def test_nothing_is_drawn_outside_the_picture(years: tuple[int, ...]) -> None:
    drawn = creation_dates(beside(sample(made(*years)), sample(made(*years))))
    assert drawn is not None
    for path in (drawn.members, drawn.others):
        assert all(0 <= float(x) <= WIDTH for x in re.findall(r"M([\d.]+) ", path))
        assert all(abs(height) <= HEIGHT for height in heights(path))
    places = [mark.x for mark in drawn.marks]
    assert all(b - a >= 95 for a, b in pairwise(places))


def test_months_are_put_together_where_there_are_many() -> None:
    short = creation_dates(beside(sample(made(2024, 2024.2, 2024.4, 2024.6)), sample(made(2024))))
    long = creation_dates(beside(sample(made(2000, 2010, 2020, 2025)), sample(made(2024))))
    assert short is not None
    assert long is not None
    assert (short.months_each, long.months_each) == (1, 4)


@pytest.mark.parametrize(
    "profile",
    [
        plain(),
        beside(sample([{}] * 8), sample(made(2024))),
        beside(sample(made(2024, 2024, 2024)), sample(made(2024))),
        beside(sample(made(*[2024] * 8)), sample([{}] * 40)),
    ],
)
def test_where_too_little_is_known_there_is_no_picture(profile) -> None:
    assert creation_dates(profile) is None
