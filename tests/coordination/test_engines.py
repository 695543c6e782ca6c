"""Every engine gives the same answer: that of brute force, and the others' to the last bit."""

import math
from unittest.mock import patch

import numba
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import slow_engine as slow
from every_engine import ENGINES, TINIEST, find, identical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import SECOND, WINDOWS, encoded, table, worlds

from demasque import UsageError, find_ties
from demasque.case import CaseStore
from demasque.coordination.cooccurrence import scan as scanning
from demasque.coordination.engines.disk import DiskEngine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.engines.on_disk.memory_limits import LEAST
from demasque.coordination.events.event_table import EventColumns
from demasque.coordination.null import strata
from demasque.progress import quiet
from demasque.simulate import benchmark_events

LENGTHS = [10 * SECOND, 60 * SECOND]

# Two accounts at the same three things, one at the window's edge, among others with one each.
PLANTED = [(a, t, t * 7200 * SECOND + a * 5 * SECOND) for t in range(3) for a in range(2)]
PLANTED += [(2 + n, 3 + n, n * 60 * SECOND) for n in range(30)]

# Twelve times within seconds of one another, among many who do nothing together.
TIED = [(a, t, t * 7200 * SECOND + a * 5 * SECOND) for t in range(12) for a in range(2)]
TIED += [(2 + n, 12 + n, n * 300 * SECOND) for n in range(600)]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small worlds are counted faster by one; that more give the same is a test in test_ties."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


@pytest.fixture(params=ENGINES.values(), ids=ENGINES)
def engine(request):
    return request.param


def some_events(kind):
    world = benchmark_events(1, 20_000)
    names = ("account_id", "trace_id")
    columns = {name: pa.array(getattr(world, name)).cast(kind) for name in names}
    return pa.table({**columns, "posted_at": world.posted_at})


some_worlds = given(
    worlds(accounts=7, traces=5),
    st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=3, unique=True),
    st.sampled_from([0.02, 0.3]),
    st.integers(1, 2),
    st.sampled_from([3, 100]),
)


@pytest.mark.parametrize("engine", [*ENGINES.values(), DiskEngine(LEAST, sizes=TINIEST)])
@settings(max_examples=100, deadline=None)
@some_worlds
@example(PLANTED, [5 * SECOND, 30 * SECOND], 0.02, 2, 100)
@example([], [SECOND], 0.1, 1, 100)
@example([(3, 1, 0), (3, 1, 1)], [SECOND], 0.1, 1, 100)
def test_ties_are_those_of_brute_force(engine, rows, windows, fdr, min_shared, least):
    check_ties(engine, rows, windows, fdr, min_shared, least)


