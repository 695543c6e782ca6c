"""How strong are pairs beyond what chance makes of the same posts? Targets judged against decoys.

Permuted cases (:mod:`permutation`) show what chance makes of the posts. They break up circles:
people who answer the same celebrity within minutes, evening after evening, are stronger than any
permuted pair. So a pair's strength counts only so far as the chance model of its own kinds, which
knows hours and homophily, leaves what it shares unexplained; decoys are held to the same rules.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.tied_pairs import MetPairs, TiedPairs
from demasque.coordination.events.case_events import PostMoments, TraceUses, UsesAmongPosts
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.null.crowd import Members
from demasque.coordination.null.permutation import permuted_cases
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.stats.target_decoy import (
    Scored,
    activity_strata,
    inflation,
    strata_among,
    target_decoy_log10_q,
)
from demasque.coordination.strength.decoy_floors import AskedOfDecoys, CaseOfDecoys, DecoyFloors
from demasque.coordination.strength.fusion import Fusion, Wanted
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.pair_rules import decoys_among, left_open, strongest_beside
from demasque.coordination.strength.rarity import CLOSE, TimeScale
from demasque.coordination.strength.remembered import Remembered
from demasque.progress import Progress, quiet

SURPRISE: Final = 0.1
"""Pairs that none of their own kinds finds surprising at this p are neither targets nor decoys."""

LEAST_BITS: Final = 3.0
"""Weaker pairs are never tied by strength: not looking at them saves most of the work."""

ALLOWANCE: Final = 1.3
"""Permuting breaks up circles of people who are alike, whose strongest pairs were measured at up to
1.3 times the strongest permuted ones in organic worlds: decoys are given that much more."""

_UNREMARKABLE: Final = 10  # of the decoys of a case, the strength from which inflation is counted


class GatheredPairs(NamedTuple):
    """Pairs (ascending, a * accounts + b) and their strength in bits."""

    key: Int64
    bits: FloatArray

    def at(self, rows: Int64 | Members) -> "GatheredPairs":
        """Those of the pairs at some places, or that are marked."""
        return GatheredPairs(self.key[rows], self.bits[rows])


class StrengthJudge:
    """The pairs of a case, and those that chance makes of its posts, judged by the same rules."""

    def __init__(
        self,
        posts: PostMoments,
        kinds: Sequence[KindEvents],
        engine: CaseEngine,
        seed: int,
        progress: Progress = quiet,
        scale: TimeScale = CLOSE,
    ) -> None:
        self.posts, self.kinds, self.engine = posts, kinds, engine
        self.seed, self.progress, self.scale = seed, progress, scale
        self.activity = np.bincount(posts.account, minlength=len(posts.names)).astype(np.float64)
        events = max(sum(len(one.uses.post) for one in kinds), 1)
        self.permutations = int(np.clip(2_000_000 // events, 5, 50)) if events <= 2_000_000 else 1
        self.trials = int(np.clip(1_000_000 // events, 1, 5))
        # The last trial leaves the crowd as it is, and is followed by the measured round.
        self._strengths: Remembered[FloatArray] = Remembered()
        self._judged_decoys: Remembered[Scored] = Remembered()

    def gathered(self, beside: Members | None = None) -> GatheredPairs:
        """Every account's closest partners, with the strength of each pair.

        With `beside` only pairs of one account that it marks and one that it does not.
        """
        fusion = Fusion(len(self.posts.names), self.scale)
        for one in self.kinds:
            fusion.add(one.uses.kind, one.ready)
        wanted = None if beside is None else partial(self._met, beside, ~beside)
        return GatheredPairs(*fusion.strengths(wanted))

    def log10_q(
        self,
        pairs: GatheredPairs,
        member: Members,
        cases: int,
        rate: float = 1.0,
        measured: bool = False,
    ) -> FloatArray:
        """Judge pairs against decoys from so many permuted cases; chance is made by the crowd.

        With `measured` the unremarkable pairs say how much stronger than decoys they are. A q above
        `rate` is only known to lie above it, which spares most of the work.
        """
        question = (pairs.key, pairs.bits, member)
        strength = self._strengths.answer(
            question, lambda: self._unexplained(self.kinds, pairs, member)
        )
        # Pairs go with the square of posts, and decoys come from the crowd's alone.
        chance = (self.activity.sum() / max(self.activity[member].sum(), 1.0)) ** 2
        targets = self._targets(pairs, strength)
        decoys = self._judged_decoys.answer(
            (*question, cases, rate), lambda: self._decoys(targets, member, cases, chance, rate)
        )
        if measured:
            a, b = np.divmod(pairs.key, len(member))
            alone = strength[member[a] & member[b]]
            chance *= inflation(alone[alone > 0], decoys.strength, cases, _UNREMARKABLE)
        return self._against(strength, targets, decoys, cases, chance)

    def log10_q_beside(
        self,
        pairs: GatheredPairs,
        tied: Members,
        member: Members,
        cases: int,
        rate: float = 1.0,
    ) -> FloatArray:
        """Judge each untied account by its strongest pair with a tied one; all others have q 1.

        The decoys are such pairs, too: the posts of the crowd, which leaves out every tied account,
        are permuted, and those of all others stay. A q above `rate` is only known to lie above it.
        """
        question = (pairs.key, pairs.bits, member, tied)
        strength = self._strengths.answer(question, lambda: self._beside(pairs, tied, member))
        # Decoys come from the crowd beside the tied, targets from all that are not tied.
        chance = self.activity[~tied].sum() / max(self.activity[member].sum(), 1.0)
        targets = self._targets(pairs, strength)
        decoys = self._judged_decoys.answer(
            (*question, cases, rate),
            lambda: self._decoys(targets, member, cases, chance, rate, tied),
        )
        return self._against(strength, targets, decoys, cases, chance)

    def _beside(self, pairs: GatheredPairs, tied: Members, member: Members) -> FloatArray:
        """The unexplained strength of each untied account's strongest pair with a tied one."""
        strength = np.zeros(len(pairs.key))
        met = np.flatnonzero(self._sides(pairs.key, tied) == 1)
        strength[met] = self._unexplained(self.kinds, pairs.at(met), member)
        return strongest_beside(pairs.key, strength, tied)

    def parts(self, key: Int64, member: Members | None) -> list[TiedPairs]:
        """Describe pairs by each kind; chance is made by the accounts that `member` marks."""
        a, b = self._coded(key)
        described = (
            self.engine.describe(one.encoded, one.ready, one.windows, a, b, member)
            for one in self.kinds
        )
        return [one.beside_audience(part) for one, part in zip(self.kinds, described, strict=True)]

    def _targets(self, pairs: GatheredPairs, strength: FloatArray) -> Scored:
        found = strength > 0
        return Scored(strength[found], self._activity(pairs.key[found]))

    def _against(
        self, strength: FloatArray, targets: Scored, decoys: Scored, cases: int, chance: float
    ) -> FloatArray:
        log10_q = np.zeros(len(strength))
        if len(targets.strength):
            stronger = Scored(decoys.strength * ALLOWANCE, decoys.activity)
            cuts = activity_strata(targets)
            log10_q[strength > 0] = target_decoy_log10_q(targets, stronger, cases, chance, cuts)
        return log10_q

    def _judged(
        self, kinds: Sequence[KindEvents], key: Int64, member: Members | None
    ) -> list[MetPairs]:
        a, b = self._coded(key)
        met = (
            self.engine.judge(one.encoded, one.ready, one.windows, a, b, member) for one in kinds
        )
        return [one.beside_audience(part) for one, part in zip(kinds, met, strict=True)]

    def _coded(self, key: Int64) -> tuple[Int32, Int32]:
        a, b = np.divmod(key, max(len(self.posts.names), 1))
        return a.astype(np.int32), b.astype(np.int32)

    def _unexplained(
        self, kinds: Sequence[KindEvents], pairs: GatheredPairs, member: Members
    ) -> FloatArray:
        """The strength that chance and homophily leave unexplained; 0 where nothing surprises."""
        strength = np.zeros(len(pairs.key))
        enough = np.flatnonzero(pairs.bits >= LEAST_BITS)
        key = pairs.key[enough]
        parts = self._judged(kinds, key, None if member.all() else member)
        left, log10_p = left_open(key, parts, len(self.posts.names))
        # Strength goes with the square of what is close.
        strength[enough] = pairs.bits[enough] * left**2
        strength[enough[log10_p > math.log10(SURPRISE)]] = 0.0
        return strength

    def _unexplained_at(
        self, kinds: Sequence[KindEvents], pairs: GatheredPairs, member: Members, rows: Int64
    ) -> FloatArray:
        """The same of the pairs at some places."""
        return self._unexplained(kinds, pairs.at(rows), member)

    def _decoys(
        self,
        targets: Scored,
        member: Members,
        cases: int,
        chance: float,
        rate: float,
        beside: Members | None = None,
    ) -> Scored:
        """The pairs of permuted cases that pass the tests of targets, so far as these need them.

        Decoys too weak to matter are left out (:mod:`decoy_floors`). With `beside`, the posts of
        accounts outside the crowd stay, and decoys are pairs of one account that it marks and one
        of the crowd.
        """
        if not len(targets.strength):
            return targets
        cuts = activity_strata(targets)
        many = np.bincount(strata_among(cuts, targets.activity), minlength=len(cuts) + 1)
        asked = AskedOfDecoys(many, chance, rate)
        floors = DecoyFloors(asked, LEAST_BITS, level=beside is not None)
        decoys = self._known_decoys(floors, cuts, member, cases, beside)
        stratum = strata_among(cuts, decoys.activity)
        if not floors.suffice(decoys.strength, stratum, cases, _UNREMARKABLE * cases):
            floors.remove()
            decoys = self._known_decoys(floors, cuts, member, cases, beside)
        return decoys

    def _known_decoys(
        self,
        floors: DecoyFloors,
        cuts: FloatArray,
        member: Members,
        cases: int,
        beside: Members | None,
    ) -> Scored:
        """The decoys of so many permuted cases from the floors on."""
        crowd = np.ones(len(member), dtype=np.bool_) if beside is None else member
        wanted = None if beside is None else partial(self._met, beside, member)
        strength, activity = [np.empty(0)], [np.empty(0)]
        uses, held = [one.uses for one in self.kinds], beside is not None
        laid: list[UsesAmongPosts] = []
        self.progress("permutations", 0, cases)
        dealt = permuted_cases(self.posts, uses, member, cases, self.seed, held)
        for done, (posts, among) in enumerate(dealt):
            # Permuting changes whose the posts are, and nothing else.
            laid = laid or [self.engine.keep(one.laid_among(posts.at)) for one in among]
            pairs, kinds = self._permuted(posts, among, laid, wanted)
            active = self._activity(pairs.key)
            judge = partial(self._unexplained_at, kinds, pairs, crowd)
            decoys = partial(decoys_among, pairs.key, beside)
            case = CaseOfDecoys(pairs.bits, strata_among(cuts, active), judge, decoys)
            found = floors.strengths(case)
            strength.append(found[found > 0])
            activity.append(active[found > 0])
            del pairs, kinds, judge, case  # the next case needs the room
            self.progress("permutations", done + 1, cases)
        self.progress("judging pairs", 0, None)
        return Scored(np.concatenate(strength), np.concatenate(activity))

    def _permuted(
        self,
        posts: PostMoments,
        among: Sequence[TraceUses],
        laid: Sequence[UsesAmongPosts],
        wanted: Wanted | None,
    ) -> tuple[GatheredPairs, list[KindEvents]]:
        """The wanted pairs of a permuted case and its events, kind by kind."""
        fusion, kinds = Fusion(len(posts.names), self.scale), []
        for one, uses, events in zip(self.kinds, among, laid, strict=True):
            encoded = events.of(posts)
            ready = self.engine.prepare(encoded)
            fusion.add(uses.kind, ready)
            kinds.append(KindEvents(uses, encoded, ready, one.windows))
        return GatheredPairs(*fusion.strengths(wanted)), kinds

    def _met(self, tied: Members, member: Members, key: Int64) -> Members:
        """Tell which pairs are of one account that is tied and one of the crowd."""
        met: Members = self._sides(key, tied) * self._sides(key, member) == 1
        return met

    def _sides(self, key: Int64, marked: Members) -> Int64:
        """How many accounts of each pair are marked."""
        a, b = np.divmod(key, max(len(marked), 1))
        sides: Int64 = marked[a].astype(np.int64) + marked[b]
        return sides

    def _activity(self, key: Int64) -> FloatArray:
        a, b = np.divmod(key, max(len(self.posts.names), 1))
        return self.activity[a] * self.activity[b]
