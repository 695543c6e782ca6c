"""One band of many hashes: which of them have which key there."""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.hamming.bits import Words


@numba.njit(cache=True, nogil=True)
def bucket_starts(keys: NDArray[np.uint32], width: int) -> NDArray[np.int32]:
    """Where each key's hashes begin once they are sorted by key; one more place for the end."""
    starts = np.zeros((1 << width) + 1, np.int32)
    for key in keys:
        starts[key + 1] += 1
    for key in range(1 << width):
        starts[key + 1] += starts[key]
    return starts


@numba.njit(cache=True, nogil=True)
def sorted_by_key(keys: NDArray[np.uint32], starts: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers of the hashes sorted by key, those of one key in their own order."""
    free = starts.copy()
    order = np.empty(keys.shape[0], np.int32)
    for i in range(keys.shape[0]):
        order[free[keys[i]]] = i
        free[keys[i]] += 1
    return order


@numba.njit(cache=True, nogil=True)
def gathered(words: Words, order: NDArray[np.int32]) -> Words:
    """Hashes in another order, side by side in memory."""
    out = np.empty_like(words)
    for i in range(order.shape[0]):
        for word in range(4):
            out[i, word] = words[order[i], word]
    return out
