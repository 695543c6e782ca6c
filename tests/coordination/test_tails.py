"""Tails and false-discovery control, against SciPy, enumeration and sixty-digit arithmetic."""

import itertools
import math

import numpy as np
import pytest
import slow_engine as slow
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from demasque.coordination.stats.tails import (
    largest_means,
    log_poisson_binomial_tail,
    log_poisson_tail,
)

LN10 = math.log(10)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 300), st.floats(1e-6, 300))
def test_poisson_tail_is_scipys(k, mu):
    expected = stats.poisson.logsf(k - 1, mu)
    if expected > -600:
        assert log_poisson_tail(k, mu) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("k", [1, 2, 3, 10, 50, 200, 700])
@pytest.mark.parametrize("mu", [1e-12, 1e-5, 0.3, 7.0, 199.5, 200.0, 250.0])
def test_poisson_tail_is_exact_at_any_depth(k, mu):
    assert log_poisson_tail(k, mu) == pytest.approx(
        slow.log_poisson_tail(k, mu), rel=1e-10, abs=1e-15
    )


def test_poisson_tail_goes_far_below_the_smallest_float():
    deep = log_poisson_tail(200, 1e-6)
    assert deep / LN10 < -1500
    assert deep == pytest.approx(slow.log_poisson_tail(200, 1e-6), rel=1e-12)


def test_poisson_tail_at_its_ends():
    assert log_poisson_tail(0, 3.0) == 0.0
    assert log_poisson_tail(0, 0.0) == 0.0
    assert log_poisson_tail(1, 0.0) == -math.inf
    assert log_poisson_tail(1, 800.0) <= 0.0


def test_more_is_never_less_surprising():
    for mu in (0.01, 1.0, 30.0):
        tails = [log_poisson_tail(k, mu) for k in range(200)]
        assert all(one >= other for one, other in itertools.pairwise(tails))


@pytest.mark.parametrize("log_p", [-0.001, -0.5, -1.0, -10.0, -30.0, -700.0])
def test_largest_means_lose_nothing_and_little_more(log_p):
    means = largest_means(log_p, 60)
    for k in range(1, 61):
        assert log_poisson_tail(k, means[k] * (1 + 1e-6)) > log_p
        if log_p >= -30:
            assert log_poisson_tail(k, means[k] * (1 - 1e-6)) <= log_p


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10), st.lists(st.floats(1e-9, 1), max_size=9))
def test_trials_against_enumeration(k, probabilities):
    total = math.fsum(
        math.prod(p if hit else 1 - p for p, hit in zip(probabilities, outcome, strict=True))
        for outcome in itertools.product((0, 1), repeat=len(probabilities))
        if sum(outcome) >= k
    )
    got = log_poisson_binomial_tail(k, np.array(probabilities))
    assert got == pytest.approx(math.log(total) if total else -math.inf, rel=1e-9, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 120), st.integers(0, 2**31))
def test_trials_against_sixty_digits(k, n, seed):
    probabilities = np.random.default_rng(seed).random(n) ** 4
    expected = slow.log_sum_tail(k, probabilities.tolist())
    got = log_poisson_binomial_tail(k, probabilities)
    if expected > -690:
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-9)
    else:
        assert got >= expected - 1e-6


def test_trials_stay_exact_down_to_1e_300():
    probabilities = np.full(100, 1e-3)
    got = log_poisson_binomial_tail(100, probabilities)
    assert got == pytest.approx(100 * math.log(1e-3), rel=1e-12)
    assert got / LN10 == pytest.approx(-300)


def test_below_the_smallest_float_trials_are_not_overstated():
    probabilities = np.full(300, 1e-3)
    got = log_poisson_binomial_tail(300, probabilities)
    assert 300 * math.log(1e-3) <= got < -600 * LN10 / 2


def test_many_trials_are_not_overstated():
    probabilities = np.full(1_000, 0.02)
    for k in (25, 40, 80):
        exact = stats.binom.logsf(k - 1, 1_000, 0.02)
        assert exact <= log_poisson_binomial_tail(k, probabilities) <= 0
