"""What chance gives where people keep hours and are alike: the expectation that decides.

For the pairs that the scan kept, the chance of each common trace is computed again with each
account's events permuted only within its own strata of time, trace by trace, and the tail is exact
(Poisson-binomial), so that a trace everybody used that hour counts as nearly certain, not as proof.

People who follow the same sources meet more often still; see :mod:`homophily`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.cooccurrence.common_traces import next_common_trace
from demasque.coordination.cooccurrence.reached import accounts_of, events_reached
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import Windows
from demasque.coordination.null.crowd import Crowd, Members, everybody
from demasque.coordination.null.exposure import Exposure, exposure_by_stratum
from demasque.coordination.null.homophily import (
    APART,
    EventsApart,
    events_apart,
    homophily,
    shared_apart,
)
from demasque.coordination.null.strata import Strata, stratum_at
from demasque.coordination.stats.few_values import sort_few
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail
from demasque.coordination.threads import run

Cells = npt.NDArray[np.int32]


class Surroundings(NamedTuple):
    """What chance is made of, for the accounts of the pairs at one window: rows by account."""

    exposure: Exposure
    apart: EventsApart
    strata: Strata
    member: Members


def expectation(
    events: PreparedEvents,
    windows: Windows,
    pairs: Candidates,
    strata: Strata,
    crowd: Crowd | None = None,
    alike: bool = True,
) -> tuple[FloatArray, FloatArray]:
    """Return, per pair, the shared traces that chance gives, and ln P of as many as were counted.

    Either account's events are held and the other's permuted; the way round that finds the count
    less surprising is returned. Chance is made of the events of the crowd (by default everybody)
    and of the pair's own; `strata` are the crowd's. Unless `alike` is false, what the two share
    apart raises the expectation. See docs/method.md, "Strata of time" and "Homophily".
    """
    crowd = crowd or everybody(events)
    accounts = accounts_of(pairs.a, pairs.b, events.accounts)
    size: Int64 = np.diff(events.trace_start)
    exposure = exposure_by_stratum(events, windows, strata, accounts, crowd)
    near = events_reached(events, min(windows.width, APART), accounts, crowd.before)
    crowd_size: Int64 = np.diff(crowd.before[events.trace_start])
    around = Surroundings(exposure, events_apart(near, crowd_size, size), strata, crowd.member)
    return expectation_among(events, size, windows.width, pairs, around, alike)


def expectation_among(
    events: PreparedEvents,
    size: Int64,
    width: int,
    pairs: Candidates,
    around: Surroundings,
    alike: bool = True,
) -> tuple[FloatArray, FloatArray]:
    """Return the same where whole traces are not at hand, but what they say of the accounts is.

    `events` need hold no more than the events of the pairs' own accounts, `size` is that of the
    whole traces; `width` is the window's, in microseconds.
    """
    expected, log_p = np.zeros(len(pairs.a)), np.zeros(len(pairs.a))
    run(
        _tails,
        pairs,
        events,
        size,
        (width, min(width, APART)),
        around,
        int(around.strata.totals.sum()),
        alike,
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
    size: Int64,
    distances: tuple[int, int],
    around: Surroundings,
    total: int,
    alike: bool,
    mean: FloatArray,
    tail: FloatArray,
) -> None:
    window, reach = distances
    _, apart, strata, member = around
    activity = events.activity
    of_a, of_b = np.zeros((2, len(strata.totals)), dtype=np.int32)
    nothing = np.empty((0, 2), dtype=np.int32)
    last = -1
    for k in range(thread, len(pairs.a), threads):
        a, b = pairs.a[k], pairs.b[k]
        # Pairs come by account: what is known of the first serves the next pair, too.
        if a != last:
            if last >= 0:
                _clear_strata(strata, last, of_a)
            _fill_strata(strata, a, of_a)
            last = a
        _fill_strata(strata, b, of_b)
        held, dealt = of_a, of_b
        tail[k] = -np.inf
        shared, scale = shared_apart(events, size, a, b, window, reach)
        for _ in range(2):
            here = total - member[a] * activity[a] + (not member[b]) * activity[b]
            rate = min(activity[b] / max(here, 1), 1.0)
            likeness = homophily(a, rate, apart, shared, scale) if alike else 1.0
            met = nothing if member[b] else _met(events, a, b, window, strata.begin)
            chances = _chances(a, b, likeness, around, met, held, dealt)
            one = log_poisson_binomial_tail(pairs.shared[k], chances)
            expected = chances.sum()
            if one > tail[k] or (one == tail[k] and expected > mean[k]):
                tail[k], mean[k] = one, expected
            a, b, held, dealt = b, a, dealt, held
        _clear_strata(strata, b, of_b)


@njit(cache=True, nogil=True)
def _met(events: PreparedEvents, a: int, b: int, window: int, begin: Int64) -> Cells:
    """Those of b's events that lie in a's windows: one row of trace and stratum each, in order."""
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    i_end, j_end = row_start[a + 1], row_start[b + 1]
    out = np.empty((j_end - row_start[b], 2), dtype=np.int32)
    found = 0
    i, i_stop, j, j_stop = next_common_trace(row, trace, row_start[a], i_end, row_start[b], j_end)
    while i < i_stop:
        for p in row[j:j_stop]:
            for q in row[i:i_stop]:
                if abs(at[p] - at[q]) <= window:
                    out[found, 0], out[found, 1] = trace[p], stratum_at(begin, at[p])
                    found += 1
                    break
        i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)
    return out[:found]


@njit(cache=True, nogil=True)
def _chances(
    a: int,
    b: int,
    likeness: float,
    around: Surroundings,
    met: Cells,
    held: Int32,
    dealt: Int32,
) -> FloatArray:
    """Chance of each trace of a that one of b's events, permuted within strata, meets a there.

    `likeness` is the homophily of the two, and `met` those of b's own events in a's windows that
    the exposure does not count. `held` and `dealt` are the events of a and of b by stratum: b may
    have any of the crowd's that are not a's, and its own.
    """
    exposure, _, strata, member = around
    i, end = exposure.start[a], exposure.start[a + 1]
    m = 0
    out = np.empty(end - i + len(met))
    found = 0
    while i < end or m < len(met):
        here = exposure.trace[i] if i < end else met[m, 0]
        if m < len(met):
            here = min(here, met[m, 0])
        miss = 1.0
        while True:
            in_exposure = i < end and exposure.trace[i] == here
            in_met = m < len(met) and met[m, 0] == here
            if in_exposure and (not in_met or exposure.stratum[i] <= met[m, 1]):
                now, others = exposure.stratum[i], exposure.others[i]
                i += 1
            elif in_met:
                now, others = met[m, 1], 0
            else:
                break
            while m < len(met) and met[m, 0] == here and met[m, 1] == now:
                others += 1
                m += 1
            if dealt[now]:
                free = strata.totals[now] - member[a] * held[now] + (not member[b]) * dealt[now]
                missed = max(1.0 - others / free, 0.0)
                miss *= missed if dealt[now] == 1 else missed ** dealt[now]
        if miss < 1.0:
            out[found] = 1.0 - (miss**likeness if likeness > 1.0 else miss)
            found += 1
    # So that sums come out the same whatever the traces are numbered like.
    sort_few(out[:found])
    return out[:found]


@njit(cache=True, nogil=True)
def _fill_strata(strata: Strata, account: int, events: Int32) -> None:
    """Note how many events an account has by stratum, where all is zero."""
    activity = strata.activity
    for i in range(activity.start[account], activity.start[account + 1]):
        events[activity.stratum[i]] = activity.events[i]


@njit(cache=True, nogil=True)
def _clear_strata(strata: Strata, account: int, events: Int32) -> None:
    """Leave all zero again."""
    activity = strata.activity
    for i in range(activity.start[account], activity.start[account + 1]):
        events[activity.stratum[i]] = 0
