"""Events made ready for counting: encoded, sorted by trace and time, one account's rows together.

The layout is two compressed-row views of the same events. By trace: `account` and `at` sorted by
(trace, at), so that the events within a window of one another are neighbours in memory. By
account: `row` lists the positions of each account's events in the first view.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import get_num_threads, njit

from demasque.coordination.threads import run

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

# Traces of up to so many events are sorted by a kernel, where starting NumPy would cost more.
_SMALL = 1_000


class Encoded(NamedTuple):
    """Events as dense codes: parallel arrays, one entry per event; `at` in microseconds."""

    account: Int32
    trace: Int32
    at: Int64
    accounts: int
    traces: int

    @property
    def moments(self) -> "EventMoments":
        """Whose each event is and when, without the traces."""
        return EventMoments(self.account, self.at)


class EventMoments(NamedTuple):
    """Whose each event is and when (microseconds), on a shared trace or not: what is permuted."""

    account: Int32
    at: Int64


class PreparedEvents(NamedTuple):
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
    uses = count(events.trace, events.traces)
    uses[~shared_traces(events, uses)] = 0
    trace_start = starts(uses[uses > 0])
    order = _rows_by(events.trace, starts(uses), uses)
    if not _is_sorted(events.at):
        run(_sort_small, order, trace_start, events.at)
        run(_sort_large, order, trace_start, events.at)
    account, at = take(events.account, order), take(events.at, order)
    del order
    sizes = count(account, events.accounts)
    row_start = starts(sizes)
    return PreparedEvents(
        account=account,
        at=at,
        trace=np.repeat(np.arange(len(trace_start) - 1, dtype=np.int32), np.diff(trace_start)),
        trace_start=trace_start,
        row=_rows_by(account, row_start, sizes),
        row_start=row_start,
        activity=count(events.account, events.accounts),
        total=len(events.account),
    )


def laid_by_account(events: PreparedEvents) -> PreparedEvents:
    """The same events with every account's own beside one another in memory, for walks over pairs.

    Only `row`, `row_start`, `trace` and `at` go together then: `trace_start` still counts positions
    by trace.
    """
    own = np.arange(len(events.row), dtype=np.int32)
    trace, at = take(events.trace, events.row), take(events.at, events.row)
    return events._replace(account=own[:0], trace=trace, at=at, row=own)


def shared_traces(events: Encoded, uses: Int64) -> npt.NDArray[np.bool_]:
    """Tell of each trace whether two accounts or more have used it; `uses` counts its events."""
    first = np.full(events.traces, -1, dtype=np.int32)
    shared = np.zeros(events.traces, dtype=np.bool_)
    run(_find_shared, events.account, events.trace, _cuts(uses), first, shared)
    return shared


def starts(sizes: Int64) -> Int64:
    """Return where rows of these sizes begin, and at the end how much there is in all."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])


def _cuts(sizes: Int64) -> Int64:
    """Cut codes into ranges of about as many events each, one for a thread."""
    parts = get_num_threads()
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


def take(values: Array, places: Int32) -> Array:
    """Return `values[places]`, without the wider copy of the places that NumPy makes."""
    out = np.empty(len(places), dtype=values.dtype)
    run(_take, values, places, out)
    return out


@njit(cache=True, nogil=True)
def _take(thread: int, threads: int, values: Array, places: Int32, out: Array) -> None:
    for i in range(thread * len(places) // threads, (thread + 1) * len(places) // threads):
        out[i] = values[places[i]]


@njit(cache=True, nogil=True)
def _find_shared(
    thread: int,
    threads: int,
    account: Int32,
    trace: Int32,
    cuts: Int64,
    first: Int32,
    shared: npt.NDArray[np.bool_],
) -> None:
    low, high = cuts[thread], cuts[thread + 1]
    for i in range(len(trace)):
        t = trace[i]
        if low <= t < high:
            if first[t] < 0:
                first[t] = account[i]
            elif first[t] != account[i]:
                shared[t] = True


def _rows_by(codes: Int32, start: Int64, sizes: Int64) -> Int32:
    """Counting sort: the rows of each code in turn, in order; codes of size 0 are left out.

    Every thread goes through all rows and writes those of its own range of codes: what is written
    at random is halved for each, and nobody waits for another.
    """
    order = np.empty(start[-1], dtype=np.int32)
    run(_place, codes, start[:-1].copy(), sizes, _cuts(sizes), order)
    return order


@njit(cache=True, nogil=True)
def _place(
    thread: int, threads: int, codes: Int32, place: Int64, sizes: Int64, cuts: Int64, order: Int32
) -> None:
    low, high = cuts[thread], cuts[thread + 1]
    for i in range(len(codes)):
        code = codes[i]
        if low <= code < high and sizes[code] > 0:
            order[place[code]] = i
            place[code] += 1


@njit(cache=True, nogil=True)
def _is_sorted(at: Int64) -> bool:
    for i in range(1, len(at)):  # noqa: SIM110 - a loop compiles; a generator does not
        if at[i] < at[i - 1]:
            return False
    return True


def _sort_large(thread: int, threads: int, order: Int32, start: Int64, at: Int64) -> None:
    """Sort the events of each trace of more than `_SMALL` by time; equal times keep their order."""
    for t in np.flatnonzero(np.diff(start) > _SMALL)[thread::threads]:
        rows = order[start[t] : start[t + 1]]
        rows[:] = rows[np.argsort(at[rows], kind="stable")]


@njit(cache=True, nogil=True)
def _sort_small(thread: int, threads: int, order: Int32, start: Int64, at: Int64) -> None:
    """Sort the events of the other traces: by shells (Ciura 2001), the row breaking ties."""
    times = np.empty(_SMALL, dtype=np.int64)
    for t in range(thread, len(start) - 1, threads):
        rows = order[start[t] : start[t + 1]]
        if len(rows) > _SMALL:
            continue
        for i in range(len(rows)):
            times[i] = at[rows[i]]
        for gap in (301, 132, 57, 23, 10, 4, 1):
            for i in range(gap, len(rows)):
                time, row, j = times[i], rows[i], i - gap
                while j >= 0 and (times[j] > time or (times[j] == time and rows[j] > row)):
                    times[j + gap], rows[j + gap] = times[j], rows[j]
                    j -= gap
                times[j + gap], rows[j + gap] = time, row