def check_ties(engine, rows, windows, fdr, min_shared, least):
    with patch.object(scanning, "_K_TABLE", 8), patch.object(strata, "STRATUM_EVENTS", least):
        found = find(engine, table(rows), windows, fdr, min_shared).to_pylist()
    possible = slow.surprises(rows, windows, min_shared, least)
    tests = math.comb(len({row[0] for row in rows}), 2)
    extra = math.log(len(windows))

    # A pair that the plainest chance model explains may be left out, whatever the other says of it.
    def kept(surprise, margin):
        best = {
            pair: min(min(surprise(*one) for one in by_window.values()) + extra, 0.0)
            for pair, by_window in possible.items()
        }
        log_q = slow.benjamini_hochberg(best, tests)
        return {pair for pair, q in log_q.items() if q <= math.log(fdr) + margin}

    got = {(tie["account_a"], tie["account_b"]): tie for tie in found}
    assert list(got) == sorted(got)
    assert got.keys() <= kept(lambda mean, plain, log_p: log_p, 1e-7)
    assert got.keys() >= kept(lambda mean, plain, log_p: max(plain, log_p), -1e-7)
    accounts = len({row[0] for row in rows})
    for pair, tie in got.items():
        window = round(tie["window_seconds"] * SECOND)
        counts = slow.counts(rows, *pair, window)
        for name in ("shared", "shared_ever", "post_pairs", "a_first", "b_first"):
            assert tie[name] == getattr(counts, name), name
        log_p = possible[pair][window][2]
        assert tie["log10_p"] * math.log(10) == pytest.approx(
            min(log_p + extra, 0.0), rel=1e-7, abs=1e-9
        )
        assert tie["q"] <= fdr * (1 + 1e-9)
        assert tie["bits"] == pytest.approx(slow.bits(rows, *pair, accounts), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kind", [pa.int32(), pa.string()])
def test_a_table_and_its_file_have_the_ties_of_find_ties(engine, kind, tmp_path):
    events, path = some_events(kind), tmp_path / "events.parquet"
    pq.write_table(events, path, row_group_size=3000)
    expected = find_ties(events, windows=["10s", "60s"])
    assert expected.num_rows > 10
    identical(find(engine, events, LENGTHS), expected)
    identical(find(engine, path, LENGTHS), expected)
    assert list(tmp_path.iterdir()) == [path]


def test_events_in_no_order_of_time_have_the_same_ties_by_every_engine(engine):
    events = some_events(pa.int32())
    mixed = events.take(pa.array(np.random.default_rng(0).permutation(events.num_rows)))
    identical(find(engine, mixed, LENGTHS), find_ties(mixed, windows=["10s", "60s"]))


def test_no_events_have_no_ties(engine):
    nothing = some_events(pa.int32()).slice(0, 0)
    found = find(engine, nothing, LENGTHS)
    assert found.num_rows == 0
    identical(found, find_ties(nothing))


def test_a_row_that_is_there_twice_is_two_uses(engine):
    (once,) = find(engine, table(TIED), [5 * SECOND]).to_pylist()
    (twice,) = find(engine, table([*TIED, TIED[0]]), [5 * SECOND]).to_pylist()
    assert (once["shared"], once["post_pairs"]) == (12, 12)
    assert (twice["shared"], twice["post_pairs"]) == (12, 13)


def test_rows_of_one_post_count_once_or_are_refused_where_posts_are_known(engine):
    """A repeated row of a post is dropped wherever it stands, another post's of then is not."""
    posts = [*(f"p{n}" for n in range(len(TIED))), "p0", "other"]
    events = table([*TIED, TIED[0], TIED[1]]).append_column("post", [posts])
    columns = EventColumns(post="post")
    if isinstance(engine, DiskEngine):  # which would have to know all posts at once
        with pytest.raises(UsageError, match="post cannot be given together with memory"):
            find(engine, events, [5 * SECOND], columns=columns)
        return
    once = table([*TIED, TIED[1]])
    found = find(engine, events, [5 * SECOND], columns=columns)
    assert found["post_pairs"].to_pylist() == [13]
    identical(found, find(engine, once, [5 * SECOND]))


def test_what_cannot_be_used_is_refused_in_the_same_words(engine):
    events = some_events(pa.int32())
    with pytest.raises(UsageError, match="no column trace_id"):
        find(engine, events.drop_columns(["trace_id"]), LENGTHS)
    values = events["account_id"].to_pylist()
    values[13_579] = None
    with pytest.raises(UsageError, match="account_id, row 13579"):
        find(engine, events.set_column(0, "account_id", pa.array(values, pa.int32())), LENGTHS)


def test_a_detection_gets_the_same_of_every_engine(engine, tmp_path):
    events, free = encoded(TIED), MemoryCaseEngine()
    criteria = TieCriteria([5 * SECOND, 30 * SECOND], 0.01, 2)
    a, b = np.array([0, 0], np.int32), np.array([1, 2], np.int32)
    with CaseStore.create(tmp_path / "case") as store:
        with engine.on_case(store, {"fdr": 0.01}) as lent:
            kept = lent.keep(events)
            ready = lent.prepare(kept)
            tied = lent.ties(kept, ready, criteria, quiet)
            described = lent.describe(kept, ready, criteria.windows, a, b)
            ready = free.prepare(events)
            expected = free.ties(events, ready, criteria, quiet)
            assert len(expected.pairs.a) == 1
            for mine, theirs in (
                (tied, expected),
                (described, free.describe(events, ready, criteria.windows, a, b)),
            ):
                for one, other in zip(flat(mine), flat(theirs), strict=True):
                    assert one.tobytes() == other.tobytes()
        assert not (store.path / "work").exists()


def flat(record):
    """The arrays of a record, and of the records in it."""
    for part in record:
        if isinstance(part, tuple):
            yield from flat(part)
        else:
            yield part
