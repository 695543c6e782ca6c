"""What exactly do two accounts share? The details of each pair that the scan kept.

Cheap enough to be exact, since it is done for kept pairs only: the two accounts' rows are walked
side by side, trace by trace.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.cooccurrence.common_traces import next_common_trace, smallest_gap
from demasque.coordination.cooccurrence.reached import (
    Reached,
    accounts_of,
    events_reached,
    place_of,
)
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.stats.few_values import sort_few, with_room
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail
from demasque.coordination.threads import run


class PairDetails(NamedTuple):
    """Parallel arrays, one entry per pair (a < b by code); times in microseconds.

    `shared` counts traces used by both within the window and `post_pairs` pairs of posts within it,
    of which a was first in `a_first` and b in `b_first` (the rest are simultaneous); `shared_ever`
    counts traces both used at any distance; `timing` is ln P of so many traces within the window,
    given that both used `shared_ever` traces at moments drawn from each trace's own: either
    account's uses are held and the other's drawn, and the less surprising way round counts.
    """

    shared: Int64
    post_pairs: Int64
    a_first: Int64
    b_first: Int64
    shared_ever: Int64
    timing: FloatArray
    first_at: Int64
    last_at: Int64


def pair_details(events: PreparedEvents, pairs: Candidates, window: int) -> PairDetails:
    """Walk each pair's common traces once and count what a tie's row says; `window` in µs."""
    near = events_reached(events, window, accounts_of(pairs.a, pairs.b, events.accounts))
    return details_among(events, np.diff(events.trace_start), pairs, window, near)


def details_among(
    events: PreparedEvents, size: Int64, pairs: Candidates, window: int, near: Reached
) -> PairDetails:
    """Return the same where whole traces are not at hand, but their `size`, and what is `near`.

    `events` need hold no more than the events of the pairs' own accounts.
    """
    counts = np.zeros((len(pairs.a), 5), dtype=np.int64)
    times, timing = np.empty((len(pairs.a), 2), dtype=np.int64), np.empty(len(pairs.a))
    run(_walk_pairs, pairs, events, size, near, window, counts, times, timing)
    return PairDetails(
        shared=counts[:, 4],
        post_pairs=counts[:, 0],
        a_first=counts[:, 1],
        b_first=counts[:, 2],
        shared_ever=counts[:, 3],
        timing=timing,
        first_at=times[:, 0],
        last_at=times[:, 1],
    )


def shared_within(events: PreparedEvents, a: Int32, b: Int32, windows: Int64) -> Int64:
    """Count, by window (µs) and pair, the traces that both of the pair used within the window."""
    shared = np.zeros((len(windows), len(a)), dtype=np.int64)
    run(_count_shared, a, b, events, windows, shared)
    return shared


@njit(cache=True, nogil=True)
def _count_shared(
    thread: int,
    threads: int,
    pair_a: Int32,
    pair_b: Int32,
    events: PreparedEvents,
    windows: Int64,
    shared: Int64,
) -> None:
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    for k in range(thread * len(pair_a) // threads, (thread + 1) * len(pair_a) // threads):
        a, b = pair_a[k], pair_b[k]
        i, i_end, j, j_end = row_start[a], row_start[a + 1], row_start[b], row_start[b + 1]
        i, i_stop, j, j_stop = next_common_trace(row, trace, i, i_end, j, j_end)
        while i < i_stop:
            gap = smallest_gap(row, at, i, i_stop, j, j_stop)
            for w in range(len(windows)):
                shared[w, k] += gap <= windows[w]
            i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)


@njit(cache=True, nogil=True)
def _walk_pairs(
    thread: int,
    threads: int,
    pairs: Candidates,
    events: PreparedEvents,
    size: Int64,
    near: Reached,
    window: int,
    counts: Int64,
    times: Int64,
    timing: FloatArray,
) -> None:
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    held = np.empty((2, 64))
    for k in range(thread, len(pairs.a), threads):
        a, b = pairs.a[k], pairs.b[k]
        i, i_end, j, j_end = row_start[a], row_start[a + 1], row_start[b], row_start[b + 1]
        times[k, 0] = np.iinfo(np.int64).max
        times[k, 1] = np.iinfo(np.int64).min
        held = with_room(held, min(i_end - i, j_end - j))
        m, n = near.start[a], near.start[b]
        within = common = 0
        i, i_stop, j, j_stop = next_common_trace(row, trace, i, i_end, j, j_end)
        while i < i_stop:
            here = trace[row[i]]
            if _count_post_pairs(row[i:i_stop], row[j:j_stop], at, window, counts[k], times[k]):
                within += 1
            m, n = place_of(near.trace, here, m), place_of(near.trace, here, n)
            mine, theirs = i_stop - i, j_stop - j
            held[0, common] = _chance_of_timing(mine, theirs, near.events[m], size[here])
            held[1, common] = _chance_of_timing(theirs, mine, near.events[n], size[here])
            common += 1
            i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)
        counts[k, 3] = common
        counts[k, 4] = within
        # In order, so that it is the same whatever the traces are numbered like.
        sort_few(held[0, :common])
        sort_few(held[1, :common])
        timing[k] = max(
            log_poisson_binomial_tail(within, held[0, :common]),
            log_poisson_binomial_tail(within, held[1, :common]),
        )


@njit(cache=True, nogil=True)
def _count_post_pairs(
    mine: Int32, theirs: Int32, at: Int64, window: int, counts: Int64, times: Int64
) -> bool:
    """Count the post pairs of one common trace; return whether any lies within the window."""
    left = right = before = through = 0
    met = 0
    for p in mine:
        t = at[p]
        while left < len(theirs) and at[theirs[left]] < t - window:
            left += 1
        while right < len(theirs) and at[theirs[right]] <= t + window:
            right += 1
        while before < len(theirs) and at[theirs[before]] < t:
            before += 1
        while through < len(theirs) and at[theirs[through]] <= t:
            through += 1
        if right > left:
            met += right - left
            counts[1] += right - through  # a was first
            counts[2] += before - left  # b was first
            times[0] = min(times[0], t, at[theirs[left]])
            times[1] = max(times[1], t, at[theirs[right - 1]])
    counts[0] += met
    return met > 0


@njit(cache=True, nogil=True)
def _chance_of_timing(mine: int, theirs: int, near: int, size: int) -> float:
    """Chance that one of b's `theirs` uses lies near a's `mine`, were they dealt over the trace.

    Of the `size` events of the trace `near` lie near a's uses, these among them.
    """
    others = size - mine
    outside = size - near
    miss = 1.0
    for draw in range(theirs):
        miss *= max(outside - draw, 0) / max(others - draw, 1)
    return 1.0 - miss
