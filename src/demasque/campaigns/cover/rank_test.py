"""Are the values of one group of accounts lower, or higher, than those of others? A rank test."""

from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

LEAST_ACCOUNTS: Final = 3
LEAST_OTHERS: Final = 20
"""Members and others that a test takes: with three and twenty the smallest p is below 0.001."""

Floats = npt.NDArray[np.float64]


def rank_test(own: Floats, others: Floats) -> tuple[float, float, float] | None:
    """Compare two samples: (rank, ln p of so low a rank, ln p of so high a rank).

    ``rank`` is the chance that a value of ``own`` is above one of ``others``, ties counting half
    (Mann and Whitney, Ann. Math. Stat. 18, 1947; normal, with the correction for ties and for
    continuity). None where either sample is too small.
    """
    n, m = len(own), len(others)
    if n < LEAST_ACCOUNTS or m < LEAST_OTHERS:
        return None
    _, place, tied = np.unique(
        np.concatenate([own, others]), return_inverse=True, return_counts=True
    )
    ranks = np.cumsum(tied) - (tied - 1) / 2  # equal values share the middle of their ranks
    above = float(ranks[place[:n]].sum()) - n * (n + 1) / 2
    whole = n + m
    ties = float((tied.astype(np.float64) ** 3 - tied).sum()) / (whole * (whole - 1))
    spread = sqrt(n * m / 12 * max(whole + 1 - ties, 0.0))
    if not spread:
        return 0.5, 0.0, 0.0
    low = float(log_ndtr((above + 0.5 - n * m / 2) / spread))
    high = float(log_ndtr((n * m / 2 + 0.5 - above) / spread))
    return above / (n * m), min(low, 0.0), min(high, 0.0)
