"""Ties by all kinds together: pairs whose strength is more than chance and homophily make it.

What stands out must not be what chance is estimated from: an operation that wrote much of the data
would hide behind itself. The accounts that are tied leave the crowd of which chance is made, and
all pairs are judged again (:mod:`judging_strength`), until the crowd stays as it is. Pairs are
judged at two time scales: at once, and with the care of those who know that haste is looked for.
See docs/method.md, "A null that the operation cannot fill".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import PostMoments
from demasque.coordination.events.index import Int64
from demasque.coordination.null.crowd import Members
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.strength.judging_strength import GatheredPairs, StrengthJudge
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.rarity import WIDE
from demasque.progress import Progress, quiet

STANDS_OUT: Final = 0.01
"""The rate at which tied accounts leave the crowd."""

_ROUNDS: Final = 8


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

    `strengths` are pairs and their bits at the close scale (:meth:`Fusion.strengths`); the
    permutations follow from `seed`. A pair that no kind by itself finds surprising is not tied.
    Where kinds have windows for the wide scale, a pair is judged by the scale that says most, at
    twice its q. A pair's q does not depend on `fdr`.
    """
    everybody = np.ones(len(posts.names), dtype=np.bool_)
    judge = StrengthJudge(posts, kinds, engine, seed, progress)
    close, member = _settled(judge, GatheredPairs(*strengths), everybody, fdr)
    if not any(one.wide for one in kinds):
        return close
    wider = [replace(one, windows=one.wide or one.windows) for one in kinds]
    judge = StrengthJudge(posts, wider, engine, seed, progress, WIDE)
    wide, _ = _settled(judge, judge.gathered(), member, fdr)
    return _of_both(close, wide, fdr, len(posts.names))


def _settled(
    judge: StrengthJudge, pairs: GatheredPairs, member: Members, fdr: float
) -> tuple[JointTies, Members]:
    """Judge pairs until the crowd stays as it is; return the ties, and the crowd.

    The crowd only shrinks, so there is an end; a few rounds are enough for what matters.
    """
    for _ in range(_ROUNDS):
        tied = judge.log10_q(pairs, member, judge.trials, STANDS_OUT) <= math.log10(STANDS_OUT)
        left = member.copy()
        left[np.concatenate(np.divmod(pairs.key[tied], max(len(member), 1)))] = False
        if np.array_equal(left, member):
            break
        member = left
    log10_q = judge.log10_q(pairs, member, judge.permutations, fdr, measured=True)
    kept = np.flatnonzero(log10_q <= math.log10(fdr))
    key = pairs.key[kept]
    return JointTies(key, log10_q[kept], judge.parts(key, member)), member


def _of_both(one: JointTies, other: JointTies, fdr: float, accounts: int) -> JointTies:
    """The ties of two scales, each pair once, as the first has it where it does, at twice its q."""
    pairs = np.union1d(one.pairs, other.pairs)
    log10_q = np.zeros(len(pairs))
    for each in (one, other):
        place = np.searchsorted(pairs, each.pairs)
        log10_q[place] = np.minimum(log10_q[place], each.log10_q + math.log10(2.0))
    kept = log10_q <= math.log10(fdr)
    parts = [
        first.joined(second, pairs, log10_q, accounts).among(pairs[kept], accounts)
        for first, second in zip(one.parts, other.parts, strict=True)
    ]
    return JointTies(pairs[kept], log10_q[kept], parts)
