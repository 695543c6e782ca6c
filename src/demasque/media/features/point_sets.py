"""The points of many pictures, laid side by side for the kernels that compare them.

Places are in units in which every picture has the area 1, so that shapes keep their angles and
"near" means the same in each: a picture of aspect q is sqrt(q) wide and 1/sqrt(q) high. Points on
overlays are left out: captions and app screens say nothing of what a picture shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.features.gradient_bits import mirrored_bits
from demasque.media.fingerprint import LocalFeatures

_AT_ONCE: Final = 100_000  # points


@dataclass(frozen=True, eq=False)
class PointSets:
    """Picture p owns the points ``starts[p]:starts[p + 1]``.

    ``at`` is float32 (n, 4): x and y, the logarithm of the size, the angle in radians; ``bits``
    uint64 (n, 4) descriptors; ``sides`` float32 (pictures, 2) widths and heights.
    """

    at: NDArray[np.float32]
    bits: NDArray[np.uint64]
    starts: NDArray[np.int64]
    sides: NDArray[np.float32]

    @staticmethod
    def of(features: Sequence[LocalFeatures]) -> "PointSets":
        """Lay the points of `features` side by side, in their order."""
        kept = [~each.overlaid for each in features]
        aspects = np.array([each.aspect for each in features], np.float64)
        sides = np.stack([np.sqrt(aspects), 1 / np.sqrt(aspects)], axis=1).astype(np.float32)
        at = [_placed(f.points[k], side) for f, k, side in zip(features, kept, sides, strict=True)]
        bits = [f.descriptors[k] for f, k in zip(features, kept, strict=True)]
        return PointSets(
            np.concatenate([np.empty((0, 4), np.float32), *at]),
            _as_words(np.concatenate([np.empty((0, 32), np.uint8), *bits])),
            np.cumsum([0, *(int(k.sum()) for k in kept)]),
            sides,
        )

    @property
    def owners(self) -> NDArray[np.int32]:
        """The picture of each point."""
        count = len(self.starts) - 1
        return np.repeat(np.arange(count, dtype=np.int32), np.diff(self.starts))

    def without(self, rows: NDArray[np.bool_]) -> "PointSets":
        """The same pictures without the points marked in `rows`."""
        kept = np.bincount(self.owners[~rows], minlength=len(self.starts) - 1)
        starts = np.concatenate([[0], np.cumsum(kept)])
        return PointSets(self.at[~rows], self.bits[~rows], starts, self.sides)

    def mirrored(self) -> "PointSets":
        """What the same pictures would have, mirrored left to right."""
        at = self.at.copy()
        at[:, 0] = self.sides[self.owners, 0] - at[:, 0]
        at[:, 3] = np.pi - at[:, 3]
        bytes_ = self.bits.view(np.uint8).reshape(-1, 32)
        # In slices: bit by bit a point takes ten times the room that it is stored in.
        slices = [bytes_[n : n + _AT_ONCE] for n in range(0, len(bytes_), _AT_ONCE)]
        bits = [np.empty((0, 32), np.uint8), *(mirrored_bits(each) for each in slices)]
        return PointSets(at, _as_words(np.concatenate(bits)), self.starts, self.sides)


def _placed(points: NDArray[np.float32], sides: NDArray[np.float32]) -> NDArray[np.float32]:
    placed = points.copy()
    placed[:, :2] *= sides
    placed[:, 2] = np.log(np.maximum(points[:, 2] * sides.max(), 1e-4))
    placed[:, 3] = np.deg2rad(points[:, 3])
    return placed


def _as_words(descriptors: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(descriptors).view(np.uint64).reshape(-1, 4)
