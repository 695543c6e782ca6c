"""Families round exemplars: every member shows what its exemplar shows, so families cannot chain.

The file that shares most with most others, and is most like them, becomes an exemplar and takes
those that show the same; then the next file left. Two further rules keep apart what only a third
file joins:

- At least a share of a *member* is what it has in common with the exemplar, so that a report with
  five seconds of a clip, or a collage with a small copy of a picture, is no copy of it.
- All members of a family have one part of the exemplar in common, the one that most files show, so
  that the halves of a compilation, or of a collage, are no copies of each other.
"""

from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import CELLS, Links, Masks, both_ways, covered_share

LEAST_OF_MEMBER: Final = 0.25
"""Of a picture's cells, that must be what its exemplar shows; a screenshot's content fills more."""

LEAST_OF_CLIP: Final = 0.5
"""Of a clip's length."""

_BARS: Final = 0.2  # what bars take from a file's weight, at most

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class StarFamilies(NamedTuple):
    """By file: its exemplar, and the row of ``links`` from file to exemplar, -1 for exemplars."""

    exemplar: Ints
    link: Ints
    links: Links


def star_families(links: Links, clips: Bools, whole: Floats, copies: Ints) -> StarFamilies:
    """Gather files into families; ``clips`` says which files are clips or recordings.

    ``whole`` is by file how much of it is picture and no bars: of two that share as much with
    others the barer becomes the exemplar. ``copies`` is how many files each stands for. Files are
    numbered in the order in which ties are broken; a file alike to none is its own exemplar.
    """
    told = both_ways(links)
    size = clips.size
    least = np.where(clips[told["a"]], LEAST_OF_CLIP, LEAST_OF_MEMBER)
    joins = covered_share(told["covers_a"]) >= least  # a as a member, b as its exemplar
    common = covered_share(told["covers_a"]) * covered_share(told["covers_b"])
    shared = np.where(joins, common * told["alike"], 0) * copies[told["a"]]
    weight = np.bincount(told["b"], shared, size) * (1 - _BARS * (1 - whole))
    order = np.lexsort((np.arange(size), -np.round(weight, 9)))
    starts = np.searchsorted(told["a"], np.arange(size + 1))
    back = _row_of_turned(told)
    exemplar, link = _gather_stars(
        order,
        starts,
        told["b"].astype(np.int64),
        told["alike"].astype(np.float64),
        joins,
        np.ascontiguousarray(told["covers_b"]),
        back,
    )
    return StarFamilies(exemplar, link, told)


def _row_of_turned(told: Links) -> Ints:
    """For each link from a to b, the row of the one from b to a."""
    forth = np.lexsort((told["b"], told["a"]))
    back = np.lexsort((told["a"], told["b"]))
    rows = np.empty(told.size, np.int64)
    rows[forth] = back
    return rows


@numba.njit(cache=True)
def _core_cell(
    file: int, starts: Ints, joins: Bools, covers: Masks, back: Ints, free: Bools
) -> int:
    """The cell of a file that most of those show which may join it."""
    counts = np.zeros(CELLS, np.int64)
    for n in range(starts[file], starts[file + 1]):
        if joins[back[n]] and free[n]:
            for cell in range(CELLS):
                counts[cell] += (covers[back[n]] >> np.uint64(cell)) & np.uint64(1)
    return int(np.argmax(counts))


@numba.njit(cache=True)
def _nearest_exemplar(
    file: int, starts: Ints, target: Ints, alike: Floats, joins: Bools, covers: Masks,
    exemplar: Ints, core: Ints,
) -> int:  # fmt: skip
    """The row of the link to the exemplar that a file may join and is most like; -1 for none."""
    best, best_alike = -1, 0.0
    for n in range(starts[file], starts[file + 1]):
        other = target[n]
        if exemplar[other] != other or not joins[n] or alike[n] <= best_alike:
            continue
        if (covers[n] >> np.uint64(core[other])) & np.uint64(1):
            best, best_alike = n, alike[n]
    return best


@numba.njit(cache=True)
def _gather_stars(
    order: Ints, starts: Ints, target: Ints, alike: Floats, joins: Bools, covers: Masks, back: Ints
) -> tuple[Ints, Ints]:
    size = order.size
    exemplar, link = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    core = np.zeros(size, np.int64)
    free = np.ones(target.size, np.bool_)
    for file in order:
        if exemplar[file] >= 0:
            continue
        best = _nearest_exemplar(file, starts, target, alike, joins, covers, exemplar, core)
        if best >= 0:
            exemplar[file], link[file] = target[best], best
            continue
        exemplar[file] = file
        near = range(starts[file], starts[file + 1])
        for n in near:
            free[n] = exemplar[target[n]] < 0
        core[file] = _core_cell(file, starts, joins, covers, back, free)
        for n in near:
            own = back[n]
            if free[n] and joins[own] and (covers[own] >> np.uint64(core[file])) & np.uint64(1):
                exemplar[target[n]], link[target[n]] = file, own
    for file in order:  # all exemplars are known now: each member moves to the nearest
        if exemplar[file] != file:
            best = _nearest_exemplar(file, starts, target, alike, joins, covers, exemplar, core)
            exemplar[file], link[file] = target[best], best
    return exemplar, link
