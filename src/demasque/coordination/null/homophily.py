"""Homophily: what two accounts share far apart in time, and how much more they then meet by chance.

People who follow the same sources share the same things, but not only within the window. What a
pair shares apart, beside what chance gives apart, measures its homophily, and raises the
expectation in proportion. See docs/method.md, "Homophily".
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.cooccurrence.common_traces import (
    end_of_trace,
    next_common_trace,
    smallest_gap,
)
from demasque.coordination.events.index import Int32, Int64, PreparedEvents, starts
from demasque.coordination.null.crowd import Crowd
from demasque.coordination.threads import run

APART: Final = 300_000_000
"""Microseconds from which on sharing counts as apart, however wide the window: five minutes.

Circles of friends pass a thing on within the hour, so a wide window leaves nothing outside to know
them by.
"""


class EventsApart(NamedTuple):
    """How much of each trace lies apart from an account: compressed rows by account.

    The traces of account a are entries `start[a]` to `start[a + 1]`. `apart` counts the crowd's
    events of the trace farther in time than a given reach from every use that the account made of
    it; `size` counts all events of the trace, the crowd's or not.
    """

    start: Int64
    apart: Int32
    size: Int32


def events_apart(events: PreparedEvents, reach: int, accounts: Int32, crowd: Crowd) -> EventsApart:
    """Count, for some accounts, the crowd's events farther than `reach` from all of theirs.

    `reach` is in microseconds. The rows of other accounts are empty.
    """
    sizes = np.zeros(events.accounts, dtype=np.int64)
    run(_count_traces, accounts, events, sizes)
    start = starts(sizes)
    counted = EventsApart(start, *(np.empty(int(start[-1]), dtype=np.int32) for _ in range(2)))
    run(_count_apart, accounts, events, reach, crowd.before, counted)
    return counted


@njit(cache=True, nogil=True)
def homophily(shared: float, scale: float, expected: float) -> float:
    """How many times likelier than chance two accounts are to share a thing; never below one.

    `shared` is what they share apart and `expected` what chance lets them share apart, both in
    traces weighted by one over their size; `scale` is the weight of a usual trace of theirs. One
    usual trace is added on both sides, so that a pair that shared nothing apart has no homophily;
    and one standard deviation, since the count apart is itself chance.
    """
    likely = shared + math.sqrt(shared * scale)
    return max(1.0, (likely + scale) / (expected + scale))


@njit(cache=True, nogil=True)
def expected_apart(a: int, rate: float, events: EventsApart) -> float:
    """What chance lets another account share with a apart; `rate` is its part of all events.

    Each trace counts one over its size, as in :func:`shared_apart`.
    """
    mean = 0.0
    for i in range(events.start[a], events.start[a + 1]):
        if events.apart[i] > 0:
            mean -= math.expm1(-rate * events.apart[i]) / events.size[i]
    return mean


@njit(cache=True, nogil=True)
def shared_apart(
    events: PreparedEvents, a: int, b: int, window: int, reach: int
) -> tuple[float, float]:
    """What two accounts share only beyond `reach`, and the mean weight of what they meet on.

    Each trace counts one over its size: homophily shows in small traces, and the large ones, where
    everybody meets, must not hide it. `window` and `reach` are in microseconds.
    """
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    i_end, j_end = row_start[a + 1], row_start[b + 1]
    apart = together = 0.0
    meetings = 0
    i, i_stop, j, j_stop = next_common_trace(row, trace, row_start[a], i_end, row_start[b], j_end)
    while i < i_stop:
        here = trace[row[i]]
        weight = 1.0 / (events.trace_start[here + 1] - events.trace_start[here])
        gap = smallest_gap(row, at, i, i_stop, j, j_stop)
        if gap <= window:
            together += weight
            meetings += 1
        if gap > reach:
            apart += weight
        i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)
    return apart, together / max(meetings, 1)


@njit(cache=True, nogil=True)
def _count_traces(
    thread: int, threads: int, accounts: Int32, events: PreparedEvents, sizes: Int64
) -> None:
    """Count how many traces each account used."""
    row, row_start, trace = events.row, events.row_start, events.trace
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        i, end = row_start[a], row_start[a + 1]
        while i < end:
            i = end_of_trace(row, trace, i, end)
            sizes[a] += 1


@njit(cache=True, nogil=True)
def _count_apart(
    thread: int,
    threads: int,
    accounts: Int32,
    events: PreparedEvents,
    reach: int,
    before: Int32,
    out: EventsApart,
) -> None:
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        place, i = out.start[a], row_start[a]
        while i < row_start[a + 1]:
            here = trace[row[i]]
            first, end = events.trace_start[here], events.trace_start[here + 1]
            near, reached = 0, first
            for p in row[i : end_of_trace(row, trace, i, row_start[a + 1])]:
                low = reached + np.searchsorted(at[reached:end], at[p] - reach)
                high = low + np.searchsorted(at[low:end], at[p] + reach, side="right")
                near, reached = near + before[high] - before[low], high
                i += 1
            out.apart[place] = before[end] - before[first] - near
            out.size[place] = end - first
            place += 1
