"""A clock that somebody moves: weeks of watching in minutes, and tests that never wait."""

import threading
from datetime import UTC, datetime, timedelta


class MovedClock:
    """A ``Clock`` that stands still until it is moved; whoever waits by it moves it."""

    def __init__(self, begins: datetime) -> None:
        """Begin at a moment, UTC."""
        self._now = begins.astimezone(UTC)
        self._ticks = 0.0

    def now(self) -> datetime:
        """Return the time, UTC."""
        return self._now

    def ticks(self) -> float:
        """Return the seconds by which it was moved on."""
        return self._ticks

    def wait(self, seconds: float, woken: threading.Event) -> bool:
        """Move on by so long, unless ``woken`` is set; return whether it is."""
        if not woken.is_set():
            self._on(max(seconds, 0.0))
        return woken.is_set()

    def move_to(self, moment: datetime) -> None:
        """Move on to a moment. Raises ``ValueError`` for one that is over: ticks only ever grow."""
        seconds = (moment - self._now).total_seconds()
        if seconds < 0:
            raise ValueError("a clock is moved forwards only")
        self._on(seconds)

    def _on(self, seconds: float) -> None:
        self._ticks += seconds
        self._now += timedelta(seconds=seconds)
