"""When accounts are active: strata of time, within which events are permuted.

Accounts that are awake at the same hours, or that were all collected during one evening's debate,
meet more often than their totals say. So events are permuted only among those of the same hour.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.events.index import Int32, Int64, starts

HOUR: Final = 3_600_000_000
STRATUM_EVENTS: Final = 300

# Distinct hours are counted in an array if they span no more than this (some 480 years).
_MOST_HOURS: Final = 1 << 22


class StratumActivity(NamedTuple):
    """How many `events` each account has by stratum: compressed rows, strata ascending."""

    start: Int64
    stratum: Int32
    events: Int32


class Strata(NamedTuple):
    """Strata of time: when each begins (microseconds), how many events it has, and whose they are.

    Both are over all events, shared traces or not; `activity` may be of some accounts only.
    """

    begin: Int64
    totals: Int64
    activity: StratumActivity


def strata_of(at: Int64) -> Int64:
    """Number the stratum of each time: see :func:`join_hours`."""
    hours, counts = _hours(at)
    begin, _ = cut_hours(hours, counts)
    return np.searchsorted(begin, at, side="right") - 1


def join_hours(counts: Int64) -> Int64:
    """Number the stratum of each hour (UTC) that has events: `STRATUM_EVENTS` or more, rising.

    Quiet hours are joined to the next until there are enough events to permute: in an hour of a
    dozen posts the posts of one wave would be the whole of chance.
    """
    return _join(counts.astype(np.int64), STRATUM_EVENTS)


def cut_hours(hours: Int64, counts: Int64) -> tuple[Int64, Int64]:
    """Join hours (numbers since the epoch, ascending); return when each stratum begins, its size.

    The first begins where its first hour does, and each ends where the next begins.
    """
    stratum = join_hours(counts)
    begin = hours[np.flatnonzero(np.diff(stratum, prepend=-1))] * HOUR
    return begin, np.bincount(stratum, weights=counts).astype(np.int64)


def by_time(
    account: Int32,
    at: Int64,
    wanted: npt.NDArray[np.bool_],
    crowd: npt.NDArray[np.bool_] | None = None,
) -> Strata:
    """Cut events into strata of time, with the activity of the accounts that are wanted.

    Strata are made and counted of the events of the accounts that `crowd` marks; None for all.
    """
    begin, totals = cut_hours(*_hours(at if crowd is None else at[crowd[account]]))
    if not len(begin):
        begin, totals = np.array([at.min(initial=0)]), np.zeros(1, dtype=np.int64)
    start = starts(_sizes(account, wanted))
    values = _fill(account, at, wanted, begin, start[:-1].copy(), int(start[-1]))
    stratum, counts, sizes = count_runs(values, start)
    return Strata(begin, totals, StratumActivity(starts(sizes), stratum, counts))


def _hours(at: Int64) -> tuple[Int64, Int64]:
    """Return the hours that have events, ascending, and how many each has."""
    if not len(at):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, last = int(at.min()) // HOUR, int(at.max()) // HOUR
    if last - first > _MOST_HOURS:
        return np.unique(np.floor_divide(at, HOUR), return_counts=True)
    counts = _hour_counts(at, first, last - first + 1)
    present = np.flatnonzero(counts)
    return present + first, counts[present]


@njit(cache=True, nogil=True)
def _hour_counts(at: Int64, first: int, many: int) -> Int64:
    counts = np.zeros(many, dtype=np.int64)
    begin, place = 0, -1
    for t in at:
        # Events mostly come in order of time, and dividing is slow.
        if place < 0 or t < begin or t - begin >= HOUR:
            place = t // HOUR - first
            begin = (place + first) * HOUR
        counts[place] += 1
    return counts


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


@njit(cache=True, nogil=True)
def _sizes(account: Int32, wanted: npt.NDArray[np.bool_]) -> Int64:
    sizes = np.zeros(len(wanted), dtype=np.int64)
    for a in account:
        if wanted[a]:
            sizes[a] += 1
    return sizes


@njit(cache=True, nogil=True)
def _fill(
    account: Int32,
    at: Int64,
    wanted: npt.NDArray[np.bool_],
    begin: Int64,
    place: Int64,
    events: int,
) -> Int32:
    """Return the stratum of each event of the wanted accounts, by account."""
    filled = np.empty(events, dtype=np.int32)
    now = 0
    for i in range(len(account)):
        a = account[i]
        if wanted[a]:
            # Events mostly come in order of time.
            if at[i] < begin[now] or (now + 1 < len(begin) and at[i] >= begin[now + 1]):
                now = stratum_at(begin, at[i])
            filled[place[a]] = now
            place[a] += 1
    return filled


@njit(cache=True, nogil=True)
def stratum_at(begin: Int64, time: int) -> int:
    """Return the stratum of a time (microseconds): the first takes in what is earlier.

    There is a stratum at least.
    """
    stratum, left = 0, len(begin)
    while left > 1:
        half = left >> 1
        # Added always, and zero if not: a branch here would be a coin toss.
        stratum += half * (begin[stratum + half] <= time)
        left -= half
    return stratum


def count_runs(values: Int32, start: Int64) -> tuple[Int32, Int32, Int64]:
    """Return each row's different values, ascending, how often each is there, and how many a row.

    Row i is `values[start[i] : start[i + 1]]`.
    """
    runs, counts = values.astype(np.int32), np.empty(len(values), dtype=np.int32)
    sizes = np.empty(len(start) - 1, dtype=np.int64)
    found = _count_runs(runs, start, counts, sizes)
    return runs[:found].copy(), counts[:found].copy(), sizes


@njit(cache=True, nogil=True)
def _count_runs(values: Int32, start: Int64, counts: Int32, sizes: Int64) -> int:
    """Put each row's different values in front, one row after the other; return how many."""
    found = 0
    for row in range(len(sizes)):
        part = values[start[row] : start[row + 1]]
        # Mostly in order already, as events come in order of time.
        for i in range(1, len(part)):
            if part[i] < part[i - 1]:
                part.sort()
                break
        first = found
        for value in part:
            if found == first or values[found - 1] != value:
                values[found], counts[found] = value, 0
                found += 1
            counts[found - 1] += 1
        sizes[row] = found - first
    return found
