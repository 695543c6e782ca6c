"""All frames of all files end to end, so that they can be compared in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.fingerprint import Fingerprint

LEAST_QUALITY: Final = 50
"""PDQ's authors discard hashes of lower quality: such pictures hold too little to be told apart."""

_SAME_VIEW: Final = 16  # bits; tried 8 to 24: a still camera stays below, a new scene far above

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class FrameCorpus:
    """Frames of ``files`` (sorted by name), end to end; those of file f from ``ends[f]``.

    ``file`` is the number of each frame's file, ``at`` its time in seconds, ``hashes`` uint8
    (n, 8, 32), ``informative`` whether PDQ may speak for it. ``twin_of`` is by file the picture
    that has the same hash and stands for it, or the file itself: a picture that thousands of times
    was saved anew is compared once. ``views`` are the frames that start a view: those informative
    ones that differ from the view before them, of files that stand for themselves.
    """

    files: Sequence[str]
    prints: Sequence[Fingerprint]
    ends: Ints
    file: Ints
    at: NDArray[np.float64]
    hashes: Hashes
    informative: NDArray[np.bool_]
    twin_of: Ints
    views: Ints

    @staticmethod
    def of(fingerprints: Mapping[str, Fingerprint]) -> "FrameCorpus":
        """Lay the frames of all files end to end."""
        files = sorted(fingerprints)
        prints = [fingerprints[name] for name in files]
        counts = np.array([each.quality.size for each in prints], np.int64)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        none: list[Hashes] = [np.zeros((0, 8, 32), np.uint8)]
        quality = np.concatenate([np.zeros(0, np.uint8), *(each.quality for each in prints)])
        hashes = np.concatenate([*none, *(each.hashes for each in prints)])
        informative = quality >= LEAST_QUALITY
        owner = np.repeat(np.arange(len(files)), counts)
        twin_of = _twins(prints)
        views = _first_of_views(hashes[:, 0], informative, ends)
        return FrameCorpus(
            files,
            prints,
            ends,
            owner,
            np.concatenate([np.zeros(0), *(each.at for each in prints)]),
            hashes,
            informative,
            twin_of,
            views[twin_of[owner[views]] == owner[views]],
        )

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.files)

    def frames_of(self, file: int) -> slice:
        """Where the frames of a file lie."""
        return slice(int(self.ends[file]), int(self.ends[file + 1]))

    def seconds(self, file: int) -> float:
        """How long a clip lasts; at least until its last frame, 0 for a picture."""
        own = self.prints[file]
        if own.kind == "image":
            return 0.0
        last = float(own.at[-1]) if own.at.size else 0.0
        return max(own.seconds or 0.0, last)


def barest(print_: Fingerprint) -> float:
    """The share of a file's area that trimming left, 1 for recordings."""
    if not len(print_.boxes):
        return 1.0
    left, top, right, bottom = np.median(print_.boxes, axis=0).tolist()
    return float((right - left) * (bottom - top))


def _twins(prints: Sequence[Fingerprint]) -> Ints:
    """By file the picture that stands for all of one hash: the barest, then the largest."""
    twin_of = np.arange(len(prints))
    pictures = [
        number
        for number, each in enumerate(prints)
        if each.kind == "image" and each.quality.size and each.quality[0] >= LEAST_QUALITY
    ]
    size = [(each.width or 0) * (each.height or 0) for each in prints]
    stands: dict[bytes, int] = {}
    for number in sorted(pictures, key=lambda n: (-barest(prints[n]), -size[n], n)):
        twin_of[number] = stands.setdefault(prints[number].hashes[0, 0].tobytes(), number)
    return twin_of


def bits_apart(hashes: Hashes, others: Hashes) -> Ints:
    """Bits in which hashes differ, row by row."""
    apart: Ints = np.bitwise_count(hashes ^ others).sum(axis=-1, dtype=np.int64)
    return apart


def _first_of_views(plain: Hashes, informative: NDArray[np.bool_], ends: Ints) -> Ints:
    """Frames unlike the view before them in their file; one view lasts while all is like its first.

    A still camera gives a hundred frames of one view; compared each with each in every copy of the
    clip they would cost ten thousand times what they say.
    """
    firsts = []
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        frame = start
        usable = np.flatnonzero(informative[start:end]) + start
        while usable.size:
            frame = int(usable[0])
            firsts.append(frame)
            other = bits_apart(plain[usable], plain[frame]) > _SAME_VIEW
            usable = usable[np.argmax(other) :] if other.any() else usable[:0]
    return np.array(firsts, np.int64)
