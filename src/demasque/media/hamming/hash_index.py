"""All hashes within a distance of each other, or of hashes asked for: exact.

Multi-index hashing: see :mod:`demasque.media.hamming.band_plan` for the method and its sources.
A pair is reported by the first band that sees it. A join has one band at a time at work, on copies
of the hashes that are sorted by it, so that candidates lie side by side: beside the hashes it holds
some 80 bytes a hash, and what it finds. It uses as many threads as Numba may
(``NUMBA_NUM_THREADS``), and finds the same with any number of them.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import UsageError
from demasque.media.hamming.band_plan import JOIN, QUERY, choose_bands
from demasque.media.hamming.banding import BandTables, Pairs, between, within
from demasque.media.hamming.bits import BITS, Words, as_words

MATCH_DISTANCE: Final = 31
"""Bits of 256: what PDQ's authors recommend ("The TMK+PDQF video-hashing algorithm and the PDQ
image-hashing algorithm", Facebook 2019), and ThreatExchange uses."""

_MOST_HASHES: Final = 2**31 - 2


def pairs_within(hashes: NDArray[np.uint8], distance: int = MATCH_DISTANCE) -> Pairs:
    """Every pair of hashes that differ in at most ``distance`` bits.

    Of equal hashes every pair is one too: 10,000 copies of a blank picture are 50 million pairs.
    Where that may be, ask for the pairs of :func:`distinct_hashes`, and expand what is needed.

    Args:
        hashes: uint8 (n, 32); fewer than 2**31 - 1.
        distance: from 0 to 256.

    Returns:
        ``a``, ``b`` and ``d``, sorted by a, then b: a < b are rows of ``hashes`` (int64), d the
        bits that differ (int32).

    Raises:
        UsageError: hashes of another shape, too many, or a distance that makes no sense.
    """
    words = _checked(hashes, distance)
    return within(words, choose_bands(len(words), len(words), distance, JOIN), distance)


def pairs_between(
    queries: NDArray[np.uint8], hashes: NDArray[np.uint8], distance: int = MATCH_DISTANCE
) -> Pairs:
    """Every query with every hash that differs from it in at most ``distance`` bits.

    Args:
        queries: uint8 (n, 32).
        hashes: uint8 (m, 32).
        distance: from 0 to 256.

    Returns:
        ``q``, ``h`` and ``d``, sorted by q, then h: rows of both (int64), the bits that differ
        (int32).

    Raises:
        UsageError: as :func:`pairs_within`.
    """
    asked, words = _checked(queries, distance), _checked(hashes, distance)
    return between(asked, words, choose_bands(len(words), len(asked), distance, JOIN), distance)


class HashIndex:
    """Hashes that are asked for many times: tables are made once, some 100 bytes a hash.

    For one question of many hashes :func:`pairs_between` is quicker.
    """

    def __init__(self, hashes: NDArray[np.uint8]) -> None:
        """Index uint8 (n, 32). UsageError as :func:`pairs_within`."""
        self._words = _checked(hashes, MATCH_DISTANCE)
        self._tables: dict[int, BandTables] = {}

    def query(self, queries: NDArray[np.uint8], distance: int = MATCH_DISTANCE) -> Pairs:
        """As :func:`pairs_between`; tables for a distance are made when it is first asked for."""
        asked = _checked(queries, distance)
        if distance not in self._tables:
            bands = choose_bands(len(self._words), 1, distance, QUERY)
            self._tables[distance] = BandTables(self._words, bands, distance)
        return self._tables[distance].query(asked)


def distinct_hashes(
    hashes: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Each hash once, sorted, and which of them each row of ``hashes`` is (int64).

    Raises:
        UsageError: as :func:`pairs_within`.
    """
    words = _checked(hashes, 0)
    order = np.lexsort(words.T)
    ordered = words[order]
    new = np.ones(len(words), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    which = np.empty(len(words), np.int64)
    which[order] = np.cumsum(new) - 1
    return ordered[new].view(np.uint8).reshape(-1, 32), which


def _checked(hashes: NDArray[np.uint8], distance: int) -> Words:
    if not 0 <= distance <= BITS:
        raise UsageError(
            "A distance between hashes is from 0 to {most} bits, not {distance}.",
            most=BITS,
            distance=distance,
        )
    words = as_words(hashes)
    if len(words) > _MOST_HASHES:
        raise UsageError(
            "{n} hashes are too many: at most {most}.", n=len(words), most=_MOST_HASHES
        )
    return words
