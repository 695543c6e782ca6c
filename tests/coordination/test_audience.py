"""Reposts and replies: who follows the same star is not accused, who acts together is found."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.coordination import detect
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.case_events import read_uses
from demasque.coordination.events.index import Encoded, prepare
from demasque.coordination.events.origins import TraceOrigins, read_origins
from demasque.coordination.null.audience import audience_tails
from demasque.coordination.stats.tails import log_poisson_binomial_tail
from demasque.schema import EVENTS, POSTS
from hand_made import case_of, rows

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def slow_tail(events, origins, a, b, window, usual):
    """The same pair by the words of docs/method.md: every post, every reaction, one by one."""
    first = {trace: who for who, trace, _ in reversed(events)}
    shared = {trace for who, trace, _ in events if who != first[trace]}
    pairs = [
        (trace, at, other)
        for who, trace, at in events
        for whom, same, other in events
        if who == a and whom == b and trace == same and abs(at - other) <= window
    ]
    met = {trace for trace, *_ in pairs}
    unknown = {trace for trace in met if origins[trace][0] < 0}
    ways = []
    for one, other in ((a, b), (b, a)):
        chances = moved(events, origins, one, other, window)
        others = sum(
            who == one and trace in shared and origins[trace][0] < 0 for who, trace, _ in events
        )
        rest = usual * len(unknown) / max(len(met), 1)
        chances += [min(rest / others, 1.0)] * others if others else []
        ways.append(
            (log_poisson_binomial_tail(len(met), np.array(chances, dtype=float)), sum(chances))
        )
    return max(ways, key=lambda way: way[0])


def moved(events, origins, a, b, window):
    """Chance of each of a's reactions that b, put on another post of the author, meets it."""

    def near(one, other):
        apart = abs(one % DAY - other % DAY)
        return min(apart, DAY - apart) <= 3 * HOUR

    reactions = defaultdict(list)
    for who, trace, at in events:
        author, appeared = origins[trace]
        if who == b and author >= 0:
            reactions[author].append((appeared, at - appeared))
    ever = [appeared for some in reactions.values() for appeared, _ in some]
    chances = []
    for who, trace, at in events:
        author, appeared = origins[trace]
        if who != a or author < 0 or author not in reactions:
            continue
        times = [when for when, _ in reactions[author]]
        low, high = min(ever), max(ever)
        if len(times) > 1:
            apart = (max(times) - min(times)) // (len(times) - 1)
            low, high = max(low, min(times) - apart), min(high, max(times) + apart)
        if low <= appeared <= high:
            open_to = sum(
                g == author and low <= when <= high and near(when, appeared) for g, when in origins
            )
            alike = sum(
                near(when, appeared) and abs(delay - (at - appeared)) <= window
                for when, delay in reactions[author]
            )
            chances.append(min(alike / open_to, 1.0))
    return chances


def encoded(events, traces):
    who, trace, at = (np.array(column) for column in zip(*events, strict=True))
    return Encoded(who.astype(np.int32), trace.astype(np.int32), at.astype(np.int64), 4, traces)


def as_origins(origins):
    author, appeared = zip(*origins, strict=True)
    return TraceOrigins(np.array(author, np.int32), np.array(appeared, np.int64))


traces = st.lists(
    st.tuples(st.integers(-1, 2), st.integers(0, 60).map(lambda h: h * HOUR)),
    min_size=2,
    max_size=12,
)


@settings(deadline=None, max_examples=200)
@given(st.data(), traces, st.sampled_from([0, MINUTE, 10 * MINUTE]), st.floats(0, 3))
def test_the_kernel_is_the_slow_count(data, origins, window, usual):
    use = st.tuples(
        st.integers(0, 3),
        st.integers(0, len(origins) - 1),
        st.integers(0, 30).map(lambda m: m * MINUTE),
    )
    events = [
        (who, trace, origins[trace][1] + delay)
        for who, trace, delay in data.draw(st.lists(use, min_size=1, max_size=30))
    ]
    events.sort(key=lambda event: event[2])
    table = encoded(events, len(origins))
    a, b = np.triu_indices(4, 1)
    pairs = Candidates(a.astype(np.int32), b.astype(np.int32), np.zeros(len(a), np.int64))
    expected, log_p = audience_tails(
        table,
        prepare(table),
        as_origins(origins),
        pairs,
        np.full(len(a), window),
        np.full(len(a), usual),
    )
    for k, (one, other) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        tail, mean = slow_tail(events, origins, one, other, window, usual)
        assert log_p[k] == pytest.approx(tail, abs=1e-9)
        assert expected[k] == pytest.approx(mean, abs=1e-9) or log_p[k] == pytest.approx(0.0)


START = datetime(2026, 3, 2, tzinfo=UTC)
FANS = [f"f{n}" for n in range(6)]


