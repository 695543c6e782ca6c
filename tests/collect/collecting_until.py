"""A feed that runs until something happened, against servers that are functions."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from demasque.collect import Feed, RecordSink, opened_sink
from fake_clock import FakeClock

HANGING = 30.0
"""Seconds, of the machine: a test that waits for what never comes fails. None takes long."""


class Until(threading.Event):
    """Set as soon as a condition holds; a feed that never gets there fails instead of hanging."""

    def __init__(self, holds: Callable[[], bool]) -> None:
        super().__init__()
        self._holds, self._ends = holds, time.monotonic() + HANGING

    def is_set(self) -> bool:
        if not super().is_set():
            assert time.monotonic() < self._ends, "it never came to that"
            if self._holds():
                self.set()
        return super().is_set()


def collect_until(
    feed: Feed, folder: Path, clock: FakeClock, holds: Callable[[RecordSink], bool]
) -> list[dict[str, Any]]:
    """Run a feed until the condition holds; return all records of the folder."""
    with opened_sink(folder, feed.network, clock) as sink:
        feed.run(sink, Until(lambda: holds(sink)))
    return records_in(folder)


def records_in(folder: Path) -> list[dict[str, Any]]:
    paths = sorted(folder.glob("*.ndjson"))
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


class Killed(BaseException):
    """The process ends here; nothing after it runs."""


def killed_at(
    looks: int, run: Callable[[Callable[[RecordSink], bool]], object], clock: FakeClock
) -> None:
    """Run a feed again and again, each killed a little later than the one before.

    Half a second passes at each look, so that some of what was read counts by then.
    """
    for last in range(1, looks, max(looks // 6, 1)):
        left = iter(range(last))

        def die(sink: RecordSink, left: Iterator[int] = left) -> bool:
            clock.move(0.5)
            if next(left, None) is None:
                raise Killed
            return False

        with suppress(Killed):
            run(die)
