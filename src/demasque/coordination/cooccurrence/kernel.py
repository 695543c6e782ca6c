"""One account's row of the matrix "who meets whom": the kernels of the scan.

Nearly all that an account meets it meets once, in the crowd of some viral trace, and once proves
nothing. So a first meeting sets one bit, in an array small enough for the processor's nearest
memory, and only a second one reaches for a counter. And the more active a partner, the more traces
it takes to matter: whoever could not matter with all the traces that the account has is passed by.
Both are exact.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.cooccurrence.scan_arrays import (
    Quietest,
    Scratch,
    TailThresholds,
    UInt32,
    UInt64,
)
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import Windows
from demasque.coordination.stats.tails import FloatArray, log_poisson_tail

# A counter is one word: the trace last counted above, the count so far below.
_HALF = np.uint64(32)
_SIX = np.uint64(6)
_LAST_SIX = np.uint64(63)
_ONE = np.uint64(1)
# So many visits are listed at a time: the list stays in the processor's nearest memory.
LIST = 1 << 12


@njit(cache=True, nogil=True, inline="always")
def plain_expectation(n_a: int, n_b: int, exposure_a: int, exposure_b: int, total: int) -> float:
    """Shared traces that chance gives by activity alone: see docs/method.md, "What chance gives".

    If b's events fell on anybody's events but a's own, n_b * exposure_a / (N - n_a) of them would
    land in a's windows; and the other way round. The larger of the two, to be fair
    to the pair. The pair's own meetings count once per shared trace: leaving them out altogether
    would make a private trace infinitely surprising, and counting each of them would let a pair
    explain itself.
    """
    return max(n_b * exposure_a / max(total - n_a, 1), n_a * exposure_b / max(total - n_b, 1))


@njit(cache=True, nogil=True)
def walk_rows(
    thread: int,
    threads: int,
    rows: Int32,
    at: Int64,
    events: PreparedEvents,
    windows: Windows,
    quietest: Quietest,
    thresholds: TailThresholds,
    counts: Int64,
    scratch: Scratch,
    out: npt.NDArray[np.int32],
) -> int:
    """Walk rows until all are done or the buffer cannot hold one more row; return rows written.

    `at` says, and takes on, where each thread is; `counts[thread, level]` counts pairs by the first
    level that they pass. Of those that pass the first, `out` gets a, b and their shared traces.
    """
    mine = (
        scratch.once[thread],
        scratch.again[thread],
        scratch.listed[thread],
        scratch.repeated[thread],
        scratch.limits[thread],
    )
    account = events.account.view(np.uint32)
    i, written = at[thread], 0
    while i < len(rows):
        a = rows[i]
        used = _gather(a, events, windows, scratch.uses[thread])
        limit = _limit(a, used, events, windows, quietest, thresholds, scratch.limits[thread])
        number, met = _meet(a, limit, used, account, thresholds.min_shared < 2, mine)
        fits = written + met <= out.shape[1]
        if fits:
            written = _judge(
                a, met, events, windows, thresholds, mine, counts[thread], out[thread], written
            )
            met = 0
        _clear(a, limit, number, met, mine)
        if not fits:
            break
        i += threads
    at[thread] = i
    return written


@njit(cache=True, nogil=True)
def _gather(a: int, events: PreparedEvents, windows: Windows, uses: Int32) -> Int32:
    """Bring together the trace and the window of each of a's events, which lie far apart."""
    row, trace, low, high = events.row, events.trace, windows.low, windows.high
    first = events.row_start[a]
    used = uses[: events.row_start[a + 1] - first]
    for i in range(len(used)):
        p = row[first + i]
        used[i, 0], used[i, 1], used[i, 2] = trace[p], low[p], high[p]
    return used


@njit(cache=True, nogil=True)
def _limit(
    a: int,
    used: Int32,
    events: PreparedEvents,
    windows: Windows,
    quietest: Quietest,
    thresholds: TailThresholds,
    limits: Int64,
) -> int:
    """Say up to which account so many common traces can matter; return it for all that a has."""
    means, min_shared = thresholds.means, thresholds.min_shared
    values, last = quietest.activity, quietest.last
    needed = means[-1]
    rate = windows.exposure[a] / max(events.total - events.activity[a], 1)
    limit, traces, here = -1, 0, -1
    limits[0] = limit
    for i in range(len(used)):
        if used[i, 0] == here:
            continue
        here = used[i, 0]
        traces += 1
        if traces >= min_shared and limit < last[-1]:
            if traces >= len(needed):
                limit = last[-1]
            else:
                # A little more than the quotient, which may be rounded down.
                busiest = needed[traces] / rate * (1.0 + 1e-9)
                place = np.searchsorted(values, busiest, side="right")
                limit = last[place - 1] if place else -1
        limits[traces] = limit
    return limit


