"""What chance gives when people keep hours and have tastes: the expectation that decides.

For the pairs that the scan kept, the chance of each common trace is computed again with each
account's posts dealt only within its own strata of time, trace by trace, and the tail is exact
(Poisson-binomial), so that a trace everybody used that hour counts as nearly certain, not as proof.

People who follow the same sources meet more often still; see :mod:`homophily`.
"""

from typing import Any

import numpy as np
from numba import njit

from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import Windows
from demasque.coordination.null.exposure import keep_company
from demasque.coordination.null.homophily import (
    TASTE,
    common_taste,
    mean_apart,
    shares_apart,
    slots_apart,
)
from demasque.coordination.null.strata import Strata
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail
from demasque.coordination.threads import run


def refine(
    events: PreparedEvents, windows: Windows, pairs: Candidates, strata: Strata
) -> tuple[FloatArray, FloatArray]:
    """Return, per pair, the shared traces that chance gives, and ln P of as many as were counted.

    Either account's events are held and the other's dealt; the way round that finds the count less
    surprising is returned. See docs/method.md, "Hours" and "Common taste".
    """
    accounts = np.unique(np.concatenate([pairs.a, pairs.b]))
    company = keep_company(events, windows, strata, accounts)
    reach = min(windows.width, TASTE)
    apart = slots_apart(events, reach, accounts)
    uses = strata.uses
    expected, log_p = np.zeros(len(pairs.a)), np.zeros(len(pairs.a))
    run(
        _tails,
        (pairs.a, pairs.b, pairs.shared),
        (events.row, events.row_start, events.trace, events.trace_start, events.at),
        (windows.width, reach, events.activity, events.total),
        (company.start, company.trace, company.stratum, company.amount, company.own),
        (apart.start, apart.slots, apart.size),
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
    apart: Any,
    strata: Any,
    mean: FloatArray,
    tail: FloatArray,
) -> None:
    pair_a, pair_b, shared = pairs
    row, row_start, trace, trace_start, at = events
    window, reach, activity, total = dealt
    uses = np.zeros(len(strata[3]), dtype=np.int32)
    for k in range(thread, len(pair_a), threads):
        a, b = pair_a[k], pair_b[k]
        tail[k] = -np.inf
        mine = row[row_start[a] : row_start[a + 1]]
        theirs = row[row_start[b] : row_start[b + 1]]
        shared_apart, scale = shares_apart(trace, trace_start, at, mine, theirs, window, reach)
        for _ in range(2):
            rate = activity[b] / max(total - activity[a], 1)
            taste = common_taste(shared_apart, scale, mean_apart(a, rate, apart))
            chances = _one_way(a, b, taste, company, strata, uses)
            one = log_poisson_binomial_tail(shared[k], chances)
            if one > tail[k]:
                tail[k], mean[k] = one, chances.sum()
            a, b = b, a


@njit(cache=True, nogil=True)
def _one_way(a: int, b: int, taste: float, company: Any, strata: Any, uses: Int32) -> FloatArray:
    """Chance of each of a's traces to be met by b's events, dealt within hours, at their taste."""
    start, trace, stratum, amount, own = company
    use_start, use_stratum, use_amount, totals = strata
    for i in range(use_start[b], use_start[b + 1]):
        uses[use_stratum[i]] = use_amount[i]
    cells = slice(start[a], start[a + 1])
    chances = _chances(trace[cells], stratum[cells], amount[cells], own[cells], uses, totals, taste)
    for i in range(use_start[b], use_start[b + 1]):
        uses[use_stratum[i]] = 0
    return chances


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
