"""Judging on Spark, part by part and without Spark: as in memory, to the last bit."""

import math
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SECOND, WINDOWS, encoded, worlds

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque.coordination.engines.judgement import describe_pairs, judge_given
from demasque.coordination.engines.on_spark.crowd_profiles import distances, profile_part
from demasque.coordination.engines.on_spark.distributed_q import Ranges, least_part, q_part
from demasque.coordination.engines.on_spark.pair_judging import JudgingTerms, judge_part
from demasque.coordination.events.index import prepare
from demasque.coordination.null import strata as null_strata
from demasque.coordination.null.strata import HOUR, by_time
from demasque.coordination.stats.false_discovery import benjamini_hochberg

# Codes that hold everywhere are any 64 bits.
CODES = np.array([7, -(2**62), 5, 2**61, -1, 0, 12], dtype=np.int64)


def sections(rows, cuts, reach):
    """The events of each part: traces that two used, cut in time at `cuts`, with context."""
    parts = []
    edges = [-(2**62), *sorted(cuts), 2**62]
    for trace in sorted({row[1] for row in rows}):
        mine = sorted((at, CODES[account]) for account, own, at in rows if own == trace)
        users = len({account for _, account in mine})
        if users < 2:
            continue
        for begin, end in pairwise(edges):
            near = [one for one in mine if begin - reach <= one[0] < end + reach]
            if any(begin <= at < end for at, _ in near):
                parts.append(
                    [
                        (trace - 3, at, account, begin <= at < end, len(mine), users)
                        for at, account in near
                    ]
                )
    return parts


def part_table(part, wanted):
    names = ("trace", "at", "account", "core", "size", "users")
    columns = dict(zip(names, zip(*part, strict=True), strict=True))
    marks = [True if account in wanted else None for account in columns["account"]]
    return pa.table({name: pa.array(values) for name, values in columns.items()}).append_column(
        "wanted", pa.array(marks, pa.bool_())
    )


def brought(rows, pairs, windows, cuts, begin):
    """What comes to the part in which these pairs (a, b, window, shared) are judged."""
    wanted = {pair[i] for pair in pairs for i in (0, 1)}
    reach = max(*windows, 300 * SECOND)
    found = []
    for part in sections(rows, cuts, reach):
        for batch in profile_part(distances(windows), begin, part_table(part, wanted)):
            found.append(pa.Table.from_batches([batch]))
    hours = {}
    for account, _, at in rows:
        if CODES[account] in wanted:
            hours[CODES[account], at // HOUR] = hours.get((CODES[account], at // HOUR), 0) + 1
    of_hours = pa.table(
        {
            "account": pa.array([one for one, _ in hours], pa.int64()),
            "hour": pa.array([hour for _, hour in hours], pa.int64()),
            "events": pa.array(list(hours.values()), pa.int64()),
        }
    )
    of_pairs = pa.table(
        {
            name: pa.array(values, pa.int64())
            for name, values in zip(
                ("a", "b", "window", "shared"), zip(*pairs, strict=True), strict=True
            )
        }
    )
    kinds = [of_pairs, of_hours, pa.concat_tables(found)]
    return pa.concat_tables(
        [
            one.append_column("what", pa.array([kind] * one.num_rows, pa.int32()))
            for kind, one in enumerate(kinds)
        ],
        promote_options="default",
    )


def same_bits(one, other):
    assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


@settings(max_examples=80, deadline=None)
@given(
    worlds(accounts=7, traces=5, size=40),
    st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(-3, 8).map(lambda step: step * WINDOWS[1]), max_size=3),
    st.randoms(use_true_random=False),
)
def test_a_part_judges_pairs_as_memory_does_from_what_is_brought_to_it(rows, windows, cuts, deal):
    """Where hot traces are cut, in which order rows come, and whatever codes are: no matter."""
    with patch.object(null_strata, "STRATUM_EVENTS", 3):
        check(rows, tuple(sorted(windows)), cuts, deal)


def check(rows, windows, cuts, deal):
    events = encoded(rows, len(CODES))
    ready, moments = prepare(events), events.moments
    a, b = (x.astype(np.int32) for x in np.triu_indices(len(CODES), 1))
    expected = describe_pairs(moments, ready, windows, a, b)
    met = expected.pairs
    brief = judge_given(moments, ready, windows, a, b)
    assert brief.pairs.key(len(CODES)).tolist() == expected.key(len(CODES)).tolist()
    assert brief.shared_ever.tolist() == expected.details.shared_ever.tolist()
    if not len(met.a):
        return
    everybody = np.ones(events.accounts, dtype=np.bool_)
    strata = by_time(moments.account, moments.at, everybody)
    pairs = []
    for window in windows:
        one = describe_pairs(moments, ready, [window], a, b)
        pairs += zip(
            CODES[one.pairs.a],
            CODES[one.pairs.b],
            [window] * len(one.pairs.a),
            one.pairs.shared,
            strict=True,
        )
    deal.shuffle(pairs)
    terms = JudgingTerms(windows, strata.begin, strata.totals, events.accounts, math.inf)
    table = brought(rows, pairs, windows, cuts, strata.begin)
    (batch,) = judge_part(terms, table)
    found = pa.table(batch).sort_by([("a", "ascending"), ("b", "ascending")])
    order = np.lexsort((CODES[met.b], CODES[met.a]))
    same_bits(found["a"], CODES[met.a][order])
    same_bits(found["b"], CODES[met.b][order])
    same_bits(found["window"], expected.window[order])
    same_bits(found["shared"], met.shared[order])
    same_bits(found["expected"], expected.expected[order])
    same_bits(found["log_p"].to_numpy() / math.log(10.0), expected.log10_p[order])
    same_bits(found["bits"], expected.bits[order])
    for name in (
        "post_pairs",
        "a_first",
        "b_first",
        "shared_ever",
        "timing",
        "first_at",
        "last_at",
    ):
        same_bits(found[name], getattr(expected.details, name)[order])


@given(
    st.lists(st.floats(-60, 0) | st.sampled_from([-30.0, -5.0, -math.inf]), min_size=1),
    st.lists(st.floats(-60, 0), max_size=4),
    st.sampled_from([1.0, 45.0, 1e9]),
    st.sampled_from([0.01, 0.5]),
)
def test_q_range_by_range_is_that_of_all_pairs_at_once(log_p, cuts, tests, fdr):
    log_p, cuts = np.sort(log_p), np.sort(cuts)
    part = np.searchsorted(cuts, log_p)
    below = np.searchsorted(part, np.arange(len(cuts) + 1))
    ranges = [
        pa.table({"log_p": log_p[part == one], "part": pa.array(part[part == one], pa.int32())})
        for one in range(len(cuts) + 1)
    ]
    least = np.full(len(cuts) + 2, np.inf)
    for one in ranges:
        if one.num_rows:
            (row,) = least_part(below, tests, one)
            least[row["part"][0].as_py()] = row["least"][0].as_py()
    above = np.minimum.accumulate(least[::-1])[::-1][1:]
    found = [
        batch
        for one in ranges
        if one.num_rows
        for batch in q_part(Ranges(below, above), tests, fdr, one)
    ]
    expected = benjamini_hochberg(log_p, tests)
    mine = [pa.table(batch)["log10_q"].to_numpy() for batch in found]
    same_bits(np.concatenate([np.empty(0), *mine]), expected[expected <= math.log10(fdr)])
