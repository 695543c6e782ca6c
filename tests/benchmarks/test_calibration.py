"""The calibration tells the truth: intervals, rankings, and what counts as false."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

CALIBRATION = Path(__file__).parents[2] / "benchmarks" / "calibration"
sys.path.insert(0, str(CALIBRATION))

import parts  # noqa: E402
from questions import DEFAULT, DETECT, TOGETHER, Answer, ask  # noqa: E402
from ranking import average_precision, recall_at_precision  # noqa: E402
from report import mean, share, table, wilson  # noqa: E402

from demasque.simulate import deal, events, plant  # noqa: E402


@pytest.mark.parametrize(("hits", "tries"), [(0, 200), (1, 10), (7, 9), (200, 200)])
def test_wilsons_interval_is_scipys(hits, tries):
    expected = stats.binomtest(hits, tries).proportion_ci(0.95, method="wilson")
    assert wilson(hits, tries) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_nothing_tried_is_nothing_known():
    assert wilson(0, 0) == (0.0, 1.0)


def test_average_precision_of_known_rankings():
    label = np.array([True, True, False, False])
    assert average_precision(np.array([4.0, 3, 2, 1]), label) == 1.0
    assert average_precision(np.array([1.0, 2, 3, 4]), label) == pytest.approx((1 / 3 + 1 / 2) / 2)
    # No order is drawn among equals.
    assert average_precision(np.ones(4), label) == 0.5


def test_accounts_without_evidence_are_missed_not_retrieved():
    label = np.array([True, False, True, True])
    score = np.array([2.0, 1.0, 0.0, 0.0])
    assert average_precision(score, label) == pytest.approx(1 / 3)
    assert recall_at_precision(score, label, least=0.5) == pytest.approx(1 / 3)
    assert average_precision(np.zeros(4), label) == 0.0
    assert recall_at_precision(np.zeros(4), label, least=0.0) == 0.0


def slow_average_precision(score: np.ndarray, label: np.ndarray) -> float:
    """Each labelled account adds the precision at its own score, or nothing without evidence."""
    at = [label[score >= s].mean() if s > 0 else 0.0 for s in score[label]]
    return float(np.mean(at))


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=12))
def test_average_precision_is_the_mean_precision_where_each_is_retrieved(rows):
    score = np.array([row[0] for row in rows], dtype=float)
    label = np.array([row[1] for row in rows])
    expected = slow_average_precision(score, label) if label.any() else 0.0
    assert average_precision(score, label) == pytest.approx(expected)


def test_recall_at_precision_takes_equals_together():
    score = np.array([3.0, 2, 2, 1])
    label = np.array([True, True, False, True])
    assert recall_at_precision(score, label) == pytest.approx(1 / 3)
    assert recall_at_precision(score, label, least=0.75) == 1.0
    assert recall_at_precision(np.zeros(2), np.array([True, False])) == 0.0


def test_answers_tell_planted_from_others():
    world = plant(events(1, 500, 5_000), 1, accounts=6, waves=10, jitter_seconds=10)
    a, b, *_ = sorted(world.labels)
    other = min(set(range(500)) - world.labels)
    answer = Answer(np.array([a, a]), np.array([b, other]), np.array([1e-9, 0.05]))
    assert parts._false(world, answer) == 0.5
    assert parts._false(world, answer.at(0.01)) == 0.0
    assert parts._recall(world, answer) == pytest.approx(2 / 6)
    for setting in (DEFAULT, TOGETHER, DETECT):
        found = ask(world, setting)
        assert parts._recall(world, found) == 1.0
        assert len(found.at(0.001)) <= len(found)
        assert len(ask(deal(world, 1, "hour"), setting).at(0.01)) == 0


def test_detect_takes_either_each_pair_once():
    world = plant(events(2, 500, 5_000), 1, accounts=6, waves=10, jitter_seconds=10)
    found = {
        setting: set(zip(answer.a.tolist(), answer.b.tolist(), strict=True))
        for setting in (DEFAULT, TOGETHER, DETECT)
        if (answer := ask(world, setting))
    }
    assert found[DETECT] == found[DEFAULT] | found[TOGETHER]
    assert len(ask(world, DETECT)) == len(found[DETECT])
    assert all(a < b for a, b in found[DETECT])


def test_a_table_is_markdown():
    made = table(["a", "b"], [["x", share(1, 10)], ["y", mean([0.0, 1.0])]])
    assert made.splitlines()[1] == "|---|--:|"
    assert "| x | 1/10 (1.8 to 40.4 %) |" in made
    assert "0.500 ±" in made
