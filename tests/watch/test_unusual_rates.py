"""A day beyond a series' own past is told; weekends, news for all and short pasts are not."""

from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demasque.watch import AlertRules, Rule
from demasque.watch.alerts.rates.rate_test import FEWEST_DAYS, MOST_DAYS, unusual_days
from watched_case import WatchedCase, day, kinds

Counts = NDArray[np.float64]
ALPHA = 1 / 30


def week(days: int, seed: int = 0, level: float = 40.0) -> Counts:
    """A series that rests on weekends, and varies by a fifth besides Poisson's law."""
    rng = np.random.default_rng(seed)
    usual = level * np.where(np.arange(days) % 7 >= 5, 0.3, 1.0)
    return rng.poisson(usual * rng.gamma(25, 1 / 25, days)).astype(np.float64)


def told(series: list[Counts], crowd: Counts) -> list[bool]:
    return [each is not None for each in unusual_days(series, crowd, ALPHA)]


def test_a_rise_is_told_whatever_the_day_of_the_week() -> None:
    for days in (64, 69):  # a Tuesday; a Sunday
        counts, crowd = week(days), week(days, 1, 500)
        assert told([counts], crowd) == [False]
        counts[-1] = 8 * counts[-8]
        (found,) = unusual_days([counts], crowd, ALPHA)
        assert found is not None
        assert found.times > 4
        assert found.p < ALPHA


def test_what_everybody_speaks_of_is_no_alarm() -> None:
    counts, crowd = week(60), week(60, 1, 500)
    counts[-1] *= 5
    crowd[-1] *= 5
    assert told([counts], crowd) == [False]
    several = [week(60, seed) for seed in range(6)]
    for each in several:
        each[-1] *= 5
    assert told(several, week(60, 9, 500)) == [False] * 6


def test_a_series_that_had_such_days_before_is_left_in_peace() -> None:
    counts = week(60)
    counts[[25, 39]] *= 6
    counts[-1] *= 6
    assert told([counts], week(60, 1, 500)) == [False]


def test_of_a_short_or_empty_past_nothing_is_said() -> None:
    short = week(FEWEST_DAYS)
    short[-1] = 900
    empty = np.zeros(60)
    begun = np.zeros(60)
    begun[-1] = 900.0  # its first day
    long = np.concatenate([np.full(5, 900.0), week(MOST_DAYS + 1)])
    assert told([short], week(FEWEST_DAYS, 1)) == [False]
    assert told([empty, begun], week(60, 1)) == [False, False]
    assert unusual_days([], week(60), ALPHA) == []
    assert told([long], week(len(long), 1)) == [False]


def test_a_rule_s_day_beyond_its_past_is_told_once_and_not_of_one_account(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    case.rules = AlertRules((Rule(name="Words", words=("report",), posts=10_000),))
    for at in range(40):
        for n in range(4):
            case.post(f"a_one{n}", at + n / 10, "a report of the day")
    case.campaigns()
    assert case.round(39.9) == []
    for n in range(60):
        case.post("a_one0", 40.1 + n / 1_000, "report!")
    case.campaigns()
    assert case.round(40.2) == []
    for n in range(60):
        case.post(f"a_one{n % 4}", 40.2 + n / 1_000, "report!")
    case.campaigns()
    (found,) = case.round(40.3)
    assert (found.kind, found.subject, found.since) == ("rate", "Words", day(40.1))
    assert case.round(40.4) == []
    for at in (41, 42):
        for n in range(60):
            case.post(f"a_one{n % 4}", at + n / 1_000, "report!")
    case.campaigns()
    assert kinds(case.round(42.5)) == []  # it goes on: no news within the week
    assert found.noticed_at - found.since < timedelta(days=1)
