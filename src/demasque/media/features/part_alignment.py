"""How does one picture lie in another? A similarity that many matched points agree on, made affine.

Two matches give a similarity (shift, turn, scale). It is tried where the sizes and angles of the
four points say the same, which chance matches seldom do, the nearest descriptors first; what most
matches agree with is kept and refined by least squares into an affine map, as pictures are
stretched too. No draw is random, unlike in RANSAC (Fischler and Bolles 1981), as sizes and angles
leave few pairs of matches to try.
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

NEAR: Final = 0.012  # of a picture's side: some five pixels at the size points are found at
_TRIED: Final = 300  # similarities; with 60 the hardest copies lose a point
_APART: Final = 0.06  # two matches nearer than this say little of turn and scale
_SIZES: Final = 0.45  # logarithm: a factor of 1.57, two levels and a half of the pyramid
_ANGLES: Final = 0.44  # radians: 25 degrees
_SMALLEST, _LARGEST = 0.15, 6.5  # scales
_STRETCH: Final = 1.8  # 4:3 made 16:9 is 1.33; cropped and stretched thumbnails more


@numba.njit(cache=True, nogil=True)
def aligned(
    at_a: NDArray[np.float32],
    at_b: NDArray[np.float32],
    rows: NDArray[np.int64],
    apart: NDArray[np.int64],
) -> tuple[int, NDArray[np.float64]]:
    """How many matches agree with the best affine map of a into b, and the map (2, 3).

    ``rows`` and ``apart`` are those of :func:`matched_points`. The map is zero where none is found.
    """
    matched = np.flatnonzero(rows >= 0)
    order = matched[np.argsort(apart[matched], kind="mergesort")]
    best, map_ = 0, np.zeros((2, 3))
    tried = 0
    for later in range(1, len(order)):
        for earlier in range(later):
            i, j = order[earlier], order[later]
            found, similarity = _similarity(at_a[i], at_a[j], at_b[rows[i]], at_b[rows[j]])
            if not found:
                continue
            agreeing = _agreeing(at_a, at_b, rows, order, similarity)
            if agreeing > best:
                best, map_ = agreeing, similarity
            tried += 1
            if tried >= _TRIED:
                return _refined(at_a, at_b, rows, order, best, map_)
    return _refined(at_a, at_b, rows, order, best, map_)


@numba.njit(cache=True)
def turned_by(first: float, second: float) -> float:
    """The angle between two directions, in radians, 0 to pi."""
    between = abs(first - second) % (2 * np.pi)
    return min(between, 2 * np.pi - between)


@numba.njit(cache=True)
def _similarity(
    a1: NDArray[np.float32],
    a2: NDArray[np.float32],
    b1: NDArray[np.float32],
    b2: NDArray[np.float32],
) -> tuple[bool, NDArray[np.float64]]:
    similarity = np.zeros((2, 3))
    across, down = float(a2[0] - a1[0]), float(a2[1] - a1[1])
    length = across * across + down * down
    to_across, to_down = float(b2[0] - b1[0]), float(b2[1] - b1[1])
    to_length = to_across * to_across + to_down * to_down
    if length < _APART**2 or to_length < (_APART * _SMALLEST) ** 2:
        return False, similarity
    grown = 0.5 * np.log(to_length / length)
    if abs(grown - (b1[2] - a1[2])) > _SIZES or abs(grown - (b2[2] - a2[2])) > _SIZES:
        return False, similarity
    turn = np.arctan2(to_down, to_across) - np.arctan2(down, across)
    if turned_by(turn, b1[3] - a1[3]) > _ANGLES or turned_by(turn, b2[3] - a2[3]) > _ANGLES:
        return False, similarity
    scale = np.exp(grown)
    if not _SMALLEST <= scale <= _LARGEST:
        return False, similarity
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    similarity[0] = cosine, -sine, b1[0] - cosine * a1[0] + sine * a1[1]
    similarity[1] = sine, cosine, b1[1] - sine * a1[0] - cosine * a1[1]
    return True, similarity


@numba.njit(cache=True)
def tolerance(map_: NDArray[np.float64]) -> float:
    """How far from its place a point may lie in b: as far as the coarser picture can say."""
    area = abs(map_[0, 0] * map_[1, 1] - map_[0, 1] * map_[1, 0])
    return float(NEAR * max(1.0, np.sqrt(area)))


@numba.njit(cache=True)
def off(map_: NDArray[np.float64], a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """How far the map puts a point of a from one of b."""
    x = map_[0, 0] * a[0] + map_[0, 1] * a[1] + map_[0, 2] - b[0]
    y = map_[1, 0] * a[0] + map_[1, 1] * a[1] + map_[1, 2] - b[1]
    return float(np.sqrt(x * x + y * y))


@numba.njit(cache=True)
def _agreeing(
    at_a: NDArray[np.float32],
    at_b: NDArray[np.float32],
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    map_: NDArray[np.float64],
) -> int:
    near, count = tolerance(map_), 0
    for i in order:
        count += off(map_, at_a[i], at_b[rows[i]]) <= near
    return count


@numba.njit(cache=True)
def _refined(
    at_a: NDArray[np.float32],
    at_b: NDArray[np.float32],
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    best: int,
    map_: NDArray[np.float64],
) -> tuple[int, NDArray[np.float64]]:
    """The map by least squares over the matches that agree, as long as more do."""
    for _ in range(4):
        if best < 4:
            break
        near, moments, sums = 1.5 * tolerance(map_), np.zeros((3, 3)), np.zeros((3, 2))
        for i in order:
            if off(map_, at_a[i], at_b[rows[i]]) <= near:
                place = np.array([at_a[i, 0], at_a[i, 1], 1.0])
                for r in range(3):
                    for c in range(3):
                        moments[r, c] += place[r] * place[c]
                    sums[r, 0] += place[r] * at_b[rows[i], 0]
                    sums[r, 1] += place[r] * at_b[rows[i], 1]
        if abs(np.linalg.det(moments)) < 1e-9:
            break
        affine = np.empty((2, 3))
        affine[:] = np.linalg.solve(moments, sums).T
        agreeing = _agreeing(at_a, at_b, rows, order, affine)
        if agreeing < best or not _possible(affine):
            break
        best, map_ = agreeing, affine
    return best, map_


@numba.njit(cache=True)
def _possible(affine: NDArray[np.float64]) -> bool:
    """Whether a picture is put so: neither flattened nor mirrored, nor a hundred times its size."""
    if affine[0, 0] * affine[1, 1] - affine[0, 1] * affine[1, 0] <= 0:
        return False
    stretches = np.linalg.svd(affine[:, :2].copy())[1]
    longest, shortest = stretches[0], stretches[1]
    return bool(shortest >= _SMALLEST and longest <= _LARGEST and longest <= _STRETCH * shortest)
