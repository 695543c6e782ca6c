"""Which points of two pictures look alike? Nearest descriptors, told apart from the next best.

A point is matched with that of the other picture whose descriptor differs in the fewest bits, if
the next best place there is clearly worse (the ratio test of Lowe 2004): what stands twice in a
picture, as windows do, says nothing of where.
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

FARTHEST: Final = 72  # of 256 bits; 1 in 700 pairs of unrelated corners is as near
_RATIO: Final = 0.85
_SAME_PLACE: Final = 0.03  # of a picture's side: one corner, seen at several scales


@numba.njit(cache=True, inline="always")
def bits_apart(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> np.int64:
    """The number of bits in which two descriptors of four words differ."""
    apart = np.uint64(0)
    for k in range(4):
        word = a[k] ^ b[k]
        word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
        word = (word & np.uint64(0x3333333333333333)) + (
            (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
        )
        word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        apart += (word * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return np.int64(apart)


@numba.njit(cache=True, nogil=True)
def matched_points(
    bits_a: NDArray[np.uint64],
    bits_b: NDArray[np.uint64],
    at_b: NDArray[np.float32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each point of a, the row in b that it matches, or -1, and how many bits differ."""
    rows = np.full(len(bits_a), -1, np.int64)
    nearest = np.full(len(bits_a), 256, np.int64)
    apart = np.empty(len(bits_b), np.int64)
    for i in range(len(bits_a)):
        best = -1
        for j in range(len(bits_b)):
            apart[j] = bits_apart(bits_a[i], bits_b[j])
            if best < 0 or apart[j] < apart[best]:
                best = j
        if best < 0 or apart[best] > FARTHEST:
            continue
        rival = 256
        for j in range(len(bits_b)):
            if apart[j] < rival and (
                abs(at_b[j, 0] - at_b[best, 0]) > _SAME_PLACE
                or abs(at_b[j, 1] - at_b[best, 1]) > _SAME_PLACE
            ):
                rival = apart[j]
        if apart[best] <= _RATIO * rival:
            rows[i], nearest[i] = best, apart[best]
    return rows, nearest
