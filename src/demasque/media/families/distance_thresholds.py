"""How near two hashes must be to show the same: set by how near unrelated pictures come here.

PDQ's authors take pictures within 31 of 256 bits for the same, and among photographs that is safe:
unrelated ones are some 128 bits apart. Where a corpus is of one make, such as one news desk's
screens, unrelated pictures lie nearer to each other. So a sample of the corpus is gathered in which
no two are related even loosely; its distances' lower tail, as a normal one with the body's own
slope, is continued to the distance that a picture reaches by chance with less than a hundredth of
one other picture, in any orientation. The threshold is that, but never above the authors' own, and
never below a floor within which re-encoding alone stays.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from demasque.media.families.frame_corpus import FrameCorpus, bits_apart

LARGEST: Final = 31
"""Bits; what PDQ's authors advise (ThreatExchange)."""

FLOOR: Final = 20
"""Bits that a picture may be off by re-encoding (up to 12) or by mirroring (14): still the same."""

_SAMPLE: Final = 1_000  # pictures, one frame of a clip; half a million pairs
_RELATED: Final = 48  # bits: subtitled or slightly cropped copies, which are no unrelated pictures
_FEWEST: Final = 50  # unrelated pictures that a tail can be read from
_FALSE_PARTNERS: Final = 0.01  # chance matches accepted per picture, over the whole corpus
_NEAR, _FAR = 0.1, 0.01  # the shares of the tail that its fall is read from
_ORIENTATIONS: Final = 8


def distance_threshold(corpus: FrameCorpus, seed: int = 0) -> int:
    """Bits within which two frames of this corpus show the same; ``seed`` draws the sample.

    A corpus with too few unrelated pictures to learn from gets the authors' threshold.
    """
    drawn = np.random.default_rng(seed).permutation(_one_of_each_file(corpus))[:_SAMPLE]
    hashes = corpus.hashes[drawn, 0]
    unrelated = _unrelated(hashes)
    if unrelated.size < _FEWEST:
        return LARGEST
    first, second = np.triu_indices(unrelated.size, 1)
    apart = bits_apart(hashes[unrelated[first]], hashes[unrelated[second]])
    return continued_distance(apart.astype(np.float64), int(corpus.views.size))


def continued_distance(apart: NDArray[np.float64], pictures: int) -> int:
    """Bits that a picture reaches by chance with ``_FALSE_PARTNERS`` of ``pictures`` others.

    ``apart`` are distances of unrelated pictures. The answer lies between the floor and the
    largest.
    """
    far, near = np.quantile(apart, [_FAR, _NEAR])
    slope = (near - far) / (ndtri(_NEAR) - ndtri(_FAR))
    chance = min(_FAR, _FALSE_PARTNERS / (_ORIENTATIONS * max(pictures, 1)))
    reached = far + slope * (ndtri(chance) - ndtri(_FAR))
    return int(np.clip(np.floor(reached), FLOOR, LARGEST))


def _one_of_each_file(corpus: FrameCorpus) -> NDArray[np.int64]:
    """The first informative frame of each file that has one."""
    _, first = np.unique(corpus.file[corpus.views], return_index=True)
    return corpus.views[first]


def _unrelated(hashes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Which hashes are farther than ``_RELATED`` from all that were kept before them."""
    kept = np.zeros(len(hashes), np.int64)
    count = 0
    for number, own in enumerate(hashes):
        if (bits_apart(hashes[kept[:count]], own) > _RELATED).all():
            kept[count] = number
            count += 1
    return kept[:count]
