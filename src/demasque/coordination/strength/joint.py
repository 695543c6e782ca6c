"""Ties by all kinds together: pairs whose strength is more than chance and homophily make it.

The permutation null (:mod:`permutation`) shows what chance makes of the posts, but permuting
breaks up circles: people who answer the same celebrity within minutes, evening after evening, are
stronger than any permuted pair. So a pair's strength counts only so far as the chance model of its
own kinds, which knows hours and homophily, leaves what it shares unexplained.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import Encoded, Int32, Int64, PreparedEvents
from demasque.coordination.null.permutation import permutation_log10_q, permuted_strengths
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.strength.fusion import Fusion
from demasque.progress import Progress, quiet

PERMUTATIONS: Final = 5
"""Permuted cases; one is enough, and all there is time for, above two million events."""

_MANY: Final = 2_000_000


@dataclass(frozen=True)
class KindEvents:
    """One kind at work: its events, and the windows (microseconds) at which it is judged."""

    uses: TraceUses
    encoded: Encoded
    ready: PreparedEvents
    windows: Sequence[int]


@dataclass(frozen=True)
class JointTies:
    """Pairs (ascending, a * accounts + b) tied by all kinds together, and each kind's part."""

    pairs: Int64
    log10_q: FloatArray
    parts: list[TiedPairs]


def joint_ties(
    posts: PostMoments,
    kinds: Sequence[KindEvents],
    strengths: tuple[Int64, FloatArray],
    fdr: float,
    seed: int,
    engine: CaseEngine,
    progress: Progress = quiet,
) -> JointTies:
    """Tie the pairs whose unexplained strength stands out at the rate `fdr`.

    `strengths` are pairs and their bits (:meth:`Fusion.strengths`); the permutations follow from
    `seed`. A pair that no kind by itself finds surprising, at p of at most `fdr`, is not tied.
    """
    pairs, bits = strengths
    uses = [one.uses for one in kinds]
    times = PERMUTATIONS if sum(len(one.post) for one in uses) <= _MANY else 1

    def strengths_of(account: Int32) -> FloatArray:
        fusion = Fusion(len(posts.names))
        for one in uses:
            fusion.add(one.kind, engine.prepare(one.held_by(account, posts)))
        return fusion.strengths()[1]

    null = permuted_strengths(posts.account, posts.at, times, seed, progress, strengths_of)
    strong = np.flatnonzero(permutation_log10_q(bits, null, times) <= math.log10(fdr))
    pairs, bits = pairs[strong], bits[strong]
    a, b = (code.astype(np.int32) for code in divmod(pairs, max(len(posts.names), 1)))
    parts = [engine.describe(one.encoded, one.ready, one.windows, a, b) for one in kinds]
    left, log10_p = _unexplained(pairs, parts, len(posts.names))
    # Strength goes with the square of what is close.
    q = permutation_log10_q(bits * left**2, null, times)
    kept = np.maximum(q, log10_p) <= math.log10(fdr)
    parts = [one.among(pairs[kept], len(posts.names)) for one in parts]
    return JointTies(pairs[kept], q[kept], parts)


def _unexplained(
    pairs: Int64, parts: Sequence[TiedPairs], accounts: int
) -> tuple[FloatArray, FloatArray]:
    """The part of what each pair shares that chance and homophily do not expect; and log10 p.

    The p is that of the kind which says most, times the number of kinds (Bonferroni).
    """
    shared, more, log10_p = (np.zeros(len(pairs)) for _ in range(3))
    for one in parts:
        place = np.searchsorted(pairs, one.key(accounts))
        shared[place] += one.pairs.shared
        more[place] += np.maximum(one.pairs.shared - one.expected, 0.0)
        log10_p[place] = np.minimum(log10_p[place], one.log10_p)
    return more / np.maximum(shared, 1.0), log10_p + math.log10(max(len(parts), 1))
