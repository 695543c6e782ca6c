"""Permuted cases: what an account keeps, who is left out or held, and the same from one seed."""

from collections import Counter
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import WINDOWS, worlds

from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.null import strata
from demasque.coordination.null.permutation import permuted_cases
from demasque.coordination.null.strata import strata_of

ACCOUNTS = 5
crowds = st.lists(st.booleans(), min_size=ACCOUNTS, max_size=ACCOUNTS).map(np.array)
sizes = st.sampled_from([1, 3, 8, 100])


def as_case(events):
    """Posts in order of time; each carries its trace, and every second one a trace of its own."""
    rows = sorted(events, key=lambda event: event[2])
    account, trace, at = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(3))
    posts = PostMoments(account.astype(np.int32), at, np.arange(ACCOUNTS))
    every = np.arange(len(rows), dtype=np.int32)
    second = every[::2]
    return posts, [
        TraceUses("text", every, trace.astype(np.int32), ACCOUNTS),
        TraceUses("url", second, second // 2, len(second)),
    ]


def permuted(case, member, least, seed=0, held=False, times=3):
    with patch.object(strata, "STRATUM_EVENTS", least):
        return list(permuted_cases(*case, member, times, seed, held))


def by_stratum(posts, kept, least):
    """How many of the posts that are kept each account has in each stratum of theirs."""
    with patch.object(strata, "STRATUM_EVENTS", least):
        stratum = strata_of(posts.at[kept])
    return Counter(zip(posts.account[kept].tolist(), stratum.tolist(), strict=True))


def carried(posts, uses):
    """What posts carry, whosever they are: moments and traces."""
    return [
        sorted(zip(posts.at[one.post].tolist(), one.trace.tolist(), strict=True)) for one in uses
    ]


@settings(max_examples=100, deadline=None)
@given(worlds(ACCOUNTS), crowds, sizes, st.booleans())
def test_each_account_keeps_its_number_of_posts_in_each_stratum(events, member, least, held):
    posts, uses = as_case(events)
    before = by_stratum(posts, member[posts.account], least)
    for drawn, _ in permuted((posts, uses), member, least, held=held):
        kept = member[drawn.account]
        assert by_stratum(drawn, kept, least) == before
        # The crowd's posts stay where they are; only whose they are changes.
        assert drawn.at[kept].tolist() == posts.at[member[posts.account]].tolist()


@settings(max_examples=100, deadline=None)
@given(worlds(ACCOUNTS), crowds, sizes)
def test_posts_outside_the_crowd_are_left_out_with_all_that_they_carry(events, member, least):
    posts, uses = as_case(events)
    of_crowd = [event for event in events if member[event[0]]]
    for drawn, among in permuted((posts, uses), member, least):
        assert len(drawn.account) == len(of_crowd)
        assert np.all(member[drawn.account])
        whose = [member[posts.account[one.post]] for one in uses]
        left = [
            TraceUses(one.kind, one.post[own], one.trace[own], one.traces)
            for one, own in zip(uses, whose, strict=True)
        ]
        assert carried(drawn, among) == carried(posts, left)
        assert [one.traces for one in among] == [one.traces for one in uses]


@settings(max_examples=100, deadline=None)
@given(worlds(ACCOUNTS), crowds, sizes)
def test_posts_that_are_held_stay_whose_they_were(events, member, least):
    posts, uses = as_case(events)
    for drawn, among in permuted((posts, uses), member, least, held=True):
        outside = ~member[posts.account]
        assert drawn.account[outside].tolist() == posts.account[outside].tolist()
        assert carried(drawn, among) == carried(posts, uses)


def test_the_same_seed_gives_the_same_cases_and_another_gives_others():
    rng = np.random.default_rng(1)
    drawn = zip(rng.integers(0, ACCOUNTS, 200), rng.integers(0, 4, 200), strict=True)
    case = as_case([(int(a), int(t), n * WINDOWS[0]) for n, (a, t) in enumerate(drawn)])
    everybody = np.ones(ACCOUNTS, dtype=np.bool_)
    one, same, other = (
        [posts.account.tolist() for posts, _ in permuted(case, everybody, 300, seed)]
        for seed in (4, 4, 5)
    )
    assert one == same
    assert one != other
    assert one[0] != one[1]
    assert [posts.account.tolist() for posts, _ in permuted(case, everybody, 300, 4, times=2)] == (
        one[:2]
    )
