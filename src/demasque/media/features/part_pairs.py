"""Which pairs of pictures show the same thing in part? Candidates, aligned and checked.

Two pictures are alike where enough matched points agree on one map and few contradict it, where
points have their counterparts in enough cells of what the two share, and in most of the cells that
say anything (:mod:`demasque.media.features.shared_part`). How many points are enough is never below
a floor, and rises with the corpus: the chance that an unrelated pair reaches n points falls about
geometrically, by what random pairs of the same corpus show, and is continued to where less than one
false pair in a hundred such corpora is expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.features.common_points import without_common_points
from demasque.media.features.part_alignment import aligned
from demasque.media.features.part_candidates import candidate_pairs
from demasque.media.features.point_matches import matched_points
from demasque.media.features.point_sets import PointSets
from demasque.media.features.shared_part import agreement
from demasque.media.fingerprint import LocalFeatures

# Of 250,000 unrelated simulated pairs, windows of houses included, 6 had 12 points that agree, and
# none had 5 in 5 cells, .4 of the cells and .35 of the matches; of copies, the hardest (a picture
# small in an app's screen) have some 25 in 8 cells, .55 and .7. Ranges: two seeds, 20 contents.
_ALIGNED: Final = 4  # matches that agree; fewer are no map
_LEAST: Final = 10  # 8 to 16 were tried; 16 loses a quarter of the screenshots
_MOST: Final = 40  # a corpus asks for no more
_LEAST_CELLS: Final = 5  # of the 36 of the overlap; 3 to 8, which loses half of the screenshots
_LEAST_SHARE: Final = (
    0.5  # of the cells that say anything; .4 joins a third of what has half a background in common
)
_LEAST_MATCHES: Final = 0.4  # of the matches; .1 to .3 of those between windows agree
_TEMPLATE: Final = 8  # matches that agree where the rest contradicts; the same from 6 to 12
_DECOYS: Final = 20_000  # random pairs
_FALL: Final = 0.43  # from n points to n + 1 in simulated pictures, as if read from ...
_FALL_READ: Final = 5  # ... so many pairs
_ALSO: Final = 0.05  # of chance pairs, those that also agree in cells and matches; .00 to .02
_EXPECTED: Final = 0.01  # false pairs over the corpus
_SEED: Final = 7  # draws the random pairs


@dataclass(frozen=True, eq=False)
class AlikePictures:
    """Pairs of pictures that show the same in part, sorted.

    ``a`` and ``b`` are rows of what was given, ``a < b``; ``inliers`` how many matched points
    agree on the map; ``share`` how much of what both could show agrees, 0 to 1; ``matrix``
    float64 (n, 2, 3) maps places in a to places in b, both as fractions of the sides; ``mirrored``
    says that b is a's mirror image, which ``matrix`` then contains.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    inliers: NDArray[np.int32]
    share: NDArray[np.float32]
    matrix: NDArray[np.float64]
    mirrored: NDArray[np.bool_]


def alike_pictures(
    features: Sequence[LocalFeatures], known: NDArray[np.int64] | None = None
) -> AlikePictures:
    """Return the pairs of `features` that show the same thing in part.

    `known` (m, 2) are pairs that need no look, as other ways have joined them.
    """
    points = PointSets.of(features)
    mirrored = points.mirrored()
    pairs = _without(candidate_pairs(points, mirrored), known, len(features))
    counts, maps = _checked(points, mirrored, pairs)
    least = needed(points)
    alike = _alike_beside_templates(points, mirrored, pairs, counts, maps, least)
    rows = _best_way(pairs, np.where(alike, counts[:, 0], -1))
    share = _share(counts)
    pairs, flipped = pairs[rows], pairs[rows, 2] == 1
    return AlikePictures(
        pairs[:, 0],
        pairs[:, 1],
        counts[rows, 0].astype(np.int32),
        share[rows].astype(np.float32),
        _of_fractions(maps[rows], points.sides[pairs[:, 0]], points.sides[pairs[:, 1]], flipped),
        flipped,
    )


def _alike_beside_templates(
    points: PointSets,
    mirrored: PointSets,
    pairs: NDArray[np.int64],
    counts: NDArray[np.int64],
    maps: NDArray[np.float64],
    least: int,
) -> NDArray[np.bool_]:
    """Whether pairs stay alike when what this corpus shows to be a template is left out."""
    alike = _alike(counts, least)
    aligned_ = alike | ((counts[:, 0] >= _TEMPLATE) & (_share(counts) < _LEAST_SHARE))
    rest, touched = without_common_points(
        points, mirrored, pairs[aligned_], maps[aligned_], alike[aligned_]
    )
    again = np.flatnonzero(alike & (touched[pairs[:, 0]] | touched[pairs[:, 1]]))
    alike[again] = _alike(_checked(rest, rest.mirrored(), pairs[again])[0], least)
    return alike


