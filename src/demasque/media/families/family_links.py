"""Links: two files that show the same, how that was found, and how much of each the other shows."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FOUND_BY: Final = ("pdq", "features", "frames", "audio")
"""How a link was found, by its number, the surest first."""

CELLS: Final = 64
"""Parts that a picture (8 x 8, row by row) or a clip's length is divided into, one bit each."""

WHOLE: Final = np.uint64(2**64 - 1)

LINK: Final = np.dtype(
    [
        ("a", np.int32),
        ("b", np.int32),
        ("found_by", np.int8),
        ("distance", np.float32),  # bits, median over frames; NaN without PDQ
        ("orientation", np.int8),  # that of a which looks like b as it is; -1 unknown
        ("alike", np.float32),  # 0 to 1, to choose the nearest exemplar by
        ("covers_a", np.uint64),  # the cells of a that b shows too
        ("covers_b", np.uint64),
        ("speed", np.float32),  # seconds of b that pass in one of a; NaN for pictures
        ("start_a", np.float32),
        ("end_a", np.float32),
        ("start_b", np.float32),
        ("end_b", np.float32),
        ("part", np.int32),  # row of the pair of parts of pictures that proves it; -1 none
    ]
)
"""One link; ``a`` and ``b`` are numbers of files."""

Links = NDArray[np.void]
Link = Any
"""One row of them, whose fields have the types that :data:`LINK` says."""

Masks = NDArray[np.uint64]

_INVERSE: Final = np.array([0, 3, 2, 1, 4, 5, 6, 7], np.int8)
"""Of each orientation the one that undoes it: quarter turns undo each other, flips themselves."""

_SWAPPED: Final = (
    ("a", "b"),
    ("covers_a", "covers_b"),
    ("start_a", "start_b"),
    ("end_a", "end_b"),
)


def empty_links(rows: int) -> Links:
    """Links in which nothing is said yet: whole files, no stretch, no distance."""
    links = np.zeros(rows, LINK)
    links["covers_a"] = links["covers_b"] = WHOLE
    for name in ("distance", "speed", "start_a", "end_a", "start_b", "end_b"):
        links[name] = np.nan
    links["part"] = -1
    return links


def twin_link(file: int, twin: int) -> Link:
    """The link of two pictures of one hash."""
    link = empty_links(1)
    link["a"], link["b"] = file, twin
    link["distance"], link["alike"] = 0, 1
    return link[0]


def turned(links: Links) -> Links:
    """The same links, told from the other file."""
    back = links.copy()
    for a, b in _SWAPPED:
        back[a], back[b] = links[b], links[a]
    known = links["orientation"] >= 0
    back["orientation"] = np.where(known, _INVERSE[links["orientation"]], -1)
    back["speed"] = 1 / links["speed"]
    return back


def both_ways(links: Links) -> Links:
    """Each pair's surest link, once from either file; sorted by a, then the most alike first."""
    told = np.concatenate([links, turned(links)])
    order = np.lexsort((-told["alike"], told["found_by"], told["b"], told["a"]))
    told = told[order]
    new = np.ones(told.size, np.bool_)
    new[1:] = (told["a"][1:] != told["a"][:-1]) | (told["b"][1:] != told["b"][:-1])
    told = told[new]
    return told[np.lexsort((told["b"], -told["alike"], told["a"]))]


def covered_share(masks: Masks) -> NDArray[np.float64]:
    """Shares of the cells that are set."""
    return np.bitwise_count(masks).astype(np.float64) / CELLS


def stretch_mask(start: float, end: float, length: float) -> int:
    """Cells of a clip of ``length`` seconds that lie between two times."""
    if length <= 0:
        return int(WHOLE)
    middles = (np.arange(CELLS) + 0.5) * length / CELLS
    inside = (middles >= start) & (middles <= end)
    # A moment shorter than a cell is the cell that it falls in.
    inside[min(CELLS - 1, max(0, int((start + end) / 2 * CELLS / length)))] = True
    return mask_of(inside)


def mask_of(cells: NDArray[np.bool_]) -> int:
    """One number of 64 cells."""
    return int(np.packbits(cells.ravel(), bitorder="little").view("<u8")[0])
