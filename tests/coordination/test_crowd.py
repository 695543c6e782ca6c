"""Chance is made of the crowd alone: who is left out of it changes nobody's expectation."""

from itertools import combinations
from unittest.mock import patch

import numba
import numpy as np
import pytest
import slow_engine as slow
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import SECOND, WINDOWS, candidates, encoded, ready, worlds

from demasque.coordination.events.windows import open_windows
from demasque.coordination.null import strata
from demasque.coordination.null.crowd import crowd_of
from demasque.coordination.null.expectation import expectation
from demasque.coordination.null.strata import by_time

ACCOUNTS = 5
ALL = [True] * ACCOUNTS
crowds = st.lists(st.booleans(), min_size=ACCOUNTS, max_size=ACCOUNTS)
windows = st.sampled_from(WINDOWS)
sizes = st.sampled_from([1, 3, 8, 100])

# Both are outside the crowd, and one posts where the crowd is silent: before it, and after.
OUTSIDE = [(0, 0, 0), (1, 0, SECOND), (2, 0, 2 * SECOND), (2, 1, 7200 * SECOND)]
OUTSIDE += [(0, 2, 9_000_000 * SECOND), (1, 2, 9_000_000 * SECOND), (0, 3, -SECOND)]
# The one outside posts twice within reach of the other, who is one of the crowd.
TWICE = [(0, 0, 0), (1, 0, 0), (1, 0, 2 * SECOND), (2, 0, SECOND), (2, 1, 0), (3, 0, 0)]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small worlds are counted faster by one."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


def met(events, window):
    """All pairs that share anything within the window, with how much."""
    pairs = combinations(sorted({event[0] for event in events}), 2)
    found = {pair: slow.counts(events, *pair, window).shared for pair in pairs}
    return {pair: shared for pair, shared in found.items() if shared}


def expected(events, pairs, window, least, member=None, alike=True):
    """What chance gives each pair where the accounts that `member` marks are the crowd."""
    coded, prepared = encoded(events, ACCOUNTS), ready(events, ACCOUNTS)
    member = None if member is None else np.array(member)
    with patch.object(strata, "STRATUM_EVENTS", least):
        wanted = np.ones(ACCOUNTS, dtype=np.bool_)
        hours = by_time(coded.account, coded.at, wanted, member)
    listed = candidates(list(pairs), list(pairs.values()))
    crowd = None if member is None else crowd_of(prepared, member)
    return expectation(prepared, open_windows(prepared, window), listed, hours, crowd, alike)


def strata_of_the_crowd(events, member, least):
    """The stratum of each event: the crowd's, and for others the last that has begun."""
    own = [event for event in events if member[event[0]]]
    of_hour = dict(
        zip([at // slow.HOUR for *_, at in own], slow.strata(own, slow.HOUR, least), strict=True)
    )
    hours = [at // slow.HOUR for *_, at in events]
    begun = [[of_hour[one] for one in of_hour if one <= hour] for hour in hours]
    return [max(numbers, default=0) for numbers in begun]


@settings(max_examples=170, deadline=None)
@given(worlds(ACCOUNTS), windows, sizes, crowds)
@example(OUTSIDE, WINDOWS[1], 1, [False, False, True, True, True])
@example(TWICE, WINDOWS[0], 1, [True, False, True, False, True])
@example(TWICE, WINDOWS[0], 1, [False] * ACCOUNTS)
def test_a_pair_is_judged_as_if_nobody_else_outside_the_crowd_had_posted(
    events, window, least, member
):
    pairs = met(events, window)
    mean, log_p = expected(events, pairs, window, least, member, alike=False)
    numbered = list(zip(events, strata_of_the_crowd(events, member, least), strict=True))
    for i, pair in enumerate(pairs):
        left = [(event, s) for event, s in numbered if member[event[0]] or event[0] in pair]
        others, stratum = [event for event, _ in left], [s for _, s in left]
        _, slow_log_p = slow.stratified(others, *pair, window, stratum, alike=False)
        assert log_p[i] == pytest.approx(slow_log_p, rel=1e-7, abs=1e-9)
        # Where both ways round are as surprising, either is told.
        ways = [slow.chances(others, *way, window, stratum, False) for way in (pair, pair[::-1])]
        assert any(mean[i] == pytest.approx(sum(way), rel=1e-7) for way in ways)


@settings(max_examples=80, deadline=None)
@given(worlds(ACCOUNTS), windows, sizes, crowds)
def test_what_two_share_apart_never_makes_them_more_surprising(events, window, least, member):
    pairs = met(events, window)
    _, strangers = expected(events, pairs, window, least, member, alike=False)
    _, alike = expected(events, pairs, window, least, member)
    assert np.all(alike >= strangers - 1e-9 * np.abs(strangers))


@settings(max_examples=80, deadline=None)
@given(worlds(ACCOUNTS), windows, sizes, st.booleans())
def test_a_crowd_of_everybody_is_none_to_the_last_bit(events, window, least, alike):
    pairs = met(events, window)
    whole = expected(events, pairs, window, least, ALL, alike)
    none = expected(events, pairs, window, least, None, alike)
    assert [one.tobytes() for one in whole] == [one.tobytes() for one in none]
