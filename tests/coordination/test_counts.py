"""Every count, expectation and weight of the kernels equals brute force, in small worlds."""

import math
from itertools import combinations
from unittest.mock import patch

import numba
import numpy as np
import pytest
import slow_engine as slow
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import SECOND, WINDOWS, candidates, encoded, ready, worlds

from demasque.coordination.cooccurrence import kernel
from demasque.coordination.cooccurrence import scan as scanning
from demasque.coordination.cooccurrence.pair_details import pair_details, shared_within
from demasque.coordination.cooccurrence.scan import Cut, most_pairs, scan
from demasque.coordination.events.windows import open_windows
from demasque.coordination.null import strata
from demasque.coordination.null.expectation import expectation
from demasque.coordination.null.strata import by_time, strata_of
from demasque.coordination.strength import rarity
from demasque.coordination.strength.rarity import closest_partners, evidence, strength
from demasque.progress import quiet

windows = st.sampled_from(WINDOWS)
# One account posting twice, both of its posts within reach of one of the other's.
TWICE = [(0, 0, 0), (0, 0, 5 * SECOND), (1, 0, 5 * SECOND), (1, 1, 0), (0, 1, 5 * SECOND + 1)]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small worlds are counted faster by one; that more give the same is a test in test_ties."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


def met(events, window):
    """All pairs that share anything within the window, with how much."""
    accounts = sorted({event[0] for event in events})
    found = {pair: slow.counts(events, *pair, window).shared for pair in combinations(accounts, 2)}
    return {pair: shared for pair, shared in found.items() if shared}


def kept(events, window, fdr, tests, min_shared):
    prepared = ready(events)
    opened = open_windows(prepared, window)
    cut = Cut.first(fdr, tests, prepared.accounts, most_pairs(opened, min_shared))
    while cut:
        pairs, counts = scan(prepared, opened, cut, min_shared, quiet, "")
        cut = cut.higher(counts)
    both = zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)
    return dict(zip(both, pairs.shared.tolist(), strict=True))


@settings(max_examples=170, deadline=None)
@given(worlds(), windows)
@example([], WINDOWS[0])
@example([(0, 0, 0)], WINDOWS[0])
@example(TWICE, WINDOWS[0])
def test_exposure_counts_everybody_elses_events_once(events, window):
    opened = open_windows(ready(events), window)
    for account, exposed in enumerate(opened.exposure):
        assert exposed == len(slow.exposure(events, account, window))


@settings(max_examples=170, deadline=None)
@given(worlds(), windows)
@example(TWICE, WINDOWS[0])
def test_the_scan_counts_every_pair_that_meets(events, window):
    prepared = ready(events)
    opened = open_windows(prepared, window)
    # A cut of 1 keeps whatever meets.
    with patch.object(scanning, "_K_TABLE", 2):
        walk = scanning._RowScan(prepared, opened, np.zeros(1), 1)
    rows, _ = walk.block(np.flatnonzero(opened.exposure).astype(np.int32))
    assert {(a, b): shared for a, b, shared in rows.tolist()} == met(events, window)


@settings(max_examples=170, deadline=None)
@given(
    worlds(accounts=8, traces=6, size=40),
    windows,
    st.sampled_from([0.01, 0.1, 0.3]),
    st.sampled_from([1e-9, 1e-3, 1.0, 64]),
    st.integers(1, 3),
)
def test_the_scan_keeps_whatever_false_discovery_control_would(
    events, window, fdr, first_guess, min_shared
):
    pairs = {pair: n for pair, n in met(events, window).items() if n >= min_shared}
    log_p = {
        pair: slow.log_poisson_tail(shared, slow.plain_expectation(events, *pair, window))
        for pair, shared in pairs.items()
    }
    tests = math.comb(len({event[0] for event in events}), 2)
    log_q = slow.benjamini_hochberg(log_p, tests)
    with patch.multiple(scanning, _PARTNERS=first_guess, _K_TABLE=2):
        got = kept(events, window, fdr, tests, min_shared)
    assert got.items() <= pairs.items()
    assert {pair for pair, q in log_q.items() if q < math.log(fdr) - 1e-9} <= got.keys()


