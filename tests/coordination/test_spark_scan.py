"""What parts and blocks count is what the engine in memory counts, however events are divided.

The functions that executors call are called here, with events divided at random; a session of
Spark then goes the whole way.
"""

from collections import Counter
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import SECOND, WINDOWS, ready, table, worlds

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque.cluster import Stages
from demasque.coordination.cooccurrence.scan import Cut, most_pairs, scan
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.on_spark import candidate_pairs as whole
from demasque.coordination.engines.on_spark import event_frame
from demasque.coordination.engines.on_spark.blocks import hot_traces, row_blocks
from demasque.coordination.engines.on_spark.blocks.pair_scan import scan_block
from demasque.coordination.engines.on_spark.blocks.row_blocks import (
    RowBlocks,
    Sieve,
    send_to_blocks,
)
from demasque.coordination.engines.on_spark.blocks.trace_parts import order_part
from demasque.coordination.events.event_table import EventColumns, microseconds
from demasque.coordination.events.windows import open_windows
from demasque.errors import UsageError
from demasque.progress import quiet
from spark_here import spark

__all__ = ["spark"]

# Three accounts on three traces together, one of them far from the others once, and one alone.
TRIO = [(a, t, t * 60 * SECOND + a) for a in range(3) for t in range(3)] + [
    (0, 3, 0),
    (2, 0, 9**15),
]


def code(account):
    """A code as a hash may be: large, or negative."""
    return int(np.int64(np.uint64(account * 0x9E3779B97F4A7C15 % 2**64)))


def divide(events, parts, most, cuts, reach):
    """Deal events to parts as Spark does, hot traces at any times; return the parts and pieces."""
    by_trace = {}
    for account, trace, at in events:
        by_trace.setdefault(trace, []).append((code(account), at))
    hot = [
        ((trace, 0, len(uses), len({use[0] for use in uses})), sorted({*cuts}))
        for trace, uses in sorted(by_trace.items())
        if len(uses) > most
    ]
    pieces = hot_traces._pieces(parts, hot)
    rows = {}
    for trace, uses in by_trace.items():
        mine = np.flatnonzero(pieces.hi == trace)
        for account, at in uses:
            near = [
                parts + i
                for i in mine.tolist()
                if int(pieces.begin[i]) - reach <= at < int(pieces.end[i]) + reach
            ]
            for part in near if len(mine) else [trace % parts]:
                if not len(mine) or pieces.users[mine[0]] > 1:
                    rows.setdefault(part, []).append((part, trace, 0, at, account))
    names = ["part", "trace_hi", "trace_lo", "at", "account"]
    tables = [
        pa.table({name: [row[i] for row in some] for i, name in enumerate(names)})
        for _, some in sorted(rows.items())
    ]
    return tables, pieces


def ordered(events, parts, most, cuts, windows):
    """The rows of `traces`, part by part."""
    tables, pieces = divide(events, parts, most, cuts, max(windows))
    return [
        pa.Table.from_batches(batches)
        for one in tables
        if (batches := list(order_part(pieces, windows, one)))
    ]


def account_sums(parts, windows):
    """Traces and exposure of each account, as the step `standing` has them."""
    traces, exposure = Counter(), {}
    hot = set()
    for part in parts:
        for row in part.to_pylist():
            met = [row[f"met_{i}"] for i in range(len(windows))]
            before = exposure.get(row["account"], [0] * len(windows))
            exposure[row["account"]] = [a + b for a, b in zip(before, met, strict=True)]
            traces[row["account"]] += row["first"]
            if row["trace"] < 0 and row["core"]:
                hot.add((row["account"], row["trace"]))
    traces.update(account for account, _ in hot)
    return traces, exposure


divisions = st.tuples(
    st.integers(1, 3),
    st.integers(1, 12),
    st.lists(st.sampled_from([0, 1, 5 * SECOND, 30 * SECOND, 3600 * SECOND]), max_size=3),
)


