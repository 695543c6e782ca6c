"""A clock that only moves when it is told to, or when somebody waits on it."""

import threading
from datetime import UTC, datetime, timedelta


class FakeClock:
    def __init__(self, now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self._now, self._ticks = now, 0.0

    def now(self) -> datetime:
        return self._now

    def ticks(self) -> float:
        return self._ticks

    def wait(self, seconds: float, woken: threading.Event) -> bool:
        if woken.is_set():
            return True
        self.move(seconds)
        return woken.is_set()

    def move(self, seconds: float) -> None:
        self._ticks += seconds
        self._now += timedelta(seconds=seconds)

    def set_back(self, seconds: float) -> None:
        """Somebody changes the time of day; what measures waiting does not notice."""
        self._now -= timedelta(seconds=seconds)
