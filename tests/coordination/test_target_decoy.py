"""Targets against decoys: the q of slow, obvious counting, and the promises it makes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.coordination.stats.target_decoy import (
    FEWEST,
    STRATA,
    Scored,
    activity_strata,
    inflation,
    target_decoy_log10_q,
)

# Few different values, so that equal ones are met all the time.
scored = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 6)), max_size=30).map(
    lambda rows: Scored(
        np.array([strength for strength, _ in rows], dtype=np.float64),
        np.array([activity for _, activity in rows], dtype=np.float64),
    )
)
cuts = st.sets(st.integers(0, 6), max_size=3).map(lambda s: np.array(sorted(s), dtype=np.float64))
cases = st.integers(1, 50)
chances = st.sampled_from([1.0, 1.7, 4.0])


def rows(pairs):
    return list(zip(pairs.strength.tolist(), pairs.activity.tolist(), strict=True))


def slow_q(targets, decoys, cases, chance, cuts):
    """Expected false targets as strong, over targets as strong, and no more than at any weaker."""

    def stratum(pair):
        return sum(pair[1] >= cut for cut in cuts)

    def rate(level, where):
        true = sum(one[0] >= level and stratum(one) == where for one in rows(targets))
        false = sum(one[0] >= level and stratum(one) == where for one in rows(decoys))
        alone = len(cuts) + 1 if true == 1 else 1
        return alone * (false * chance + 1) / (cases * true)

    return [
        min(
            1.0,
            *(
                rate(weaker[0], stratum(pair))
                for weaker in rows(targets)
                if stratum(weaker) == stratum(pair) and weaker[0] <= pair[0]
            ),
        )
        for pair in rows(targets)
    ]


def found_q(*arguments):
    return 10.0 ** target_decoy_log10_q(*arguments)


@settings(max_examples=300, deadline=None)
@given(scored, scored, cases, chances, cuts)
def test_q_is_what_slow_counting_gives(targets, decoys, cases, chance, cuts):
    q = found_q(targets, decoys, cases, chance, cuts)
    assert q == pytest.approx(slow_q(targets, decoys, cases, chance, cuts.tolist()))


@settings(max_examples=200, deadline=None)
@given(scored, scored, cases, chances, cuts)
def test_the_stronger_of_a_stratum_is_never_the_less_sure_and_equals_stand_together(
    targets, decoys, cases, chance, cuts
):
    q = found_q(targets, decoys, cases, chance, cuts)
    own = np.searchsorted(cuts, targets.activity, side="right")
    for i, j in zip(*np.nonzero(own[:, None] == own), strict=True):
        if targets.strength[i] == targets.strength[j]:
            assert q[i] == q[j]
        elif targets.strength[i] > targets.strength[j]:
            assert q[i] <= q[j]


@settings(max_examples=200, deadline=None)
@given(scored, scored, cases, chances, cuts)
def test_a_few_targets_are_never_surer_than_the_decoys_could_have_shown(
    targets, decoys, cases, chance, cuts
):
    """Without a single decoy the q of n targets is still 1 / (cases * n)."""
    q = found_q(targets, decoys, cases, chance, cuts)
    own = np.searchsorted(cuts, targets.activity, side="right")
    assert np.all(q * cases * np.bincount(own, minlength=1)[own] >= 1 - 1e-9)


def test_who_writes_much_is_compared_with_what_chance_gives_those_who_write_much():
    targets = Scored(np.full(40, 10.0), np.repeat([1.0, 100.0], 20))
    decoys = Scored(np.full(10, 12.0), np.full(10, 100.0))
    q = found_q(targets, decoys, 5, 1.0, np.array([50.0]))
    assert q[:20] == pytest.approx(1 / (5 * 20))
    assert q[20:] == pytest.approx(11 / (5 * 20))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=5 * FEWEST))
def test_strata_of_activity_are_few_and_no_smaller_than_promised(activity):
    several = Scored(np.ones(len(activity)), np.array(activity, dtype=np.float64))
    cuts = activity_strata(several)
    assert len(cuts) < max(min(STRATA, len(activity) / FEWEST), 1) or len(cuts) == 0
    assert np.all(np.diff(cuts) > 0)


def test_different_activities_are_cut_into_equal_strata():
    several = Scored(np.ones(200), np.arange(200, dtype=np.float64))
    own = np.searchsorted(activity_strata(several), several.activity, side="right")
    assert np.bincount(own).tolist() == [50, 50, 50, 50]


def test_no_targets_no_q():
    nothing = Scored(np.empty(0), np.empty(0))
    assert len(target_decoy_log10_q(nothing, nothing, 5, 1.0, np.empty(0))) == 0


def test_inflation_is_how_many_times_as_many_targets_as_decoys_are_strong():
    """Two cases, of two decoys of 8 and more each; ten targets are as strong: five a decoy."""
    decoys = np.array([9.0, 9.0, 8.0, 8.0, 1.0, 1.0])
    unremarkable = np.concatenate([np.full(10, 8.5), np.full(90, 2.0)])
    assert inflation(unremarkable, decoys, 2, rank=2) == pytest.approx(5.0)


@settings(max_examples=200, deadline=None)
@given(scored, scored, cases, st.integers(1, 12))
def test_inflation_is_never_below_one(targets, decoys, cases, rank):
    factor = inflation(targets.strength, decoys.strength, cases, rank)
    assert factor >= 1.0
    assert math.isfinite(factor)