@settings(max_examples=100, deadline=None)
@given(worlds(), divisions, st.sampled_from([WINDOWS[:1], WINDOWS[1:]]))
@example(TRIO, (2, 3, [0, 1]), WINDOWS[:2])
def test_parts_hold_shared_traces_and_add_up_to_everybodys_exposure(events, division, windows):
    parts = ordered(events, *division, windows)
    rows = [row for part in parts for row in part.to_pylist()]
    users = {trace: {e[0] for e in events if e[1] == trace} for _, trace, _ in events}
    shared = [event for event in events if len(users[event[1]]) > 1]
    core = [row for row in rows if row["core"]]
    assert Counter((row["account"], row["at"]) for row in core) == Counter(
        (code(account), at) for account, _, at in shared
    )
    sizes = Counter(event[1] for event in shared)
    assert Counter((row["size"], row["users"]) for row in core) == Counter(
        (sizes[event[1]], len(users[event[1]])) for event in shared
    )
    whole_trace = Counter(row["trace"] for row in core)
    assert all(whole_trace[row["trace"]] == row["size"] for row in core)

    prepared = ready(events)
    traces, exposure = account_sums(parts, windows)
    for i, window in enumerate(windows):
        opened = open_windows(prepared, window).exposure.tolist()
        got = [exposure.get(code(a), [0] * len(windows))[i] for a in range(len(opened))]
        assert got == opened
    for account, many in traces.items():
        mine = {t for a, t, _ in shared if code(a) == account}
        assert many == len(mine)


def scanned_in_blocks(events, division, windows, sieve, size):
    """Pairs (with window and shared) and counts by level, of all blocks."""
    parts = ordered(events, *division, windows)
    traces, exposure = account_sums(parts, windows)
    uses = Counter(code(event[0]) for event in events)
    by_activity = Counter(uses.values())
    activity = np.array(sorted(by_activity), np.int64)
    many = np.array([by_activity[n] for n in activity.tolist()], np.int64)
    blocks = row_blocks.row_blocks(activity, many, size)
    sent = {}
    for part in parts:
        account = part.column("account").to_pylist()
        part = part.append_column("events", pa.array([uses[a] for a in account]))
        part = part.append_column("traces", pa.array([traces[a] for a in account]))
        for i in range(len(windows)):
            met = pa.array([exposure[a][i] for a in account])
            part = part.append_column(f"exposure_{i}", met)
        for batch in send_to_blocks(blocks, sieve, windows, part):
            sent.setdefault(batch.column("part")[0].as_py(), []).append(batch)
    pairs, counts = Counter(), np.zeros(len(sieve.cut.levels), np.int64)
    for number, batches in sent.items():
        assert 0 <= number < blocks.blocks
        # As parts come: by origin, then chunk.
        for batch in scan_block(blocks, sieve, windows, pa.Table.from_batches(batches)):
            for row in batch.to_pylist():
                if row["a"] is None:
                    counts[row["level"]] += row["many"]
                else:
                    pairs[row["a"], row["b"], row["window"], row["shared"]] += 1
    return pairs, counts.tolist()


def scanned_in_memory(events, windows, sieve):
    prepared = ready(events)
    pairs, counts = Counter(), np.zeros(len(sieve.cut.levels), np.int64)
    rank = {a: (int(n), code(a)) for a, n in enumerate(prepared.activity.tolist())}
    for window in windows:
        opened = open_windows(prepared, window)
        found, between = scan(prepared, opened, sieve.cut, sieve.min_shared, quiet, "")
        counts += between
        for a, b, shared in zip(*(one.tolist() for one in found), strict=True):
            first, second = sorted((rank[a], rank[b]))
            pairs[first[1], second[1], window, shared] += 1
    return pairs, counts.tolist()


