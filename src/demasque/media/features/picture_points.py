"""Which corners has a picture, and what does each look like? The points that parts are told by.

The corners are ORB's (Rublee et al. 2011): FAST corners in a pyramid of scales, oriented by their
intensity centroid. Of the many found few are kept, taken in turn from the cells of a grid, so that
no part of a picture takes them all (as Brown, Szeliski and Winder 2005 do by suppression).
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.features.gradient_bits import gradient_bits
from demasque.media.features.packing import snapped
from demasque.media.features.picture_overlays import overlay_mask
from demasque.media.fingerprint import LocalFeatures

MOST_POINTS: Final = 300
_AREA: Final = 443**2  # pixels: 512 x 384; by area, as a screenshot's long side is mostly frame
_LONGEST: Final = 1024  # pixels: a strip stays a strip
_ENLARGED: Final = 2.0  # thumbnails at most, so that their corners stand in the same pyramid
_FOUND: Final = 1500  # corners found before the grid chooses; 800 to 2,500 were tried
_APART: Final = 8  # pixels: of a corner's echoes in and about its place only the strongest is kept,
_ECHOES: Final = 3  # in as many levels as this; 6 to 10 pixels and 3 to 8 levels were tried
_GRID: Final = 8  # cells a side
_SCALE: Final = 1.2  # from each level of the pyramid to the next; ORB's own, as are the levels
_LEVELS: Final = 8
_SMALLEST: Final = 63  # pixels: an ORB patch of 31 with a margin of 31 about its corner
_FAST: Final = 20, 10  # grey levels: OpenCV's own, by which dark clips have no corners; then fewer
_ENOUGH: Final = 1000  # corners by the first threshold; the second takes half as long again


def describe(rgb: NDArray[np.uint8]) -> LocalFeatures:
    """Return the local features of one picture, `rgb` uint8 (height, width, 3); at most 300 points.

    A picture without corners (of one colour, of less than some 60 pixels) has none. The outcome is
    as if it had been packed and unpacked, so that what is stored compares as what was just read.
    Needs OpenCV (the extra ``media``).
    """
    height, width = rgb.shape[:2]
    grey = _reduced(rgb)
    levels = _levels(min(grey.shape))
    if levels == 0:
        return _without_points(width / height)
    at = _corners(grey, levels)
    if len(at) == 0:
        return _without_points(width / height)
    sides = np.array([grey.shape[1], grey.shape[0], max(grey.shape), 1], np.float32)
    at = at[_without_echoes(at)]
    at = at[_spread(at[:, :2] / sides[:2], at[:, 4])]
    descriptors, overlaid = _described(grey, at), _overlaid(at, grey)
    return snapped(LocalFeatures(at[:, :4] / sides, descriptors, overlaid, width / height))


def _reduced(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    height, width = rgb.shape[:2]
    scale = min((_AREA / (height * width)) ** 0.5, _LONGEST / max(height, width), _ENLARGED)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, size, interpolation=how), np.uint8)


def _levels(shortest: int) -> int:
    """How many scales a picture can be looked at in; 0 where it is smaller than a corner."""
    if shortest < _SMALLEST:
        return 0
    return min(1 + int(math.log(shortest / _SMALLEST) / math.log(_SCALE)), _LEVELS)


def _corners(grey: NDArray[np.uint8], levels: int) -> NDArray[np.float32]:
    """ORB's corners: x, y, size, angle, response and level of the pyramid, a row each."""
    import cv2

    for threshold in _FAST:
        detector: Any = cv2.ORB.create(_FOUND, _SCALE, levels, fastThreshold=threshold)
        found = detector.detect(grey, None)
        if len(found) >= _ENOUGH:
            break
    rows = [(*p.pt, p.size, p.angle, p.response, p.octave) for p in found]
    return np.array(rows, np.float32).reshape(-1, 6)


def _described(grey: NDArray[np.uint8], at: NDArray[np.float32]) -> NDArray[np.uint8]:
    import cv2

    octaves = at[:, 5].astype(np.int64)
    levels = []
    for octave in range(int(octaves.max()) + 1):
        scale = _SCALE**-octave
        size = round(grey.shape[1] * scale), round(grey.shape[0] * scale)
        level = cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR)
        levels.append(np.asarray(cv2.GaussianBlur(level, (5, 5), 1.0), np.uint8))
    there = at[:, [0, 1, 3]]
    there[:, :2] *= (_SCALE ** -octaves.astype(np.float32))[:, None]
    return gradient_bits(levels, octaves, there)


def _without_echoes(at: NDArray[np.float32]) -> NDArray[np.int64]:
    """The points that are the strongest of their small square and few levels."""
    column, row = np.floor(at[:, :2] / _APART).T
    level = np.floor(at[:, 5] / _ECHOES)
    order = np.lexsort((-at[:, 4], level, row, column))
    places = np.stack([column, row, level], axis=1)[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = np.any(places[1:] != places[:-1], axis=1)
    return np.sort(order[first])


def _spread(at: NDArray[np.float32], response: NDArray[np.float32]) -> NDArray[np.int64]:
    """The points to keep: the strongest of every cell, then the second of every cell, ..."""
    cells = np.minimum((at * _GRID).astype(np.int64), _GRID - 1) @ np.array([1, _GRID])
    by_cell = np.lexsort((-response, cells))
    sorted_cells = cells[by_cell]
    turn = np.empty(cells.size, np.int64)
    turn[by_cell] = np.arange(cells.size) - np.searchsorted(sorted_cells, sorted_cells)
    return np.sort(np.lexsort((-response, turn))[:MOST_POINTS])


def _overlaid(at: NDArray[np.float32], grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    mask = overlay_mask(grey)
    height, width = mask.shape
    rows = np.minimum(at[:, 1].astype(np.int64), height - 1)
    columns = np.minimum(at[:, 0].astype(np.int64), width - 1)
    return np.asarray(mask[rows, columns])


def _without_points(aspect: float) -> LocalFeatures:
    return LocalFeatures(
        np.empty((0, 4), np.float32), np.empty((0, 32), np.uint8), np.empty(0, np.bool_), aspect
    )
