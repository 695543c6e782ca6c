"""Small kernels that others are made of: each gives what NumPy's way gives."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.coordination.events.index import starts
from demasque.coordination.null.strata import count_runs, stratum_at
from demasque.coordination.stats.few_values import sort_few

rows_of_strata = st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=8)


@settings(deadline=None)
@given(st.sets(st.integers(-50, 50), min_size=1), st.integers(-60, 60))
def test_a_time_lies_in_the_last_stratum_that_began_or_in_the_first(begins, time):
    begin = np.array(sorted(begins), dtype=np.int64)
    assert stratum_at(begin, time) == max(np.searchsorted(begin, time, side="right") - 1, 0)


@settings(deadline=None)
@given(rows_of_strata)
def test_runs_are_counted_row_by_row(rows):
    values = np.array([value for row in rows for value in row], dtype=np.int32)
    given_values = values.copy()
    found, counts, sizes = count_runs(values, starts(np.array([len(row) for row in rows], int)))
    expected = [pair for row in rows for pair in sorted(Counter(row).items())]
    assert list(zip(found.tolist(), counts.tolist(), strict=True)) == expected
    assert sizes.tolist() == [len(set(row)) for row in rows]
    assert np.array_equal(values, given_values)


@settings(deadline=None)
@given(st.lists(st.floats(-1, 1), max_size=60))
def test_few_values_and_many_are_sorted(values):
    mine = np.array(values, dtype=np.float64)
    sort_few(mine)
    assert mine.tolist() == sorted(values)