@settings(max_examples=150, deadline=None)
@given(
    worlds(accounts=8, traces=6, size=45),
    divisions,
    st.sampled_from([WINDOWS[:1], WINDOWS[1:]]),
    st.sampled_from([1e-6, 0.01, 0.3, 0.9]),
    st.integers(1, 3),
    st.sampled_from([1, 7, 1000]),
    st.sampled_from([2, 1 << 17]),
)
@example(TRIO, (2, 3, [0, 1]), WINDOWS[:2], 0.9, 2, 7, 2)
def test_blocks_find_the_pairs_and_counts_of_the_scan_in_memory(
    events, division, windows, fdr, min_shared, size, chunk
):
    accounts = len({event[0] for event in events})
    prepared = ready(events)
    most = most_pairs(open_windows(prepared, max(windows)), min_shared)
    cut = Cut.first(fdr, accounts * (accounts - 1) / 2, accounts, most)
    sieve = Sieve(cut, min_shared, len(events))
    with patch.object(row_blocks, "_CHUNK", chunk):
        found = scanned_in_blocks(events, division, windows, sieve, size)
    assert found == scanned_in_memory(events, windows, sieve)


def test_accounts_are_dealt_to_blocks_of_about_as_many_events():
    activity, many = np.array([1, 2, 5]), np.array([3000, 1000, 1000])
    blocks = row_blocks.row_blocks(activity, many, 1000)
    assert blocks.blocks == 10
    events = np.repeat(activity, many)
    block = blocks.of(np.arange(len(events), dtype=np.int64) - 2000, events)
    assert np.all(np.abs(np.bincount(block, weights=events, minlength=10) - 1000) < 200)
    # A span that does not fit in 32 bits, where hashes could overflow.
    large = RowBlocks(np.array([3]), np.array([0, 3 * 2**40]), 2**40)
    found = large.of(np.arange(3000, dtype=np.int64), np.full(3000, 3))
    assert np.bincount(found).min() > 900
    assert large.blocks == 3


def crowd(seed=5, accounts=60):
    """Events with a hot trace, one that nobody shares, pairs in step, accounts as active."""
    rng = np.random.default_rng(seed)
    free = [
        (int(a), int(t), int(at))
        for a, t, at in zip(
            rng.integers(0, accounts, 500),
            np.where(rng.random(500) < 0.3, 0, rng.integers(1, 80, 500)),
            rng.integers(0, 86_400 * SECOND, 500),
            strict=True,
        )
    ]
    step = [
        (accounts + 2 * k + i, 100 + 10 * k + t, (3600 * t + 7 * i + 600 * k) * SECOND)
        for k in range(3)
        for i in range(2)
        for t in range(6)
    ]
    alone = [(accounts + 9, 200, minute * 60 * SECOND) for minute in range(110)]
    return free + step + alone


def test_spark_goes_the_whole_way(spark, tmp_path):
    events, windows = crowd(), [60 * SECOND, 600 * SECOND]
    criteria = TieCriteria(windows, 0.01, 2)
    stages = Stages(spark, str(tmp_path), {"events": "crowd"})
    with patch.object(whole, "_BLOCK", 3):
        found = whole.candidate_pairs(
            stages, spark.createDataFrame(table(events)), criteria, part_events=100
        )
    accounts = len({event[0] for event in events})
    assert (found.number_of_accounts, found.total) == (accounts, len(events))
    assert found.totals.sum() == len(events)
    most = most_pairs(open_windows(ready(events), max(windows)), 2)
    sieve = Sieve(
        Cut.first(0.01 / 2, accounts * (accounts - 1) / 2, accounts, most), 2, len(events)
    )
    with patch("test_spark_scan.code", lambda account: account):
        expected, counts = scanned_in_memory(events, windows, sieve)
    assert sieve.cut.higher(np.array(counts)) is None
    assert len(expected) >= 3
    assert Counter(tuple(row) for row in found.pairs.collect()) == expected
    assert not found.traces.where("trace < 0 AND NOT core").isEmpty()
    assert found.traces.where(f"account = {60 + 9}").isEmpty()
    cores = found.traces.where("core").groupBy("trace", "size").count()
    assert cores.where("size <> count").isEmpty()


