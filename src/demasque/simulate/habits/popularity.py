"""How much is posted by whom, and what is shared how often? A few do and get most of it."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def activity(rng: np.random.Generator, accounts: int, spread: float) -> Array:
    """Return how busy each account is, log-normal: with a spread of 1.5, a tenth post two thirds.

    No account has more than 200 times the mean, which platforms' own limits prevent.
    """
    busy = np.exp(spread * rng.standard_normal(accounts))
    capped: Array = np.minimum(busy, 200.0 * busy.mean())
    return capped


def fame(rng: np.random.Generator, items: int, tail: float) -> Array:
    """Return how attractive each item is: Pareto with exponent ``tail``; smaller is more viral.

    Ranked by attraction this is Zipf's law with exponent ``1 / tail``.
    """
    return (1.0 - rng.random(items)) ** (-1.0 / tail)


def shares(rng: np.random.Generator, total: int, weight: Array) -> Array:
    """Return how many of ``total`` fall to each weight; the sum is exact."""
    return rng.multinomial(total, weight / weight.sum())


def spread_over(rng: np.random.Generator, total: int, weight: Array) -> Array:
    """Return ``total`` indices into ``weight``, ascending, in proportion to it."""
    return np.repeat(np.arange(len(weight)), shares(rng, total, weight))


class Pools:
    """Items in cells (a community, an author, a platform), drawn by attraction within a cell."""

    def __init__(self, cell: Array, weight: Array, cells: int) -> None:
        self._item = np.argsort(cell, kind="stable")
        self._reach = np.concatenate([[0.0], np.cumsum(weight[self._item])])
        self._first = np.searchsorted(cell[self._item], np.arange(cells + 1))

    def draw(self, rng: np.random.Generator, cell: Array) -> Array:
        """Return one item for each entry of ``cell``; -1 where the cell is empty."""
        first, after = self._first[cell], self._first[cell + 1]
        low, high = self._reach[first], self._reach[after]
        aim = low + rng.random(len(cell)) * (high - low)
        found = np.searchsorted(self._reach, aim, side="right") - 1
        found = np.clip(found, first, np.maximum(after - 1, first))
        drawn = np.full(len(cell), -1, dtype=np.int64)
        filled = after > first
        drawn[filled] = self._item[found[filled]]
        return drawn