@njit(cache=True, nogil=True)
def _meet(
    a: int,
    limit: int,
    used: Int32,
    account: UInt32,
    first_counts: bool,
    scratch: Any,
) -> tuple[int, int]:
    """Count whom a meets, up to account `limit`; return how many are listed and how many recounted.

    The third array of `scratch` lists who was met, unless they are too many (then -1 is returned),
    and the fourth who was met again. Their counter holds one meeting less than they had, or all
    where the `first_counts` too.
    """
    once, _, listed, _, _ = scratch
    room = np.uint64(len(listed) - LIST)
    number: Any = np.uint64(0)
    met, many = 0, False
    i = 0
    while i < len(used) and limit > a:
        if number > room:
            number, many = np.uint64(0), True
        first, size, last = i, 0, used[i, 1]
        while i < len(used) and used[i, 0] == used[first, 0]:
            size += used[i, 2] - max(used[i, 1], last)
            last = used[i, 2]
            i += 1
        short = size <= LIST
        # Nobody on a trace is noted as met before all of it was looked up: who was, was met on an
        # earlier one. A trace that fits the list is walked once, others once for either.
        for noting in range(1 if short else 2):
            last = used[first, 1]
            begin = number
            for k in range(first, i):
                place = max(used[k, 1], last)
                last = used[k, 2]
                while place < last:
                    stop = min(place + LIST, last)
                    until = _list(a, limit, place, stop, account, listed, begin)
                    if noting == 0:
                        met = _look_up(first, begin, until, first_counts, scratch, met)
                    else:
                        _note(begin, until, once, listed)
                    begin = until if short else begin
                    place = stop
            if short:
                _note(number, begin, once, listed)
                number = begin
            many = many or not short
    return -1 if many else int(number), met


@njit(cache=True, nogil=True)
def _list(
    a: int, limit: int, place: int, stop: int, account: UInt32, listed: UInt32, number: Any
) -> Any:
    """List the accounts above a, up to `limit`, at some positions; return how many are listed."""
    below = np.uint64(a) + _ONE
    span = np.uint64(limit) - np.uint64(a)
    for j in range(place, stop):
        b = np.uint64(account[np.uint64(j)])
        # Written always, kept if in bounds: a branch here would be a coin toss.
        listed[number] = b
        number += np.uint64(b - below < span)
    return number


@njit(cache=True, nogil=True)
def _look_up(first: int, begin: Any, until: Any, first_counts: bool, scratch: Any, met: int) -> int:
    """Count those on the list that were met on an earlier trace, or all; return how many they are.

    The trace at hand, whose events begin at `first`, counts each but once.
    """
    once, again, listed, repeated, _ = scratch
    stamp = np.uint64(np.uint32(first + 1))
    for m in range(begin, until):
        b = np.uint64(listed[m])
        if first_counts or once[b >> _SIX] >> (b & _LAST_SIX) & _ONE:
            held = again[b]
            if held >> _HALF != stamp:
                if held == 0:
                    repeated[met] = b
                    met += 1
                again[b] = stamp << _HALF | (np.uint64(np.uint32(held)) + _ONE)
    return met


@njit(cache=True, nogil=True)
def _note(begin: Any, until: Any, once: UInt64, listed: UInt32) -> None:
    """Note as met whoever is on the list."""
    for m in range(begin, until):
        b = np.uint64(listed[m])
        once[b >> _SIX] |= _ONE << (b & _LAST_SIX)


@njit(cache=True, nogil=True)
def _judge(
    a: int,
    met: int,
    events: PreparedEvents,
    windows: Windows,
    thresholds: TailThresholds,
    scratch: Any,
    counts: Int64,
    out: npt.NDArray[np.int32],
    written: int,
) -> int:
    """Judge those met again, and write whoever is below the cut; return how many are written."""
    activity, exposure, total = events.activity, windows.exposure, events.total
    means, levels, min_shared = thresholds.means, thresholds.levels, thresholds.min_shared
    _, again, _, repeated, limits = scratch
    for m in range(met):
        b = repeated[m]
        shared: Any = np.int64(np.uint32(again[b])) + (min_shared > 1)
        again[b] = 0  # while it is at hand: it will not be in the nearest memory later
        if limits[shared] < b:
            continue
        mu = plain_expectation(activity[a], activity[b], exposure[a], exposure[b], total)
        level = _level(shared, mu, means, levels)
        if level < 0:
            continue
        counts[level] += 1
        if level == 0:
            out[written, 0], out[written, 1], out[written, 2] = a, b, shared
            written += 1
    return written


@njit(cache=True, nogil=True)
def _level(shared: int, mu: float, means: FloatArray, levels: FloatArray) -> int:
    """Return the first level that the tail of `shared` given `mu` does not exceed, or -1."""
    if shared < means.shape[1]:
        for level in range(len(levels)):
            if mu <= means[level, shared]:
                return level
        return -1
    log_p = log_poisson_tail(shared, mu)
    for level in range(len(levels)):
        if log_p <= levels[level]:
            return level
    return -1


@njit(cache=True, nogil=True)
def _clear(a: int, limit: int, number: int, met: int, scratch: Any) -> None:
    """Leave the scratch arrays as they were found: all zero."""
    once, again, listed, repeated, _ = scratch
    if number < 0:
        once[a >> 6 : (limit >> 6) + 1] = 0
    for m in range(number):
        once[listed[m] >> 6] = 0
    for m in range(met):
        again[repeated[m]] = 0