def test_a_hot_trace_of_one_account_goes_nowhere(spark):
    events = spark.range(0, 9, 1, 1).selectExpr(
        "1L AS account", "5L AS trace_hi", "6L AS trace_lo", "id AS at"
    )
    hot = hot_traces.find_hot(events, 2, 4)
    assert (len(set(hot.trace)), set(hot.users)) == (1, {1})
    assert hot_traces.deal_to_parts(events, hot, 1).isEmpty()


def test_names_and_times_are_read_as_on_one_machine_and_hashes_that_meet_are_told_apart(
    spark, tmp_path
):
    rows = [
        ("ann", "x", "2026-01-01T00:00:00Z", "1"),
        ("ann", "x", "2025-12-31T23:00:00Z", "1"),
        ("bob", "x", "2026-01-01 00:00:01.5", "2"),
        ("cy", "y", "2026-01-01T02:00:00+02:00", "3"),
    ]
    frame = spark.createDataFrame(rows, ["account_id", "trace_id", "posted_at", "post"])
    columns = EventColumns(post="post")

    def weak(name, seed):
        from pyspark.sql.functions import length, lit, xxhash64

        return length(name).cast("long") if seed == 0 else xxhash64(lit(seed), name)

    stages = Stages(spark, str(tmp_path), {})
    with patch.object(event_frame, "_hashed", weak):
        found = whole.candidate_pairs(stages, frame, TieCriteria([SECOND], 0.01, 2), columns)
    names = {row["name"]: row["events"] for row in found.accounts.collect()}
    assert names == {"ann": 1, "bob": 1, "cy": 1}
    hour = 3600 * SECOND
    new_year = 1_767_225_600 * SECOND
    times = sorted(row["at"] for row in found.events.collect())
    assert times == [new_year - hour, new_year, new_year + 1_500_000]


def test_times_of_every_type_are_those_of_one_machine(spark):
    texts = ["-1.5", "1700000000.1234565", "3999999999999", "0.0000005"]
    types = ["double", "decimal(30, 7)", "timestamp_ntz", "string"]
    for kind in types:
        value = f"CAST(x AS {kind})" if kind[0] in "df" else "timestamp_seconds(double(x) % 1e11)"
        value = (
            value if kind[0] != "s" else f"date_format({value}, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\")"
        )
        value = f"CAST({value} AS {kind})"
        frame = spark.createDataFrame([(x,) for x in texts], ["x"]).selectExpr(f"{value} AS time")
        got = event_frame.with_times(frame).toArrow()
        assert got.column("at").to_pylist() == microseconds(got.column("time")).tolist(), kind


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("CAST(NULL AS timestamp) AS posted_at", "posted_at lacks values (2 in all)"),
        ("'noon' AS posted_at", "posted_at: 'noon' is not a time in ISO 8601"),
        ("double('NaN') AS posted_at", "posted_at: NaN is not a time in seconds"),
        ("1700000000000L AS posted_at", "seems to hold milliseconds (1700000000000)"),
        ("true AS posted_at", "posted_at has the type boolean"),
        ("1.5 AS trace_id", "trace_id holds decimal numbers"),
        ("true AS trace_id", "trace_id has the type boolean"),
        ("1 AS something", "has no column posted_at"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(spark, tmp_path, column, message):
    usual = {"account_id": "id AS account_id", "trace_id": "'t' AS trace_id"}
    name = column.split()[-1]
    frame = spark.range(0, 2, 1, 1).selectExpr(*({**usual, name: column}).values())
    if name == "trace_id":
        frame = frame.selectExpr("*", "account_id AS posted_at")
    with pytest.raises(UsageError) as caught:
        whole.candidate_pairs(
            Stages(spark, str(tmp_path), {}), frame, TieCriteria([SECOND], 0.01, 2)
        )
    assert message in str(caught.value)
