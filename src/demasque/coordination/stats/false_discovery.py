"""How many of the findings are false? False discovery rates from the p-values of many tests."""

import math

import numpy as np

from demasque.coordination.stats.tails import LN10, FloatArray


def benjamini_hochberg(log_p: FloatArray, tests: float) -> FloatArray:
    """Return log10 of the q of each ln p, out of `tests` hypotheses; those absent have p = 1.

    Benjamini and Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995).
    """
    order = np.argsort(log_p, kind="stable")
    out = np.empty(len(log_p))
    out[order] = stepped_log10_q(log_p[order], tests)
    return out


def stepped_log10_q(
    rising: FloatArray, tests: float, before: int = 0, later: float = math.inf
) -> FloatArray:
    """Return the same of a run of rising ln p, where `before` others lie below them all.

    `later` is the least of :func:`stepped_log_q` over those above.
    """
    return np.minimum(stepped_log_q(rising, tests, before, later), 0.0) / LN10


def stepped_log_q(
    rising: FloatArray, tests: float, before: int = 0, later: float = math.inf
) -> FloatArray:
    """Return ln q of a run of rising ln p, before it is held below 0: rising too."""
    rank = np.arange(before + 1, before + len(rising) + 1)
    ranked = rising + math.log(max(tests, 1.0)) - np.log(rank)
    stepped: FloatArray = np.minimum.accumulate(np.append(ranked, later)[::-1])[::-1][:-1]
    return stepped
