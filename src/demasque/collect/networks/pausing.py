"""Waiting between two requests while what was collected reaches the disk in time."""

import threading
from typing import Final

from demasque.collect.record_sink import RecordSink

_SLICE: Final = 20.0  # seconds: a file that has reached its time ends this much later at most


def pause(sink: RecordSink, seconds: float, stop: threading.Event) -> None:
    """Wait so many seconds, or until ``stop`` is set."""
    ends = sink.clock.ticks() + seconds
    while (left := ends - sink.clock.ticks()) > 0 and not stop.is_set():
        sink.clock.wait(min(left, _SLICE), stop)
        sink.rest()
