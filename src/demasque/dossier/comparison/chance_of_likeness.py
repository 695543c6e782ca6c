"""How often are unrelated groups as alike as these two?

Were the two unrelated, either would be as alike to the other as random groups of its own case are:
so each is put in the place of random groups like it, and the larger of the two p-values counts, p =
(1 + as alike or more) / (1 + draws) (Phipson and Smyth, SAGMB 9, 2010), with its 95 % interval
(Clopper and Pearson 1934). Other campaigns of a library that are as alike raise it further.

Random groups of the one case against those of the other say nothing of the two: the accounts
outside may be one circle in both cases, or the same people, and be as alike as can be.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import betaincinv

from demasque.dossier.comparison.group_measures import Measure
from demasque.dossier.comparison.group_uses import Ints, PairedUses

_ROUNDING: Final = 1e-9
"""What is equal but for rounding is as alike."""


@dataclass(frozen=True)
class LikenessChance:
    """What unrelated groups say of an observed likeness; ``expected`` is the largest mean."""

    expected: float
    p: float
    low: float
    high: float


def chance_of(
    pair: PairedUses, measure: Measure, observed: float, unrelated: list[float]
) -> LikenessChance | None:
    """Compare with random groups, and with ``unrelated`` campaigns' likeness to the first group.

    None where a side has no random groups: then nothing is known of chance.
    """
    a, b = pair.a.draws, pair.b.draws
    if not a or not b:
        return None
    trials = [
        (np.zeros(b, np.int64), _drawn(b)),
        (_drawn(a), np.zeros(a, np.int64)),
    ]
    found = []
    for rows_a, rows_b in trials:
        by_chance = measure(pair, rows_a, rows_b)
        reached = int((by_chance >= observed - _ROUNDING).sum())
        found.append(of_count(reached, len(rows_a), float(by_chance.mean())))
    reached = sum(each >= observed - _ROUNDING for each in unrelated)
    if reached:
        found.append(of_count(reached, len(unrelated), float(np.mean(unrelated))))
    worst = max(found, key=lambda each: each.p)
    expected = max(each.expected for each in found)
    return LikenessChance(expected, worst.p, worst.low, worst.high)


def of_count(reached: int, trials: int, mean: float) -> LikenessChance:
    """The p-value of a count of trials, with its interval."""
    low = float(betaincinv(reached, trials - reached + 1, 0.025)) if reached else 0.0
    high = float(betaincinv(reached + 1, trials - reached, 0.975)) if reached < trials else 1.0
    return LikenessChance(mean, (1 + reached) / (1 + trials), low, high)


def _drawn(draws: int) -> Ints:
    return np.arange(1, draws + 1)
