"""Which pairs of many pictures are worth a closer look? Those with several corners in common.

Locality-sensitive hashing (Indyk and Motwani 1998): in each of several tables a descriptor's key
is some of its bits, so that alike ones often meet. A meeting of many is not compared all with all:
each is compared with the first few and with those next to it, in the order of the pictures, so
that a corner of an app's screen that ten thousand pictures have costs ten thousand times a
constant, and the many copies of one picture are still tied through the same few of them.
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.features.point_matches import bits_apart
from demasque.media.features.point_sets import PointSets

Codes = NDArray[np.int64]

_TABLES: Final = 16
_BITS: Final = 12, 24  # of a key: as many as give each point its own, between these
_HUBS: Final = 4
_NEXT: Final = 24
_ALIKE: Final = 56  # bits; 1 in 50,000 pairs of unrelated corners is as near
_FEWEST: Final = 3  # points in common
_PARTNERS: Final = 32  # of one picture: those with most points in common
_SEED: Final = 20_250_611  # draws the bits of the keys; any does


def candidate_pairs(points: PointSets, mirrored: PointSets) -> NDArray[np.int64]:
    """Return int64 (n, 3), sorted: pictures a < b, and whether a is compared mirrored (1) or not.

    ``mirrored`` is ``points.mirrored()``: its points meet those of the pictures as they are.
    """
    count = len(points.starts) - 1
    straight = len(points.bits)
    if count < 2 or straight == 0:
        return np.empty((0, 3), np.int64)
    bits = np.concatenate([points.bits, mirrored.bits])
    owners = np.concatenate([points.owners, mirrored.owners])
    # By picture, so that sorting by key alone leaves the pictures of a meeting in order.
    entries = np.lexsort((np.arange(len(bits)), owners))
    draw = np.random.default_rng(_SEED)
    width = int(np.clip(np.log2(len(bits)), *_BITS))
    met = []
    for _ in range(_TABLES):
        keys = _keys(bits, entries, draw.choice(256, width, replace=False))
        keys.sort()
        met.append(_meetings(keys, entries, bits, owners, straight, count))
    return _most_met(np.unique(np.concatenate(met)) // straight, count)


def _most_met(pairs: Codes, count: int) -> NDArray[np.int64]:
    """Pairs that met in enough points, and are among those that either picture met most."""
    codes, met = np.unique(pairs, return_counts=True)
    codes, met = codes[met >= _FEWEST], met[met >= _FEWEST]
    a, b = codes // 2 // count, codes // 2 % count
    kept = np.zeros(len(codes), np.bool_)
    rows = np.concatenate([np.arange(len(codes))] * 2)
    picture = np.concatenate([a, b])
    order = np.lexsort((rows, -met[rows], picture))
    ordered = picture[order]
    place = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    kept[rows[order][place < _PARTNERS]] = True
    return np.stack([a, b, codes % 2], axis=1)[kept]


@numba.njit(cache=True, nogil=True)
def _keys(
    bits: NDArray[np.uint64], entries: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """The key of each entry in the upper half of a word, the entry's place in the lower."""
    keys = np.empty(len(entries), np.uint64)
    for at in range(len(entries)):
        key = np.uint64(0)
        for place in places:
            bit = (bits[entries[at], place // 64] >> np.uint64(place % 64)) & np.uint64(1)
            key = (key << np.uint64(1)) | bit
        keys[at] = (key << np.uint64(32)) | np.uint64(at)
    return keys


@numba.njit(cache=True, nogil=True)
def _meetings(
    keys: NDArray[np.uint64],
    entries: NDArray[np.int64],
    bits: NDArray[np.uint64],
    owners: NDArray[np.int32],
    straight: int,
    count: int,
) -> Codes:
    """A code of pair and point for each two alike; from ``straight`` on entries are mirrored."""
    half, lower = np.uint64(32), np.uint64(0xFFFFFFFF)
    found = np.empty(4096, np.int64)
    size, start = 0, 0
    for at in range(len(keys)):
        if keys[at] >> half != keys[start] >> half:
            start = at
        near = max(start, at - _NEXT)
        hubs = min(near - start, _HUBS)
        for k in range(hubs + at - near):
            other = start + k if k < hubs else near + k - hubs
            i, j = entries[keys[other] & lower], entries[keys[at] & lower]
            if owners[i] == owners[j] or (i >= straight and j >= straight):
                continue
            if bits_apart(bits[i], bits[j]) > _ALIKE:
                continue
            if size == len(found):
                found = np.concatenate((found, np.empty(size, np.int64)))
            if owners[i] > owners[j]:
                i, j = j, i
            flag = np.int64((i >= straight) != (j >= straight))
            pair = (np.int64(owners[i]) * count + owners[j]) * 2 + flag
            found[size] = pair * straight + i % straight
            size += 1
    return found[:size]
