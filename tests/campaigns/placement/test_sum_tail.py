"""The tail of a sum over strata, against drawing accounts by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.campaigns.placement.sum_tail import sum_tail


def slow_tail(pools: list[tuple[list[float], int]], observed: float) -> float:
    """P(sum >= observed) by every way of drawing."""
    draws = [values for values, drawn in pools for _ in range(drawn)]
    sums = [sum(chosen) for chosen in product(*draws)]
    return float(np.mean([one >= observed - 1e-9 for one in sums]))


POOLS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.0, 5.0]), min_size=1, max_size=4),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=2,
)


@given(POOLS, st.sampled_from([1.0, 2.0, 4.0, 5.0, 8.0, 10.0, 20.0]))
def test_whole_numbers_that_fit_the_grid_are_exact(
    pools: list[tuple[list[float], int]], observed: float
) -> None:
    fast = sum_tail([(np.array(values), drawn) for values, drawn in pools], observed)
    assert fast == pytest.approx(slow_tail(pools, observed), abs=1e-12)


@given(st.lists(st.floats(0, 9), min_size=2, max_size=5), st.integers(1, 4), st.floats(0.5, 20))
def test_between_the_steps_of_the_grid_it_is_close(
    values: list[float], drawn: int, observed: float
) -> None:
    fast = sum_tail([(np.array(values), drawn)], observed)
    low = slow_tail([(values, drawn)], observed * (1 + drawn / 200) + 1e-6)
    high = slow_tail([(values, drawn)], observed * (1 - drawn / 200) - 1e-6)
    assert low - 1e-9 <= fast <= high + 1e-9


def test_nothing_observed_is_no_surprise() -> None:
    assert sum_tail([(np.array([0.0, 1.0]), 5)], 0.0) == 1.0


def test_what_nobody_could_reach_has_no_chance() -> None:
    assert sum_tail([(np.array([0.0, 1.0]), 5)], 6.0) == 0.0
