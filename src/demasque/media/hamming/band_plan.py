"""Which bands of bits are looked at, and how many of their bits may differ.

Two hashes that differ in at most ``r`` bits differ, in one of ``m`` disjoint bands at least, in no
more bits than that band allows, whenever the bands' allowances add up to ``r - m + 1``: were each
exceeded by one, the bands alone would hold ``r + 1`` differences. This is the general pigeonhole
principle (Qin et al., "GPH: similarity search in Hamming space", ICDE 2018), of which multi-index
hashing (Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index hashing", CVPR
2012) is the case of equal allowances. Few wide bands give few candidates but many keys to look
up; many narrow ones the reverse. Which is quicker depends on how many hashes there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.hamming.bits import BITS

WIDEST: Final = 24
"""Bits of a band at most: its table of buckets has 2**24 places, 64 MB."""


@dataclass(frozen=True)
class Costs:
    """Nanoseconds of looking up one key, of comparing one candidate, and of sorting one hash.

    Measured on one machine; they decide how long it takes, and nothing else.
    """

    key: float
    candidate: float
    sorting: float


JOIN: Final = Costs(key=3.7, candidate=0.7, sorting=40.0)
QUERY: Final = Costs(key=21.0, candidate=17.0, sorting=0.0)


@dataclass(frozen=True)
class Band:
    """Bits ``start`` to ``start + width`` of a hash, of which ``flips`` at most may differ."""

    start: int
    width: int
    flips: int

    @property
    def ball(self) -> int:
        """Keys within ``flips`` bits of any one key."""
        return sum(comb(self.width, n) for n in range(self.flips + 1))

    def masks(self) -> NDArray[np.uint32]:
        """What to add to a key (exclusive or) for each key of its ball, fewest bits first."""
        found = [
            sum(1 << bit for bit in chosen)
            for flips in range(self.flips + 1)
            for chosen in combinations(range(self.width), flips)
        ]
        return np.array(found, np.uint32)


def choose_bands(hashes: int, asked: int, distance: int, costs: Costs) -> tuple[Band, ...]:
    """The bands by which ``asked`` hashes are soonest compared with ``hashes``.

    One band of no bits at all, everything with everything, is among the choices: it is the
    quickest for few hashes and for large distances.
    """

    def cost(plan: _BandPlan) -> float:
        each = plan.keys * costs.key + plan.share * hashes * costs.candidate
        # A table of buckets is passed over once, however few hashes there are.
        tables = plan.buckets if costs.sorting else 0
        return asked * each + len(plan.bands) * hashes * costs.sorting + tables

    return min(_plans(distance), key=cost).bands


@dataclass(frozen=True)
class _BandPlan:
    """Bands, the keys to look up for one hash, the share of all hashes that these meet in a table
    of even buckets, and all bands' buckets."""

    bands: tuple[Band, ...]
    keys: int
    share: float
    buckets: int


@cache
def _plans(distance: int) -> tuple[_BandPlan, ...]:
    # Some hundreds for each of the few distances that are ever asked for; to weigh them anew took
    # 16 ms at every asking, and a gathering of pictures asks several times.
    return tuple(
        _BandPlan(
            bands,
            sum(band.ball for band in bands),
            sum(band.ball / (1 << band.width) for band in bands),
            sum(1 << band.width for band in bands),
        )
        for bands in _ways(distance)
    )


def _ways(distance: int) -> Iterator[tuple[Band, ...]]:
    yield (Band(0, 0, 0),)
    for count in range(1, min(distance + 1, BITS // 4) + 1):
        allowance = distance - count + 1
        flips, more = divmod(allowance, count)
        if flips > 3:  # thousands of keys a band: never the quickest
            continue
        for narrow in range(1, WIDEST + 1):
            if bands := _bands(count, more, flips, narrow):
                yield bands


def _bands(count: int, more: int, flips: int, narrow: int) -> tuple[Band, ...] | None:
    """``count`` bands, of which ``more`` allow a flip more and are given the bits left over."""
    wide = WIDEST
    if more:
        wide = min((BITS - (count - more) * narrow) // more, WIDEST)
    if wide < narrow or (count - more) * narrow > BITS:
        return None
    bands, start = [], 0
    for n in range(count):
        width = wide if n < more else narrow
        bands.append(Band(start, width, flips + 1 if n < more else flips))
        start += width
    return tuple(bands)
