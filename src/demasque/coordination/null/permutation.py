"""How strong does a pair look by chance? The permutation null, and the q of strengths of all kinds.

The strength of a pair (:mod:`rarity`) has no formula for its chances. So they are measured: the
accounts of the posts are permuted within strata of time, a few times over, and the strengths in
those permuted cases are what chance alone makes of the same posts. In the search of mass spectra
the same is known as target and decoy (Elias and Gygi, Nature Methods 4, 2007).
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.null.strata import strata_of
from demasque.coordination.stats.tails import FloatArray
from demasque.progress import Progress

# Permuting breaks up circles of people who are alike, whose strongest pairs were measured at up to
# 1.3 times the strongest permuted ones in organic worlds: the null is given that much more.
ALLOWANCE: Final = 1.3


def permuted_strengths(
    account: Int32,
    at: Int64,
    permutations: int,
    seed: int,
    progress: Progress,
    strengths: Callable[[Int32], FloatArray],
) -> FloatArray:
    """Return the strengths of all pairs in `permutations` permuted cases, strongest first.

    Post i is by `account[i]`, at `at[i]` (microseconds); `strengths(permuted)` gives those of
    a case whose post i is by `permuted[i]`.
    """
    stratum = strata_of(at)
    rng = np.random.default_rng(seed)
    found = [np.empty(0)]
    for done in range(permutations):
        found.append(strengths(_permute(account, stratum, rng)))
        progress("permutations", done + 1, permutations)
    return -np.sort(-np.concatenate(found))


def permutation_log10_q(
    strengths: FloatArray, permuted: FloatArray, permutations: int
) -> FloatArray:
    """Return, per strength, log10 of the share of chance expected among all as strong or stronger.

    `permuted` are the strengths of so many permuted cases, strongest first. One is added, so that a
    claim needs more pairs than the permutations could have ruled out.
    """
    order = np.argsort(-strengths, kind="stable")
    ranked = strengths[order]
    as_strong = np.searchsorted(-permuted * ALLOWANCE, -ranked, side="right")
    rate = (as_strong + 1.0) / (max(permutations, 1) * np.arange(1, len(ranked) + 1))
    q = np.empty(len(ranked))
    q[order] = np.minimum.accumulate(rate[::-1])[::-1]
    return np.log10(np.minimum(q, 1.0))


def _permute(account: Int32, stratum: Int64, rng: np.random.Generator) -> Int32:
    """Permute the accounts within each stratum; each keeps its number of posts there."""
    shuffled = np.lexsort((rng.random(len(account)), stratum))
    permuted = np.empty_like(account)
    permuted[np.argsort(stratum, kind="stable")] = account[shuffled]
    return permuted
