"""The texts of one tree in the order of their keys, without those that meet nobody.

Texts meet where they share their first two grams. So these two are sorted by, in one array of
numbers that end on the text's row; whoever then stands alone is left out before anything of it is
looked up, and the few that stand together are sorted by the other two grams.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.array_room import ArrayRoom
from demasque.text.copies.draws import DRAWS, ROW_BITS, Keys, Labels, Order, lines_of

_HALF: Final = 2 * ROW_BITS
_ROW = np.uint64((1 << _HALF) - 1)
_AT_WORK: Final = 64  # bytes for a text while two trees are sorted
_FEW: Final = 32  # as many are sorted by insertion


def sorted_tree(labels: Labels, tree: int) -> tuple[Order, Keys]:
    """The rows of texts that share their first two grams with another, and their keys, sorted.

    By key, equal ones by row, as a stable sort of all keys has them.
    """
    first, then = _halves(labels, *lines_of(tree))
    first.sort()
    return _those_that_meet(first, then)


def sorted_parts(labels: Labels, tree: int, room: ArrayRoom) -> Iterator[tuple[Order, Keys]]:
    """The same part by part, where not all fit at once; one part after the other is the whole.

    A part has the texts whose first grams have labels of one range, so none that meet are parted.
    """
    parts = min(room.parts(labels.shape[0] * _AT_WORK), 1 << ROW_BITS)
    if parts == 1:
        yield sorted_tree(labels, tree)
        return
    bounds = np.linspace(0, 1 << ROW_BITS, parts + 1).astype(np.int64)
    for low, high in pairwise(bounds.tolist()):
        yield _sorted_part(labels, tree, low, high, room)
        room.release()


def _sorted_part(
    labels: Labels, tree: int, low: int, high: int, room: ArrayRoom
) -> tuple[Order, Keys]:
    lines, rows, pairs, thens = lines_of(tree), [], [], []
    for start, end in room.ranges(labels.shape[0], labels.itemsize * DRAWS):
        here = labels[start:end]
        chosen = np.flatnonzero((here[:, lines[0]] >= low) & (here[:, lines[0]] < high))
        pair, then = _halves(here[chosen], *lines)
        rows.append(chosen + start)
        pairs.append(pair & ~_ROW)
        thens.append(then)
    row, first = np.concatenate(rows), np.concatenate(pairs)
    first |= np.arange(first.size, dtype=np.uint64)
    first.sort()
    order, keys = _those_that_meet(first, np.concatenate(thens))
    return row[order].astype(np.int32), keys


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
