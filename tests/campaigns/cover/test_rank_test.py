"""The rank test of two groups of accounts, against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from demasque.campaigns.cover.rank_test import LEAST_ACCOUNTS, LEAST_OTHERS, rank_test

VALUES = st.integers(0, 6)


@given(
    st.lists(VALUES, min_size=LEAST_ACCOUNTS, max_size=30),
    st.lists(VALUES, min_size=LEAST_OTHERS, max_size=60),
)
def test_it_gives_what_scipy_gives(own: list[int], others: list[int]) -> None:
    found = rank_test(np.array(own, dtype=float), np.array(others, dtype=float))
    assert found is not None
    rank, low, high = found
    if len({*own, *others}) == 1:
        assert found == (0.5, 0.0, 0.0)
        return
    for side, ln_p in (("less", low), ("greater", high)):
        said = mannwhitneyu(own, others, alternative=side, method="asymptotic")
        assert np.exp(ln_p) == pytest.approx(said.pvalue, abs=1e-9)
        assert rank == pytest.approx(said.statistic / (len(own) * len(others)))


def test_too_few_of_either_are_not_compared() -> None:
    assert rank_test(np.zeros(LEAST_ACCOUNTS - 1), np.ones(99)) is None
    assert rank_test(np.zeros(99), np.ones(LEAST_OTHERS - 1)) is None
