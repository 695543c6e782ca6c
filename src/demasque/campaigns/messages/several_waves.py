"""Do the same accounts carry several waves more often than chance gives?

Chance gives each wave to as many accounts as carry it, whoever they are, the likelier the more an
account posts: account *a* with m posts carries wave *w* with probability 1 - exp(-r m), the rate
*r* of the wave being such that the expectation is its number of accounts (a random bipartite graph
with given mean degrees; Chung and Lu 2002). What chance does not know is taste: people of one
language, town or cause meet the same messages. So an excess is something to look at.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.coordination import log_poisson_tail

_HALVINGS: Final = 80  # of the bracket round a rate, in logarithms

Numbers = NDArray[np.float64]


class SeveralWaves(NamedTuple):
    """Of one wave: accounts that carry another, how many chance gives, log10 of the tail."""

    several: int
    expected: float
    log10_p: float


def several_waves(carried: pa.Table, waves: int) -> list[SeveralWaves]:
    """Judge every wave. ``carried``: rows of ``CARRIED``, of all accounts of the case."""
    posts = carried["posts"].to_numpy().astype(np.float64)
    accounts = carried["accounts"].to_numpy().astype(np.float64)
    held: Sequence[list[int]] = carried["waves"].to_pylist()
    sizes = np.zeros(waves)
    for of, n in zip(held, accounts.tolist(), strict=True):
        sizes[of] += n
    chances = np.stack([_chance(posts, accounts, size) for size in sizes.tolist()])
    none = np.prod(1 - chances, axis=0)  # of no wave at all, by row
    counts, expected = np.zeros(waves, np.int64), np.zeros(waves)
    for row, of in enumerate(held):
        for wave in of:
            counts[wave] += int(accounts[row]) if len(of) > 1 else 0
            left = 1 - chances[wave, row]
            others = none[row] / left if left > 0 else _others(chances[:, row], wave)
            expected[wave] += accounts[row] * (1 - others)
    return [
        SeveralWaves(n, mean, log_poisson_tail(n, mean) / math.log(10))
        for n, mean in zip(counts.tolist(), expected.tolist(), strict=True)
    ]


def _others(chances: Numbers, wave: int) -> float:
    return float(np.prod(1 - np.delete(chances, wave)))


def _chance(posts: Numbers, accounts: Numbers, size: float) -> Numbers:
    """Each row's chance to carry a wave of so many accounts."""
    if size >= accounts.sum():
        return np.ones(posts.size)
    low, high = -60.0, 10.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (accounts * -np.expm1(-math.exp(middle) * posts)).sum() < size:
            low = middle
        else:
            high = middle
    chance: Numbers = -np.expm1(-math.exp(high) * posts)
    return chance
