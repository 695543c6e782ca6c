"""False discovery rates against scipy, and against brute force where floats end."""

import math

import numpy as np
import pytest
import slow_engine as slow
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from demasque.coordination.stats.false_discovery import benjamini_hochberg

LN10 = math.log(10)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(1e-12, 1), min_size=1, max_size=30), st.integers(0, 200))
def test_q_is_scipys(p, absent):
    padded = np.concatenate([p, np.ones(absent)])
    expected = stats.false_discovery_control(padded)[: len(p)]
    got = benjamini_hochberg(np.log(p), len(padded))
    assert 10**got == pytest.approx(expected, rel=1e-9)


def test_q_of_nothing_is_nothing():
    assert len(benjamini_hochberg(np.empty(0), 10.0)) == 0


def test_q_does_not_underflow():
    log_p = np.array([-5000.0, -4000.0, -1.0])
    got = benjamini_hochberg(log_p, 1e9)
    slow_q = slow.benjamini_hochberg(dict(enumerate(log_p.tolist())), 1e9)
    assert (got * LN10).tolist() == pytest.approx([slow_q[i] for i in range(3)])
    assert got[0] < -2000
