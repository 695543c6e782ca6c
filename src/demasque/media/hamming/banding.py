"""Hashes made ready for a choice of bands, and pairs found band by band."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.hamming.band_join import Found, Plan, join_band, query_band
from demasque.media.hamming.band_plan import Band
from demasque.media.hamming.band_tables import bucket_starts, gathered, sorted_by_key
from demasque.media.hamming.bit_order import spread_bits
from demasque.media.hamming.bits import Words, band_keys, reordered

Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]
"""Numbers of one side, numbers of the other, and the bits of 256 in which they differ."""

_PARTS_A_THREAD: Final = 16  # some parts of clustered hashes take far longer than others


@dataclass(frozen=True, eq=False)
class Banding:
    """A choice of bands for a distance, with the order in which bits fill them.

    ``plans`` is what the innermost loops ask of each band.
    """

    bands: Sequence[Band]
    order: NDArray[np.int64]
    plans: Sequence[Plan]

    @classmethod
    def of(cls, words: Words, bands: Sequence[Band], distance: int) -> "Banding":
        """Deal the bits out to bands, by hashes like those to be compared."""
        fields = np.zeros((len(bands), 4), np.uint64)
        for n, band in enumerate(bands):
            for bit in range(band.start, band.start + band.width):
                fields[n, bit >> 6] |= np.uint64(1 << (bit & 63))
        flips = np.array([band.flips for band in bands], np.int64)
        plans = [(n, fields, flips, band.masks(), distance) for n, band in enumerate(bands)]
        return cls(bands, spread_bits(words, bands), plans)

    def put(self, words: Words) -> Words:
        """Hashes with their bits in this order."""
        return reordered(words, self.order)

    def keys(self, words: Words, n: int) -> NDArray[np.uint32]:
        """The ``n``-th band's key of each hash that was put in order."""
        return band_keys(words, self.bands[n].start, self.bands[n].width)


def within(words: Words, bands: Sequence[Band], distance: int) -> Pairs:
    """Pairs among hashes that differ in at most ``distance`` bits, by these bands."""
    banding = Banding.of(words, bands, distance)
    put = banding.put(words)
    found = []
    for n, band in enumerate(bands):
        rows, starts, names = _by_key(put, banding.keys(put, n), band)
        keys = banding.keys(rows, n)
        found += _in_parts(
            len(rows), join_band, (rows, keys, names), (rows, starts, names), banding.plans[n], True
        )
    a, b, bits = _together(found)
    return _sorted(np.minimum(a, b), np.maximum(a, b), bits)


def between(queries: Words, words: Words, bands: Sequence[Band], distance: int) -> Pairs:
    """Pairs of a query and a hash that differ in at most ``distance`` bits, by these bands."""
    banding = Banding.of(words, bands, distance)
    asked, put = banding.put(queries), banding.put(words)
    found = []
    for n, band in enumerate(bands):
        rows = _by_key(put, banding.keys(put, n), band)
        each, _, names = _by_key(asked, banding.keys(asked, n), band)
        keys = banding.keys(each, n)
        found += _in_parts(len(each), join_band, (each, keys, names), rows, banding.plans[n], False)
    return _sorted(*_together(found))


class BandTables:
    """Hashes with the tables of every band, for many queries: some 100 bytes a hash."""

    def __init__(self, words: Words, bands: Sequence[Band], distance: int) -> None:
        self._banding = Banding.of(words, bands, distance)
        self._words = self._banding.put(words)
        self._tables = []
        for n, band in enumerate(bands):
            keys = self._banding.keys(self._words, n)
            starts = bucket_starts(keys, band.width)
            self._tables.append((starts, sorted_by_key(keys, starts)))

    def query(self, queries: Words) -> Pairs:
        """Pairs of a query and a hash."""
        asked = self._banding.put(queries)
        found = []
        for n, (starts, order) in enumerate(self._tables):
            keys = self._banding.keys(asked, n)
            found += _in_parts(
                len(asked),
                query_band,
                (asked, keys),
                (self._words, starts, order),
                self._banding.plans[n],
            )
        return _sorted(*_together(found))


def _by_key(
    words: Words, keys: NDArray[np.uint32], band: Band
) -> tuple[Words, NDArray[np.int32], NDArray[np.int32]]:
    """Hashes sorted by key, where each key's begin, and which they were."""
    starts = bucket_starts(keys, band.width)
    names = sorted_by_key(keys, starts)
    return gathered(words, names), starts, names


def _in_parts(rows: int, search: Callable[..., Found], *arguments: object) -> list[Found]:
    """Search for some rows after the other, on as many threads as Numba may use."""
    threads = numba.get_num_threads()
    cuts = np.linspace(0, rows, _PARTS_A_THREAD * threads + 1).astype(np.int64).tolist()
    if threads == 1:
        return [search((0, rows), *arguments)]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda part: search(part, *arguments), pairwise(cuts)))


def _together(found: list[Found]) -> Pairs:
    a, b, bits = (np.concatenate([part[n] for part in found]) for n in range(3))
    return a.astype(np.int64), b.astype(np.int64), bits.astype(np.int32)


def _sorted(a: NDArray[np.int64], b: NDArray[np.int64], bits: NDArray[np.int32]) -> Pairs:
    order = np.lexsort((b, a))
    return a[order], b[order], bits[order]
