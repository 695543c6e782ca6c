"""What chance gives when people keep hours and have tastes: the expectation that decides.

Accounts that are awake at the same hours, or that were all collected during one evening's debate,
meet more often than their totals say. For the pairs that the scan kept, the chance of each common
trace is computed again with each account's posts dealt only within its own strata of time, trace by
trace, and the tail is exact (Poisson-binomial), so that a trace everybody used that hour counts as
nearly certain, not as proof.

People who follow the same sources meet more often still, but not only within the window: what the
two share at other times measures their common taste, and raises the expectation in proportion.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import get_num_threads, njit, prange

from demasque.coordination.prepared import Int32, Int64, PreparedEvents
from demasque.coordination.scan import Candidates, Windows
from demasque.coordination.tail import FloatArray, log_poisson_binomial_tail

HOUR: Final = 3_600_000_000
STRATUM_EVENTS: Final = 100


@dataclass(frozen=True)
class Uses:
    """How many events an account has in a stratum: compressed rows by account, strata ascending."""

    start: Int64
    stratum: Int32
    amount: Int32


@dataclass(frozen=True)
class Strata:
    """Which stratum each event is in: by position for shared traces, totals for all events."""

    of_position: Int32
    uses: Uses
    totals: Int64


@dataclass(frozen=True)
class Company:
    """Slots of others in an account's windows, by trace and stratum: compressed rows by account.

    `own[i]` is how many events the account itself has in that stratum: its own slots are not dealt.
    """

    start: Int64
    trace: Int32
    stratum: Int32
    amount: Int32
    own: Int32


def strata_of(at: Int64) -> Int64:
    """Number the stratum of each time: see :func:`join_hours`."""
    _, code, counts = np.unique(np.floor_divide(at, HOUR), return_inverse=True, return_counts=True)
    return join_hours(counts)[code]


def join_hours(counts: Int64) -> Int64:
    """Number the stratum of each hour (UTC) that has events: `STRATUM_EVENTS` or more, rising.

    Quiet hours are joined to the next until there are enough events to deal: in an hour of a dozen
    posts the posts of one wave would be the whole of chance.
    """
    return _join(counts.astype(np.int64), STRATUM_EVENTS)


def by_time(account: Int32, at: Int64, events: PreparedEvents) -> Strata:
    """Cut the events into strata of time."""
    stratum = strata_of(at).astype(np.int32)
    totals = np.bincount(stratum).astype(np.int64)
    return Strata(
        of_position=stratum[events.source],
        uses=_uses(account, stratum, events.accounts, len(totals)),
        totals=totals,
    )


@njit(cache=True, nogil=True)
def _join(counts: Int64, least: int) -> Int64:
    """Number the strata, a new one wherever the one before has `least` events."""
    out = np.empty(len(counts), dtype=np.int64)
    now, held = 0, 0
    for i in range(len(counts)):
        if held >= least:
            now, held = now + 1, 0
        out[i] = now
        held += counts[i]
    if held < least and now > 0:
        out[out == now] = now - 1
    return out


def stratified_tails(
    events: PreparedEvents, windows: Windows, pairs: Candidates, strata: Strata
) -> tuple[FloatArray, FloatArray]:
    """Return, per pair, the shared traces that chance gives, and ln P of as many as were counted.

    Either account's events are held and the other's dealt; the way round that finds the count less
    surprising is returned. See docs/method.md, "Hours" and "Common taste".
    """
    wanted = np.zeros(events.accounts, dtype=np.bool_)
    wanted[pairs.a] = True
    wanted[pairs.b] = True
    company = _company(events, windows, strata, np.flatnonzero(wanted).astype(np.int32))
    return _tails(
        pairs.a,
        pairs.b,
        pairs.shared,
        events.row,
        events.row_start,
        events.trace,
        events.trace_start,
        events.at,
        windows.width,
        company.start,
        company.trace,
        company.stratum,
        company.amount,
        company.own,
        strata.uses.start,
        strata.uses.stratum,
        strata.uses.amount,
        strata.totals,
        events.activity,
        events.total,
        np.zeros((get_num_threads(), len(strata.totals)), dtype=np.int32),
    )


def _uses(account: Int32, stratum: Int32, accounts: int, strata: int) -> Uses:
    cell = account.astype(np.int64) * strata + stratum
    cells, amount = np.unique(cell, return_counts=True)
    start = np.searchsorted(cells, np.arange(accounts + 1, dtype=np.int64) * strata)
    return Uses(start.astype(np.int64), (cells % strata).astype(np.int32), amount.astype(np.int32))


def _company(events: PreparedEvents, windows: Windows, strata: Strata, accounts: Int32) -> Company:
    scratch = np.zeros((get_num_threads(), len(strata.totals)), dtype=np.int32)
    sizes = np.zeros(events.accounts, dtype=np.int64)
    layout = (
        accounts,
        events.account,
        events.row,
        events.row_start,
        events.trace,
        windows.low,
        windows.high,
        strata.of_position,
        scratch,
        sizes,
    )
    nothing = np.empty((0, 3), dtype=np.int32)
    _fill_company(*layout, np.empty(0, dtype=np.int64), nothing)
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    cells = np.empty((int(start[-1]), 3), dtype=np.int32)
    _fill_company(*layout, start, cells)
    own = _own(accounts, start, cells, strata.uses.start, strata.uses.stratum, strata.uses.amount)
    return Company(start, cells[:, 0], cells[:, 1], cells[:, 2], own)


@njit(cache=True, nogil=True, parallel=True)
def _own(
    accounts: Int32,
    start: Int64,
    cells: npt.NDArray[np.int32],
    use_start: Int64,
    use_stratum: Int32,
    use_amount: Int32,
) -> Int32:
    own = np.zeros(len(cells), dtype=np.int32)
    for k in prange(len(accounts)):
        a = accounts[k]
        strata = use_stratum[use_start[a] : use_start[a + 1]]
        for i in range(start[a], start[a + 1]):
            at = np.searchsorted(strata, cells[i, 1])
            if at < len(strata) and strata[at] == cells[i, 1]:
                own[i] = use_amount[use_start[a] + at]
    return own


@njit(cache=True, nogil=True, parallel=True)
def _fill_company(
    accounts: Int32,
    account: Int32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    low: Int32,
    high: Int32,
    stratum_of: Int32,
    scratch: npt.NDArray[np.int32],
    sizes: Int64,
    start: Int64,
    cells: npt.NDArray[np.int32],
) -> None:
    """Count company by trace and stratum; without `start` only how many cells there are."""
    threads = len(scratch)
    for thread in prange(threads):
        for k in range(thread, len(accounts), threads):
            a = accounts[k]
            out = start[a] if len(start) else -1
            found = 0
            i, end = row_start[a], row_start[a + 1]
            while i < end:
                until = i
                while until < end and trace[row[until]] == trace[row[i]]:
                    until += 1
                found += _count_trace(
                    a, row[i:until], trace[row[i]], account, low, high, stratum_of,
                    scratch[thread], cells, out + found if out >= 0 else -1,
                )  # fmt: skip
                i = until
            sizes[a] = found


@njit(cache=True, nogil=True)
def _count_trace(
    a: int,
    mine: Int32,
    here: int,
    account: Int32,
    low: Int32,
    high: Int32,
    stratum_of: Int32,
    count: Int32,
    cells: npt.NDArray[np.int32],
    out: int,
) -> int:
    """Count the company on one trace; write its cells from `out` on unless that is negative."""
    lowest, highest = len(count), -1
    last = low[mine[0]]
    for p in mine:
        for j in range(max(low[p], last), high[p]):
            if account[j] != a:
                s = stratum_of[j]
                count[s] += 1
                lowest, highest = min(lowest, s), max(highest, s)
        last = high[p]
    found = 0
    for s in range(lowest, highest + 1):
        if count[s]:
            if out >= 0:
                cells[out + found, 0] = here
                cells[out + found, 1] = s
                cells[out + found, 2] = count[s]
            found += 1
            count[s] = 0
    return found


@njit(cache=True, nogil=True, parallel=True)
def _tails(
    pair_a: Int32,
    pair_b: Int32,
    shared: Int64,
    row: Int32,
    row_start: Int64,
    of_position: Int32,
    trace_start: Int64,
    at: Int64,
    window: int,
    start: Int64,
    trace: Int32,
    stratum: Int32,
    amount: Int32,
    own: Int32,
    use_start: Int64,
    use_stratum: Int32,
    use_amount: Int32,
    totals: Int64,
    activity: Int64,
    total: int,
    scratch: npt.NDArray[np.int32],
) -> tuple[FloatArray, FloatArray]:
    mean = np.zeros(len(pair_a))
    tail = np.full(len(pair_a), -np.inf)
    threads = len(scratch)
    for thread in prange(threads):
        uses = scratch[thread]
        for k in range(thread, len(pair_a), threads):
            a, b = pair_a[k], pair_b[k]
            apart, scale = _apart(
                of_position,
                trace_start,
                at,
                row[row_start[a] : row_start[a + 1]],
                row[row_start[b] : row_start[b + 1]],
                window,
            )
            for _ in range(2):
                for i in range(use_start[b], use_start[b + 1]):
                    uses[use_stratum[i]] = use_amount[i]
                cells = slice(start[a], start[a + 1])
                elsewhere = _mean_elsewhere(
                    trace[cells],
                    amount[cells],
                    of_position,
                    row[row_start[a] : row_start[a + 1]],
                    trace_start,
                    activity[b] / max(total - activity[a], 1),
                )
                # One usual trace is added on both sides, so that a pair that shared nothing apart
                # has no taste; and one standard deviation, since the count apart is itself chance.
                likely = apart + math.sqrt(apart * scale)
                taste = max(1.0, (likely + scale) / (elsewhere + scale))
                chances = _chances(
                    trace[cells], stratum[cells], amount[cells], own[cells], uses, totals, taste
                )
                one = log_poisson_binomial_tail(shared[k], chances)
                if one > tail[k]:
                    tail[k] = one
                    mean[k] = chances.sum()
                for i in range(use_start[b], use_start[b + 1]):
                    uses[use_stratum[i]] = 0
                a, b = b, a
    return mean, tail


@njit(cache=True, nogil=True)
def _apart(
    trace: Int32, trace_start: Int64, at: Int64, mine: Int32, theirs: Int32, window: int
) -> tuple[float, float]:
    """What two accounts share outside the window only, and what a trace they share within is worth.

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
            else:
                apart += worth
        if here <= there:
            while i < len(mine) and trace[mine[i]] == here:
                i += 1
        if there <= here:
            while j < len(theirs) and trace[theirs[j]] == there:
                j += 1
    return apart, together / max(meetings, 1)


