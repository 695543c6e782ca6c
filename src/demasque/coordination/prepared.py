"""Events made ready for counting: encoded, sorted by trace and time, one account's rows together.

The layout is two compressed-row views of the same events. By trace: `account` and `at` sorted by
(trace, at), so that the events within a window of one another are neighbours in memory. By
account: `row` lists the positions of each account's events in the first view.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import get_num_threads, njit, prange

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

    @property
    def moments(self) -> "Moments":
        """Whose each event is and when, without the traces."""
        return Moments(self.account, self.at)


@dataclass(frozen=True)
class Moments:
    """Whose each event is, on a shared trace or not, and when (microseconds): what chance deals."""

    account: Int32
    at: Int64


@dataclass(frozen=True)
class PreparedEvents:
    """Events sorted for counting. Only traces that two accounts or more have used are kept.

    `account[p]`, `trace[p]` and `at[p]` (microseconds) describe the event at position p; trace t
    holds positions `trace_start[t]` to `trace_start[t + 1]`; account a's positions are
    `row[row_start[a] : row_start[a + 1]]`. `activity[a]` counts every event of the account, also
    those on traces that nobody shares, and `total` is the sum over accounts.
    """

    account: Int32
    at: Int64
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
    order, rank = activity_order(count(account, accounts))
    return take(rank, account), order


def activity_order(activity: Int64) -> tuple[Int64, Int32]:
    """Return the accounts by rising activity (equal ones as they come), and each one's place."""
    order = np.argsort(activity, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return order, rank


def prepare(events: Encoded) -> PreparedEvents:
    """Sort and index events."""
    threads = get_num_threads()
    uses = count(events.trace, events.traces)
    uses[~shared_traces(events, uses)] = 0
    trace_start = starts(uses[uses > 0])
    order = _rows_by(events.trace, starts(uses), uses, _cuts(uses, threads))
    if not _is_sorted(events.at):
        _sort_within(order, trace_start, events.at)
    account, at = take(events.account, order), take(events.at, order)
    del order
    sizes = count(account, events.accounts)
    row_start = starts(sizes)
    return PreparedEvents(
        account=account,
        at=at,
        trace=_trace_of(trace_start, len(account)),
        trace_start=trace_start,
        row=_rows_by(account, row_start, sizes, _cuts(sizes, threads)),
        row_start=row_start,
        activity=count(events.account, events.accounts),
        total=len(events.account),
    )


def shared_traces(events: Encoded, uses: Int64) -> npt.NDArray[np.bool_]:
    """Tell of each trace whether two accounts or more have used it; `uses` counts its events."""
    return _shared(events.account, events.trace, events.traces, _cuts(uses, get_num_threads()))


def starts(sizes: Int64) -> Int64:
    """Return where rows of these sizes begin, and at the end how much there is in all."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])


def _cuts(sizes: Int64, parts: int) -> Int64:
    """Cut codes into ranges of about as many events each, one for a thread."""
    shares = np.arange(1, parts) * (int(sizes.sum()) / parts)
    inner = np.searchsorted(np.cumsum(sizes), shares)
    return np.concatenate([[0], inner, [len(sizes)]]).astype(np.int64)


@njit(cache=True, nogil=True)
def count(codes: Int32, many: int) -> Int64:
    """Count each code below `many`."""
    out = np.zeros(many, dtype=np.int64)
    for code in codes:
        out[code] += 1
    return out


@njit(cache=True, nogil=True, parallel=True)
def take(values: np.ndarray, places: Int32) -> np.ndarray:
    """Return `values[places]`; both threads at once, and no wider copy of the places."""
    out = np.empty(len(places), dtype=values.dtype)
    for i in prange(len(places)):
        out[i] = values[places[i]]
    return out


@njit(cache=True, nogil=True, parallel=True)
def _shared(account: Int32, trace: Int32, traces: int, cuts: Int64) -> npt.NDArray[np.bool_]:
    first = np.full(traces, -1, dtype=np.int32)
    shared = np.zeros(traces, dtype=np.bool_)
    for part in prange(len(cuts) - 1):
        low, high = cuts[part], cuts[part + 1]
        for i in range(len(trace)):
            t = trace[i]
            if low <= t < high:
                if first[t] < 0:
                    first[t] = account[i]
                elif first[t] != account[i]:
                    shared[t] = True
    return shared


@njit(cache=True, nogil=True, parallel=True)
def _rows_by(codes: Int32, start: Int64, sizes: Int64, cuts: Int64) -> Int32:
    """Counting sort: the rows of each code in turn, in order; codes of size 0 are left out.

    Every thread goes through all rows and writes those of its own range of codes: what is written
    at random is halved for each, and nobody waits for another.
    """
    order = np.empty(start[-1], dtype=np.int32)
    for part in prange(len(cuts) - 1):
        low, high = cuts[part], cuts[part + 1]
        slot = start[low:high].copy()
        for i in range(len(codes)):
            code = codes[i]
            if low <= code < high and sizes[code] > 0:
                order[slot[code - low]] = i
                slot[code - low] += 1
    return order


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


@njit(cache=True, nogil=True, parallel=True)
def _trace_of(start: Int64, events: int) -> Int32:
    out = np.empty(events, dtype=np.int32)
    for t in prange(len(start) - 1):
        out[start[t] : start[t + 1]] = t
    return out
