"""What time it is, and how long to wait: the machine's clock, or one that a simulation moves."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A clock of UTC for people, and one of seconds for waiting that no change of time disturbs."""

    def now(self) -> datetime:
        """Return the time, UTC."""

    def ticks(self) -> float:
        """Return seconds that only ever grow, from no particular moment."""

    def wait(self, seconds: float, woken: threading.Event) -> bool:
        """Wait so long, or until ``woken`` is set; return whether it was."""


class MachineClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the time, UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Return seconds since the machine started, asleep or awake where the system says so."""
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()

    def wait(self, seconds: float, woken: threading.Event) -> bool:
        """Wait so long, or until ``woken`` is set; return whether it was."""
        return woken.wait(max(seconds, 0.0))
