"""Every small world: the fast replication gives what row-by-row reading of the rules gives."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
import slow_coortweet as slow
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.compat import coortweet

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

# Few objects, accounts and posts, so that loops, repeats and shared post ids are common; "o0" is
# both an object and a post.
events = st.lists(
    st.tuples(
        st.sampled_from(["o0", "o1", "o2"]),
        st.sampled_from(["a", "B", "c", "é", "Z"]),
        st.sampled_from(["o0", "p1", "p2", "p3", "p4", "p5", "p6"]),
        st.integers(-3, 12),
    ),
    max_size=25,
)
windows = st.sampled_from([0, 1, 2, 5, 40])
participations = st.integers(0, 4)


def as_table(rows):
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    return pa.table(dict(zip(coortweet.EVENT_COLUMNS, map(list, columns), strict=True)))


def as_rows(table):
    return list(zip(*(table[name].to_pylist() for name in coortweet.PAIR_COLUMNS), strict=True))


def as_network(table):
    return {(row.pop("from"), row.pop("to")): row for row in table.to_pylist()}


@settings(max_examples=300, deadline=None)
@given(events, windows, participations, st.booleans())
def test_pairs_are_those_of_the_rules(rows, window, least, remove_loops):
    got = coortweet.detect_groups(as_table(rows), window, least, remove_loops)
    assert got.column_names == list(coortweet.PAIR_COLUMNS)
    assert sorted(as_rows(got)) == slow.detect_groups(rows, window, least, remove_loops)


@settings(max_examples=150, deadline=None)
@given(events, st.integers(0, 3), st.booleans(), st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]))
def test_network_is_that_of_the_rules(rows, least, remove_loops, probability):
    pairs = slow.detect_groups(rows, 5, least, remove_loops)
    result = coortweet.detect_groups(as_table(rows), 5, least, remove_loops)
    for subgraph in (0, 1):
        got = coortweet.generate_coordinated_network(result, probability, subgraph)
        assert tuple(got.column_names) == coortweet.EDGE_COLUMNS
        assert as_network(got) == slow.network(pairs, probability, subgraph)


@settings(max_examples=200, deadline=None)
@given(events, st.integers(0, 3), st.booleans(), st.sampled_from([0, 1, 3]), st.integers(0, 4))
def test_fast_network_is_that_of_the_rules(rows, least, remove_loops, narrow, fast_least):
    pairs = slow.detect_groups(rows, 5, least, remove_loops)
    flags = slow.flag_speed_share(rows, pairs, fast_least, narrow)
    result = coortweet.detect_groups(as_table(rows), 5, least, remove_loops)
    flagged = coortweet.flag_speed_share(as_table(rows), result, fast_least, narrow)

    column = f"time_window_{narrow}"
    assert flagged.column_names == [*coortweet.PAIR_COLUMNS, column]
    got = [
        (*row, flag)
        for row, flag in zip(as_rows(flagged), flagged[column].to_pylist(), strict=True)
    ]
    assert sorted(got) == sorted((*row, flag) for row, flag in zip(pairs, flags, strict=True))
    for subgraph in (0, 2, 3):
        edges = coortweet.generate_coordinated_network(flagged, 0.5, subgraph, fast_net=True)
        assert as_network(edges) == slow.fast_network(pairs, flags, 0.5, subgraph)


@settings(max_examples=60, deadline=None)
@given(events, st.sampled_from([0, 1, 2.5]))
def test_every_way_to_say_a_time_gives_the_same_pairs(rows, window):
    table = as_table(rows)
    plain = coortweet.detect_groups(table, window)
    seconds = [row[3] for row in rows]
    variants = [
        pa.array(seconds, pa.float64()),
        pa.array([EPOCH + timedelta(seconds=s) for s in seconds], pa.timestamp("us", "UTC")),
        pa.array([EPOCH + timedelta(seconds=s) for s in seconds], pa.timestamp("s")),
    ]
    for at in variants:
        other = coortweet.detect_groups(table.set_column(3, "timestamp_share", at), window)
        assert as_rows(other) == as_rows(plain)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=30), st.floats(0, 1))
def test_quantile_is_rs_type_7(weights, probability):
    assert slow.quantile(weights, probability) == pytest.approx(
        float(np.quantile(weights, probability)), abs=1e-12
    )
