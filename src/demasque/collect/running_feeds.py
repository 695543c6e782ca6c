"""One feed, run until it is told to stop, into a folder."""

import threading
from pathlib import Path

from demasque.clocks import Clock, MachineClock
from demasque.collect.collect_state import Collected
from demasque.collect.network_feed import Feed
from demasque.collect.record_sink import Settling, opened_sink, unheard
from demasque.collect.rotated_files import EVERY


def collect(
    feed: Feed,
    folder: Path,
    stop: threading.Event | None = None,
    lasting: float | None = None,
    *,
    every: float = EVERY,
    clock: Clock | None = None,
    settled: Settling = unheard,
) -> Collected:
    """Write what a feed gives into files of a folder, until ``stop`` is set; return its counts.

    ``lasting`` is for how many seconds at most, ``every`` when a file ends and appears, in seconds.
    Whatever ends it, the next run goes on where this one was. Raise DemasqueError where another run
    collects from the same network into the folder, where it cannot be written, or where the network
    refuses for good.
    """
    stop = stop or threading.Event()
    timer = None if lasting is None else threading.Timer(lasting, stop.set)
    with opened_sink(folder, feed.network, clock or MachineClock(), every, settled=settled) as sink:
        sink.state.source = feed.source
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            feed.run(sink, stop)
        finally:
            if timer is not None:
                timer.cancel()
    return sink.counts
