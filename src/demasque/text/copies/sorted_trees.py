"""The texts of one tree in the order of their keys, without those that meet nobody.

Texts meet where they share their first two grams. So these two are sorted by, in one array of
numbers that end on the text's row; whoever then stands alone is left out before anything of it is
looked up, and the few that stand together are sorted by the other two grams.
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.copies.draws import ROW_BITS, Keys, Labels, Order, lines_of

_HALF: Final = 2 * ROW_BITS
_ROW = np.uint64((1 << _HALF) - 1)
_FEW: Final = 32  # as many are sorted by insertion


def sorted_tree(labels: Labels, tree: int) -> tuple[Order, Keys]:
    """The rows of texts that share their first two grams with another, and their keys, sorted.

    By key, equal ones by row, as a stable sort of all keys has them.
    """
    first, then = _halves(labels, *lines_of(tree))
    first.sort()
    return _those_that_meet(first, then)


@numba.njit(cache=True, nogil=True)
def _halves(
    labels: Labels, a: int, b: int, c: int, d: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Labels a and b with the row behind them; labels c and d."""
    first = np.empty(labels.shape[0], np.uint64)
    then = np.empty(labels.shape[0], np.uint32)
    for row in range(labels.shape[0]):
        pair = np.uint64(labels[row, a]) << np.uint64(ROW_BITS) | np.uint64(labels[row, b])
        first[row] = pair << np.uint64(_HALF) | np.uint64(row)
        then[row] = np.uint32(labels[row, c]) << np.uint32(ROW_BITS) | np.uint32(labels[row, d])
    return first, then


@numba.njit(cache=True, nogil=True)
def _those_that_meet(first: NDArray[np.uint64], then: NDArray[np.uint32]) -> tuple[Order, Keys]:
    order, keys = np.empty(first.size, np.int32), np.empty(first.size, np.uint64)
    to, start = 0, 0
    while start < first.size:
        pair = first[start] >> np.uint64(_HALF)
        end = start + 1
        while end < first.size and first[end] >> np.uint64(_HALF) == pair:
            end += 1
        if end > start + 1:
            together = first[start:end]
            for n in range(together.size):
                row = together[n] & _ROW
                together[n] = np.uint64(then[np.int64(row)]) << np.uint64(_HALF) | row
            _sort(together)
            for number in together:
                order[to] = np.int32(number & _ROW)
                keys[to] = pair << np.uint64(_HALF) | number >> np.uint64(_HALF)
                to += 1
        start = end
    return order[:to].copy(), keys[:to].copy()


@numba.njit(cache=True)
def _sort(numbers: NDArray[np.uint64]) -> None:
    """Sort in place."""
    if numbers.size > _FEW:
        numbers.sort()
        return
    for n in range(1, numbers.size):
        number, to = numbers[n], n
        while to > 0 and numbers[to - 1] > number:
            numbers[to] = numbers[to - 1]
            to -= 1
        numbers[to] = number
