"""Who meets whom, row by row: the kernels that count, for each account, all its partners at once.

One row of a sparse matrix product at a time (Gustavson 1978): an account's events open windows,
everybody else's events in them are counted in a scratch array, and each partner is judged on the
spot. What is not surprising is forgotten with the row, so memory is that of the input.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from numba import get_num_threads, njit, prange

from demasque.coordination.prepared import Int32, Int64, PreparedEvents
from demasque.coordination.tail import LN10, FloatArray, largest_means, log_poisson_tail
from demasque.progress import Progress

UInt32 = npt.NDArray[np.uint32]

_BUFFER = 1 << 16
_K_TABLE = 256
# First guess: false-discovery control lets an account have about this many partners.
_PARTNERS = 64
_LEVELS = 8
# A scratch entry is one word: the trace last counted above, the count so far below. Everything in
# the innermost loop is unsigned, since a signed index costs a test for being negative.
_HALF = np.uint64(32)
# Rows in a block: so many that threads are kept busy, so few that progress shows.
_ROWS = 1 << 16


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


@dataclass(frozen=True)
class Candidates:
    """Pairs that the plainest chance model does not explain: parallel arrays, a < b."""

    a: Int32
    b: Int32
    shared: Int64


Block = tuple[npt.NDArray[np.int32], Int64]
"""What a block of rows gave: pairs (a, b, shared), and counts between the levels."""

Remember = Callable[[str, Callable[[], Block]], Block]
"""Called as ``remember(name, block)``; a name is one block of one scan, always the same one."""


def compute(_: str, block: Callable[[], Block]) -> Block:
    """Remember nothing: the default, where a scan begins anew after a kill."""
    return block()


def open_windows(events: PreparedEvents, window: int) -> Windows:
    """Find every event's window of `window` microseconds on either side, inclusive."""
    low, high = _bounds(events.at, events.trace_start, window)
    crowd = _crowds(events.row, events.row_start, events.trace, low, high)
    return Windows(window, low, high, crowd)


def scan(
    events: PreparedEvents,
    windows: Windows,
    fdr: float,
    tests: float,
    min_shared: int,
    progress: Progress,
    step: str,
    remember: Remember = compute,
) -> Candidates:
    """Return every pair that can have a q of at most `fdr` out of `tests` (and perhaps others).

    Benjamini and Hochberg's cut is not known before the end, so the scan keeps pairs up to a first
    guess and counts how many there are at each power of ten above it. Only if those counts leave
    room for a higher cut does it scan again with that one.
    """
    log_tests = math.log(max(tests, 1.0))
    log_p = min(math.log(fdr) + math.log(_PARTNERS * max(events.accounts, 1)) - log_tests, -1.0)
    while True:
        levels = np.minimum(log_p + LN10 * np.arange(_LEVELS + 1), 0.0)
        pairs, counts = _scan_once(events, windows, levels, min_shared, progress, step, remember)
        # A cut between two levels needs as many pairs below it as its lower end asks for.
        asked = np.exp(levels[:-1] + log_tests - math.log(fdr))
        possible = np.flatnonzero((np.cumsum(counts)[1:] >= asked) & (levels[1:] > levels[:-1]))
        if not len(possible) or log_p >= math.log(fdr):
            return pairs
        log_p = float(levels[possible[-1] + 1])


def chance_means(events: PreparedEvents, windows: Windows, pairs: Candidates) -> FloatArray:
    """Return :func:`chance_mean` for each pair."""
    n, crowd, total = events.activity, windows.crowd, events.total
    a, b = pairs.a, pairs.b
    return np.maximum(
        n[b] * crowd[a] / np.maximum(total - n[a], 1), n[a] * crowd[b] / np.maximum(total - n[b], 1)
    )


