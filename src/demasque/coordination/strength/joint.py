"""Ties by all kinds together: pairs whose strength is more than chance and homophily make it.

Permuted cases (:mod:`permutation`) show what chance makes of the posts. They break up circles:
people who answer the same celebrity within minutes, evening after evening, are stronger than any
permuted pair. So a pair's strength counts only so far as the chance model of its own kinds, which
knows hours and homophily, leaves what it shares unexplained; decoys are held to the same rules.

And what stands out must not be what chance is estimated from: an operation that wrote much of the
data would hide behind itself. The accounts that are tied leave the crowd of which chance is made,
and all pairs are judged again, until the crowd stays as it is. See docs/method.md.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import Encoded, Int64, PreparedEvents
from demasque.coordination.events.origins import TraceOrigins
from demasque.coordination.null.crowd import Members
from demasque.coordination.null.permutation import permuted_cases
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.stats.target_decoy import (
    Scored,
    activity_strata,
    inflation,
    target_decoy_log10_q,
)
from demasque.coordination.strength.beyond_audience import beside_audience, beyond_audience
from demasque.coordination.strength.fusion import Fusion
from demasque.progress import Progress, quiet

SURPRISE: Final = 0.1
"""Pairs that none of their own kinds finds surprising at this p are neither targets nor decoys."""

LEAST_BITS: Final = 3.0
"""Weaker pairs are never tied by strength: not looking at them saves most of the work."""

ALLOWANCE: Final = 1.3
"""Permuting breaks up circles of people who are alike, whose strongest pairs were measured at up to
1.3 times the strongest permuted ones in organic worlds: decoys are given that much more."""

_STANDS_OUT: Final = 0.01  # the rate at which an account leaves the crowd
_ROUNDS: Final = 8
_UNREMARKABLE: Final = 10  # of the decoys of a case, the strength from which inflation is counted


@dataclass(frozen=True)
class KindEvents:
    """One kind at work: its events, and the windows (microseconds) at which it is judged.

    With `origins` its pairs are judged beside what being of one audience gives, too.
    """

    uses: TraceUses
    encoded: Encoded
    ready: PreparedEvents
    windows: Sequence[int]
    origins: TraceOrigins | None = None

    def beside_audience(self, tied: TiedPairs) -> TiedPairs:
        """Give pairs the p and the expectation of an audience, where they are larger."""
        if self.origins is None:
            return tied
        return beside_audience(tied, self.encoded, self.ready, self.origins, len(self.windows))

    def beyond_audience(self, tied: TiedPairs, fdr: float) -> TiedPairs:
        """Keep the tied pairs that an audience leaves at the rate `fdr`."""
        if self.origins is None:
            return tied
        windows = len(self.windows)
        return beyond_audience(tied, self.encoded, self.ready, self.origins, windows, fdr)


@dataclass(frozen=True)
class JointTies:
    """Pairs (ascending, a * accounts + b) tied by all kinds together, and each kind's part."""

    pairs: Int64
    log10_q: FloatArray
    parts: list[TiedPairs]


