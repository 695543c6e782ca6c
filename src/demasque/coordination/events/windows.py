"""Every event's window, and the exposure of each account: how many events of others lie in its own.

A window reaches equally far to either side, ends included, and stays within the trace.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.threads import run


class Windows(NamedTuple):
    """Where each event's window begins and ends, and the exposure of each account.

    `width` is in microseconds. Event p meets positions `low[p]` to `high[p]` of its trace (within
    the window on either side, inclusive). `exposure[a]` counts the events of other accounts that
    lie in any window of account a, each once, however many of a's windows overlap there.
    """

    width: int
    low: Int32
    high: Int32
    exposure: Int64

    @property
    def co_occurrences(self) -> int:
        """How many pairs of events meet, up to repeats by one account: what a scan costs."""
        return int(self.exposure.sum()) // 2


def open_windows(events: PreparedEvents, window: int) -> Windows:
    """Find every event's window of `window` microseconds on either side, inclusive."""
    low, high = (np.empty(len(events.at), dtype=np.int32) for _ in range(2))
    run(_bounds, events.at, events.trace_start, window, low, high)
    opened = Windows(window, low, high, np.zeros(events.accounts, dtype=np.int64))
    run(_count_exposure, events, opened)
    return opened


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
def _count_exposure(thread: int, threads: int, events: PreparedEvents, windows: Windows) -> None:
    row, row_start, trace = events.row, events.row_start, events.trace
    low, high = windows.low, windows.high
    for a in range(thread, len(row_start) - 1, threads):
        here, last, total = -1, 0, 0
        for i in range(row_start[a], row_start[a + 1]):
            p = row[i]
            if trace[p] != here:
                here, last = trace[p], low[p]
            total += high[p] - max(low[p], last)
            last = high[p]
        # Each of a's own events lies in its own window; exposure is to others.
        windows.exposure[a] = total - (row_start[a + 1] - row_start[a])
