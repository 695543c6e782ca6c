"""The fast search for company answers as a slow and obvious one does."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.coordination.incidents.carriers import alike, doings
from demasque.coordination.incidents.company import LEAST, find_companions
from demasque.coordination.incidents.uses import index_uses, only_shared
from demasque.coordination.stats.tails import log_poisson_binomial_tail

ACCOUNTS, TRACES, SUSPECT = 14, 9, 0.6

events_of = st.lists(
    st.tuples(st.integers(0, ACCOUNTS - 1), st.integers(0, TRACES - 1), st.integers(0, 40)),
    min_size=20,
    max_size=90,
)


def slow(events: list[tuple[int, int, int]], message: int) -> dict[int, tuple[int, float, float]]:
    """Company of one message from sets: how many carriers, how many expected, ln p."""
    users = {t: {a for a, one, _ in events if one == t} for t in range(TRACES)}
    done = {a: {t for t in users if a in users[t]} for a in range(ACCOUNTS)}
    posts = {p for _, t, p in events if t == message}
    apart = {t for _, t, p in events if p in posts} | {message}
    level = {a: min(int(math.log2(max(len(done[a]), 1))), 9) for a in done}
    carriers = users[message]
    judged = [
        t
        for t in users
        if t not in apart
        and len(users[t] & carriers) >= LEAST
        and 2 * len(users[t]) <= len(carriers)
    ]

    def mean(at: int) -> float:
        here = [len(done[a]) for a in done if level[a] == at]
        return sum(here) / len(here)

    def judge(trace: int) -> tuple[int, float, float]:
        near: list[tuple[float, int, bool]] = []
        for user in users[trace]:
            for other in done[user] - apart - {trace}:
                for one in users[other] - {user}:
                    weight = (len(users[other]) - 1) ** -2.0
                    near.append((weight, level[one], one in carriers))
        rate = len(carriers) / sum(map(len, done.values()))
        if near:
            unit = sum(w for w, _, _ in near) / sum(w * w for w, _, _ in near)
            seen = sum(w for w, _, carries in near if carries) * unit
            whole = sum(w for w, _, _ in near)
            aim = min((seen + math.sqrt(seen) + 1) / unit, 0.98 * whole)
            low, high = 0.0, 1e6
            for _ in range(200):
                middle = (low + high) / 2
                got = sum(w * (1 - math.exp(-middle * mean(at))) for w, at, _ in near)
                low, high = (middle, high) if got < aim else (low, middle)
            rate = max(rate, high)
        chances = np.array([1 - math.exp(-rate * len(done[u])) for u in sorted(users[trace])])
        count = len(users[trace] & carriers)
        return count, chances.sum(), log_poisson_binomial_tail(count, chances)

    first = {t: judge(t) for t in judged}
    apart |= {t for t in judged if first[t][2] <= math.log(SUSPECT)}
    last = {t: judge(t) for t in judged}
    return {t: found for t, found in last.items() if found[2] <= math.log(SUSPECT)}


@settings(max_examples=60, deadline=None)
@given(events_of)
def test_company_is_what_sets_of_accounts_say(events: list[tuple[int, int, int]]) -> None:
    planted = [(a, 0, 100 + a) for a in range(8)] + [(a, 1, 200 + a) for a in range(4)]
    events = events + planted
    account, trace, post = np.array(events, dtype=np.int32).T
    uses = index_uses(account, trace, post, ACCOUNTS, TRACES)
    found = find_companions(uses, np.arange(TRACES), np.ones(TRACES, dtype=np.bool_), SUSPECT)
    for message in range(TRACES):
        rows = np.flatnonzero(found.message == message)
        fast = {
            int(found.trace[row]): (
                int(found.carriers[row]),
                float(found.expected[row]),
                float(found.log_p[row]),
            )
            for row in rows
        }
        wanted = slow(events, message)
        assert fast.keys() == wanted.keys()
        for one, values in fast.items():
            np.testing.assert_allclose(values, wanted[one], rtol=1e-6)


def test_texts_of_nearly_the_same_words_are_alike() -> None:
    assert alike("the minutes of thursday are out", "the minutes of friday are out")
    assert not alike("the minutes of thursday are out", "https://site.example/story")
    assert not alike("", "")


def test_what_stands_in_one_post_is_one_doing() -> None:
    account = np.zeros(4, dtype=np.int32)
    uses = index_uses(account, np.arange(4, dtype=np.int32), np.array([0, 0, 1, 2], np.int32), 1, 4)
    assert doings(uses, [0, 1, 2, 3], ["a b", "c d", "e f", "f e"]) == [[0, 1], [2, 3]]


@given(events_of)
def test_without_what_one_account_alone_uses_the_rest_is_as_it_was(
    events: list[tuple[int, int, int]],
) -> None:
    account, trace, post = np.array(events, dtype=np.int32).T
    shared, kept = only_shared(index_uses(account, trace, post, ACCOUNTS, TRACES))
    users = {t: {a for a, one, _ in events if one == t} for t in range(TRACES)}
    assert kept.tolist() == [t for t in users if len(users[t]) > 1]
    left = [(a, t, p) for a, t, p in events if t in kept]
    for start, columns, wanted in (
        (shared.user_start, shared.users, [users[t] for t in kept]),
        (shared.post_start, shared.posts, [{p for _, t, p in left if t == one} for one in kept]),
        (
            shared.trace_start,
            kept[shared.traces],
            [{t for a, t, _ in left if a == one} for one in range(ACCOUNTS)],
        ),
        (
            shared.held_start,
            kept[shared.held],
            [{t for _, t, p in left if p == one} for one in range(post.max() + 1)],
        ),
    ):
        rows = [columns[start[row] : start[row + 1]].tolist() for row in range(len(start) - 1)]
        assert rows == [sorted(each) for each in wanted]