def _scan_once(
    events: PreparedEvents,
    windows: Windows,
    levels: FloatArray,
    min_shared: int,
    progress: Progress,
    step: str,
    remember: Remember,
) -> tuple[Candidates, Int64]:
    """Return the pairs whose tail is at most the first level, and the counts between levels.

    Rows are walked in blocks, and what `remember` holds of a block is not walked again.
    """
    walk = _Walk(events, windows, levels, min_shared)
    # An account that meets nobody has no row to walk.
    todo = np.flatnonzero(windows.crowd > 0).astype(np.int32)
    found = [np.empty((0, 3), dtype=np.int32)]
    counts = np.zeros(len(levels), dtype=np.int64)
    for begin in range(0, len(todo), _ROWS):
        rows = todo[begin : begin + _ROWS]
        part, between = remember(f"{levels[0]:.9f}-{begin}", partial(walk.block, rows))
        found.append(part)
        counts += between
        progress(step, begin + len(rows), len(todo))
    pairs = np.concatenate(found)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    kept = Candidates(pairs[:, 0].copy(), pairs[:, 1].copy(), pairs[:, 2].astype(np.int64))
    return kept, counts


class _Walk:
    """One scan's way through blocks of rows, with the scratch arrays of each thread."""

    def __init__(
        self, events: PreparedEvents, windows: Windows, levels: FloatArray, min_shared: int
    ) -> None:
        self.events, self.windows = events, windows
        self.levels, self.min_shared = levels, min_shared
        self.means = np.stack([largest_means(level, _K_TABLE) for level in levels])
        threads = get_num_threads()
        self.scratch = np.zeros((threads, events.accounts), dtype=np.uint64)
        self.touched = np.empty((threads, events.accounts + 1), dtype=np.uint32)
        self.stamps = np.zeros(threads, dtype=np.uint32)
        # A buffer holds at least one whole row, so every round makes headway.
        self.room = max(_BUFFER, events.accounts)

    def block(self, rows: Int32) -> Block:
        """Walk some rows, dealt to threads in turn.

        They are resumed where an output buffer filled up, so nothing is dropped however many pairs
        there are.
        """
        events, windows = self.events, self.windows
        threads = len(self.stamps)
        counts = np.zeros((threads, len(self.levels)), dtype=np.int64)
        at = np.arange(threads, dtype=np.int64)
        found = [np.empty((0, 3), dtype=np.int32)]
        while (at < len(rows)).any():
            out = np.empty((threads, self.room, 3), dtype=np.int32)
            used = _scan_rows(
                rows.view(np.uint32),
                at,
                events.account.view(np.uint32),
                events.row,
                events.row_start,
                events.trace,
                windows.low,
                windows.high,
                windows.crowd,
                events.activity,
                events.total,
                self.means,
                self.levels,
                self.min_shared,
                counts,
                self.scratch,
                self.touched,
                self.stamps,
                out,
            )
            found += [out[i, : used[i]].copy() for i in range(threads)]
        return np.concatenate(found), counts.sum(axis=0)


@njit(cache=True, nogil=True, inline="always")
def chance_mean(n_a: int, n_b: int, crowd_a: int, crowd_b: int, total: int) -> float:
    """Shared traces that chance alone gives: see docs/method.md, "What chance gives".

    If b's events fell on everybody's (trace, moment) slots but a's own, n_b * crowd_a / (N - n_a)
    of them would land in a's windows; and the other way round. The larger of the two, to be fair
    to the pair. The pair's own meetings count once per shared trace: leaving them out altogether
    would make a private trace infinitely surprising, and counting each of them would let a pair
    explain itself.
    """
    return max(n_b * crowd_a / max(total - n_a, 1), n_a * crowd_b / max(total - n_b, 1))


@njit(cache=True, nogil=True)
def _level(shared: int, mu: float, means: FloatArray, levels: FloatArray) -> int:
    """Return the first level that the tail of `shared` given `mu` does not exceed."""
    if shared < means.shape[1]:
        for level in range(len(levels)):
            if mu <= means[level, shared]:
                return level
        return len(levels)
    log_p = log_poisson_tail(shared, mu)
    for level in range(len(levels)):
        if log_p <= levels[level]:
            return level
    return len(levels)


