"""Leaving out decoys too weak to matter changes no target that passes, nor its q."""

import math
from unittest.mock import patch

import numpy as np
from at_work import MINUTE, at_work
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.stats.target_decoy import (
    Scored,
    activity_strata,
    inflation,
    strata_among,
    target_decoy_log10_q,
)
from demasque.coordination.strength import decoy_floors, judging_strength
from demasque.coordination.strength.decoy_floors import AskedOfDecoys, CaseOfDecoys, DecoyFloors
from demasque.coordination.strength.judging_strength import StrengthJudge
from demasque.simulate import events, plant

LEAST = 3.0


def drawn(rng: np.random.Generator, many: int, scale: float) -> Scored:
    """Pairs of integer strengths, so that many are equal, in four classes of activity."""
    strength = np.ceil(rng.exponential(scale, many))
    return Scored(strength, rng.integers(1, 5, many).astype(np.float64))


def judged(bits: np.ndarray, strength: np.ndarray, stratum: np.ndarray) -> CaseOfDecoys:
    return CaseOfDecoys(bits, stratum, lambda rows: strength[rows], np.copy)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 400),
    st.integers(0, 300),
    st.floats(0.01, 0.9),
    st.floats(1.0, 4.0),
    st.integers(1, 4),
    st.integers(1, 8),
)
def test_q_is_that_of_all_decoys_up_to_the_rate(seed, targets, decoys, rate, scale, cases, first):
    rng = np.random.default_rng(seed)
    goals = drawn(rng, targets, scale)
    cuts = activity_strata(goals)
    many = np.bincount(strata_among(cuts, goals.activity), minlength=len(cuts) + 1)
    floors = DecoyFloors(AskedOfDecoys(many, 1.5, rate), LEAST, level=False)
    every, known = [], []
    with patch.multiple(decoy_floors, _FIRST=first, _FEWEST=0):
        for _ in range(cases):
            case = drawn(rng, decoys, 1.0)
            # What is judged is at most the bits, and nothing where these are few.
            bits = case.strength * rng.integers(1, 3, decoys)
            strength = np.where((bits >= LEAST) & (rng.random(decoys) < 0.7), case.strength, 0.0)
            stratum = strata_among(cuts, case.activity)
            found = floors.strengths(judged(bits, strength, stratum))
            for kept, one in ((every, strength), (known, found)):
                kept.append(Scored(one[one > 0], case.activity[one > 0]))
    whole, part = (
        Scored(*(np.concatenate(c) for c in zip(*kept, strict=True))) for kept in (every, known)
    )
    strongest = 2 * cases
    if not floors.suffice(part.strength, strata_among(cuts, part.activity), cases, strongest):
        return
    alone = goals.strength[::2]
    chance = [1.5 * inflation(alone, one.strength, cases, 2) for one in (whole, part)]
    assert chance[0] == chance[1]
    right, q = (target_decoy_log10_q(goals, one, cases, chance[0], cuts) for one in (whole, part))
    passed = right <= math.log10(rate)
    assert q[passed].tolist() == right[passed].tolist()
    assert np.all(q[~passed] > math.log10(rate))


def test_a_case_judged_up_to_the_rate_is_judged_as_with_all_decoys() -> None:
    """Tied, and beside a group, where a decoy is the strongest of an account's pairs."""
    world = plant(events(5, 500, 8_000), 5, accounts=10, waves=8, jitter_seconds=60)
    posts, kind = at_work(world, (MINUTE, 10 * MINUTE))
    everybody = np.ones(len(posts.names), dtype=np.bool_)
    group = np.isin(posts.names, sorted(world.labels)[:6])
    asked, kept = [], judging_strength.StrengthJudge._unexplained

    def counted(self, kinds, pairs, member):
        asked.append(len(pairs.key))
        return kept(self, kinds, pairs, member)

    judge = StrengthJudge(posts, [kind], MemoryCaseEngine(), 0)
    pairs = judge.gathered()
    with (
        patch.multiple(decoy_floors, _FIRST=4, _FEWEST=2),
        patch.object(StrengthJudge, "_unexplained", counted),
    ):
        found = []
        for rate in (0.05, 1.0):
            asked.clear()
            for q in (
                judge.log10_q(pairs, everybody, 5, rate, measured=True),
                judge.log10_q_beside(pairs, group, ~group, 5, rate),
            ):
                found.append((q, sum(asked)))
    for (q, few), (right, many) in zip(found[:2], found[2:], strict=True):
        passed = right <= math.log10(0.05)
        assert passed.any()
        assert q[passed].tolist() == right[passed].tolist()
        assert np.all(q[~passed] > math.log10(0.05))
        assert few < many