def test_traces_more_crowded_than_the_list_of_visits_are_counted_like_any_other():
    rng = np.random.default_rng(3)
    account, trace = rng.integers(0, 40, 15_000), rng.integers(0, 3, 15_000)
    at = rng.integers(0, 20 * SECOND, 15_000)
    prepared = ready(list(zip(account.tolist(), trace.tolist(), at.tolist(), strict=True)))
    wide = open_windows(prepared, 5 * SECOND)
    assert (wide.high - wide.low).max() > kernel.LIST / 4
    for window in (2 * SECOND // 1000, 5 * SECOND):
        opened = open_windows(prepared, window)
        walk = scanning._RowScan(prepared, opened, np.zeros(1), 1)
        rows, _ = walk.block(np.arange(40, dtype=np.int32))
        times = {(a, t): at[(account == a) & (trace == t)] for a in range(40) for t in range(3)}
        for a, b, shared in rows.tolist():
            gaps = [np.abs(times[a, t][:, None] - times[b, t]).min() for t in range(3)]
            assert shared == sum(gap <= window for gap in gaps)
        assert len(rows) == 40 * 39 / 2


def test_no_pair_is_lost_where_the_output_does_not_fit_its_buffer():
    events = [(account, trace, 0) for account in range(40) for trace in range(3)]
    events += [(40 + n, 3 + n, 0) for n in range(3000)]
    with patch.object(scanning, "_BUFFER", 1):
        assert len(kept(events, SECOND, 0.01, 1000, 2)) == 40 * 39 / 2


@settings(max_examples=170, deadline=None)
@given(worlds(), windows)
@example(TWICE, WINDOWS[0])
def test_a_pairs_row_tells_what_brute_force_tells(events, window):
    pairs = met(events, window)
    prepared = ready(events)
    judged = candidates(list(pairs), list(pairs.values()))
    got = pair_details(prepared, judged, window)
    near = shared_within(prepared, judged.a, judged.b, np.array([window, 0], dtype=np.int64))
    assert near[0].tolist() == got.shared.tolist() == list(pairs.values())
    opened = open_windows(prepared, window)
    for i, pair in enumerate(pairs):
        expected = slow.counts(events, *pair, window)
        for name in ("post_pairs", "a_first", "b_first", "shared_ever", "first_at", "last_at"):
            assert getattr(got, name)[i] == getattr(expected, name), name
        mean = kernel.plain_expectation.py_func(
            *prepared.activity[list(pair)], *opened.exposure[list(pair)], prepared.total
        )
        assert mean == pytest.approx(slow.plain_expectation(events, *pair, window), rel=1e-12)
        assert got.timing[i] == pytest.approx(
            slow.timing(events, *pair, window), rel=1e-9, abs=1e-9
        )


@settings(max_examples=170, deadline=None)
@given(worlds(), windows, st.sampled_from([1, 3, 8, 100]))
@example(TWICE, WINDOWS[0], 1)
def test_the_expectation_within_strata_and_with_homophily_is_brute_forces(events, window, least):
    pairs = met(events, window)
    if not pairs:
        return
    coded, prepared = encoded(events), ready(events)
    with patch.object(strata, "STRATUM_EVENTS", least):
        hours = by_time(coded.account, coded.at, np.ones(prepared.accounts, dtype=np.bool_))
        assert strata_of(coded.at).tolist() == slow.strata(events, slow.HOUR, least)
    stratum = slow.strata(events, slow.HOUR, least)
    mean, log_p = expectation(
        prepared,
        open_windows(prepared, window),
        candidates(list(pairs), list(pairs.values())),
        hours,
    )
    for i, pair in enumerate(pairs):
        slow_mean, slow_log_p = slow.stratified(events, *pair, window, stratum)
        assert log_p[i] == pytest.approx(slow_log_p, rel=1e-7, abs=1e-9)
        ways = [sum(slow.chances(events, *way, window, stratum)) for way in (pair, pair[::-1])]
        assert any(mean[i] == pytest.approx(one, rel=1e-7) for one in (slow_mean, *ways))


@settings(max_examples=120, deadline=None)
@given(worlds(), st.integers(0, 3), st.sampled_from([0, 1_000]))
def test_evidence_is_brute_forces(events, silent, many):
    """Whether there are enough pairs to lay every account's events beside one another, or not."""
    accounts = max((event[0] for event in events), default=0) + 1 + silent
    prepared = ready(events, accounts)
    pairs = list(combinations(range(accounts), 2))
    listed = candidates(pairs, [0] * len(pairs))
    with patch.object(rarity, "MANY", many):
        found = evidence(prepared, listed.a, listed.b)
    bits = strength(found.close, found.common)
    for i, pair in enumerate(pairs):
        close, common = slow.evidence(events, *pair, accounts)
        assert found.close[i] == pytest.approx(close, rel=1e-9, abs=1e-12)
        assert found.common[i] == pytest.approx(common, rel=1e-9, abs=1e-12)
        assert bits[i] == pytest.approx(slow.bits(events, *pair, accounts), rel=1e-9, abs=1e-12)


@settings(max_examples=120, deadline=None)
@given(worlds(), st.integers(0, 3))
def test_closest_partners_are_all_that_share_anything_rare_within_half_an_hour(events, silent):
    accounts = max((event[0] for event in events), default=0) + 1 + silent
    a, b = closest_partners(ready(events, accounts))
    got = set(zip(a.tolist(), b.tolist(), strict=True))
    rare = [
        event
        for event in events
        if len({who for who, trace, _ in events if trace == event[1]}) < accounts
    ]
    assert got == set(met(rare, 6 * slow.HALF_LIFE))


def test_an_account_keeps_its_ten_closest_partners():
    events = [(0, trace, 0) for trace in range(20)]
    events += [(n, trace, 0) for n in range(1, 16) for trace in range(n)]
    a, b = closest_partners(ready(events, 100))
    partners = sorted(b[a == 0].tolist())
    # 15, 14, ... share most with account 0; the others count it among their own ten.
    assert partners[-10:] == list(range(6, 16))


def test_the_most_distant_times_do_not_meet():
    far = 3_999_999_999_999 * SECOND
    assert kept([(0, 0, -far), (1, 0, far)], WINDOWS[-1], 0.5, 1, 1) == {}


def test_strata_of_times_far_apart_cost_no_memory():
    at = np.array([-3_000_000_000_000, 0, 3_000_000_000_000]) * SECOND
    with patch.object(strata, "STRATUM_EVENTS", 1):
        assert strata_of(at).tolist() == [0, 1, 2]
