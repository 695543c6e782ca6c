"""The walk over the traces that two accounts have in common: written once, for every kernel.

An account's positions `row[row_start[a] : row_start[a + 1]]` are sorted by trace, then by time. Two
accounts are walked side by side like two sorted lists that are merged.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.events.index import Int32, Int64

Marks = npt.NDArray[np.uint64]


@njit(cache=True, nogil=True)
def trace_marks(row_start: Int64, trace: Int32) -> Marks:
    """A bit of 64 for each trace that an account used, where its traces lie side by side.

    Two accounts without a common bit have no common trace, which spares walking through them.
    """
    marks = np.zeros(len(row_start) - 1, dtype=np.uint64)
    for account in range(len(marks)):
        for place in range(row_start[account], row_start[account + 1]):
            marks[account] |= np.uint64(1) << np.uint64(trace[place] & 63)
    return marks


@njit(cache=True, nogil=True)
def next_common_trace(
    row: Int32, trace: Int32, i: int, i_end: int, j: int, j_end: int
) -> tuple[int, int, int, int]:
    """Find the next trace that two accounts both used, from place `i` of one and `j` of the other.

    Returns where the uses of that trace begin and end in `row`, for the one and for the other
    (`i, i_stop, j, j_stop`). Where there is no further common trace both ranges are empty.
    """
    while i < i_end and j < j_end:
        here, there = trace[row[i]], trace[row[j]]
        if here < there:
            i += 1
        elif there < here:
            j += 1
        else:
            return i, end_of_trace(row, trace, i, i_end), j, end_of_trace(row, trace, j, j_end)
    return i_end, i_end, j_end, j_end


@njit(cache=True, nogil=True)
def end_of_trace(row: Int32, trace: Int32, i: int, end: int) -> int:
    """Return the place behind an account's last use of the trace that it uses at place `i`."""
    here = trace[row[i]]
    while i < end and trace[row[i]] == here:
        i += 1
    return i


@njit(cache=True, nogil=True)
def smallest_gap(row: Int32, at: Int64, i: int, i_stop: int, j: int, j_stop: int) -> int:
    """Return the microseconds between the two nearest uses of one trace by two accounts."""
    nearest: int = abs(at[row[i]] - at[row[j]])
    # Both are sorted by time: step past whichever is earlier.
    while i < i_stop and j < j_stop:
        gap = at[row[i]] - at[row[j]]
        nearest = min(nearest, abs(gap))
        if gap <= 0:
            i += 1
        else:
            j += 1
    return nearest
