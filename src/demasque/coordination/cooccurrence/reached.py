"""How much of each trace lies within reach of an account: what only the whole trace knows.

Counted once an account and trace, so that pairs are judged by what their two accounts bring along,
wherever the traces lie.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.cooccurrence.common_traces import end_of_trace
from demasque.coordination.events.index import Int32, Int64, PreparedEvents, starts
from demasque.coordination.threads import run


class Reached(NamedTuple):
    """Events within reach of an account's uses, by trace: compressed rows by account.

    The traces of account a are entries `start[a]` to `start[a + 1]`, rising. `events` counts those
    events of the trace that lie within reach of any use by the account, its own among them.
    """

    start: Int64
    trace: Int32
    events: Int32


class TraceBounds(NamedTuple):
    """Between which positions events of each trace are counted: `first` to before `end`."""

    first: Int64
    end: Int64


def whole_traces(events: PreparedEvents) -> TraceBounds:
    """Every trace from its first event to its last."""
    return TraceBounds(events.trace_start[:-1], events.trace_start[1:])


def events_reached(
    events: PreparedEvents,
    reach: int,
    accounts: Int32,
    before: Int32 | None = None,
    bounds: TraceBounds | None = None,
) -> Reached:
    """Count, for some accounts, the events within `reach` microseconds of any of theirs, inclusive.

    `before[p]` counts those of the events at positions below p that count (by default all do). The
    rows of other accounts are empty.
    """
    if before is None:
        before = np.arange(len(events.account) + 1, dtype=np.int32)
    sizes = np.zeros(events.accounts, dtype=np.int64)
    run(_count_traces, accounts, events, sizes)
    start = starts(sizes)
    found = Reached(start, *(np.empty(int(start[-1]), dtype=np.int32) for _ in range(2)))
    run(_count_reached, accounts, events, reach, before, bounds or whole_traces(events), found)
    return found


def accounts_of(a: Int32, b: Int32, accounts: int) -> Int32:
    """The accounts of the pairs (a[i], b[i]), each once, rising; codes lie below `accounts`."""
    wanted: npt.NDArray[np.bool_] = np.zeros(accounts, dtype=np.bool_)
    wanted[a] = True
    wanted[b] = True
    return np.flatnonzero(wanted).astype(np.int32)


@njit(cache=True, nogil=True)
def place_of(trace: Int32, here: int, place: int) -> int:
    """Go on from `place` to where a trace stands in an account's rising row of traces."""
    while trace[place] < here:
        place += 1
    return place


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
def _count_reached(
    thread: int,
    threads: int,
    accounts: Int32,
    events: PreparedEvents,
    reach: int,
    before: Int32,
    bounds: TraceBounds,
    out: Reached,
) -> None:
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    trace_start = events.trace_start
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        place, i = out.start[a], row_start[a]
        while i < row_start[a + 1]:
            here = trace[row[i]]
            reached, end = bounds.first[here], bounds.end[here]
            whole = at[: trace_start[here + 1]]
            inside = 0
            for p in row[i : end_of_trace(row, trace, i, row_start[a + 1])]:
                low = _first_since(whole, trace_start[here], p, at[p] - reach)
                high = _first_after(whole, p, at[p] + reach)
                low, high = min(max(low, reached), end), min(max(high, reached), end)
                inside += before[high] - before[low]
                reached = high
                i += 1
            out.trace[place], out.events[place] = here, inside
            place += 1


@njit(cache=True, nogil=True)
def _first_since(at: Int64, first: int, place: int, time: int) -> int:
    """Return the first place from `first` on that is not before `time`, which `place` is not.

    Looked for from `place` on in steps that double: what is near in time lies near in memory.
    """
    step = 1
    while place - step >= first and at[place - step] >= time:
        place -= step
        step *= 2
    low = max(place - step, first)
    return low + int(np.searchsorted(at[low:place], time))


@njit(cache=True, nogil=True)
def _first_after(at: Int64, place: int, time: int) -> int:
    """Return the first place that is after `time`, or the end; what is at `place` is not after."""
    step = 1
    while place + step < len(at) and at[place + step] <= time:
        place += step
        step *= 2
    high = min(place + step, len(at))
    return place + 1 + int(np.searchsorted(at[place + 1 : high], time, side="right"))
