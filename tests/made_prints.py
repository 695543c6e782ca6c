"""Fingerprints made without pictures: random hashes, and copies of them with bits turned over."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from demasque.media import Fingerprint, MediaKind

INVERSE = (0, 3, 2, 1, 4, 5, 6, 7)


class Maker:
    """Makes views, and copies of views, from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def view(self) -> NDArray[np.uint8]:
        """One view's hashes in eight orientations, unlike all others."""
        return self.rng.integers(0, 256, (8, 32), dtype=np.uint8)

    def off(self, view: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
        """The same view with that many bits of every orientation's hash turned over."""
        spread = np.unpackbits(view, axis=1)
        for row in spread:
            row[self.rng.choice(256, bits, replace=False)] ^= 1
        return np.packbits(spread, axis=1)


def mirrored(view: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A view turned left to right: the hash it has as it is, is the other's at place 5."""
    swapped = [5, 6, 4, 7, 2, 0, 1, 3]
    return view[swapped]


def made(
    views: Sequence[NDArray[np.uint8]] | NDArray[np.uint8],
    kind: MediaKind = "image",
    quality: int = 100,
    seconds: float | None = None,
    audio: NDArray[np.uint32] | None = None,
    size: tuple[int, int] = (640, 480),
) -> Fingerprint:
    """A picture of one view, a clip of one view a second, or a recording of none."""
    hashes = np.zeros((len(views), 8, 32), np.uint8) + np.array(views, np.uint8).reshape(-1, 8, 32)
    count = len(views)
    return Fingerprint(
        kind=kind,
        width=size[0],
        height=size[1],
        seconds=float(count) if seconds is None and kind != "image" else seconds,
        at=np.arange(count, dtype=np.float64),
        hashes=hashes,
        quality=np.full(count, quality, np.uint8),
        scenes=np.zeros(min(count, 1), np.int64),
        boxes=np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1)),
        features={},
        audio=np.zeros(0, np.uint32) if audio is None else audio,
        thumbnail=b"",
        blurred=b"",
    )
