"""How strong does a pair look that chance made? Deals, and the q of strengths fused over kinds.

The strength of a pair (:mod:`rarity`) has no formula for its chances. So they
are measured: the accounts of the posts are dealt anew within strata of time, a few times over, and
the strengths in those decoy cases are what chance alone makes of the same posts. Target and decoy,
as in the search of mass spectra (Elias and Gygi, Nature Methods 4, 2007).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from demasque.coordination.engines.on_disk.case_work import Prepare
from demasque.coordination.events.case_events import Slots, Uses
from demasque.coordination.events.index import Int32, Int64, prepare
from demasque.coordination.null.strata import strata_of
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.strength.fusion import Fusion
from demasque.progress import Progress

# Dealing breaks up circles of common taste, whose strongest pairs were measured at up to 1.3 times
# the strongest decoys in organic worlds: decoys are given that much more.
ALLOWANCE: Final = 1.3


def decoy_strengths(
    slots: Slots,
    uses: Sequence[Uses],
    deals: int,
    seed: int,
    progress: Progress,
    prepare: Prepare = prepare,
) -> FloatArray:
    """Return the strengths of all pairs in `deals` decoy cases, strongest first."""
    stratum = strata_of(slots.at)
    rng = np.random.default_rng(seed)
    found = [np.empty(0)]
    for deal in range(deals):
        dealt = _deal(slots.account, stratum, rng)
        fusion = Fusion(len(slots.names))
        for one in uses:
            fusion.add(one.kind, prepare(one.held_by(dealt, slots)))
        found.append(fusion.strengths()[1])
        progress("decoys", deal + 1, deals)
    return -np.sort(-np.concatenate(found))


def log10_q(strengths: FloatArray, decoys: FloatArray, deals: int) -> FloatArray:
    """Return, per strength, log10 of the share of decoys expected among all as strong or stronger.

    One decoy is added, so that a claim needs more pairs than the deals could have ruled out.
    """
    order = np.argsort(-strengths, kind="stable")
    ranked = strengths[order]
    as_strong = np.searchsorted(-decoys * ALLOWANCE, -ranked, side="right")
    rate = (as_strong + 1.0) / (max(deals, 1) * np.arange(1, len(ranked) + 1))
    q = np.empty(len(ranked))
    q[order] = np.minimum.accumulate(rate[::-1])[::-1]
    return np.log10(np.minimum(q, 1.0))


def _deal(account: Int32, stratum: Int64, rng: np.random.Generator) -> Int32:
    """Deal the accounts anew within each stratum; each keeps its number of posts there."""
    shuffled = np.lexsort((rng.random(len(account)), stratum))
    dealt = np.empty_like(account)
    dealt[np.argsort(stratum, kind="stable")] = account[shuffled]
    return dealt
