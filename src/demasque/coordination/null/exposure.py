"""Whose slots lie in an account's windows: its company, by trace and stratum of time.

Within a trace events are in order of time, and so of strata: what lies between two positions is
found by looking where strata begin, not by walking through a viral trace's crowd.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.events.index import Int32, Int64, PreparedEvents, starts
from demasque.coordination.events.windows import Windows
from demasque.coordination.null.strata import Strata
from demasque.coordination.threads import run


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


def keep_company(
    events: PreparedEvents, windows: Windows, strata: Strata, accounts: Int32
) -> Company:
    """Count the company of some accounts; the others' rows are empty."""
    sizes = np.zeros(events.accounts, dtype=np.int64)
    layout = (
        accounts,
        events.row,
        events.row_start,
        events.trace,
        events.at,
        windows.low,
        windows.high,
        strata.begin,
        sizes,
    )
    run(_fill_company, *layout, np.empty(0, dtype=np.int64), np.empty((0, 3), dtype=np.int32))
    start = starts(sizes)
    cells = np.empty((int(start[-1]), 3), dtype=np.int32)
    run(_fill_company, *layout, start, cells)
    uses = strata.uses
    own = np.zeros(len(cells), dtype=np.int32)
    run(_count_own, accounts, start, cells, uses.start, uses.stratum, uses.amount, own)
    return Company(start, cells[:, 0], cells[:, 1], cells[:, 2], own)


@njit(cache=True, nogil=True)
def _count_own(
    thread: int,
    threads: int,
    accounts: Int32,
    start: Int64,
    cells: npt.NDArray[np.int32],
    use_start: Int64,
    use_stratum: Int32,
    use_amount: Int32,
    own: Int32,
) -> None:
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        strata = use_stratum[use_start[a] : use_start[a + 1]]
        for i in range(start[a], start[a + 1]):
            at = np.searchsorted(strata, cells[i, 1])
            if at < len(strata) and strata[at] == cells[i, 1]:
                own[i] = use_amount[use_start[a] + at]


@njit(cache=True, nogil=True)
def _fill_company(
    thread: int,
    threads: int,
    accounts: Int32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    at: Int64,
    low: Int32,
    high: Int32,
    begin: Int64,
    sizes: Int64,
    start: Int64,
    cells: npt.NDArray[np.int32],
) -> None:
    """Count company by trace and stratum; without `start` only how many cells there are."""
    for k in range(thread, len(accounts), threads):
        a = accounts[k]
        out = start[a] if len(start) else -1
        found = 0
        i, end = row_start[a], row_start[a + 1]
        while i < end:
            until = i
            while until < end and trace[row[until]] == trace[row[i]]:
                until += 1
            place = out + found if out >= 0 else -1
            found += _count_trace(row[i:until], trace[row[i]], at, low, high, begin, cells, place)
            i = until
        sizes[a] = found


@njit(cache=True, nogil=True)
def _count_trace(
    mine: Int32,
    here: int,
    at: Int64,
    low: Int32,
    high: Int32,
    begin: Int64,
    cells: npt.NDArray[np.int32],
    out: int,
) -> int:
    """Count the company on one trace; write its cells from `out` on unless that is negative."""
    found = 0
    last = low[mine[0]]
    own = 0  # of the account's own events, those before the stratum at hand
    now, amount = -1, 0
    for p in mine:
        place = max(low[p], last)
        while place < high[p]:
            stratum = np.searchsorted(begin, at[place], side="right") - 1
            stop = high[p]
            if stratum + 1 < len(begin):
                stop = place + np.searchsorted(at[place:stop], begin[stratum + 1])
            if stratum != now:
                found += _write(here, now, amount, cells, out + found if out >= 0 else -1)
                now, amount = stratum, 0
            amount += stop - place
            while own < len(mine) and mine[own] < stop:
                amount -= 1
                own += 1
            place = stop
        last = high[p]
    return found + _write(here, now, amount, cells, out + found if out >= 0 else -1)


@njit(cache=True, nogil=True)
def _write(trace: int, stratum: int, amount: int, cells: npt.NDArray[np.int32], out: int) -> int:
    """Write a cell if there is anybody in it; return 1 if there is."""
    if amount == 0:
        return 0
    if out >= 0:
        cells[out, 0], cells[out, 1], cells[out, 2] = trace, stratum, amount
    return 1
