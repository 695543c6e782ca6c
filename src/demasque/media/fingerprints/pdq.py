"""PDQ: 256 bits that hardly change when a picture is compressed, resized or recoloured.

Method: Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm"
(ThreatExchange, 2019). Its steps up to the bits are linear: two passes of a moving average along
rows and columns (Jarosz), one pixel in each cell of a 64 x 64 grid, the lowest 16 x 16 cosines.
They are therefore two products of matrices here, which depend on the picture's sides only. The
tests hold the bits against the reference's own code (``pdqhash``) and its published vectors.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Orientation = str

ORIENTATIONS: Final[tuple[Orientation, ...]] = (
    "as it is",
    "rotated 90",
    "rotated 180",
    "rotated 270",
    "flipped top to bottom",
    "mirrored left to right",
    "transposed",
    "anti-transposed",
)
"""What is done to a picture before its hash: one for each row of ``hashes``, in this order.

Rotations are counter-clockwise, as :func:`numpy.rot90` counts them; transposed is flipped over the
diagonal from top left to bottom right, anti-transposed over the other one.
"""

# The weights of ITU-R BT.601, which the reference uses.
LUMA: Final = np.array([0.299, 0.587, 0.114], dtype=np.float32)
GRID: Final = 64
COSINES: Final = 16
PASSES: Final = 2
LARGEST_SIDE: Final = 512
"""Pixels: larger pictures are brought down to it first, as the reference's own tools do."""


def pdq_of(
    rgb: NDArray[np.uint8], largest: int | None = LARGEST_SIDE
) -> tuple[NDArray[np.uint8], int]:
    """Hash a picture as it lies, untrimmed.

    Args:
        rgb: (height, width, 3).
        largest: pixels a side to which larger pictures are brought down first, as the reference
            does with pictures; None for none, as it does with frames of clips (vPDQ).

    Returns:
        The hashes in all :data:`ORIENTATIONS`, uint8 (8, 32), and the quality, 0 to 100: how much
        there is to see. The reference advises to leave out what is below 50.
    """
    return pdq_of_luma(luma_of(rgb), largest)


def luma_of(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how bright each pixel is, float32 (height, width), 0 to 255."""
    return np.asarray(rgb, dtype=np.float32) @ LUMA


def pdq_of_luma(
    luma: NDArray[np.float32], largest: int | None = LARGEST_SIDE, enlarge: bool = False
) -> tuple[NDArray[np.uint8], int]:
    """Hash what :func:`luma_of` returned, or a rectangle of it, as :func:`pdq_of` does.

    With ``enlarge`` smaller ones are brought up to ``largest`` too, which the reference does not:
    its averages depend on the size, by up to 36 bits between copies of 256 and 512 pixels.
    """
    scale = largest / max(luma.shape) if largest else 1.0
    scale = scale if enlarge else min(1.0, scale)
    down, across = (_to_grid(side, max(1, round(side * scale))) for side in luma.shape)
    grid = down @ (luma @ across.T)
    cosines = _cosines() @ grid @ _cosines().T
    return _bits(_oriented(cosines)), _quality(grid)


@lru_cache(maxsize=1024)
def _to_grid(side: int, brought: int) -> NDArray[np.float32]:
    """All that happens along a side that is brought down first, as one matrix (64, side)."""
    average = _moving_average(brought)
    chosen = ((np.arange(GRID) + 0.5) * brought / GRID).astype(int)
    to_grid = average[chosen] @ np.linalg.matrix_power(average, PASSES - 1)
    return np.asarray(to_grid @ _resampling(side, brought), dtype=np.float32)


def _moving_average(side: int) -> NDArray[np.float64]:
    """One pass of the reference's window, which is cut at the ends, as a (side, side) matrix."""
    window = (side + 2 * GRID - 1) // (2 * GRID)
    ahead = (window + 2) // 2 - 1  # pixels of the window beyond the one it is written to
    average = np.zeros((side, side))
    for at in range(side):
        first, last = max(0, at + ahead - window + 1), min(side, at + ahead + 1)
        average[at, first:last] = 1 / (last - first)
    return average


def _resampling(side: int, brought: int) -> NDArray[np.float64]:
    """Each of ``brought`` pixels as the mean of those that it covers, as far as it does."""
    edges = np.arange(brought + 1) * side / brought
    pixels = np.arange(side)
    covered = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.asarray(np.maximum(covered, 0) * brought / side, dtype=np.float64)


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    waves, places = np.arange(1, COSINES + 1)[:, None], np.arange(GRID)[None, :]
    cosines = np.sqrt(2 / GRID) * np.cos(np.pi / (2 * GRID) * waves * (2 * places + 1))
    return np.asarray(cosines, dtype=np.float32)


@lru_cache(maxsize=1)
def _signs() -> NDArray[np.float32]:
    """-1 where a cosine changes its sign when its axis is turned round: the odd ones, from 1."""
    return np.where(np.arange(COSINES) % 2 == 0, -1, 1).astype(np.float32)


def _oriented(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosines of the picture in all orientations (8, 16, 16): axes swapped and turned round."""
    down, across = _signs()[:, None], _signs()[None, :]
    swapped = cosines.T
    return np.stack(
        [
            cosines,
            swapped * down,
            cosines * down * across,
            swapped * across,
            cosines * down,
            cosines * across,
            swapped,
            swapped * down * across,
        ]
    )


def _bits(cosines: NDArray[np.float32]) -> NDArray[np.uint8]:
    flat = cosines.reshape(len(cosines), -1)
    # The lower of the two middle values, as the reference's selection gives it.
    middle = np.partition(flat, flat.shape[1] // 2 - 1, axis=1)[:, flat.shape[1] // 2 - 1]
    # The first cosine is the last bit.
    return np.packbits((flat > middle[:, None])[:, ::-1], axis=1)


def _quality(grid: NDArray[np.float32]) -> int:
    """How much neighbours of the 64 x 64 grid differ, in hundredths of white, as the reference."""
    steps = sum(
        int(np.abs(np.trunc(np.diff(grid, axis=axis) * 100 / 255)).sum()) for axis in (0, 1)
    )
    return min(100, steps // 90)
