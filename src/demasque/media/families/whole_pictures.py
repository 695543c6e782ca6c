"""Pictures that were trimmed differently: alike as a whole, though what trimming left is not.

On a plain ground trimming ends where something stands out, and a thumbnail or a watermark moves
that line: two copies then keep different parts, whose hashes say nothing of each other. Hashes of
the whole pictures do. They are asked only where the two boxes differ: bars of one height give whole
pictures that look alike whatever stands between them, but those are trimmed alike.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.distance_thresholds import FLOOR
from demasque.media.families.frame_corpus import FrameCorpus, Hashes, Ints
from demasque.media.families.view_pairs import ViewPairs
from demasque.media.hamming import pairs_within

SAME_BOX: Final = 0.95
"""Share of two boxes' union in both, from which on they are one box: .9 to .98 were tried."""

LEAST_OVERLAP: Final = 0.5
"""The least share that both kept: the same thing is in the middle of both."""


def whole_pairs(corpus: FrameCorpus) -> ViewPairs:
    """Pairs of pictures within ``FLOOR`` bits as a whole, whose boxes differ; a before b."""
    files = np.array([n for n in range(len(corpus)) if _is_compared(corpus, n)], np.int64)
    if not any(len(corpus.prints[number].reference) for number in files.tolist()):
        none = np.zeros(0, np.int64)
        return ViewPairs(none, none, none, none.astype(np.int8))
    hashes = np.stack([_whole(corpus, number) for number in files.tolist()])
    a, b, apart = pairs_within(hashes, FLOOR)
    overlap = _overlap(_boxes(corpus, files[a]), _boxes(corpus, files[b]))
    kept = (overlap >= LEAST_OVERLAP) & (overlap < SAME_BOX)
    first = corpus.ends[files]
    upright = np.zeros(int(kept.sum()), np.int8)
    return ViewPairs(first[a[kept]], first[b[kept]], apart[kept].astype(np.int64), upright)


def _is_compared(corpus: FrameCorpus, number: int) -> bool:
    """Pictures that PDQ may speak for and that stand for themselves."""
    own = corpus.prints[number]
    informative = own.kind == "image" and bool(corpus.informative[corpus.frames_of(number)].any())
    return informative and int(corpus.twin_of[number]) == number


def _whole(corpus: FrameCorpus, number: int) -> Hashes:
    own = corpus.prints[number]
    hashes: Hashes = (own.reference if len(own.reference) else own.hashes)[0, 0]
    return hashes


def _boxes(corpus: FrameCorpus, files: Ints) -> NDArray[np.float64]:
    boxes = [corpus.prints[number].boxes[0] for number in files.tolist()]
    return np.array(boxes, np.float64).reshape(-1, 4)


def _overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the union of two boxes (left, top, right, bottom) that lies in both, row by row."""
    inner = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    both = np.prod(np.maximum(inner, 0), axis=1)
    union = np.prod(a[:, 2:] - a[:, :2], axis=1) + np.prod(b[:, 2:] - b[:, :2], axis=1) - both
    overlap: NDArray[np.float64] = both / np.maximum(union, 1e-9)
    return overlap
