"""What events for benchmarks promise, and that their co-occurrences are counted right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.simulate import EventWorld, benchmark_events, co_occurrences

EVENT = st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 40))


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(EVENT, min_size=1, max_size=40), window=st.integers(0, 20))
def test_co_occurrences_equal_the_obvious_count(
    rows: list[tuple[int, int, int]], window: int
) -> None:
    account, trace, at = (np.array(column) for column in zip(*rows, strict=True))
    made = EventWorld(account, trace, at, np.zeros_like(at), accounts=5)
    obvious = sum(
        one[0] != other[0] and one[1] == other[1] and abs(one[2] - other[2]) <= window
        for place, one in enumerate(rows)
        for other in rows[:place]
    )
    assert co_occurrences(made, window) == obvious


@pytest.mark.parametrize("n", [1_000, 10_000, 123_457])
def test_size_types_and_repeatability(n: int) -> None:
    made, again = benchmark_events(1, n), benchmark_events(1, n)
    assert len(made) == len(made.posted_at) == n
    assert made.account_id.dtype == made.trace_id.dtype == np.int32
    assert made.posted_at.dtype == np.int64
    for name in ("account_id", "trace_id", "posted_at", "planted"):
        assert np.array_equal(getattr(made, name), getattr(again, name))
    assert 0 <= made.account_id.min() <= made.account_id.max() < made.accounts


@pytest.mark.parametrize(("n", "load"), [(10_000, 1.0), (100_000, 6.0), (316_228, 12.2)])
def test_load_is_about_what_is_documented(n: int, load: float) -> None:
    counted = np.mean([co_occurrences(benchmark_events(seed, n)) / n for seed in range(4)])
    assert counted == pytest.approx(load, rel=0.3)


def test_planted_groups_act_within_their_jitter() -> None:
    made = benchmark_events(2, 100_000)
    assert len(made.labels) == 2 * 12
    own = np.flatnonzero(np.bincount(made.trace_id) == 12)
    together = 0
    for trace in own:
        rows = made.trace_id == trace
        if set(made.account_id[rows].tolist()) <= made.labels:
            together += 1
            assert np.ptp(made.posted_at[rows]) <= 20
    assert together >= 2 * 12


def test_too_few_events_are_refused() -> None:
    with pytest.raises(UsageError, match="1,000"):
        benchmark_events(1, 10)
