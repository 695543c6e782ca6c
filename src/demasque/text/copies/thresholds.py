"""How alike two texts must be to be copies: set by what unrelated texts of the corpus look like.

Texts are put in classes by how much they say. In each class random pairs are compared; the upper
tail of their likeness falls off about exponentially, and is continued to the likeness that less
than one unrelated text in a hundred would reach with any of the corpus's texts. The threshold is
that, but never below a floor that is part of what 'copy' means here: over half in common, and
more for short texts, where one word is the message ("a man is praying", "a man is dancing").
"""

from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.copies.grams import Grams, likeness

SHORTEST: Final = 12
"""Texts that say less (letters; a Han character says 2.4) are copies only where keys are equal."""

HIGHEST: Final = 0.9
_CLASSES: Final = np.array([0, SHORTEST, 24, 48, 96, 192], np.int64)  # letters, lower bounds
_LONG, _LEAST, _LEAST_SHORT = 40, 0.55, 0.8
_PAIRS: Final = 100_000
_FEWEST_TEXTS: Final = 100
_FALSE_PARTNERS: Final = 0.01  # chance matches accepted per text, over the whole corpus
_NEAR, _FAR = 1e-2, 1e-3  # the shares of the tail that its fall is read from


@dataclass(frozen=True)
class CopyThresholds:
    """The least likeness by class of length (`bounds`: least letters said in each class)."""

    bounds: NDArray[np.int64]
    least: NDArray[np.float64]

    @staticmethod
    def floor() -> "CopyThresholds":
        """What holds before a corpus says more."""
        return CopyThresholds(_CLASSES, np.full(_CLASSES.size, _LEAST))

    @staticmethod
    def of(
        said: NDArray[np.uint16], grams: Grams, ends: NDArray[np.int64], seed: int
    ) -> "CopyThresholds":
        """Calibrate on random pairs of the corpus's distinct texts."""
        draw = np.random.default_rng(seed)
        classes = np.searchsorted(_CLASSES, said, side="right") - 1
        least = np.full(_CLASSES.size, _LEAST)
        for c in range(1, _CLASSES.size):
            texts = np.flatnonzero(classes == c)
            if texts.size < _FEWEST_TEXTS:
                continue
            pairs = draw.choice(texts, (_PAIRS, 2))
            pairs = pairs[pairs[:, 0] != pairs[:, 1]]
            alike = likeness_of_pairs(pairs, grams, ends)
            least[c] = _continued_tail(alike, int(texts.size))
        return CopyThresholds(_CLASSES, np.clip(least, _LEAST, HIGHEST))

    def needed(self, said: NDArray[np.uint16]) -> NDArray[np.float32]:
        """The likeness each text needs; above 1 where only an equal key will do."""
        short = (_LONG - said.astype(np.float64)) / (_LONG - SHORTEST)
        floor = _LEAST + (_LEAST_SHORT - _LEAST) * np.clip(short, 0, 1)
        classes = np.searchsorted(self.bounds, said, side="right") - 1
        needed = np.maximum(floor, self.least[classes])
        return np.where(said < SHORTEST, 2.0, needed).astype(np.float32)

    def as_record(self) -> dict[str, float]:
        """The thresholds by least letters said, for the run record."""
        return {
            str(bound): round(float(least), 3)
            for bound, least in zip(self.bounds[1:], self.least[1:], strict=True)
        }


def _continued_tail(alike: NDArray[np.float64], texts: int) -> float:
    """The likeness that a text reaches by chance with `_FALSE_PARTNERS` of `texts` others."""
    unrelated = alike[alike < _LEAST]  # the rest are copies of each other, or might be
    if unrelated.size == 0:
        return HIGHEST
    near, far = np.quantile(unrelated, [1 - _NEAR, 1 - _FAR])
    fall = (far - near) / np.log(_NEAR / _FAR)
    return float(far + fall * np.log(_FAR * texts / _FALSE_PARTNERS))


@numba.njit(cache=True, nogil=True)
def likeness_of_pairs(
    pairs: NDArray[np.int64], grams: Grams, ends: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The likeness of each pair of texts."""
    out = np.empty(pairs.shape[0], np.float64)
    for p in range(out.size):
        a, b = pairs[p]
        out[p] = likeness(grams[ends[a] : ends[a + 1]], grams[ends[b] : ends[b + 1]])
    return out
