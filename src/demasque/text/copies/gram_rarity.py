"""How much a gram says: grams that few of the corpus's texts hold weigh more.

The weight is 2 log2 of one over the share of texts that hold the gram, between 1 and 18 (one text
in 512 or fewer), so that no single rare word outweighs a sentence. A prior of 1,024 empty texts
keeps small corpora from calling everything common. Which texts are counted is the caller's to say:
of a message that crowds the corpus one text is enough.
"""

from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.copies.grams import WEIGHT_MASK, Grams

_PRIOR: Final = 1_024
_HEAVIEST: Final = 18
_BUCKET_BITS: Final = 20
BUCKETS: Final = 1 << _BUCKET_BITS
"""Grams share a count with those of the same bucket of their hash."""


@dataclass(frozen=True)
class Rarity:
    """Weights by hash bucket, from one corpus."""

    weights: NDArray[np.uint8]

    @staticmethod
    def of(grams: Grams, ends: NDArray[np.int64], counted: NDArray[np.bool_]) -> "Rarity":
        """Count in how many of the texts `counted` each gram stands (bucketed by hash)."""
        held = np.zeros(BUCKETS, np.int64)
        count_held(grams, ends, counted, held)
        return Rarity.of_counts(held, int(counted.sum()))

    @staticmethod
    def of_counts(held: NDArray[np.int64], texts: int) -> "Rarity":
        """The weights where of `texts` texts so many hold a gram of each bucket."""
        said = 2 * np.log2((texts + _PRIOR) / (held + 1.0))
        return Rarity(np.clip(np.round(said), 1, _HEAVIEST).astype(np.uint8))

    def weigh(self, grams: Grams) -> None:
        """Write its weight into each gram, in place; the order of grams stays."""
        _weigh(grams, self.weights)


@numba.njit(cache=True)
def _bucket(gram: int) -> int:
    return int(gram >> np.uint32(32 - _BUCKET_BITS))


@numba.njit(cache=True, nogil=True)
def count_held(
    grams: Grams, ends: NDArray[np.int64], counted: NDArray[np.bool_], held: NDArray[np.int64]
) -> None:
    """Add to `held`, by bucket, in how many of the texts `counted` its grams stand."""
    for text in range(counted.size):
        if counted[text]:
            for gram in grams[ends[text] : ends[text + 1]]:
                held[_bucket(gram)] += 1


@numba.njit(cache=True, nogil=True)
def _weigh(grams: Grams, weights: NDArray[np.uint8]) -> None:
    for i in range(grams.size):
        if grams[i] & WEIGHT_MASK:
            grams[i] = (grams[i] & ~WEIGHT_MASK) | np.uint32(weights[_bucket(grams[i])])