def _without(
    pairs: NDArray[np.int64], known: NDArray[np.int64] | None, count: int
) -> NDArray[np.int64]:
    if known is None or len(known) == 0:
        return pairs
    codes = known.min(axis=1) * count + known.max(axis=1)
    return pairs[~np.isin(pairs[:, 0] * count + pairs[:, 1], codes)]


def _best_way(pairs: NDArray[np.int64], points: NDArray[np.int64]) -> NDArray[np.int64]:
    """One row a pair: mirrored or not, as more points say; without the rows marked -1."""
    order = np.lexsort((pairs[:, 2], -points, pairs[:, 1], pairs[:, 0]))
    order = order[points[order] >= 0]
    first = np.ones(len(order), np.bool_)
    first[1:] = np.any(pairs[order[1:], :2] != pairs[order[:-1], :2], axis=1)
    return order[first]


def _share(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(counts[:, 2] / np.maximum(counts[:, 3], 1))


def _alike(counts: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    agreeing, matched, cells, _ = counts.T
    return np.asarray(
        (agreeing >= least)
        & (agreeing >= _LEAST_MATCHES * matched)
        & (cells >= _LEAST_CELLS)
        & (_share(counts) >= _LEAST_SHARE)
    )


def needed(points: PointSets) -> int:
    """How many points must agree for two pictures of this corpus to be alike."""
    count = len(points.starts) - 1
    pairs = count * (count - 1) // 2
    decoys = min(_DECOYS, pairs)
    if decoys == 0:
        return _LEAST
    draw = np.random.default_rng(_SEED)
    drawn = np.zeros((decoys, 3), np.int64)
    drawn[:, 0] = draw.integers(0, count, decoys)
    drawn[:, 1] = (drawn[:, 0] + draw.integers(1, count, decoys)) % count
    counts, _ = _checked(points, points, drawn)
    chance = (counts[:, 0] >= _ALIGNED) & (_share(counts) >= _LEAST_SHARE)
    beyond = counts[chance & ~_alike(counts, _LEAST), 0] - _ALIGNED
    mean = (beyond.sum() + _FALL_READ * _FALL / (1 - _FALL)) / (len(beyond) + _FALL_READ)
    expected = 2 * pairs * _ALSO * max(len(beyond), 1) / decoys  # mirrored or not
    more = np.log(max(expected / _EXPECTED, 1)) / -np.log(mean / (1 + mean))
    return int(np.clip(_ALIGNED + np.ceil(more), _LEAST, _MOST))


def _of_fractions(
    maps: NDArray[np.float64],
    sides_a: NDArray[np.float32],
    sides_b: NDArray[np.float32],
    flipped: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The maps of places in fractions of the sides, the mirror in them."""
    maps = maps / sides_b[:, :, None]
    maps[:, :, :2] *= sides_a[:, None, :]
    maps[flipped, :, 2] += maps[flipped, :, 0]
    maps[flipped, :, 0] *= -1
    return maps


def _checked(
    points: PointSets, mirrored: PointSets, pairs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    return _check(
        points.at, points.bits, mirrored.at, mirrored.bits, points.starts, points.sides, pairs
    )


@numba.njit(cache=True, nogil=True)
def _check(
    at: NDArray[np.float32],
    bits: NDArray[np.uint64],
    mirrored_at: NDArray[np.float32],
    mirrored_bits: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sides: NDArray[np.float32],
    pairs: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each pair: how many matches agree, of how many; how many cells, of how many; its map."""
    counts, maps = np.zeros((len(pairs), 4), np.int64), np.zeros((len(pairs), 2, 3))
    for n in range(len(pairs)):
        a, b, flipped = pairs[n]
        in_a, in_b = slice(starts[a], starts[a + 1]), slice(starts[b], starts[b + 1])
        at_a = mirrored_at[in_a] if flipped else at[in_a]
        bits_a = mirrored_bits[in_a] if flipped else bits[in_a]
        at_b, bits_b = at[in_b], bits[in_b]
        rows, apart = matched_points(bits_a, bits_b, at_b)
        agreeing, map_ = aligned(at_a, at_b, rows, apart)
        if agreeing < _ALIGNED:
            continue
        counts[n, 0], counts[n, 1] = agreeing, (rows >= 0).sum()
        cells, telling = agreement(at_a, bits_a, sides[a], at_b, bits_b, sides[b], map_)
        counts[n, 2], counts[n, 3] = cells, telling
        maps[n] = map_
    return counts, maps
