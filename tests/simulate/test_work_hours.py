"""Ordered hours and batches are made as they are asked for."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from demasque.errors import UsageError
from demasque.simulate.event_world import START
from demasque.simulate.habits.ordered_hours import OrderedHours, batched_times, ordered_times
from demasque.simulate.habits.rhythm import DAY


def ordered(at: int) -> bool:
    local = datetime.fromtimestamp(at, UTC) + timedelta(hours=8)
    minute = 60 * local.hour + local.minute
    if local.weekday() < 5:
        return 1230 <= minute < 1320
    return 570 <= minute < 630 or 930 <= minute < 990


def test_a_share_of_the_posts_moves_into_the_windows_and_the_rest_stays() -> None:
    rng = np.random.default_rng(0)
    at = START + rng.integers(0, 14 * DAY, 4_000)
    moved = ordered_times(rng, at, OrderedHours(share=0.4), START, 14)
    changed = moved != at
    assert changed.mean() == pytest.approx(0.4, abs=0.03)
    assert all(ordered(each) for each in moved[changed].tolist())
    assert moved.min() >= START
    assert moved.max() < START + 14 * DAY


def test_no_share_and_no_window_in_the_world_change_nothing() -> None:
    rng = np.random.default_rng(0)
    at = START + rng.integers(0, DAY, 50)
    assert (ordered_times(rng, at, OrderedHours(share=0.0), START, 1) == at).all()
    sundays = OrderedHours((((6,), 600, 660),), "UTC", 1.0)
    assert (ordered_times(rng, at, sundays, START, 1) == at).all()


def test_batches_gather_posts_that_follow_each_other() -> None:
    rng = np.random.default_rng(0)
    at = START + rng.integers(0, 14 * DAY, 60)
    gathered = np.sort(batched_times(rng, at, 6)).reshape(10, 6)
    assert (np.ptp(gathered, axis=1) < 60).all()
    assert len(batched_times(rng, at[:0], 6)) == 0


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(UsageError):
        OrderedHours(share=1.5)
    with pytest.raises(UsageError):
        OrderedHours(windows=())
