"""Groups of others, as large as the campaign and of the same platforms, drawn at random.

What such groups show is what a campaign's members would show together if they were like the others
(a Monte Carlo test; p by Phipson and Smyth 2010, never 0).
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.accounts.base_rates.base_rate import FEWEST_OTHERS
from demasque.campaigns import AccountSample

Array = npt.NDArray[Any]

GROUPS: Final = (199, 1_999)
"""Random groups: as many as the first says; where what was seen is rare among these, as many as the
second, so that the smallest p, 1 in 2,000, is half of the largest that counts."""

RARE: Final = 0.02
"""The p among the first groups up to which more are drawn."""

MOST_IN_GROUP: Final = 200
"""Members of one group; of more, the first by pseudonym are compared."""


def comparable(
    members: AccountSample, inside: Array, others: AccountSample, outside: Array
) -> tuple[Array, list[tuple[int, Array]]]:
    """Return the members to compare, and for each platform how many they are and which others.

    ``inside`` and ``outside`` say of whom enough is known. A platform with fewer than
    ``FEWEST_OTHERS`` others is left out; of more members than half of its others, the first stay,
    so that random groups differ from each other.
    """
    kept, strata = [], []
    for platform in sorted(set(members.platform[inside])):
        here = np.flatnonzero(inside & (members.platform == platform))
        there = np.flatnonzero(outside & (others.platform == platform))
        if len(there) >= FEWEST_OTHERS:
            here = here[: min(len(there) // 2, MOST_IN_GROUP)]
            kept.append(here)
            strata.append((len(here), there))
    return np.concatenate(kept) if kept else np.empty(0, dtype=np.int64), strata


def monte_carlo(
    seen: float, statistic: Callable[[Array], Array], strata: list[tuple[int, Array]], seed: int
) -> float:
    """Return how probable a statistic as large as what was seen is among random groups.

    ``statistic`` takes rows of others' places and gives one number a row.
    """
    p = 0.0
    for groups in GROUPS:
        if p <= RARE:
            p = p_value(seen, statistic(random_groups(strata, seed, groups)))
    return p


def random_groups(strata: list[tuple[int, Array]], seed: int, groups: int) -> Array:
    """Return ``groups`` rows of others' places, each a group without an account twice.

    The groups of a platform are cut from random orders of its others, one after another.
    """
    rng = np.random.default_rng([seed, 23])
    columns = []
    for size, there in strata:
        each = len(there) // size
        orders = np.tile(there, (-(-groups // each), 1))
        cut = rng.permuted(orders, axis=1)[:, : each * size].reshape(-1, size)
        columns.append(rng.permutation(cut)[:groups])
    return np.concatenate(columns, axis=1)


def p_value(seen: float, by_chance: Array) -> float:
    """Return how probable a value as large is, the one that was seen counted among those drawn."""
    return float((1 + (by_chance >= seen - 1e-9).sum()) / (1 + len(by_chance)))
