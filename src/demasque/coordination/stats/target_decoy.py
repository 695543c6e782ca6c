"""How many of the pairs as strong as this one are chance? Targets against decoys, by strata.

Decoys are pairs that chance made and that went through every test that the targets went through.
The expected number of false ones among the targets as strong or stronger, over how many there are,
is their false discovery rate (Elias and Gygi, Nature Methods 4, 2007). It is counted within strata
of activity, so that strength earned by writing much is compared with what chance gives those who
write much; each stratum is held to the rate (Sun and others, Genetic Epidemiology 30, 2006).
"""

from typing import Final, NamedTuple

import numpy as np

from demasque.coordination.events.index import Int64
from demasque.coordination.stats.tails import FloatArray

STRATA: Final = 4
FEWEST: Final = 50
"""There are up to so many strata, and in each so many targets at least. See docs/method.md."""


class Scored(NamedTuple):
    """Pairs: how strong, above zero, and how active its two accounts are (any rising measure)."""

    strength: FloatArray
    activity: FloatArray


def activity_strata(targets: Scored) -> FloatArray:
    """Return where strata of activity end (all but the last): the targets' own quantiles."""
    strata = int(np.clip(len(targets.strength) // FEWEST, 1, STRATA))
    return np.unique(np.quantile(targets.activity, np.arange(1, strata) / strata))


def strata_among(cuts: FloatArray, activity: FloatArray) -> Int64:
    """Number the stratum of each pair's activity; `cuts` are where strata end."""
    return np.searchsorted(cuts, activity, side="right")


def target_decoy_log10_q(
    targets: Scored, decoys: Scored, cases: int, chance: float, cuts: FloatArray
) -> FloatArray:
    """Return log10 of the share of chance expected among all targets as strong, by stratum.

    The decoys come from `cases` permuted cases, and each stands for `chance` false targets in such
    a case. One is added to them, so that a claim needs more targets than the decoys could have
    ruled out. What stands out alone in its stratum is held to the rate over all strata, since
    one of several is the more likely to have a single pair that stands out by chance.
    """
    log10_q = np.zeros(len(targets.strength))
    own = strata_among(cuts, targets.activity)
    theirs = strata_among(cuts, decoys.activity)
    for stratum in range(len(cuts) + 1):
        here = np.flatnonzero(own == stratum)
        here = here[np.argsort(-targets.strength[here], kind="stable")]
        ranked = targets.strength[here]
        falling = -np.sort(-decoys.strength[theirs == stratum])
        as_strong = np.searchsorted(-falling, -ranked, side="right")
        # Targets of equal strength stand or fall together.
        rank = np.searchsorted(-ranked, -ranked, side="right")
        rate = (as_strong * chance + 1.0) / (cases * rank)
        rate[rank == 1] *= len(cuts) + 1.0
        q = np.minimum.accumulate(rate[::-1])[::-1]
        log10_q[here] = np.log10(np.minimum(q, 1.0))
    return log10_q


def inflation(unremarkable: FloatArray, decoys: FloatArray, cases: int, rank: int) -> float:
    """How many times as many unremarkable targets as decoys are strong? Never below one.

    Both are strengths; the decoys come from `cases` permuted cases. Counted at the strength which
    `rank` decoys of a case reach: permuting breaks up people who are alike, and where they are,
    the unremarkable part of the data is stronger than its decoys (an empirical null in Efron's
    sense, JASA 99, 2004).
    """
    many = min(rank * cases, len(decoys))
    if not many:
        return 1.0
    level = -np.partition(-decoys, many - 1)[many - 1]
    return max(1.0, float(np.count_nonzero(unremarkable >= level)) * cases / many)
