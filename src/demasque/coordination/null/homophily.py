"""Homophily: what two accounts share far apart in time, and how much more they then meet by chance.

People who follow the same sources share the same things, but not only within the window. What a
pair shares apart, beside what chance gives apart, measures its homophily, and raises the
expectation in proportion. See docs/method.md, "Homophily".
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.cooccurrence.common_traces import next_common_trace, smallest_gap
from demasque.coordination.cooccurrence.reached import Reached
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.stats.few_values import sort_few

APART: Final = 300_000_000
"""Microseconds from which on sharing counts as apart, however wide the window: five minutes.

Circles of friends pass a thing on within the hour, so a wide window leaves nothing outside to know
them by.
"""


class EventsApart(NamedTuple):
    """How much of each trace lies apart from an account: compressed rows by account.

    The traces of account a are entries `start[a]` to `start[a + 1]`, by size, then by how much lies
    apart. `apart` counts the crowd's events of the trace farther in time than a given reach from
    every use that the account made of it; `size` counts all events of the trace, the crowd's or
    not.
    """

    start: Int64
    apart: Int32
    size: Int32


def events_apart(near: Reached, crowd_size: Int64, size: Int64) -> EventsApart:
    """Of each account's traces, what is not near; by trace `crowd_size` and `size` count events."""
    account = np.repeat(np.arange(len(near.start) - 1), np.diff(near.start))
    apart, sizes = crowd_size[near.trace] - near.events, size[near.trace]
    # So that sums come out the same whatever the traces are numbered like.
    order = np.lexsort((apart, sizes, account))
    return EventsApart(near.start, apart[order].astype(np.int32), sizes[order].astype(np.int32))


@njit(cache=True, nogil=True)
def homophily(a: int, rate: float, events: EventsApart, shared: float, scale: float) -> float:
    """How many times likelier than chance two accounts are to share a thing; never below one.

    `shared` is what they share apart, to be compared with what chance lets them share
    (:func:`expected_apart`), both in traces weighted by one over their size; `scale` is the weight
    of a usual trace of theirs. One usual trace is added on both sides, so that a pair that shared
    nothing apart has no homophily; and one standard deviation, since the count apart is itself
    chance.
    """
    if shared <= 0.0:
        return 1.0
    likely = shared + math.sqrt(shared * scale)
    expected = expected_apart(a, rate, events, likely)
    return max(1.0, (likely + scale) / (expected + scale))


@njit(cache=True, nogil=True)
def expected_apart(a: int, rate: float, events: EventsApart, enough: float) -> float:
    """What chance lets another account share with a apart; `rate` is its part of all events.

    Each trace counts one over its size, as in :func:`shared_apart`. It only rises from trace to
    trace, and is not followed beyond `enough`.
    """
    mean = 0.0
    for i in range(events.start[a], events.start[a + 1]):
        if mean >= enough:
            break
        if events.apart[i] > 0:
            mean -= math.expm1(-rate * events.apart[i]) / events.size[i]
    return mean


@njit(cache=True, nogil=True)
def shared_apart(
    events: PreparedEvents, size: Int64, a: int, b: int, window: int, reach: int
) -> tuple[float, float]:
    """What two accounts share only beyond `reach`, and the mean weight of what they meet on.

    Each trace counts one over its `size`: homophily shows in small traces, and the large ones,
    where everybody meets, must not hide it. `window` and `reach` are in microseconds.
    """
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    i_end, j_end = row_start[a + 1], row_start[b + 1]
    most = min(i_end - row_start[a], j_end - row_start[b])
    apart, together = np.empty((2, most), dtype=np.int64)
    far = meetings = 0
    i, i_stop, j, j_stop = next_common_trace(row, trace, row_start[a], i_end, row_start[b], j_end)
    while i < i_stop:
        here = trace[row[i]]
        gap = smallest_gap(row, at, i, i_stop, j, j_stop)
        if gap <= window:
            together[meetings] = size[here]
            meetings += 1
        if gap > reach:
            apart[far] = size[here]
            far += 1
        i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)
    return _sum_of_weights(apart[:far]), _sum_of_weights(together[:meetings]) / max(meetings, 1)


@njit(cache=True, nogil=True)
def _sum_of_weights(sizes: Int64) -> float:
    """Sum one over each size, the same to the last bit in whatever order they come."""
    sort_few(sizes)
    total = 0.0
    for size in sizes:
        total += 1.0 / size
    return total
