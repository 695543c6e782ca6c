"""Do two aligned pictures show the same where they overlap, and not only a template in common?

Once it is known how one picture lies in the other, every point of it has a place there, and should
have a counterpart at that place. The overlap is cut into cells; those in which both pictures have
points agree, or contradict. Pictures under one caption, or in one app's screen, agree in the cells
of the caption or of the screen and contradict in the others, however many points match.
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.features.part_alignment import off, tolerance, turned_by
from demasque.media.features.point_matches import bits_apart

CELLS: Final = 6  # a side of the overlap
_ALIKE: Final = (
    92  # bits: a place where a counterpart is expected; 1 in 18 pairs of unrelated corners
)
_SIZES: Final = 0.5  # logarithm
_ANGLES: Final = 0.5  # radians
_MANY: Final = (
    0.2  # of the points that could agree; at a template's edge some do; 0 to .4 were tried
)
_FEWEST: Final = 2  # points of each picture for a cell to say anything


@numba.njit(cache=True, nogil=True)
def agreement(
    at_a: NDArray[np.float32],
    bits_a: NDArray[np.uint64],
    sides_a: NDArray[np.float32],
    at_b: NDArray[np.float32],
    bits_b: NDArray[np.uint64],
    sides_b: NDArray[np.float32],
    map_: NDArray[np.float64],
) -> tuple[int, int]:
    """In how many cells of the overlap the two agree, and how many say anything.

    ``map_`` (2, 3) puts a into b. A cell agrees where enough of a's points have a counterpart in b.
    """
    inside_a, inside_b, box = overlap(at_a, sides_a, at_b, sides_b, map_)
    has, _ = counterparts(at_a, bits_a, at_b, bits_b, map_, inside_a)
    in_a = np.zeros((CELLS, CELLS), np.int64)
    in_b, agreeing = np.zeros_like(in_a), np.zeros_like(in_a)
    back = _inverse(map_)
    for i in range(len(at_a)):
        if inside_a[i]:
            row, column = _cell(at_a[i, 0], at_a[i, 1], box)
            in_a[row, column] += 1
            agreeing[row, column] += has[i]
    for j in range(len(at_b)):
        if inside_b[j]:
            x, y = _moved(back, at_b[j])
            row, column = _cell(x, y, box)
            in_b[row, column] += 1
    agrees = (agreeing > 0) & (agreeing >= _MANY * np.minimum(in_a, in_b))
    telling = (in_a >= _FEWEST) & (in_b >= _FEWEST) | (agreeing > 0)
    return int(agrees.sum()), int(telling.sum())


@numba.njit(cache=True)
def _inverse(map_: NDArray[np.float64]) -> NDArray[np.float64]:
    area = map_[0, 0] * map_[1, 1] - map_[0, 1] * map_[1, 0]
    back = np.empty((2, 3))
    back[0, 0], back[0, 1] = map_[1, 1] / area, -map_[0, 1] / area
    back[1, 0], back[1, 1] = -map_[1, 0] / area, map_[0, 0] / area
    back[0, 2] = -(back[0, 0] * map_[0, 2] + back[0, 1] * map_[1, 2])
    back[1, 2] = -(back[1, 0] * map_[0, 2] + back[1, 1] * map_[1, 2])
    return back


@numba.njit(cache=True)
def _moved(map_: NDArray[np.float64], point: NDArray[np.float32]) -> tuple[float, float]:
    return (
        map_[0, 0] * point[0] + map_[0, 1] * point[1] + map_[0, 2],
        map_[1, 0] * point[0] + map_[1, 1] * point[1] + map_[1, 2],
    )


@numba.njit(cache=True)
def _inside(
    at: NDArray[np.float32], map_: NDArray[np.float64], sides: NDArray[np.float32]
) -> NDArray[np.bool_]:
    inside = np.zeros(len(at), np.bool_)
    for i in range(len(at)):
        x, y = _moved(map_, at[i])
        inside[i] = 0 <= x <= sides[0] and 0 <= y <= sides[1]
    return inside


@numba.njit(cache=True)
def overlap(
    at_a: NDArray[np.float32],
    sides_a: NDArray[np.float32],
    at_b: NDArray[np.float32],
    sides_b: NDArray[np.float32],
    map_: NDArray[np.float64],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """The points of each that lie in the other, and the box about the overlap, in a's units."""
    back = _inverse(map_)
    corners = np.zeros((4, 2), np.float32)
    corners[1, 0] = corners[3, 0] = sides_b[0]
    corners[2, 1] = corners[3, 1] = sides_b[1]
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for k in range(4):
        x, y = _moved(back, corners[k])
        low[0], low[1] = min(low[0], x), min(low[1], y)
        high[0], high[1] = max(high[0], x), max(high[1], y)
    box = np.array(
        [
            max(low[0], 0.0),
            max(low[1], 0.0),
            min(high[0], float(sides_a[0])),
            min(high[1], float(sides_a[1])),
        ]
    )
    return _inside(at_a, map_, sides_b), _inside(at_b, back, sides_a), box


@numba.njit(cache=True)
def _cell(x: float, y: float, box: NDArray[np.float64]) -> tuple[int, int]:
    column = int(CELLS * (x - box[0]) / max(box[2] - box[0], 1e-9))
    row = int(CELLS * (y - box[1]) / max(box[3] - box[1], 1e-9))
    return min(max(row, 0), CELLS - 1), min(max(column, 0), CELLS - 1)


@numba.njit(cache=True)
def counterparts(
    at_a: NDArray[np.float32],
    bits_a: NDArray[np.uint64],
    at_b: NDArray[np.float32],
    bits_b: NDArray[np.uint64],
    map_: NDArray[np.float64],
    inside: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which points of a have a counterpart of their own in b, and which of b are one."""
    near = tolerance(map_)
    grown = 0.5 * np.log(abs(map_[0, 0] * map_[1, 1] - map_[0, 1] * map_[1, 0]))
    turn = np.arctan2(map_[1, 0] - map_[0, 1], map_[0, 0] + map_[1, 1])
    has, taken = np.zeros(len(at_a), np.bool_), np.zeros(len(at_b), np.bool_)
    for i in range(len(at_a)):
        if not inside[i]:
            continue
        for j in range(len(at_b)):
            if (
                not taken[j]
                and abs(at_b[j, 2] - at_a[i, 2] - grown) <= _SIZES
                and off(map_, at_a[i], at_b[j]) <= near
                and turned_by(at_b[j, 3] - at_a[i, 3], turn) <= _ANGLES
                and bits_apart(bits_a[i], bits_b[j]) <= _ALIKE
            ):
                has[i] = taken[j] = True
                break
    return has, taken
