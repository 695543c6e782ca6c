"""How surprising is a count? Upper tails of the Poisson and the Poisson-binomial law.

Everything is in logarithms to the base e inside this module's kernels, since tails far below the
smallest float (1e-308) are usual: two accounts that paste the same 200 texts are that surprising.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]

LN10: Final = math.log(10.0)
LN2: Final = math.log(2.0)


@njit(cache=True, nogil=True)
def log_poisson_tail(k: int, mu: float) -> float:
    """Return ln P(X >= k) for X ~ Poisson(mu), exact to float precision and stable to any depth.

    Above the mean the tail is its first term times a series that shrinks geometrically; below it,
    the complement of the lower tail, summed the same way from its largest term down.
    """
    if k <= 0:
        return 0.0
    if mu <= 0.0:
        return -math.inf
    if k > mu:
        term, total, i = 1.0, 1.0, k
        while term > 1e-17 * total:
            i += 1
            term *= mu / i
            total += term
        return k * math.log(mu) - mu - math.lgamma(k + 1.0) + math.log(total)
    term, total, i = 1.0, 1.0, k - 1
    while i > 0 and term > 1e-17 * total:
        term *= i / mu
        total += term
        i -= 1
    below = math.exp((k - 1) * math.log(mu) - mu - math.lgamma(float(k)) + math.log(total))
    return math.log1p(-min(below, 1.0 - 1e-16))


@njit(cache=True, nogil=True)
def largest_means(log_p: float, k_max: int) -> FloatArray:
    """For each count up to `k_max`, the largest mean at which it has a tail of `log_p` or less.

    The innermost loop then judges a pair by one comparison instead of a logarithm. Found by
    bisection; rounded up a little, so that it never loses what an exact tail would keep.
    """
    out = np.zeros(k_max + 1)
    if log_p >= 0.0:
        out[1:] = np.inf
        return out
    for k in range(1, k_max + 1):
        # In logarithms, so that the deepest tails of the smallest counts have a mean too.
        low, high = -745.0, math.log(10.0 * k + 100.0)
        for _ in range(60):
            middle = 0.5 * (low + high)
            if log_poisson_tail(k, math.exp(middle)) <= log_p:
                low = middle
            else:
                high = middle
        out[k] = math.exp(high) * (1.0 + 1e-9)
    return out


@njit(cache=True, nogil=True)
def log_poisson_binomial_tail(k: int, probabilities: FloatArray) -> float:
    """Return ln P(X >= k) for a sum of independent yes/no trials with these probabilities.

    Exact by dynamic programming while it is small; for more than 400 trials the Poisson tail with
    the same mean, which lies above it (Hodges and Le Cam 1960) and so never overstates a surprise.
    """
    n = len(probabilities)
    if k <= 0:
        return 0.0
    if k > n:
        return -math.inf
    if n > 400:
        return log_poisson_tail(k, probabilities.sum())
    reached = _reached_one(probabilities) if k == 1 else _reached(k, probabilities)
    if reached <= 0.0:
        return log_poisson_tail(k, probabilities.sum())
    return math.log(min(reached, 1.0))


@njit(cache=True, nogil=True)
def _reached(k: int, probabilities: FloatArray) -> float:
    """P(X >= k): holds counts below k only, and collects the mass that attains k.

    So deep tails keep their precision.
    """
    state = np.zeros(k)
    state[0] = 1.0
    reached = 0.0
    for p in probabilities:
        reached += state[k - 1] * p
        for count in range(k - 1, 0, -1):
            state[count] = state[count] * (1.0 - p) + state[count - 1] * p
        state[0] *= 1.0 - p
    return reached


@njit(cache=True, nogil=True)
def _reached_one(probabilities: FloatArray) -> float:
    """P(X >= 1), summed as :func:`_reached` does it, without room for counts: the usual case."""
    none, reached = 1.0, 0.0
    for p in probabilities:
        reached += none * p
        none *= 1.0 - p
    return reached
