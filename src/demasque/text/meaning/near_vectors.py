"""Which vectors are near each other? All pairs of a few; of many, those that meet in a cell.

Up to 50,000 vectors are all compared. More are divided into cells by spherical k-means, and a
vector is compared with those of the cells nearest to it: an inverted file (Sivic & Zisserman 2003;
Jégou, Douze & Schmid 2011), searched cell by cell so that the work is products of matrices.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

ALL_COMPARED: Final = 50_000
"""Vectors of which all pairs are compared."""

NEAREST_KEPT: Final = 20
"""Pairs that a vector keeps, its nearest; a pair stays if either end keeps it."""

_PROBED: Final = 32  # cells that a vector looks into; docs/measurements.md has 12 beside it
_SAMPLED_PER_CELL: Final = 32
_ROUNDS: Final = 8
_BLOCK: Final = 1_024


class NearPairs(NamedTuple):
    """Pairs of rows, a before b, and their cosine; in the order of a, then b."""

    a: Rows
    b: Rows
    cosine: Vectors


def near_pairs(
    vectors: Vectors, cosine: float, *, seed: int = 0, all_compared: int = ALL_COMPARED
) -> NearPairs:
    """Pairs of rows of unit length whose cosine is at least `cosine`, the 20 nearest of each row.

    Of more than `all_compared` rows a few pairs are missed (docs/measurements.md says how many);
    none is found that comparing all would not find, but for rows with more than 20.
    """
    if len(vectors) <= all_compared:
        starts = range(0, len(vectors), _BLOCK)
        rows = np.arange(len(vectors))
        found = [_block(vectors, rows[at : at + _BLOCK], rows, cosine) for at in starts]
    else:
        found = _through_cells(vectors, cosine, seed)
    return _merged(found, len(vectors))


def _block(vectors: Vectors, rows: Rows, others: Rows, cosine: float) -> NearPairs:
    """Pairs of some rows with others, each row's nearest."""
    cosines = vectors[rows] @ vectors[others].T
    cosines[rows[:, None] == others[None, :]] = -np.inf
    at, other = np.nonzero(cosines >= cosine)
    return _nearest(NearPairs(rows[at], others[other], cosines[at, other]))


def _nearest(pairs: NearPairs) -> NearPairs:
    """Of the pairs of each `a`, the nearest."""
    order = np.lexsort((pairs.b, -pairs.cosine, pairs.a))
    a = pairs.a[order]
    rank = np.arange(a.size) - np.searchsorted(a, a)
    kept = order[rank < NEAREST_KEPT]
    return NearPairs(pairs.a[kept], pairs.b[kept], pairs.cosine[kept])


def _merged(found: list[NearPairs], size: int) -> NearPairs:
    """What one row found and the other did not, or both, once; each row's nearest."""
    if not found:
        return NearPairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    a, b, cosine = (np.concatenate(column) for column in zip(*found, strict=True))
    _, first = np.unique(np.concatenate([a * size + b, b * size + a]), return_index=True)
    both = NearPairs(
        np.concatenate([a, b])[first],
        np.concatenate([b, a])[first],
        np.concatenate([cosine, cosine])[first],
    )
    kept = _nearest(both)
    low, high = np.minimum(kept.a, kept.b), np.maximum(kept.a, kept.b)
    _, once = np.unique(low * size + high, return_index=True)
    return NearPairs(low[once], high[once], kept.cosine[once])


def _through_cells(vectors: Vectors, cosine: float, seed: int) -> list[NearPairs]:
    centres = _cells(vectors, seed)
    probed = _probed(vectors, centres, _PROBED)
    members = _grouped(probed[:, 0], len(centres))
    visits = _grouped(probed.ravel(), len(centres))
    found = []
    for inside, visitors in zip(members, visits, strict=True):
        rows = visitors // probed.shape[1]
        found += [
            _block(vectors, rows[at : at + _BLOCK], inside, cosine)
            for at in range(0, rows.size, _BLOCK)
        ]
    return found


def _cells(vectors: Vectors, seed: int) -> Vectors:
    """Centres of cells, two for the square root of the rows, by k-means on a sample."""
    draw = np.random.default_rng(seed)
    count = max(1, round(2 * len(vectors) ** 0.5))
    sample = vectors[np.sort(draw.permutation(len(vectors))[: count * _SAMPLED_PER_CELL])]
    centres = sample[np.sort(draw.permutation(len(sample))[:count])]
    for _ in range(_ROUNDS):
        nearest = _probed(sample, centres, 1)[:, 0]
        order = np.argsort(nearest, kind="stable")
        filled, starts = np.unique(nearest[order], return_index=True)
        sums = np.add.reduceat(sample[order], starts, axis=0)
        centres = centres.copy()
        centres[filled] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return centres


def _probed(vectors: Vectors, centres: Vectors, count: int) -> Rows:
    """By row, the cells nearest to it, the nearest first."""
    count = min(count, len(centres))
    near = np.zeros((len(vectors), count), np.int64)
    for start in range(0, len(vectors), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ centres.T
        best = np.argpartition(cosines, -count, axis=1)[:, -count:]
        order = np.argsort(-np.take_along_axis(cosines, best, 1), axis=1, kind="stable")
        near[start : start + _BLOCK] = np.take_along_axis(best, order, 1)
    return near


def _grouped(cells: Rows, count: int) -> list[Rows]:
    """By cell, the places where it stands."""
    order = np.argsort(cells, kind="stable")
    return np.split(order, np.searchsorted(cells[order], np.arange(1, count)))
