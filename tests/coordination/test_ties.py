"""find_ties as a whole: what was planted is found, and the same however the events are written."""

import math

import numba
import numpy as np
import pyarrow as pa
import pytest

import demasque
from demasque.simulate import SCENES, events, plant

COUNTED = (
    "account_a", "account_b", "shared", "post_pairs", "first_at", "last_at",
    "window_seconds", "shared_ever", "a_first", "b_first",
)  # fmt: skip
MEASURED = ("expected", "log10_p", "q", "log10_p_timing", "bits")


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small worlds are counted faster by one; that more give the same is a test in test_ties."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


@pytest.fixture(scope="module")
def world():
    return plant(events(5, 400, 6_000, SCENES["ordinary"]), 5, accounts=8, waves=8)


@pytest.fixture(scope="module")
def ties(world):
    return demasque.find_ties(world.table(), windows=["60s", "10min"])


def test_planted_accounts_are_found_and_nobody_else(world, ties):
    tied = set(ties["account_a"].to_pylist()) | set(ties["account_b"].to_pylist())
    assert tied == world.labels
    assert set(ties["window_seconds"].to_pylist()) == {60}
    assert min(ties["shared"].to_pylist()) == 8


def test_columns_are_those_promised(ties):
    assert ties.column_names[:9] == [
        "account_a", "account_b", "shared", "post_pairs", "expected", "log10_p", "q",
        "first_at", "last_at",
    ]  # fmt: skip
    assert ties.schema.field("first_at").type == pa.timestamp("us", "UTC")
    assert ties.sort_by([("account_a", "ascending"), ("account_b", "ascending")]).equals(ties)
    rows = ties.to_pylist()
    assert all(row["account_a"] < row["account_b"] for row in rows)
    assert all(0 <= row["q"] <= 0.01 and row["log10_p"] <= math.log10(0.01) for row in rows)
    assert all(row["first_at"] <= row["last_at"] for row in rows)


def test_the_same_events_give_the_same_bytes(world, ties):
    assert demasque.find_ties(world.table(), windows=["60s", "10min"]).equals(ties)


def test_the_order_of_windows_does_not_matter(world, ties):
    assert demasque.find_ties(world.table(), windows=["10min", 60, "1min"]).equals(ties)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_does_not_matter(world, ties, seed):
    shuffled = np.random.default_rng(seed).permutation(len(world))
    again = demasque.find_ties(world.table().take(shuffled), windows=["60s", "10min"])
    assert again.equals(ties)


def test_the_names_of_accounts_and_traces_do_not_matter(world, ties):
    rng = np.random.default_rng(4)
    renamed = rng.permutation(world.accounts)
    given = world.table().to_pydict()
    given["account_id"] = [f"name {renamed[account]:04d}" for account in given["account_id"]]
    given["trace_id"] = [f"https://example.org/{trace * 7919 % 10_007}-{trace}"
                         for trace in given["trace_id"]]  # fmt: skip
    again = demasque.find_ties(given, windows=["60s", "10min"])
    back = {f"name {new:04d}": old for old, new in enumerate(renamed)}

    def rows(found, name):
        out = {}
        for tie in found.to_pylist():
            a, b = name(tie["account_a"]), name(tie["account_b"])
            if a > b:
                tie["a_first"], tie["b_first"] = tie["b_first"], tie["a_first"]
            out[min(a, b), max(a, b)] = [tie[column] for column in (*COUNTED[2:], *MEASURED)]
        return out

    assert rows(ties, int) == rows(again, back.__getitem__)


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="one thread is all there is")
def test_the_number_of_threads_does_not_matter(world, ties):
    before = numba.get_num_threads()
    try:
        for threads in range(1, numba.config.NUMBA_NUM_THREADS + 1):
            numba.set_num_threads(threads)
            assert demasque.find_ties(world.table(), windows=["60s", "10min"]).equals(ties)
    finally:
        numba.set_num_threads(before)


def test_a_stricter_rate_finds_a_part_of_what_a_looser_one_finds(world):
    def pairs(fdr):
        found = demasque.find_ties(world.table(), "60s", fdr=fdr)
        return set(zip(found["account_a"].to_pylist(), found["account_b"].to_pylist(), strict=True))

    assert pairs(0.001) <= pairs(0.01) <= pairs(0.1)


def test_min_shared_leaves_out_what_shares_less(world):
    assert demasque.find_ties(world.table(), "60s", min_shared=8).num_rows > 0
    assert demasque.find_ties(world.table(), "60s", min_shared=20).num_rows == 0
