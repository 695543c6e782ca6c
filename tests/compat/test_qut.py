"""The QUT toolkit's weights: its own expected numbers, and a slow count of every small world."""

import csv
import re
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.compat import ReplicationError, qut

DATA = Path(__file__).parents[3] / "shared" / "data" / "qut_coordnet"
COLUMNS = ("message_id", "user_id", "timestamp", "repost_id", "reply_id", "message", "urls")

messages = st.lists(
    st.tuples(
        st.sampled_from([f"m{i}" for i in range(12)]),
        st.sampled_from(["u1", "u2", "u3"]),
        st.floats(-4, 9, width=16),
        st.sampled_from([None, "", "r1", "r2"]),
        st.sampled_from([None, "", "r1"]),
        st.sampled_from([None, "Hello @bob  you", "hello you", "bye"]),
        st.lists(st.sampled_from(["a.org", "b.org", ""]), max_size=3),
    ),
    max_size=14,
)
SCHEMA = pa.schema(
    [(name, pa.string()) for name in COLUMNS if name not in ("timestamp", "urls")]
    + [("timestamp", pa.float64()), ("urls", pa.list_(pa.string()))]
)


def as_table(rows):
    return pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows], SCHEMA)


def things(kind, row):
    _, _, _, repost, reply, text, urls = row
    own = not repost
    if kind == "co_retweet":
        return [repost] if repost else []
    if kind == "co_reply":
        return [reply] if reply and own else []
    if kind == "co_link":
        return [url for url in urls if url] if own else []
    if kind == "co_post":
        return [""]
    return [" ".join(re.sub(r"@\S*", "", text.lower()).split())] if text is not None and own else []


def slow_weights(kind, rows, window, least, loops):
    first = {}
    for row in rows:
        first.setdefault(row[0], row)
    matched = defaultdict(set)
    for one in first.values():
        for two in first.values():
            near = one[2] - window <= two[2] <= one[2] + window
            same = set(things(kind, one)) & set(things(kind, two))
            if one[0] != two[0] and near and same and (loops or one[1] != two[1]):
                matched[one[1], two[1]].add(one[0])
    return {users: len(own) for users, own in matched.items() if len(own) >= least}


@settings(max_examples=100, deadline=None)
@given(messages, st.sampled_from([0, 1, 2.5, 30]), st.integers(1, 3), st.booleans())
@pytest.mark.parametrize("kind", ["co_retweet", "co_reply", "co_tweet", "co_link", "co_post"])
def test_weights_are_those_of_a_slow_count(kind, rows, window, least, loops):
    got = getattr(qut, kind)(as_table(rows), window, least, loops)
    assert tuple(got.column_names) == qut.EDGE_COLUMNS
    weights = {(row["user_1"], row["user_2"]): row["weight"] for row in got.to_pylist()}
    assert weights == slow_weights(kind, rows, window, least, loops)


def test_urls_may_be_one_text():
    table = {
        "message_id": [1, 2, 3, 4],
        "user_id": ["a", "b", "c", "d"],
        "timestamp": [0, 0, 0, 0],
        "repost_id": [None] * 4,
        "urls": ["x.org y.org", "y.org", "", None],
    }
    assert qut.co_link(table, 1).to_pylist() == [
        {"user_1": "a", "user_2": "b", "weight": 1},
        {"user_1": "b", "user_2": "a", "weight": 1},
    ]


@pytest.mark.parametrize(
    ("replaced", "arguments", "sentence"),
    [
        ({"user_id": ["a", None]}, (1,), "messages: column 'user_id' is missing in row 2"),
        ({"timestamp": [0.0, float("inf")]}, (1,), "row 2: inf is not a finite number"),
        ({"repost_id": [1.5, 2.0]}, (1,), "column 'repost_id', row 1"),
        ({}, (-1,), "time_window"),
        ({}, (1, 0), "min_edge_weight"),
        ({}, (1, 1, "yes"), "loops"),
    ],
)
def test_bad_input_is_named(replaced, arguments, sentence):
    table = {
        "message_id": [1, 2],
        "user_id": ["a", "b"],
        "timestamp": [0, 0],
        "repost_id": ["r", "r"],
    }
    with pytest.raises(ReplicationError, match=sentence):
        qut.co_retweet(table | replaced, *arguments)


def test_urls_of_another_kind_are_refused():
    table = {"message_id": [1], "user_id": ["a"], "timestamp": [0], "repost_id": [""], "urls": [{}]}
    with pytest.raises(ReplicationError, match="urls"):
        qut.co_link(table, 1)


@pytest.mark.skipif(
    not (DATA / "expected.csv").exists(), reason="the QUT toolkit's data is not beside the project"
)
def test_the_toolkits_expected_numbers():
    table = pyarrow.csv.read_csv(DATA / "coretweet_test_input.csv")
    with (DATA / "expected.csv").open(encoding="utf-8") as lines:
        for case in csv.DictReader(lines):
            edges = qut.co_retweet(
                table,
                int(case["time_window_s"]),
                int(case["min_edge_weight"]),
                loops=case["loops"] == "true",
            )
            accounts = {*edges["user_1"].to_pylist(), *edges["user_2"].to_pylist()}
            assert len(accounts) == int(case["accounts"]), case