@njit(cache=True, nogil=True)
def _mean_elsewhere(
    cell_trace: Int32,
    cell_amount: Int32,
    of_position: Int32,
    mine: Int32,
    trace_start: Int64,
    rate: float,
) -> float:
    """What chance lets b share with a outside a's windows; `rate` is b's part of all slots."""
    mean = 0.0
    i = cell = 0
    while i < len(mine):
        here = of_position[mine[i]]
        until = i
        while until < len(mine) and of_position[mine[until]] == here:
            until += 1
        size = trace_start[here + 1] - trace_start[here]
        outside = size - (until - i)
        while cell < len(cell_trace) and cell_trace[cell] < here:
            cell += 1
        while cell < len(cell_trace) and cell_trace[cell] == here:
            outside -= cell_amount[cell]
            cell += 1
        if outside > 0:
            mean -= math.expm1(-rate * outside) / size
        i = until
    return mean


@njit(cache=True, nogil=True)
def _chances(
    trace: Int32,
    stratum: Int32,
    amount: Int32,
    own: Int32,
    uses: Int32,
    totals: Int64,
    taste: float,
) -> FloatArray:
    """Chance, for each trace that a held, that one of b's dealt events lands in a's windows."""
    out = np.empty(len(trace))
    found = 0
    i = 0
    while i < len(trace):
        here = trace[i]
        miss = 1.0
        while i < len(trace) and trace[i] == here:
            if uses[stratum[i]]:
                free = totals[stratum[i]] - own[i]
                miss *= max(1.0 - amount[i] / free, 0.0) ** uses[stratum[i]]
            i += 1
        if miss < 1.0:
            out[found] = 1.0 - miss**taste
            found += 1
    return out[:found]
