"""What chance gives where people keep hours and are alike: the expectation that decides.

For the pairs that the scan kept, the chance of each common trace is computed again with each
account's events permuted only within its own strata of time, trace by trace, and the tail is exact
(Poisson-binomial), so that a trace everybody used that hour counts as nearly certain, not as proof.

People who follow the same sources meet more often still; see :mod:`homophily`.
"""

import numpy as np
from numba import njit

from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import Int32, PreparedEvents
from demasque.coordination.events.windows import Windows
from demasque.coordination.null.exposure import Exposure, exposure_by_stratum
from demasque.coordination.null.homophily import (
    APART,
    EventsApart,
    events_apart,
    expected_apart,
    homophily,
    shared_apart,
)
from demasque.coordination.null.strata import Strata
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail
from demasque.coordination.threads import run


def expectation(
    events: PreparedEvents, windows: Windows, pairs: Candidates, strata: Strata
) -> tuple[FloatArray, FloatArray]:
    """Return, per pair, the shared traces that chance gives, and ln P of as many as were counted.

    Either account's events are held and the other's permuted; the way round that finds the count
    less surprising is returned. See docs/method.md, "Strata of time" and "Homophily".
    """
    accounts = np.unique(np.concatenate([pairs.a, pairs.b]))
    exposure = exposure_by_stratum(events, windows, strata, accounts)
    reach = min(windows.width, APART)
    apart = events_apart(events, reach, accounts)
    expected, log_p = np.zeros(len(pairs.a)), np.zeros(len(pairs.a))
    run(
        _tails,
        pairs,
        events,
        (windows.width, reach),
        exposure,
        apart,
        strata,
        expected,
        log_p,
    )
    return expected, log_p


@njit(cache=True, nogil=True)
def _tails(
    thread: int,
    threads: int,
    pairs: Candidates,
    events: PreparedEvents,
    distances: tuple[int, int],
    exposure: Exposure,
    apart: EventsApart,
    strata: Strata,
    mean: FloatArray,
    tail: FloatArray,
) -> None:
    window, reach = distances
    activity, total = events.activity, events.total
    active = np.zeros(len(strata.totals), dtype=np.int32)
    for k in range(thread, len(pairs.a), threads):
        a, b = pairs.a[k], pairs.b[k]
        tail[k] = -np.inf
        shared, scale = shared_apart(events, a, b, window, reach)
        for _ in range(2):
            rate = activity[b] / max(total - activity[a], 1)
            likeness = homophily(shared, scale, expected_apart(a, rate, apart))
            chances = _chances(a, b, likeness, exposure, strata, active)
            one = log_poisson_binomial_tail(pairs.shared[k], chances)
            if one > tail[k]:
                tail[k], mean[k] = one, chances.sum()
            a, b = b, a


@njit(cache=True, nogil=True)
def _chances(
    a: int, b: int, likeness: float, exposure: Exposure, strata: Strata, active: Int32
) -> FloatArray:
    """Chance of each trace of a that one of b's events, permuted within strata, meets a there.

    `likeness` is the homophily of the two. `active` has room for every stratum, and is zero before
    and after.
    """
    activity, totals = strata.activity, strata.totals
    for i in range(activity.start[b], activity.start[b + 1]):
        active[activity.stratum[i]] = activity.events[i]
    trace, stratum = exposure.trace, exposure.stratum
    i, end = exposure.start[a], exposure.start[a + 1]
    out = np.empty(end - i)
    found = 0
    while i < end:
        here = trace[i]
        miss = 1.0
        while i < end and trace[i] == here:
            now = stratum[i]
            if active[now]:
                free = totals[now] - exposure.own[i]
                miss *= max(1.0 - exposure.others[i] / free, 0.0) ** active[now]
            i += 1
        if miss < 1.0:
            out[found] = 1.0 - miss**likeness
            found += 1
    for i in range(activity.start[b], activity.start[b + 1]):
        active[activity.stratum[i]] = 0
    return out[:found]
