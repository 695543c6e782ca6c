"""A clock that is moved: who waits by it goes on at once, and it never goes back."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from demasque.clocks import Clock
from demasque.watch.operating.moved_clock import MovedClock

BEGINS = datetime(2024, 3, 4, tzinfo=UTC)


def test_waiting_moves_it_and_whoever_is_woken_does_not_wait() -> None:
    clock: Clock = MovedClock(BEGINS)
    woken = threading.Event()
    assert not clock.wait(600, woken)
    assert clock.now() == BEGINS + timedelta(minutes=10)
    assert clock.ticks() == 600
    woken.set()
    assert clock.wait(600, woken)
    assert clock.ticks() == 600


def test_it_is_moved_forwards_only() -> None:
    clock = MovedClock(BEGINS)
    clock.move_to(BEGINS + timedelta(days=1))
    assert clock.ticks() == 86_400
    with pytest.raises(ValueError, match="forwards"):
        clock.move_to(BEGINS)
    assert clock.now() == BEGINS + timedelta(days=1)
