"""Sorting the few values that one pair has, as sums over its traces need it, without overhead."""

import numpy as np
from numba import njit

from demasque.coordination.events.index import Array

# Up to so many are inserted one by one; NumPy's sort in Numba begins by making room for a stack.
_FEW = 24


@njit(cache=True, nogil=True)
def sort_few(values: Array) -> None:
    """Sort numbers in place, rising: the fewer, the quicker."""
    if len(values) > _FEW:
        values.sort()
        return
    for i in range(1, len(values)):
        value, j = values[i], i - 1
        while j >= 0 and values[j] > value:
            values[j + 1] = values[j]
            j -= 1
        values[j + 1] = value


@njit(cache=True, nogil=True)
def with_room(rows: Array, many: int) -> Array:
    """Return the two rows of scratch as they are, or new and longer ones if `many` do not fit."""
    return rows if rows.shape[1] >= many else np.empty((2, 2 * many), dtype=rows.dtype)
