"""Events made ready for counting: encoded, sorted by trace and time, one account's rows together.

The layout is two compressed-row views of the same events. By trace: `account` and `at` sorted by
(trace, at), so that the events within a window of one another are neighbours in memory. By
account: `row` lists the positions of each account's events in the first view.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit, prange

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Encoded:
    """Events as dense codes: parallel arrays, `at` in microseconds."""

    account: Int32
    trace: Int32
    at: Int64
    accounts: int
    traces: int


@dataclass(frozen=True)
class PreparedEvents:
    """Events sorted for counting. Only traces that two accounts or more have used are kept.

    `account[p]`, `at[p]` (microseconds) and `source[p]` (row in the caller's table) describe the
    event at position p; trace t holds positions `trace_start[t]` to `trace_start[t + 1]`; account
    a's positions are `row[row_start[a] : row_start[a + 1]]`. `activity[a]` counts every event of
    the account, also those on traces that nobody shares, and `total` is the sum over accounts.
    """

    account: Int32
    at: Int64
    source: Int32
    trace: Int32
    trace_start: Int64
    row: Int32
    row_start: Int64
    activity: Int64
    total: int

    @property
    def accounts(self) -> int:
        """How many accounts there are, shared traces or not."""
        return len(self.activity)


def by_activity(account: Int32, accounts: int) -> tuple[Int32, Int64]:
    """Number accounts by activity, the most active last; return the new codes, and old by new.

    A scan then looks for each account's partners among those more active than itself, which are
    few and lie close together in memory.
    """
    order = np.argsort(np.bincount(account, minlength=accounts), kind="stable")
    rank = np.empty(accounts, dtype=np.int32)
    rank[order] = np.arange(accounts, dtype=np.int32)
    return rank[account], order


def prepare(events: Encoded) -> PreparedEvents:
    """Sort and index events."""
    activity = np.bincount(events.account, minlength=events.accounts).astype(np.int64)
    shared = _shared_traces(events.account, events.trace, events.traces)
    order, trace_start = _group(events.trace, shared, events.traces)
    if not _is_sorted(events.at):
        _sort_within(order, trace_start, events.at)
    account = events.account[order]
    row, row_start = _positions(account, events.accounts)
    return PreparedEvents(
        account=account,
        at=events.at[order],
        source=order,
        trace=_trace_of(trace_start, len(order)),
        trace_start=trace_start,
        row=row,
        row_start=row_start,
        activity=activity,
        total=len(events.account),
    )


@njit(cache=True, nogil=True)
def _shared_traces(account: Int32, trace: Int32, traces: int) -> npt.NDArray[np.bool_]:
    first = np.full(traces, -1, dtype=np.int32)
    shared = np.zeros(traces, dtype=np.bool_)
    for i in range(len(trace)):
        t = trace[i]
        if first[t] < 0:
            first[t] = account[i]
        elif first[t] != account[i]:
            shared[t] = True
    return shared


@njit(cache=True, nogil=True)
def _group(trace: Int32, shared: npt.NDArray[np.bool_], traces: int) -> tuple[Int32, Int64]:
    """Counting sort by trace, stable, without the traces that nobody shares."""
    counts = np.zeros(traces, dtype=np.int64)
    for t in trace:
        if shared[t]:
            counts[t] += 1
    start = np.zeros(int(shared.sum()) + 1, dtype=np.int64)
    slot = np.empty(traces, dtype=np.int64)
    kept = 0
    for t in range(traces):
        if shared[t]:
            slot[t] = start[kept]
            start[kept + 1] = start[kept] + counts[t]
            kept += 1
    order = np.empty(start[kept], dtype=np.int32)
    for i in range(len(trace)):
        t = trace[i]
        if shared[t]:
            order[slot[t]] = i
            slot[t] += 1
    return order, start


@njit(cache=True, nogil=True)
def _is_sorted(at: Int64) -> bool:
    for i in range(1, len(at)):  # noqa: SIM110 - a loop compiles; a generator does not
        if at[i] < at[i - 1]:
            return False
    return True


@njit(cache=True, nogil=True, parallel=True)
def _sort_within(order: Int32, start: Int64, at: Int64) -> None:
    """Sort each trace's events by time in place; equal times keep the caller's order."""
    for t in prange(len(start) - 1):
        low, high = start[t], start[t + 1]
        if high - low <= 32:
            for i in range(low + 1, high):
                row = order[i]
                j = i - 1
                while j >= low and at[order[j]] > at[row]:
                    order[j + 1] = order[j]
                    j -= 1
                order[j + 1] = row
        else:
            part = order[low:high].copy()
            by_time = np.argsort(at[part], kind="mergesort")
            for i in range(high - low):
                order[low + i] = part[by_time[i]]


@njit(cache=True, nogil=True)
def _positions(account: Int32, accounts: int) -> tuple[Int32, Int64]:
    start = np.zeros(accounts + 1, dtype=np.int64)
    for a in account:
        start[a + 1] += 1
    for a in range(accounts):
        start[a + 1] += start[a]
    slot = start[:-1].copy()
    row = np.empty(len(account), dtype=np.int32)
    for p in range(len(account)):
        a = account[p]
        row[slot[a]] = p
        slot[a] += 1
    return row, start


@njit(cache=True, nogil=True)
def _trace_of(start: Int64, events: int) -> Int32:
    out = np.empty(events, dtype=np.int32)
    for t in range(len(start) - 1):
        out[start[t] : start[t + 1]] = t
    return out