@njit(cache=True, nogil=True, parallel=True)
def _bounds(at: Int64, start: Int64, window: int) -> tuple[Int32, Int32]:
    low = np.empty(len(at), dtype=np.int32)
    high = np.empty(len(at), dtype=np.int32)
    for t in prange(len(start) - 1):
        left = right = start[t]
        for p in range(start[t], start[t + 1]):
            while at[p] - at[left] > window:
                left += 1
            while right < start[t + 1] and at[right] - at[p] <= window:
                right += 1
            low[p] = left
            high[p] = right
    return low, high


@njit(cache=True, nogil=True, parallel=True)
def _crowds(row: Int32, row_start: Int64, trace: Int32, low: Int32, high: Int32) -> Int64:
    accounts = len(row_start) - 1
    crowd = np.zeros(accounts, dtype=np.int64)
    for a in prange(accounts):
        here, last, total = -1, 0, 0
        for i in range(row_start[a], row_start[a + 1]):
            p = row[i]
            if trace[p] != here:
                here, last = trace[p], low[p]
            total += high[p] - max(low[p], last)
            last = high[p]
        # Each of a's own events lies in its own window; they are not company.
        crowd[a] = total - (row_start[a + 1] - row_start[a])
    return crowd


@njit(cache=True, nogil=True, parallel=True)
def _scan_rows(
    rows: UInt32,
    at: Int64,
    account: UInt32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    low: Int32,
    high: Int32,
    crowd: Int64,
    activity: Int64,
    total: int,
    means: FloatArray,
    levels: FloatArray,
    min_shared: int,
    counts: Int64,
    scratch: npt.NDArray[np.uint64],
    touched: UInt32,
    stamps: UInt32,
    out: npt.NDArray[np.int32],
) -> Int64:
    """Walk rows until all are done or a buffer cannot hold one more row; return rows written."""
    threads = len(at)
    used = np.zeros(threads, dtype=np.int64)
    for thread in prange(threads):
        count, partners = scratch[thread], touched[thread]
        stamp = stamps[thread]
        i = at[thread]
        written = 0
        while i < len(rows):
            a = rows[i]
            met = np.uint64(0)
            here = -1
            last = 0
            for k in range(row_start[a], row_start[a + 1]):
                p = row[k]
                if trace[p] != here:
                    here, last = trace[p], low[p]
                    stamp += np.uint32(1)
                for j in range(max(low[p], last), high[p]):
                    b = account[np.uint64(j)]
                    # Each pair is judged in the row of its lower account, the less active.
                    if b > a:
                        seen = count[b]
                        if np.uint32(seen >> _HALF) != stamp:
                            so_far = np.uint32(seen)
                            # Written always, kept if new: a branch here would be a coin toss.
                            partners[met] = b
                            met += np.uint64(so_far == np.uint32(0))
                            so_far += np.uint32(1)
                            count[b] = (np.uint64(stamp) << _HALF) | np.uint64(so_far)
                last = high[p]
            fits = written + met <= out.shape[1]
            if fits:
                for m in range(met):
                    b = partners[m]
                    shared = np.int64(np.uint32(count[b]))
                    if shared < min_shared:
                        continue
                    mu = chance_mean(activity[a], activity[b], crowd[a], crowd[b], total)
                    level = _level(int(shared), mu, means, levels)
                    counts[thread, min(level, len(levels) - 1)] += level < len(levels)
                    if level == 0:
                        out[thread, written, 0] = a
                        out[thread, written, 1] = b
                        out[thread, written, 2] = shared
                        written += 1
            for m in range(met):
                count[partners[m]] = np.uint64(0)
            if not fits:
                break
            i += threads
        at[thread] = i
        used[thread] = written
        stamps[thread] = stamp
    return used
