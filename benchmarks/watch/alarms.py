"""How often does chance raise an alarm of a rate, and which rises are seen, how soon?

    python benchmarks/watch/alarms.py [--months 400] [--rises 100]

Quiet months are drawn from a seed: series of 0.3 to 200 posts a day with weekends, growth, days
that hang on the day before, holidays in which everybody rests, news days that most series share and
days of their own with two to four times as many posts, after a past of four to ten weeks. Then
rises of steady size begin in series of one level.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.watch.alerts.kinds.unusual_rates import REST_DAYS
from demasque.watch.alerts.rates.rate_test import unusual_days

Counts = NDArray[np.float64]

MONTH: Final = 30
WATCHED_FOR: Final = 5  # days of a rise in which it may be seen


@dataclass(frozen=True)
class Times:
    """What all series of a case have in common: news and holidays, as factors by day."""

    news: Counts
    holidays: Counts


def times(rng: np.random.Generator, days: int) -> Times:
    news = np.where(rng.random(days) < 1 / 15, rng.choice([1.5, 2.0, 3.0, 5.0], days), 1.0)
    holidays = np.ones(days)
    for begin in rng.integers(0, days - 4, 2):
        holidays[begin : begin + 4] = 0.3
    return Times(news, holidays)


def series(rng: np.random.Generator, level: float, shared: Times, *, own_days: bool) -> Counts:
    days = len(shared.news)
    weekend = np.where(np.arange(days) % 7 >= 5, rng.choice([0.3, 0.5, 0.8, 1.0, 1.5]), 1.0)
    growth = np.exp(np.arange(days) * rng.choice([0.0, 0.0, 0.005, 0.01, 0.02, -0.005]))
    drift = np.zeros(days)
    for day in range(1, days):
        drift[day] = 0.6 * drift[day - 1] + rng.normal(0, 0.15)
    busy = rng.random(days) < 1 / 20
    own = np.where(busy, rng.choice([2.0, 3.0, 4.0]), 1.0) if own_days else 1.0
    news = shared.news if rng.random() < 0.6 else 1.0
    spread = rng.choice([0.02, 0.1, 0.3, 0.6])
    mean = level * weekend * growth * np.exp(drift) * shared.holidays * own * news
    return rng.poisson(mean * rng.gamma(1 / spread, spread, days)).astype(np.float64)


def quiet_month(seed: int, number: int, alarms: float) -> int:
    """Alarms in one quiet month of a case with so many series."""
    rng = np.random.default_rng([seed, number])
    days = int(rng.choice([28, 56, 70])) + MONTH
    shared = times(rng, days)
    levels = np.exp(rng.uniform(np.log(0.3), np.log(200), number))
    watched = [series(rng, level, shared, own_days=rng.random() < 0.5) for level in levels]
    calmer = Times(np.sqrt(shared.news), shared.holidays)
    crowd = series(rng, 1000.0, calmer, own_days=False)
    return sum(1 for _ in alarms_of(watched, crowd, days - MONTH, alarms))


def alarms_of(watched: list[Counts], crowd: Counts, begin: int, alarms: float) -> Iterator[int]:
    """The days of alarms, as alerts are told: none again within the days of rest."""
    last = [-REST_DAYS] * len(watched)
    for day in range(begin, len(crowd)):
        until = [each[: day + 1] for each in watched]
        for place, found in enumerate(unusual_days(until, crowd[: day + 1], alarms / MONTH)):
            if found is not None and day - last[place] >= REST_DAYS:
                last[place] = day
                yield day


def rise(seed: int, level: float, factor: float) -> int | None:
    """After how many days a rise is seen; None for not at all."""
    rng = np.random.default_rng([seed, int(level), int(factor)])
    days = 70 + WATCHED_FOR
    calm = Times(np.ones(days), np.ones(days))
    watched = series(rng, level, calm, own_days=False)
    watched[70:] = rng.poisson(watched[70:] * factor)
    crowd = series(rng, 1000.0, calm, own_days=False)
    return next((day - 70 for day in alarms_of([watched], crowd, 70, 1.0)), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--months", type=int, default=400, help="quiet series-months a row")
    parser.add_argument("--rises", type=int, default=100)
    asked = parser.parse_args()
    print("| series | quiet months | alarms a month | months without | most |")
    print("|---|---|---|---|---|")
    for number in (1, 5, 20):
        months = max(asked.months // number, 30)
        found = [quiet_month(seed, number, 1.0) for seed in range(months)]
        without = sum(count == 0 for count in found) / months
        print(f"| {number} | {months} | {np.mean(found):.2f} | {without:.0%} | {max(found)} |")
    print("\n| posts a day | rise | seen | of these on the first day |")
    print("|---|---|---|---|")
    for level in (3.0, 30.0, 200.0):
        for factor in (2.0, 3.0, 5.0, 10.0):
            seen = [rise(seed, level, factor) for seed in range(asked.rises)]
            days = [day for day in seen if day is not None]
            first = days.count(0) / len(days) if days else 0.0
            print(f"| {level:g} | ×{factor:g} | {len(days) / len(seen):.0%} | {first:.0%} |")


if __name__ == "__main__":
    main()
