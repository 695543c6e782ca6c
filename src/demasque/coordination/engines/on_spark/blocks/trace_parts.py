"""One part of the events: traces that are shared, in order of time, and who is exposed to whom.

A part holds whole traces, or one piece of a hot trace: its core, and events of its neighbours as
context. Whatever is counted is counted at core events, so that sums over parts are exact.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numba import njit

from demasque.coordination.engines.on_spark.blocks.hot_traces import HotPieces
from demasque.coordination.engines.on_spark.blocks.sorted_events import index_sorted, run_starts
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import Windows, open_windows

PLAIN: Final = "part int, trace long, at long, account long, core boolean, size long, users long"
# So many rows at a time are handed on.
_ROWS: Final = 1 << 17


class _Part(NamedTuple):
    """Events of a part in order of trace and time; positions from `begin` to `end` are its core."""

    trace: Int64
    at: Int64
    account: Int64
    start: Int64
    begin: int
    end: int


def trace_schema(windows: tuple[int, ...]) -> str:
    """The columns of `traces`.

    Beside those that :class:`CandidateFrames` names: `first` says that the row is the account's
    first on a trace that is not hot, and `met_i` how many core events of others lie in the window
    `i` of this use, and in none of the account's earlier ones.
    """
    met = (f", met_{i} int" for i in range(len(windows)))
    return f"{PLAIN}, first boolean{''.join(met)}"


def order_part(
    hot: HotPieces, windows: tuple[int, ...], rows: pa.Table
) -> Iterator[pa.RecordBatch]:
    """Turn the rows of one part (part, trace_hi, trace_lo, at, account) into those of `traces`."""
    number = rows.column("part")[0].as_py()
    piece = number - hot.first
    part = _whole_traces(number, rows) if piece < 0 else _one_piece(hot, piece, rows)
    if not len(part.at):
        return
    codes, account = np.unique(part.account, return_inverse=True)
    activity = np.zeros(len(codes), np.int64)
    ready = index_sorted(account.astype(np.int32), part.start, part.at, activity, 0)
    users, first = _users(ready)
    size = np.diff(part.start)
    core = np.zeros(len(part.at), np.bool_)
    core[part.begin : part.end] = True
    if piece >= 0:
        users, size, first = hot.users[[piece]], hot.size[[piece]], np.zeros_like(core)
    columns = {
        "part": np.full(len(core), number, np.int32),
        "trace": part.trace,
        "at": part.at,
        "account": part.account,
        "core": core,
        "size": size[ready.trace],
        "users": users[ready.trace],
        "first": first,
    }
    for i, window in enumerate(windows):
        columns[f"met_{i}"] = _newly_met(ready, open_windows(ready, window), part.begin, part.end)
    yield from pa.table(columns).to_batches(_ROWS)


def _whole_traces(number: int, rows: pa.Table) -> _Part:
    """Sort events by trace and time; leave out traces of one account, number the others."""
    hi, lo, at, account = (
        rows.column(name).to_numpy() for name in ("trace_hi", "trace_lo", "at", "account")
    )
    order = np.lexsort((account, at, lo, hi))
    hi, lo, at, account = hi[order], lo[order], at[order], account[order]
    start = run_starts(hi, lo)
    shared = _shared(account, start)
    sizes = np.diff(start)
    kept = np.repeat(shared, sizes)
    start = np.append(0, np.cumsum(sizes[shared])).astype(np.int64)
    trace = np.repeat((number << 32) + np.arange(len(start) - 1, dtype=np.int64), np.diff(start))
    return _Part(trace, at[kept], account[kept], start, 0, int(start[-1]))


def _one_piece(hot: HotPieces, piece: int, rows: pa.Table) -> _Part:
    """Sort the events of a piece of a hot trace by time."""
    at, account = rows.column("at").to_numpy(), rows.column("account").to_numpy()
    order = np.lexsort((account, at))
    at, account = at[order], account[order]
    begin, end = np.searchsorted(at, [hot.begin[piece], hot.end[piece]]).tolist()
    trace = np.full(len(at), hot.trace[piece], np.int64)
    return _Part(trace, at, account, np.array([0, len(at)]), begin, end)


@njit(cache=True, nogil=True)
def _shared(account: Int64, start: Int64) -> npt.NDArray[np.bool_]:
    """Tell of each trace whether two accounts or more have used it."""
    out = np.zeros(len(start) - 1, dtype=np.bool_)
    for t in range(len(start) - 1):
        for p in range(start[t] + 1, start[t + 1]):
            if account[p] != account[start[t]]:
                out[t] = True
                break
    return out


@njit(cache=True, nogil=True)
def _users(events: PreparedEvents) -> tuple[Int64, npt.NDArray[np.bool_]]:
    """Count the accounts of each trace; tell which positions are their account's first there."""
    users = np.zeros(len(events.trace_start) - 1, dtype=np.int64)
    first = np.zeros(len(events.at), dtype=np.bool_)
    row, row_start, trace = events.row, events.row_start, events.trace
    for a in range(len(row_start) - 1):
        here = -1
        for p in row[row_start[a] : row_start[a + 1]]:
            if trace[p] != here:
                here = trace[p]
                users[here] += 1
                first[p] = True
    return users, first


@njit(cache=True, nogil=True)
def _newly_met(events: PreparedEvents, windows: Windows, begin: int, end: int) -> Int32:
    """Count the core events of others in each event's window that were in none of its account's.

    The sum over an account's events is its exposure: see :class:`Windows`.
    """
    out = np.empty(len(events.at), dtype=np.int32)
    row, row_start, trace = events.row, events.row_start, events.trace
    low, high = windows.low, windows.high
    for a in range(len(row_start) - 1):
        here, last = -1, 0
        for p in row[row_start[a] : row_start[a + 1]]:
            if trace[p] != here:
                here, last = trace[p], begin
            # Each core event lies in a window of its own account's, and is taken out there.
            out[p] = max(min(high[p], end) - max(low[p], last), 0) - (begin <= p < end)
            last = max(last, min(high[p], end))
    return out
