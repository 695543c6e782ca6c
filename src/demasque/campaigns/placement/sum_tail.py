"""How likely is so large a sum, when each account of a group is drawn anew among its like?

The exact distribution of the sum, by repeated convolution, on a grid: permutation distributions in
polynomial time (Pagano and Tritchler, J. Am. Stat. Assoc. 78, 1983). Accounts are drawn with
replacement; a permutation draws without, whose sums vary less (Hoeffding, J. Am. Stat. Assoc. 58,
1963), so the p-value errs on the side of caution.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

GRID: Final = 200
"""Steps from 0 to the sum that was observed. A value between two steps is parted among them so that
its mean stays: the sum then varies a little more, which is cautious again."""

Floats = npt.NDArray[np.float64]


def sum_tail(pools: Sequence[tuple[Floats, int]], observed: float) -> float:
    """Return P(sum >= observed).

    Args:
        pools: values (>= 0) that an account may have, each as likely as another, and how many
            accounts are drawn from them; one entry per stratum.
        observed: the sum.
    """
    if observed <= 0:
        return 1.0
    whole = np.zeros(GRID + 1)
    whole[0] = 1.0
    for values, drawn in pools:
        whole = _added(whole, _drawn(_steps(values, observed / GRID), drawn))
    return float(min(whole[GRID], 1.0))


def _steps(values: Floats, step: float) -> Floats:
    """The distribution of one value over the grid; the last step holds all beyond."""
    places = np.minimum(values / step, GRID)
    # What is observed is put together from the same values: a rounding error is no difference.
    places = np.where(places > GRID - 1e-6, GRID, places)
    below = np.floor(places).astype(np.int64)
    upper = places - below
    counts = np.bincount(below, 1 - upper, GRID + 2) + np.bincount(below + 1, upper, GRID + 2)
    return np.asarray(counts[: GRID + 1] / len(values))


def _drawn(one: Floats, times: int) -> Floats:
    """The distribution of a sum of ``times`` values, by repeated squaring."""
    whole = np.zeros(GRID + 1)
    whole[0] = 1.0
    while times:
        if times & 1:
            whole = _added(whole, one)
        one = _added(one, one)
        times >>= 1
    return whole


def _added(first: Floats, second: Floats) -> Floats:
    both = np.convolve(first, second)
    both[GRID] = both[GRID:].sum()
    return both[: GRID + 1]
