"""Every event's window, and how much company each account has in its own.

A window reaches equally far to either side, ends included, and stays within the trace.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.threads import run


@dataclass(frozen=True)
class Windows:
    """Where each event's window begins and ends, and how crowded each account's windows are.

    `width` is in microseconds. Event p meets positions `low[p]` to `high[p]` of its trace (within
    the window on either side, inclusive). `crowd[a]` counts the events of other accounts that lie
    in any window of account a, each once, however many of a's windows overlap there.
    """

    width: int
    low: Int32
    high: Int32
    crowd: Int64

    @property
    def co_occurrences(self) -> int:
        """How many pairs of events meet, up to repeats by one account: what a scan costs."""
        return int(self.crowd.sum()) // 2


def open_windows(events: PreparedEvents, window: int) -> Windows:
    """Find every event's window of `window` microseconds on either side, inclusive."""
    low, high = (np.empty(len(events.at), dtype=np.int32) for _ in range(2))
    run(_bounds, events.at, events.trace_start, window, low, high)
    crowd = np.zeros(events.accounts, dtype=np.int64)
    run(_crowds, events.row, events.row_start, events.trace, low, high, crowd)
    return Windows(window, low, high, crowd)


@njit(cache=True, nogil=True)
def _bounds(
    thread: int, threads: int, at: Int64, start: Int64, window: int, low: Int32, high: Int32
) -> None:
    for t in range(thread, len(start) - 1, threads):
        left = right = start[t]
        for p in range(start[t], start[t + 1]):
            while at[p] - at[left] > window:
                left += 1
            while right < start[t + 1] and at[right] - at[p] <= window:
                right += 1
            low[p] = left
            high[p] = right


@njit(cache=True, nogil=True)
def _crowds(
    thread: int,
    threads: int,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    low: Int32,
    high: Int32,
    crowd: Int64,
) -> None:
    for a in range(thread, len(crowd), threads):
        here, last, total = -1, 0, 0
        for i in range(row_start[a], row_start[a + 1]):
            p = row[i]
            if trace[p] != here:
                here, last = trace[p], low[p]
            total += high[p] - max(low[p], last)
            last = high[p]
        # Each of a's own events lies in its own window; they are not company.
        crowd[a] = total - (row_start[a + 1] - row_start[a])
