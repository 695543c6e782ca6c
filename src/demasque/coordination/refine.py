"""What chance gives when people keep hours and have tastes: the expectation that decides.

For the pairs that the scan kept, the chance of each common trace is computed again with each
account's posts dealt only within its own strata of time, trace by trace, and the tail is exact
(Poisson-binomial), so that a trace everybody used that hour counts as nearly certain, not as proof.

People who follow the same sources meet more often still, but not only within the window: what the
two share at other times measures their common taste, and raises the expectation in proportion.
"""

import math
from typing import Any

import numpy as np
from numba import njit

from demasque.coordination.company import keep_company
from demasque.coordination.prepared import Int32, Int64, PreparedEvents
from demasque.coordination.scan import Candidates
from demasque.coordination.strata import Strata
from demasque.coordination.tail import FloatArray, log_poisson_binomial_tail
from demasque.coordination.threads import run
from demasque.coordination.windows import Windows


def refine(
    events: PreparedEvents, windows: Windows, pairs: Candidates, strata: Strata
) -> tuple[FloatArray, FloatArray]:
    """Return, per pair, the shared traces that chance gives, and ln P of as many as were counted.

    Either account's events are held and the other's dealt; the way round that finds the count less
    surprising is returned. See docs/method.md, "Hours" and "Common taste".
    """
    company = keep_company(events, windows, strata, np.unique(np.concatenate([pairs.a, pairs.b])))
    uses = strata.uses
    expected, log_p = np.zeros(len(pairs.a)), np.zeros(len(pairs.a))
    run(
        _tails,
        (pairs.a, pairs.b, pairs.shared),
        (events.row, events.row_start, events.trace, events.trace_start, events.at),
        (windows.width, events.activity, events.total),
        (company.start, company.trace, company.stratum, company.amount, company.own),
        (uses.start, uses.stratum, uses.amount, strata.totals),
        expected,
        log_p,
    )
    return expected, log_p


@njit(cache=True, nogil=True)
def _tails(
    thread: int,
    threads: int,
    pairs: Any,
    events: Any,
    dealt: Any,
    company: Any,
    strata: Any,
    mean: FloatArray,
    tail: FloatArray,
) -> None:
    pair_a, pair_b, shared = pairs
    row, row_start, trace, trace_start, at = events
    window, activity, total = dealt
    uses = np.zeros(len(strata[3]), dtype=np.int32)
    for k in range(thread, len(pair_a), threads):
        a, b = pair_a[k], pair_b[k]
        tail[k] = -np.inf
        mine = row[row_start[a] : row_start[a + 1]]
        theirs = row[row_start[b] : row_start[b + 1]]
        apart, scale = _apart(trace, trace_start, at, mine, theirs, window)
        for _ in range(2):
            rate = activity[b] / max(total - activity[a], 1)
            chances = _one_way(a, b, mine, apart, scale, rate, events, company, strata, uses)
            one = log_poisson_binomial_tail(shared[k], chances)
            if one > tail[k]:
                tail[k], mean[k] = one, chances.sum()
            a, b, mine = b, a, theirs


@njit(cache=True, nogil=True)
def _one_way(
    a: int,
    b: int,
    mine: Int32,
    apart: float,
    scale: float,
    rate: float,
    events: Any,
    company: Any,
    strata: Any,
    uses: Int32,
) -> FloatArray:
    """Chance of each of a's traces to be met by b's events, dealt within hours, at their taste."""
    _, _, of_position, trace_start, _ = events
    start, trace, stratum, amount, own = company
    use_start, use_stratum, use_amount, totals = strata
    for i in range(use_start[b], use_start[b + 1]):
        uses[use_stratum[i]] = use_amount[i]
    cells = slice(start[a], start[a + 1])
    elsewhere = _mean_elsewhere(trace[cells], amount[cells], of_position, mine, trace_start, rate)
    # One usual trace is added on both sides, so that a pair that shared nothing apart has no taste;
    # and one standard deviation, since the count apart is itself chance.
    likely = apart + math.sqrt(apart * scale)
    taste = max(1.0, (likely + scale) / (elsewhere + scale))
    chances = _chances(trace[cells], stratum[cells], amount[cells], own[cells], uses, totals, taste)
    for i in range(use_start[b], use_start[b + 1]):
        uses[use_stratum[i]] = 0
    return chances


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