def star_case(answers, parents_known=True, seed=5):
    """Forty posts of a star over twenty days, and replies (account, post, seconds after it).

    Sixty others answer now and then, and write things of their own.
    """
    rng = np.random.default_rng(seed)
    days = np.repeat(np.arange(20), 2)
    appeared = [
        START + timedelta(days=int(day), hours=int(hour), seconds=int(second))
        for day, hour, second in zip(
            days, rng.integers(9, 22, 40), rng.integers(0, 3600, 40), strict=True
        )
    ]
    posts = [
        {"post": f"p{n:03d}", "account": "star", "posted_at": at, "kind": "original"}
        for n, at in enumerate(appeared)
    ]
    others = [
        (f"o{n:02d}", int(post), float(rng.lognormal(6.5, 1.5)))
        for n in range(60)
        for post in rng.choice(40, 6, replace=False)
    ]
    events = []
    for number, (account, post, seconds) in enumerate([*answers(rng), *others]):
        at = appeared[post] + timedelta(seconds=int(seconds))
        name, parent = f"r{number:04d}", f"p{post:03d}"
        posts.append(
            {"post": name, "account": account, "posted_at": at, "kind": "reply"}
            | {"parent": parent if parents_known else f"x{parent}"}
        )
        events.append({"kind": "reply", "account": account, "trace": post, "at": at, "post": name})
    for n in range(400):
        at = START + timedelta(seconds=int(rng.integers(0, 20 * 86_400)))
        account = f"o{rng.integers(0, 60):02d}"
        posts.append({"post": f"w{n}", "account": account, "posted_at": at, "kind": "original"})
    plain = {"platform": "x", "text": "words", "time_precision": "second"}
    return {
        "posts": rows(POSTS, [plain | post for post in posts]),
        "events": rows(EVENTS, events),
    }


def quick_fans(rng):
    """Six who answer most of what the star writes, seconds after it."""
    return [
        (fan, post, float(rng.uniform(5, 40)))
        for fan in FANS
        for post in range(40)
        if rng.random() < 0.8
    ]


def called_together(rng):
    """Six who answer the same ten posts at once, each some other time after the post."""
    return [
        (fan, int(post), float(after + rng.uniform(0, 30)))
        for post, after in zip(
            rng.choice(40, 10, replace=False), rng.uniform(600, 7_200, 10), strict=True
        )
        for fan in FANS
    ]


def tied(tables, folder):
    with case_of(folder, tables) as store:
        detect(store)
        found = store.sql("SELECT account_a, account_b FROM ties").to_pylist()
    return {tuple(row.values()) for row in found}


def test_the_quick_and_faithful_of_an_audience_are_not_tied(tmp_path):
    assert tied(star_case(quick_fans), tmp_path) == set()


def test_where_nothing_is_known_of_the_author_they_are_judged_as_anything_else(tmp_path):
    fans = {(a, b) for a, b in combinations(FANS, 2)}
    assert tied(star_case(quick_fans, parents_known=False), tmp_path) == fans


def test_who_acts_together_now_and_then_is_tied_in_an_audience_too(tmp_path):
    assert tied(star_case(called_together), tmp_path) == set(combinations(FANS, 2))


def test_within_a_memory_limit_the_answer_is_the_same(tmp_path):
    with case_of(tmp_path, star_case(called_together)) as store:
        answers = []
        for memory in (None, "500MB"):
            detect(store, memory=memory)
            answers.append(store.sql("FROM ties"))
    assert answers[0].num_rows
    assert answers[0].equals(answers[1])


def test_an_author_is_the_originals_or_named_in_the_text_or_whose_page_it_is(tmp_path):
    star, page = "a_" + "s" * 16, "a_" + "p" * 16
    original = {"post": "o", "account": star, "kind": "original", "posted_at": START}
    later = START + timedelta(minutes=9)
    reposts = [
        {"parent": "o", "venue": page},
        {"text": f"RT @{star}: so it is"},
        {"venue": page},
        {"venue": "b"},
        {},
    ]
    plain = {"platform": "x", "time_precision": "second", "text": "words"}
    posts = [
        {"post": f"r{n}", "account": "b", "kind": "repost", "posted_at": later} | told
        for n, told in enumerate(reposts)
    ]
    events = [
        {"kind": "repost", "account": "b", "trace": n, "at": later, "post": f"r{n}"}
        for n in range(len(reposts))
    ]
    tables = {
        "posts": rows(POSTS, [plain | post for post in [original, *posts]]),
        "events": rows(EVENTS, events),
    }
    with case_of(tmp_path, tables) as store:
        (uses,) = read_uses(store, ["repost"])
        origins = read_origins(store, uses)
    assert origins.author.tolist() == [0, 0, 1, -1, -1]
    known = [round(at.timestamp() * 1e6) for at in (START, later, later, later, later)]
    assert origins.appeared.tolist() == known
