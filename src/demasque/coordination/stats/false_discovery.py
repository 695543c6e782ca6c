"""How many of the findings are false? False discovery rates from the p-values of many tests."""

import math

import numpy as np

from demasque.coordination.stats.tails import LN10, FloatArray


def benjamini_hochberg(log_p: FloatArray, tests: float) -> FloatArray:
    """Return log10 of the q of each ln p, out of `tests` hypotheses; those absent have p = 1.

    Benjamini and Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995).
    """
    if len(log_p) == 0:
        return np.empty(0)
    order = np.argsort(log_p, kind="stable")
    ranked = log_p[order] + math.log(max(tests, 1.0)) - np.log(np.arange(1, len(log_p) + 1))
    stepped = np.minimum.accumulate(ranked[::-1])[::-1]
    out = np.empty(len(log_p))
    out[order] = np.minimum(stepped, 0.0) / LN10
    return out
