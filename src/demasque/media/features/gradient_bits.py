"""What does a corner look like? 256 bits, compared by the number that differ.

The gradients about a corner, turned upright by its angle, are gathered in 4 x 4 cells and eight
directions, weighted by a Gaussian, as SIFT does (Lowe 2004). Of the 128 numbers, one bit each says
whether it is above their median, and one whether it is above that of the next direction of the same
cell: such comparisons outlast changes of contrast and of compression, and are as distinctive as
the numbers (measured on simulated edits, docs/media.md; ORB's own comparisons of brightness find
fewer copies at the same false matches). What a mirrored picture would have is a permutation of the
bits, so that nothing is stored for it.
"""

import math
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

_CELLS: Final = 4  # a side
_DIRECTIONS: Final = 8
_NUMBERS: Final = _CELLS * _CELLS * _DIRECTIONS
_SAMPLES: Final = 16  # gradients a side
_STEP: Final = 1.8  # pixels between samples: 29 pixels a side, as ORB's patch of 31
_TURN: Final = 2 * math.pi


def gradient_bits(
    levels: list[NDArray[np.uint8]], octaves: NDArray[np.int64], at: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Return uint8 (n, 32), one row a corner.

    ``levels`` are the smoothed greys of the pyramid, ``octaves`` (n,) which of them each corner
    lies in, ``at`` (n, 3) its x and y there, in pixels, and its angle in degrees.
    """
    shapes = np.array([level.shape for level in levels], np.int64)
    starts = np.cumsum([0] + [level.size for level in levels[:-1]])
    greys = np.concatenate([level.ravel() for level in levels])
    numbers = gradient_numbers(greys, shapes, starts, octaves, at, _weights())
    above = numbers > _medians(numbers)[:, None]
    cells = numbers.reshape(-1, _NUMBERS // _DIRECTIONS, _DIRECTIONS)
    rising = (cells > np.roll(cells, -1, axis=2)).reshape(-1, _NUMBERS)
    return np.packbits(np.concatenate([above, rising], axis=1), axis=1)


def mirrored_bits(descriptors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the descriptors that the same corners have in the mirrored picture.

    Rows of cells change places and directions their sense; a direction that was above the next is
    then below it.
    """
    bits = np.unpackbits(descriptors, axis=1).reshape(-1, 2, _CELLS, _CELLS, _DIRECTIONS)
    back = -np.arange(_DIRECTIONS) % _DIRECTIONS
    above = bits[:, 0, ::-1, :, :][..., back]
    rising = 1 - bits[:, 1, ::-1, :, :][..., (back - 1) % _DIRECTIONS]
    mirrored = np.stack([above, rising], axis=1).reshape(-1, 2 * _NUMBERS)
    return np.packbits(mirrored, axis=1)


@numba.njit(cache=True)
def _medians(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    medians = np.empty(len(numbers), np.float32)
    for n in range(len(numbers)):
        medians[n] = np.median(numbers[n])
    return medians


def _weights() -> NDArray[np.float32]:
    """A Gaussian over the patch, of half its side as standard deviation."""
    off = np.arange(_SAMPLES) - (_SAMPLES - 1) / 2
    bell = np.exp(-(off**2) / (2 * (_SAMPLES / 2) ** 2))
    return np.outer(bell, bell).astype(np.float32)


@numba.njit(cache=True, nogil=True)
def gradient_numbers(
    greys: NDArray[np.uint8],
    shapes: NDArray[np.int64],
    starts: NDArray[np.int64],
    octaves: NDArray[np.int64],
    at: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The 128 numbers of each corner: gradients by cell (rows first) and direction."""
    numbers = np.empty((octaves.size, _NUMBERS), np.float32)
    cells = np.empty((_CELLS + 2, _CELLS + 2, _DIRECTIONS), np.float32)  # with a rim to drop
    patch = np.empty((_SAMPLES + 2, _SAMPLES + 2), np.float32)
    for n in range(octaves.size):
        height, width = shapes[octaves[n]]
        start = starts[octaves[n]]
        cells[:] = 0
        _sample(greys[start : start + height * width], width, height, at[n], patch)
        for i in range(_SAMPLES):
            for j in range(_SAMPLES):
                across = patch[i + 1, j + 2] - patch[i + 1, j]
                down = patch[i + 2, j + 1] - patch[i, j + 1]
                strength = weights[i, j] * math.sqrt(across * across + down * down)
                if strength > 0:
                    _add(cells, i, j, _direction(across, down), strength)
        numbers[n] = cells[1:-1, 1:-1].copy().reshape(-1)
    return numbers


@numba.njit(cache=True)
def _sample(
    greys: NDArray[np.uint8],
    width: int,
    height: int,
    at: NDArray[np.float32],
    patch: NDArray[np.float32],
) -> None:
    """Write the greys about a corner, upright, between pixels by bilinear interpolation."""
    turn = at[2] * _TURN / 360
    cosine, sine = _STEP * math.cos(turn), _STEP * math.sin(turn)
    middle = (_SAMPLES + 1) / 2
    for i in range(_SAMPLES + 2):
        for j in range(_SAMPLES + 2):
            x = at[0] + cosine * (j - middle) - sine * (i - middle)
            y = at[1] + sine * (j - middle) + cosine * (i - middle)
            x = min(max(x, 0.0), width - 1.001)
            y = min(max(y, 0.0), height - 1.001)
            column, row = int(x), int(y)
            right, below = x - column, y - row
            k = row * width + column
            upper = greys[k] * (1 - right) + greys[k + 1] * right
            lower = greys[k + width] * (1 - right) + greys[k + width + 1] * right
            patch[i, j] = upper * (1 - below) + lower * below


@numba.njit(cache=True)
def _direction(across: float, down: float) -> float:
    """The gradient's direction in eighths of a turn, 0 to 8, within .005 of the arc tangent."""
    wide, high = abs(across), abs(down)
    ratio = min(wide, high) / max(wide, high)
    eighths = ratio * (1 + 0.3477 * (1 - ratio))
    if high > wide:
        eighths = 2 - eighths
    if across < 0:
        eighths = 4 - eighths
    if down < 0:
        eighths = 8 - eighths
    return eighths


@numba.njit(cache=True)
def _add(cells: NDArray[np.float32], i: int, j: int, eighths: float, strength: float) -> None:
    """Share a gradient among the cells and directions that it lies between."""
    first = int(eighths) % _DIRECTIONS
    second = (first + 1) % _DIRECTIONS
    towards = eighths - int(eighths)
    row, column = (i + 0.5) / _CELLS + 0.5, (j + 0.5) / _CELLS + 0.5
    top, left = int(row), int(column)
    below, right = row - top, column - left
    for di in range(2):
        down = strength * (below if di else 1 - below)
        for dj in range(2):
            share = down * (right if dj else 1 - right)
            cells[top + di, left + dj, first] += share * (1 - towards)
            cells[top + di, left + dj, second] += share * towards