class GatheredPairs(NamedTuple):
    """Pairs (ascending, a * accounts + b) and their strength in bits."""

    key: Int64
    bits: FloatArray


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
    `seed`. A pair that no kind by itself finds surprising is not tied. A pair's q does not depend
    on `fdr`.
    """
    case = _Case(posts, kinds, engine, seed, progress)
    pairs = GatheredPairs(*strengths)
    member = np.ones(len(posts.names), dtype=np.bool_)
    for _ in range(_ROUNDS):
        tied = case.log10_q(pairs, member, case.trials) <= math.log10(_STANDS_OUT)
        left = member.copy()
        left[np.concatenate(np.divmod(pairs.key[tied], len(member)))] = False
        if np.array_equal(left, member):
            break
        member = left
    q = case.log10_q(pairs, member, case.permutations, measured=True)
    kept = np.flatnonzero(q <= math.log10(fdr))
    return JointTies(pairs.key[kept], q[kept], case.parts(kinds, pairs.key[kept], member))


class _Case:
    """The pairs of a case, and those that chance makes of its posts, judged by the same rules."""

    def __init__(
        self,
        posts: PostMoments,
        kinds: Sequence[KindEvents],
        engine: CaseEngine,
        seed: int,
        progress: Progress,
    ) -> None:
        self.posts, self.kinds, self.engine = posts, kinds, engine
        self.seed, self.progress = seed, progress
        self.activity = np.bincount(posts.account, minlength=len(posts.names)).astype(np.float64)
        events = max(sum(len(one.uses.post) for one in kinds), 1)
        self.permutations = int(np.clip(2_000_000 // events, 5, 50)) if events <= 2_000_000 else 1
        self.trials = int(np.clip(1_000_000 // events, 1, 5))

    def log10_q(
        self, pairs: GatheredPairs, member: Members, cases: int, measured: bool = False
    ) -> FloatArray:
        """Judge pairs against decoys from so many permuted cases; chance is made by the crowd.

        With `measured` the unremarkable pairs say how much stronger than decoys they are.
        """
        strength = self._unexplained(self.kinds, pairs, member)
        found = np.flatnonzero(strength > 0)
        log10_q = np.zeros(len(strength))
        if not len(found):
            return log10_q
        targets = Scored(strength[found], self._activity(pairs.key[found]))
        cuts = activity_strata(targets)
        decoys = self._decoys(member, cases)
        size = self.activity.sum() / max(self.activity[member].sum(), 1.0)
        more = 1.0
        if measured:
            a, b = np.divmod(pairs.key[found], len(member))
            alone = targets.strength[member[a] & member[b]]
            more = inflation(alone, decoys.strength, cases, _UNREMARKABLE)
        # Pairs go with the square of posts, and decoys come from the crowd's alone.
        chance = more * size**2
        stronger = Scored(decoys.strength * ALLOWANCE, decoys.activity)
        log10_q[found] = target_decoy_log10_q(targets, stronger, cases, chance, cuts)
        return log10_q

    def parts(
        self, kinds: Sequence[KindEvents], key: Int64, member: Members | None
    ) -> list[TiedPairs]:
        """Describe pairs by each kind."""
        a, b = (code.astype(np.int32) for code in np.divmod(key, max(len(self.posts.names), 1)))
        described = (
            self.engine.describe(one.encoded, one.ready, one.windows, a, b, member) for one in kinds
        )
        return [one.beside_audience(part) for one, part in zip(kinds, described, strict=True)]

    def _unexplained(
        self, kinds: Sequence[KindEvents], pairs: GatheredPairs, member: Members
    ) -> FloatArray:
        """The strength that chance and homophily leave unexplained; 0 where nothing surprises."""
        strength = np.zeros(len(pairs.key))
        enough = np.flatnonzero(pairs.bits >= LEAST_BITS)
        key = pairs.key[enough]
        parts = self.parts(kinds, key, None if member.all() else member)
        left, log10_p = _left_open(key, parts, len(self.posts.names))
        # Strength goes with the square of what is close.
        strength[enough] = pairs.bits[enough] * left**2
        strength[enough[log10_p > math.log10(SURPRISE)]] = 0.0
        return strength

    def _decoys(self, member: Members, cases: int) -> Scored:
        strength, activity = [np.empty(0)], [np.empty(0)]
        for pairs, kinds in self._permuted(member, cases):
            everybody = np.ones(len(member), dtype=np.bool_)
            found = self._unexplained(kinds, pairs, everybody)
            strength.append(found[found > 0])
            activity.append(self._activity(pairs.key[found > 0]))
        return Scored(np.concatenate(strength), np.concatenate(activity))

    def _permuted(
        self, member: Members, cases: int
    ) -> Iterator[tuple[GatheredPairs, list[KindEvents]]]:
        uses = [one.uses for one in self.kinds]
        dealt = permuted_cases(self.posts, uses, member, cases, self.seed)
        for done, (posts, among) in enumerate(dealt):
            fusion, kinds = Fusion(len(posts.names)), []
            for one, events in zip(self.kinds, among, strict=True):
                encoded = events.among_all_posts(posts)
                ready = self.engine.prepare(encoded)
                fusion.add(events.kind, ready)
                kinds.append(KindEvents(events, encoded, ready, one.windows))
            yield GatheredPairs(*fusion.strengths()), kinds
            self.progress("permutations", done + 1, cases)

    def _activity(self, key: Int64) -> FloatArray:
        a, b = np.divmod(key, max(len(self.posts.names), 1))
        return self.activity[a] * self.activity[b]


def _left_open(
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
