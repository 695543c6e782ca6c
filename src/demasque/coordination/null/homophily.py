"""Common taste: what two accounts share at leisure, and how much more often that makes them meet.

People who follow the same sources share the same things, but not only within the window. What a
pair shares apart, beside what chance gives apart, measures its taste, and raises the expectation in
proportion. See docs/method.md, "Common taste".
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int32, Int64, PreparedEvents, starts
from demasque.coordination.threads import run

TASTE: Final = 300_000_000
"""Microseconds from which on sharing shows taste, however wide the window: five minutes.

Circles of friends pass a thing on within the hour, so a wide window leaves nothing outside to know
them by.
"""


@dataclass(frozen=True)
class Apart:
    """Others' slots beyond reach on each trace of an account, and the trace's size, by account."""

    start: Int64
    slots: Int32
    size: Int32


def slots_apart(events: PreparedEvents, reach: int, accounts: Int32) -> Apart:
    """Count, for some accounts, the slots farther than `reach` (microseconds) from all of theirs.

    The rows of other accounts are empty.
    """
    sizes = np.zeros(events.accounts, dtype=np.int64)
    run(_count_traces, accounts, events.row, events.row_start, events.trace, sizes)
    start = starts(sizes)
    slots, size = (np.empty(int(start[-1]), dtype=np.int32) for _ in range(2))
    layout = (events.row, events.row_start, events.trace, events.trace_start, events.at)
    run(_fill_apart, accounts, *layout, reach, start, slots, size)
    return Apart(start, slots, size)


@njit(cache=True, nogil=True)
def common_taste(shared: float, scale: float, expected: float) -> float:
    """How many times likelier than chance two accounts are to share a thing; never below one.

    One usual trace is added on both sides, so that a pair that shared nothing apart has no taste;
    and one standard deviation, since the count apart is itself chance.
    """
    likely = shared + math.sqrt(shared * scale)
    return max(1.0, (likely + scale) / (expected + scale))


@njit(cache=True, nogil=True)
def mean_apart(a: int, rate: float, apart: Any) -> float:
    """What chance lets another share with a apart; `rate` is the other's part of all slots.

    Each trace counts one over its size, as in :func:`shares_apart`.
    """
    start, slots, size = apart
    mean = 0.0
    for i in range(start[a], start[a + 1]):
        if slots[i] > 0:
            mean -= math.expm1(-rate * slots[i]) / size[i]
    return mean


@njit(cache=True, nogil=True)
def shares_apart(
    trace: Int32,
    trace_start: Int64,
    at: Int64,
    mine: Int32,
    theirs: Int32,
    window: int,
    reach: int,
) -> tuple[float, float]:
    """What two accounts share beyond `reach` only, and what a trace they share within is worth.

    Each trace counts one over its size: a taste shows in small traces, and the large ones, where
    everybody meets, must not hide it.
    """
    i = j = 0
    apart = together = 0.0
    meetings = 0
    while i < len(mine) and j < len(theirs):
        here, there = trace[mine[i]], trace[theirs[j]]
        if here == there:
            worth = 1.0 / (trace_start[here + 1] - trace_start[here])
            nearest = np.iinfo(np.int64).max
            while i < len(mine) and j < len(theirs) and trace[mine[i]] == here == trace[theirs[j]]:
                gap = at[mine[i]] - at[theirs[j]]
                nearest = min(nearest, abs(gap))
                if gap <= 0:
                    i += 1
                else:
                    j += 1
            if nearest <= window:
                together += worth
                meetings += 1
            if nearest > reach:
                apart += worth
        if here <= there:
            while i < len(mine) and trace[mine[i]] == here:
                i += 1
        if there <= here:
            while j < len(theirs) and trace[theirs[j]] == there:
                j += 1
    return apart, together / max(meetings, 1)


@njit(cache=True, nogil=True)
def _count_traces(
    thread: int,
    threads: int,
    accounts: Int32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    sizes: Int64,
) -> None:
    for k in range(thread, len(accounts), threads):
        here = -1
        for i in range(row_start[accounts[k]], row_start[accounts[k] + 1]):
            sizes[accounts[k]] += trace[row[i]] != here
            here = trace[row[i]]


@njit(cache=True, nogil=True)
def _fill_apart(
    thread: int,
    threads: int,
    accounts: Int32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    trace_start: Int64,
    at: Int64,
    reach: int,
    start: Int64,
    slots: Int32,
    size: Int32,
) -> None:
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        out, i = start[a], row_start[a]
        while i < row_start[a + 1]:
            here = trace[row[i]]
            first, end = trace_start[here], trace_start[here + 1]
            near, reached = 0, first
            while i < row_start[a + 1] and trace[row[i]] == here:
                moment = at[row[i]]
                low = reached + np.searchsorted(at[reached:end], moment - reach)
                high = low + np.searchsorted(at[low:end], moment + reach, side="right")
                near, reached = near + high - low, high
                i += 1
            slots[out], size[out] = end - first - near, end - first
            out += 1
