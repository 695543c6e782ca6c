"""Exposure: how many events of others lie in an account's windows, by trace and stratum of time.

Within a trace events are in order of time, and so of strata: what lies between two positions is
found by looking where strata begin, not by walking through a viral trace's crowd.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.cooccurrence.common_traces import end_of_trace
from demasque.coordination.events.index import Int32, Int64, PreparedEvents, starts
from demasque.coordination.events.windows import Windows
from demasque.coordination.null.crowd import Crowd
from demasque.coordination.null.strata import Strata, stratum_at
from demasque.coordination.threads import run


class Exposure(NamedTuple):
    """Events of others in an account's windows, by trace and stratum: compressed rows by account.

    The cells of account a are entries `start[a]` to `start[a + 1]`, by trace, then stratum;
    `others` counts the events of others of the crowd in the cell.
    """

    start: Int64
    trace: Int32
    stratum: Int32
    others: Int32


def exposure_by_stratum(
    events: PreparedEvents, windows: Windows, strata: Strata, accounts: Int32, crowd: Crowd
) -> Exposure:
    """Count the exposure of some accounts to the crowd; the rows of the others are empty."""
    sizes = np.zeros(events.accounts, dtype=np.int64)
    nothing, no_cells = np.empty(0, dtype=np.int64), np.empty((0, 3), dtype=np.int32)
    run(_count_cells, accounts, events, windows, strata.begin, crowd, sizes, nothing, no_cells)
    start = starts(sizes)
    cells = np.empty((int(start[-1]), 3), dtype=np.int32)
    run(_count_cells, accounts, events, windows, strata.begin, crowd, sizes, start, cells)
    return Exposure(start, cells[:, 0], cells[:, 1], cells[:, 2])


@njit(cache=True, nogil=True)
def _count_cells(
    thread: int,
    threads: int,
    accounts: Int32,
    events: PreparedEvents,
    windows: Windows,
    begin: Int64,
    crowd: Crowd,
    sizes: Int64,
    start: Int64,
    cells: npt.NDArray[np.int32],
) -> None:
    """Write the cells of the accounts' exposure; without `start` only how many there are."""
    row, row_start, trace = events.row, events.row_start, events.trace
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        out = start[a] if len(start) else -1
        found = 0
        i, end = row_start[a], row_start[a + 1]
        while i < end:
            until = end_of_trace(row, trace, i, end)
            place = out + found if out >= 0 else -1
            mine, here = row[i:until], trace[row[i]]
            count_own = crowd.member[a]
            found += _count_trace(
                mine, here, events.at, windows, begin, crowd.before, count_own, cells, place
            )
            i = until
        sizes[a] = found


@njit(cache=True, nogil=True)
def _count_trace(
    mine: Int32,
    here: int,
    at: Int64,
    windows: Windows,
    begin: Int64,
    before: Int32,
    counts_own: bool,
    cells: npt.NDArray[np.int32],
    out: int,
) -> int:
    """Count the exposure on one trace; write its cells from `out` on unless that is negative."""
    low, high = windows.low, windows.high
    found = 0
    last = low[mine[0]]
    own = 0  # of the account's own events, those before the stratum at hand
    now, others = -1, 0
    for p in mine:
        place = max(low[p], last)
        while place < high[p]:
            stratum = stratum_at(begin, at[place])
            stop = high[p]
            # As a rule a window ends in the stratum that it begins in.
            if stratum + 1 < len(begin) and at[stop - 1] >= begin[stratum + 1]:
                stop = place + np.searchsorted(at[place:stop], begin[stratum + 1])
            if stratum != now:
                found += _write(here, now, others, cells, out + found if out >= 0 else -1)
                now, others = stratum, 0
            while own < len(mine) and mine[own] < place:
                own += 1  # of what is not counted here
            others += before[stop] - before[place]
            while own < len(mine) and mine[own] < stop:
                others -= counts_own
                own += 1
            place = stop
        last = high[p]
    return found + _write(here, now, others, cells, out + found if out >= 0 else -1)


@njit(cache=True, nogil=True)
def _write(trace: int, stratum: int, others: int, cells: npt.NDArray[np.int32], out: int) -> int:
    """Write a cell if there is anybody in it; return 1 if there is."""
    if others == 0:
        return 0
    if out >= 0:
        cells[out, 0], cells[out, 1], cells[out, 2] = trace, stratum, others
    return 1
