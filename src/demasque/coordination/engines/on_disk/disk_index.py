"""Compressed rows by account, on disk: where each account's events are, and when it was active.

Rows are filled by going through all events. So that what is written at random stays in memory, a
range of accounts is filled at a time, as many as fit.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import Final

import numpy as np
from numba import njit

from demasque.coordination.engines.on_disk.memory_limits import SizePlan
from demasque.coordination.engines.on_disk.work_folder import Array, WorkFolder, append
from demasque.coordination.events.index import Int32, Int64, starts
from demasque.coordination.null.strata import count_runs, cut_hours, join_hours
from demasque.progress import Progress

STEP: Final = "indexing"


def number_strata(plan: SizePlan, work: WorkFolder) -> tuple[Int64, Int32]:
    """Return the hours that have events, ascending, and the stratum of each.

    Writes `begin` and `totals`: see :class:`demasque.coordination.null.strata.Strata`.
    """
    hours: Int64 = np.load(work.file("hours.npy"))
    counts = np.zeros(len(hours), dtype=np.int64)
    for _, hour in _pieces(work.array("hour", np.int64), plan, work):
        counts += np.bincount(hour_codes(hour, hours), minlength=len(hours))
    begin, totals = cut_hours(hours, counts)
    for name, values in (("begin", begin), ("totals", totals)):
        with work.append_to(name) as stream:
            append(stream, values)
    return hours, join_hours(counts).astype(np.int32)


@njit(cache=True, nogil=True)
def hour_codes(hour: Int64, hours: Int64) -> Int32:
    """Return the place of each hour in `hours`, which ascend."""
    out = np.empty(len(hour), dtype=np.int32)
    code = 0
    for i in range(len(hour)):
        if hours[code] != hour[i]:
            code = np.searchsorted(hours, hour[i])
        out[i] = code
    return out


def index_events(plan: SizePlan, accounts: int, work: WorkFolder, progress: Progress) -> None:
    """Write `row` and `row_start`: each account's positions among the sorted events."""
    if work.note("rows") is not None:
        return
    progress(STEP, 0, None)
    shared = work.array("s.account", np.int32)
    counts = np.zeros(accounts, dtype=np.int64)
    for _, account in _pieces(shared, plan, work):
        counts += np.bincount(account, minlength=accounts)
    start = starts(counts)
    with work.append_to("row") as row, work.append_to("row_start") as row_start:
        append(row_start, start)
        for low, high in blocks(start, plan.events):
            place = start[low:high] - start[low]
            filled = np.empty(start[high] - start[low], dtype=np.int32)
            for begin, account in _pieces(shared, plan, work):
                fill_positions(account, begin, low, high, place, filled)
            append(row, filled)
    work.finish("rows")


def index_activity(
    plan: SizePlan, rank: Int32, activity: Int64, hours: Int64, strata: Int32, work: WorkFolder
) -> None:
    """Write `activity_start`, `_stratum` and `_events`: how much each account did in each stratum.

    `activity` is by code, and account i of the input has the code `rank[i]`.
    """
    if work.note("activity") is not None:
        return
    start = starts(activity)
    first = np.zeros(len(start), dtype=np.int64)
    account, hour = work.array("account", np.int32), work.array("hour", np.int64)
    with ExitStack() as stack:
        names = ("activity_stratum", "activity_events", "activity_start")
        stratum, events, last = (stack.enter_context(work.append_to(name)) for name in names)
        for low, high in blocks(start, plan.events):
            place = start[low:high] - start[low]
            filled = np.empty(start[high] - start[low], dtype=np.int32)
            for begin, some in _pieces(account, plan, work):
                codes = hour_codes(hour[begin : begin + len(some)], hours)
                _fill_values(rank[some], strata[codes], low, high, place, filled)
            values, counts, sizes = count_runs(filled, start[low : high + 1] - start[low])
            first[low + 1 : high + 1] = first[low] + np.cumsum(sizes)
            append(stratum, values)
            append(events, counts)
        append(last, first)
    work.finish("activity")


def blocks(start: Int64, entries: int) -> list[tuple[int, int]]:
    """Cut compressed rows into blocks of up to `entries` entries, but at least one row each."""
    cuts = [0]
    rows = len(start) - 1
    while cuts[-1] < rows:
        until = int(np.searchsorted(start, start[cuts[-1]] + entries, side="right")) - 1
        cuts.append(min(max(until, cuts[-1] + 1), rows))
    return list(pairwise(cuts))


def _pieces(values: Array, plan: SizePlan, work: WorkFolder) -> Iterator[tuple[int, Array]]:
    """Go through a mapped array piece by piece, each with where it begins."""
    for begin in range(0, len(values), plan.events):
        yield begin, values[begin : begin + plan.events]
        work.release()


@njit(cache=True, nogil=True)
def fill_positions(
    account: Int32, begin: int, low: int, high: int, place: Int64, filled: Int32
) -> None:
    """Write positions, counted from `begin`, into the rows of the accounts from `low` to `high`.

    `place` is where the next of each account goes; it moves on.
    """
    for i in range(len(account)):
        a = account[i]
        if low <= a < high:
            filled[place[a - low]] = begin + i
            place[a - low] += 1


@njit(cache=True, nogil=True)
def _fill_values(
    account: Int32, value: Int32, low: int, high: int, place: Int64, filled: Int32
) -> None:
    for i in range(len(account)):
        a = account[i]
        if low <= a < high:
            filled[place[a - low]] = value[i]
            place[a - low] += 1
