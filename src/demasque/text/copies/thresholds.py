"""How alike two texts must be to be copies: set by what unrelated texts of the corpus look like.

Texts are put in classes by how much they say. In each class a sample is gathered in which no two
texts are related, even loosely: one text speaks for all that resemble it, so that a message posted
a thousand times, or in a thousand wordings, counts once. The body of their likeness, where what is
still related weighs nothing, falls off about exponentially (the empirical null of Efron 2004, read
from the centre), and is continued to the likeness that less than one unrelated text in a hundred
would reach with any of the corpus's texts. The threshold is that, but never below a floor that is
part of what 'copy' means here: over half in common, and more for short texts, where one word is
the message ("a man is praying", "a man is dancing").
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
_BOUNDS: Final = np.array([0, SHORTEST, 24, 48, 96, 192], np.int64)  # letters, lower bounds
CLASSES: Final = int(_BOUNDS.size)
LEAST: Final = 0.55
"""No copies are less alike."""
_LONG, _LEAST_SHORT = 40, 0.8
_SAMPLE: Final = 400  # texts compared in each class
_RELATED: Final = 0.2  # texts so alike may be one message in other words: one of them is read
FEWEST: Final = 50  # unrelated texts that a class's tail can be read from
_FALSE_PARTNERS: Final = 0.01  # chance matches accepted per text, over the whole corpus
_NEAR, _FAR = 0.1, 0.01  # the shares of the tail that its fall is read from


@dataclass(frozen=True)
class CopyThresholds:
    """The least likeness by class of length (`bounds`: least letters said in each class)."""

    bounds: NDArray[np.int64]
    least: NDArray[np.float64]

    @staticmethod
    def floor() -> "CopyThresholds":
        """What holds before a corpus says more."""
        return CopyThresholds(_BOUNDS, np.full(_BOUNDS.size, LEAST))

    @staticmethod
    def of(
        said: NDArray[np.uint16], grams: Grams, ends: NDArray[np.int64], seed: int
    ) -> "CopyThresholds":
        """Calibrate on unrelated ones among the corpus's distinct texts; `seed` draws them.

        A class whose unrelated texts are too few adds nothing to the floor. A longer text is no
        likelier than a shorter one to be alike by chance, so no class needs more than those below
        it: one that asks for more holds one message and little else.
        """
        classes = length_classes(said)
        sizes = np.bincount(classes, minlength=CLASSES)
        drawn = [
            np.flatnonzero(classes == c)[places] for c, places in enumerate(sampled(sizes, seed))
        ]
        return CopyThresholds.of_samples(drawn, sizes, grams, ends)

    @staticmethod
    def of_samples(
        drawn: list[NDArray[np.int64]],
        sizes: NDArray[np.int64],
        grams: Grams,
        ends: NDArray[np.int64],
    ) -> "CopyThresholds":
        """Calibrate on the texts `drawn` of each class, of which there are `sizes` in all."""
        least = np.full(CLASSES, LEAST)
        lowest = HIGHEST
        for c in range(1, CLASSES):
            unrelated, alike = unrelated_likeness(drawn[c], grams, ends, _RELATED)
            if unrelated >= FEWEST:
                lowest = min(lowest, continued_tail(alike, int(sizes[c])))
                least[c] = lowest
        return CopyThresholds(_BOUNDS, np.clip(least, LEAST, HIGHEST))

    def needed(self, said: NDArray[np.uint16]) -> NDArray[np.float32]:
        """The likeness each text needs; above 1 where only an equal key will do."""
        short = (_LONG - said.astype(np.float64)) / (_LONG - SHORTEST)
        floor = LEAST + (_LEAST_SHORT - LEAST) * np.clip(short, 0, 1)
        needed = np.maximum(floor, self.least[length_classes(said)])
        return np.where(said < SHORTEST, 2.0, needed).astype(np.float32)

    def as_record(self) -> dict[str, float]:
        """The thresholds by least letters said, for the run record."""
        return {
            str(bound): round(float(least), 3)
            for bound, least in zip(self.bounds[1:], self.least[1:], strict=True)
        }


def length_classes(said: NDArray[np.uint16]) -> NDArray[np.int64]:
    """The class of each text by how much it says; texts of class 0 are copies by their key only."""
    return np.searchsorted(_BOUNDS, said, side="right") - 1


def sampled(sizes: NDArray[np.int64], seed: int) -> list[NDArray[np.int64]]:
    """The places, within each class, of the texts to calibrate on; none of class 0."""
    draw = np.random.default_rng(seed)
    # The kind of number does not change what is drawn, and halves what a large corpus takes.
    kinds = [np.int32 if size < 1 << 31 else np.int64 for size in sizes.tolist()]
    places = [
        draw.permutation(np.arange(size, dtype=kind))[:_SAMPLE].astype(np.int64)
        for size, kind in zip(sizes.tolist()[1:], kinds[1:], strict=True)
    ]
    return [np.zeros(0, np.int64), *places]


def continued_tail(alike: NDArray[np.float64], texts: int) -> float:
    """The likeness that a text reaches by chance with `_FALSE_PARTNERS` of `texts` others."""
    near, far = np.quantile(alike, [1 - _NEAR, 1 - _FAR])
    fall = (far - near) / np.log(_NEAR / _FAR)
    return float(far + fall * np.log(_FAR * texts / _FALSE_PARTNERS))


@numba.njit(cache=True, nogil=True)
def unrelated_likeness(
    texts: NDArray[np.int64], grams: Grams, ends: NDArray[np.int64], least: float
) -> tuple[int, NDArray[np.float64]]:
    """How many of `texts` are less than `least` alike those kept before; their pairs' likeness."""
    kept = np.empty(texts.size, np.int64)
    alike = np.empty(texts.size * (texts.size - 1) // 2, np.float64)
    count, pairs = 0, 0
    for text in texts:
        held = grams[ends[text] : ends[text + 1]]
        related = False
        for k in range(count):
            other = kept[k]
            found = likeness(held, grams[ends[other] : ends[other + 1]])
            related = found >= least
            if related:
                break
            alike[pairs + k] = found
        if not related:
            pairs += count
            kept[count] = text
            count += 1
    return count, alike[:pairs]
