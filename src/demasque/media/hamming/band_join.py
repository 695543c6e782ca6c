"""The innermost loops: candidates of one band, compared."""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.hamming.bits import Words, ones

Plan = tuple[int, Words, NDArray[np.int64], NDArray[np.uint32], int]
"""A band's number; which bits the bands are, and how many may differ; what to add to a key for each
key of its ball; and the distance."""

Found = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint16]]
"""Hashes of one side, of the other, and the bits in which they differ."""


@numba.njit(cache=True, nogil=True)
def _room(found: Found, used: int) -> Found:
    """The same with room for more."""
    if used < found[0].shape[0]:
        return found
    a = np.empty(2 * used, np.int32)
    b = np.empty(2 * used, np.int32)
    d = np.empty(2 * used, np.uint16)
    a[:used] = found[0]
    b[:used] = found[1]
    d[:used] = found[2]
    return a, b, d


@numba.njit(cache=True, nogil=True)
def _seen_before(
    x0: int, x1: int, x2: int, x3: int, band: int, fields: Words, flips: NDArray[np.int64]
) -> bool:
    """Whether an earlier band reports a pair already, whose hashes differ in these bits."""
    for other in range(band):
        differing = (
            ones(x0 & fields[other, 0])
            + ones(x1 & fields[other, 1])
            + ones(x2 & fields[other, 2])
            + ones(x3 & fields[other, 3])
        )
        if differing <= flips[other]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def join_band(
    part: tuple[int, int],
    asked: tuple[Words, NDArray[np.uint32], NDArray[np.int32]],
    rows: tuple[Words, NDArray[np.int32], NDArray[np.int32]],
    plan: Plan,
    within: bool,
) -> Found:
    """Pairs that one band is the first to see: rows ``part`` of the asked, with all others.

    ``asked`` are hashes sorted by the band's key, their keys and numbers; ``rows`` those that they
    are compared with, sorted alike, where keys start, and numbers. ``within``, both are the same
    and each pair is looked at once.
    """
    words, keys, names = asked
    others, starts, other_names = rows
    band, fields, flips, masks, distance = plan
    found = (np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.uint16))
    used = 0
    for i in range(part[0], part[1]):
        w0, w1, w2, w3 = words[i, 0], words[i, 1], words[i, 2], words[i, 3]
        for mask in masks:
            key = keys[i] ^ mask
            if within and key < keys[i]:
                continue
            begin = i + 1 if within and mask == 0 else starts[key]
            for j in range(begin, starts[key + 1]):
                x0, x1 = w0 ^ others[j, 0], w1 ^ others[j, 1]
                bits = ones(x0) + ones(x1)
                if bits > distance:
                    continue
                x2, x3 = w2 ^ others[j, 2], w3 ^ others[j, 3]
                bits += ones(x2) + ones(x3)
                if bits > distance or _seen_before(x0, x1, x2, x3, band, fields, flips):
                    continue
                found = _room(found, used)
                found[0][used] = names[i]
                found[1][used] = other_names[j]
                found[2][used] = bits
                used += 1
    return found[0][:used], found[1][:used], found[2][:used]


@numba.njit(cache=True, nogil=True)
def query_band(
    part: tuple[int, int],
    asked: tuple[Words, NDArray[np.uint32]],
    rows: tuple[Words, NDArray[np.int32], NDArray[np.int32]],
    plan: Plan,
) -> Found:
    """The same for few hashes asked, in any order, where ``rows`` lie as they were given."""
    words, keys = asked
    others, starts, order = rows
    band, fields, flips, masks, distance = plan
    found = (np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.uint16))
    used = 0
    for i in range(part[0], part[1]):
        w0, w1, w2, w3 = words[i, 0], words[i, 1], words[i, 2], words[i, 3]
        for mask in masks:
            key = keys[i] ^ mask
            for place in range(starts[key], starts[key + 1]):
                j = order[place]
                x0, x1 = w0 ^ others[j, 0], w1 ^ others[j, 1]
                bits = ones(x0) + ones(x1)
                if bits > distance:
                    continue
                x2, x3 = w2 ^ others[j, 2], w3 ^ others[j, 3]
                bits += ones(x2) + ones(x3)
                if bits > distance or _seen_before(x0, x1, x2, x3, band, fields, flips):
                    continue
                found = _room(found, used)
                found[0][used] = i
                found[1][used] = j
                found[2][used] = bits
                used += 1
    return found[0][:used], found[1][:used], found[2][:used]
