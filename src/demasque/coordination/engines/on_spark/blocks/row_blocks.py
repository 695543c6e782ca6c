"""Which rows of the matrix "who meets whom" are walked together, and which events they need.

A block is of accounts that are about as active. A pair belongs to the block of the less active of
the two (of equals: the lower code), so what is sent to it are uses of its own accounts, and what
more active ones did within the widest window of those: of events, each once for each block.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numba import njit

from demasque.coordination.cooccurrence.scan import Cut, tail_means
from demasque.coordination.cooccurrence.scan_arrays import UInt64
from demasque.coordination.engines.on_spark.blocks.sorted_events import run_starts
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.stats.tails import FloatArray

# So many events go into one row of what is sent.
_CHUNK = 1 << 17
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

SENT = "part int, origin int, chunk int, trace binary, at binary, place binary, accounts binary"
"""Columns of what is sent: a block (`part`), where it is from, and arrays of whole numbers.

`trace`, `at` (64 bits) and `place` (32) are of events; `place` says which of the `accounts`: rows
of code, events, and exposure by window (64 bits each).
"""


class RowBlocks(NamedTuple):
    """Blocks of accounts by activity: those of `activity[i]` events start at event `begin[i]`.

    As if the events of all accounts stood in a row, quiet accounts first, `size` to a block; within
    one level of activity accounts stand by a hash of theirs.
    """

    activity: Int64
    begin: Int64
    size: int

    def of(self, account: Int64, events: Int64) -> Int64:
        """Return the block of each account, which has so many events."""
        level = np.searchsorted(self.activity, events)
        span = self.begin[level + 1] - self.begin[level]
        inside = _share(span.astype(np.uint64), _hash32(account))
        return (self.begin[level] + inside) // self.size

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return max(-(-int(self.begin[-1]) // self.size), 1)


class Sieve(NamedTuple):
    """What a pair has to pass, and of how many events chance is made."""

    cut: Cut
    min_shared: int
    total: int


def row_blocks(activity: Int64, accounts: Int64, size: int) -> RowBlocks:
    """Cut accounts into blocks of about `size` events; `accounts[i]` have `activity[i]` each."""
    begin = np.append(0, np.cumsum(activity * accounts)).astype(np.int64)
    return RowBlocks(activity, begin, size)


def busiest_partner(sieve: Sieve, events: Int64, traces: Int64, exposure: Int64) -> FloatArray:
    """Return the activity of the most active partner that may matter to each account, or -1.

    `exposure` has a column for each window. The same bound as the scan's own (`kernel._limit`): an
    account's partners share at most as many traces as it is on.
    """
    needed = tail_means(sieve.cut.levels)[-1]
    many = np.minimum(traces, len(needed) - 1)
    means = np.where(traces < len(needed), needed[many], np.inf)
    rate = exposure / np.maximum(sieve.total - events, 1)[:, None]
    with np.errstate(divide="ignore"):
        busiest = np.where(exposure > 0, means[:, None] / rate * (1.0 + 1e-9), -1.0).max(axis=1)
    return np.where(traces >= sieve.min_shared, busiest, -1.0)


def send_to_blocks(
    blocks: RowBlocks, sieve: Sieve, windows: tuple[int, ...], rows: pa.Table
) -> Iterator[pa.RecordBatch]:
    """Take a part of `traces` with what is known of each account; yield what its blocks need.

    Beside the columns of `traces` the rows have `events`, `traces` and `exposure_i`.
    """
    trace, at, account, events = (
        rows.column(name).to_numpy() for name in ("trace", "at", "account", "events")
    )
    exposure = np.stack([rows.column(f"exposure_{i}").to_numpy() for i in range(len(windows))], 1)
    traces, core = rows.column("traces").to_numpy(), rows.column("core").to_numpy()
    busiest = busiest_partner(sieve, events, traces, exposure)
    of_row = np.flatnonzero(busiest >= events)
    block = blocks.of(account[of_row], events[of_row])
    start = run_starts(trace)
    number = np.repeat(np.arange(len(start) - 1), np.diff(start))
    order = np.lexsort((of_row, block, number[of_row]))
    uses, block = of_row[order], block[order]
    to, event = _wanted(uses, block, number, start, at, core, events, busiest, max(windows))
    order = np.argsort(to, kind="stable")
    to, event = to[order], event[order]
    ends = run_starts(to.astype(np.int64)).tolist()
    known = np.concatenate([account[:, None], events[:, None], exposure], axis=1)
    origin = rows.column("part")[0].as_py()
    for begin, end in pairwise(ends):
        for chunk, first in enumerate(range(begin, end, _CHUNK)):
            some = event[first : min(first + _CHUNK, end)]
            yield _chunk(int(to[begin]), origin, chunk, trace[some], at[some], known[some])


def _chunk(
    block: int, origin: int, chunk: int, trace: Int64, at: Int64, known: Int64
) -> pa.RecordBatch:
    _, first, place = np.unique(known[:, 0], return_index=True, return_inverse=True)
    packed = (trace, at, place.astype(np.int32), known[first])
    arrays = [pa.array([number], pa.int32()) for number in (block, origin, chunk)]
    arrays += [pa.array([values.tobytes()], pa.binary()) for values in packed]
    names = ["part", "origin", "chunk", "trace", "at", "place", "accounts"]
    return pa.RecordBatch.from_arrays(arrays, names)


def _share(span: UInt64, hashed: UInt64) -> Int64:
    """Return `span * hashed / 2**32`, rounded down: whole numbers without overflow."""
    low = np.uint64(0xFFFFFFFF)
    shift = np.uint64(32)
    return ((span >> shift) * hashed + ((span & low) * hashed >> shift)).astype(np.int64)


def _hash32(code: Int64) -> UInt64:
    """The upper half of SplitMix64's finaliser (Steele, Lea and Flood 2014)."""
    mixed = code.view(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
    mixed ^= mixed >> np.uint64(31)
    return mixed >> np.uint64(32)


def _wanted(
    uses: Int64,
    block: Int64,
    number: Int64,
    start: Int64,
    at: Int64,
    core: np.ndarray,
    events: Int64,
    busiest: FloatArray,
    window: int,
) -> tuple[Int32, Int64]:
    """Return blocks and positions: which event is sent where."""
    arrays = (uses, block, number, start, at, core, events, busiest, window)
    to = np.empty(_walk(*arrays, np.empty(0, np.int32), np.empty(0, np.int64)), np.int32)
    event = np.empty(len(to), np.int64)
    _walk(*arrays, to, event)
    return to, event


@njit(cache=True, nogil=True)
def _walk(
    uses: Int64,
    block: Int64,
    number: Int64,
    start: Int64,
    at: Int64,
    core: np.ndarray,
    events: Int64,
    busiest: FloatArray,
    window: int,
    to: np.ndarray,
    event: Int64,
) -> int:
    """Write what is sent, unless there is no room at all; return how much.

    `uses` are by trace, block and time. Where windows of a block's uses overlap they are one
    stretch, and whoever may be a partner of any use in it is sent: a little too much, all of it
    once.
    """
    found, i = 0, 0
    while i < len(uses):
        trace, here = number[uses[i]], block[i]
        low, high = start[trace], start[trace]
        end = start[trace + 1]
        while i < len(uses) and number[uses[i]] == trace and block[i] == here:
            # One stretch: as long as the next use's window reaches into it.
            while at[uses[i]] - at[low] > window:
                low += 1
            low = max(low, high)
            least, most = events[uses[i]], busiest[uses[i]]
            high = max(high, uses[i] + 1)
            while True:
                least, most = min(least, events[uses[i]]), max(most, busiest[uses[i]])
                while high < end and at[high] - at[uses[i]] <= window:
                    high += 1
                i += 1
                if i == len(uses) or number[uses[i]] != trace or block[i] != here:
                    break
                if at[uses[i]] - at[high - 1] > window:
                    break
            if high - low > 1:
                for p in range(low, high):
                    if core[p] and least <= events[p] <= most:
                        if len(to):
                            to[found], event[found] = here, p
                        found += 1
    return found
