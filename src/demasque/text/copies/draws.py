"""Draws of grams, by which texts that are alike meet: consistent weighted sampling.

A draw takes one gram of each text, so that two texts draw the same one about as often as they are
alike (Manasse, McSherry, Talwar 2010; here by the least hash over weight). Four draws make a tree's
key; how many of all draws agree says, before any likeness is measured, who cannot be copies.
"""

import math
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.copies.grams import WEIGHT_MASK, Grams

TREES: Final = 32
ROWS: Final = 4
ROW_BITS: Final = 16
_SQUARE: Final = ROWS * ROWS  # draws that make eight trees: the rows and columns of a square
DRAWS: Final = TREES * ROWS // 2

CENTRAL_TREES: Final = tuple(range(0, TREES, 2 * ROWS))
"""The trees that tell how central a text is: one of each square."""

Ends = NDArray[np.int64]
Keys = NDArray[np.uint64]
Order = NDArray[np.int32]
Labels = NDArray[np.uint16]


@numba.njit(cache=True, nogil=True)
def draw(grams: Grams, ends: Ends, active: Order, first: int, last: int, labels: Labels) -> None:
    """For texts first to last, the labels of the grams that the hashes draw.

    A hash draws the gram of least hash over weight. Hashes run in the inner loop, where the
    compiler takes eight at a time.
    """
    lighter = np.zeros(32, np.float32)
    lighter[1:] = np.float32(1) / np.arange(1, 32).astype(np.float32)
    salts = np.arange(1, DRAWS + 1).astype(np.uint32) * np.uint32(0x9E3779B1)
    least, drawn = np.empty(DRAWS, np.float32), np.empty(DRAWS, np.uint32)
    for n in range(first, last):
        least[:] = np.inf
        drawn[:] = 0
        for gram in grams[ends[active[n]] : ends[active[n] + 1]]:
            if gram & WEIGHT_MASK == 0:
                continue
            scale = lighter[gram & WEIGHT_MASK]
            mixed = np.uint32(gram >> np.uint32(5)) * np.uint32(2654435761)
            for h in range(DRAWS):
                x = mixed ^ salts[h]
                x = np.uint32((x ^ (x >> np.uint32(15))) * np.uint32(2246822519))
                x = np.uint32((x ^ (x >> np.uint32(13))) * np.uint32(3266489917))
                at = np.float32(x >> np.uint32(8)) * scale
                closer = at < least[h]
                least[h] = at if closer else least[h]
                drawn[h] = x if closer else drawn[h]
        for h in range(DRAWS):
            labels[n, h] = np.uint16(drawn[h] >> np.uint32(4))


def lines_of(tree: int) -> tuple[int, int, int, int]:
    """Which draws make a tree's key: a row, or a column, of a four by four square of draws."""
    stand, line = divmod(tree, 2 * ROWS)
    square = np.arange(stand * _SQUARE, (stand + 1) * _SQUARE).reshape(ROWS, ROWS)
    first, second, third, last = (square[line] if line < ROWS else square[:, line - ROWS]).tolist()
    return first, second, third, last


def tree_keys(labels: Labels, tree: int) -> Keys:
    """The four labels of a tree in one number."""
    keys = np.zeros(labels.shape[0], np.uint64)
    for line in lines_of(tree):
        keys = keys << np.uint64(ROW_BITS) | labels[:, line]
    return keys


@numba.njit(cache=True)
def fewest_agreeing(needed: float) -> float:
    """Draws on which copies agree but for one pair in a hundred, with likeness just as needed."""
    return float(DRAWS * needed - 2.3 * math.sqrt(DRAWS * needed * (1 - needed)))


def fewest_agreeing_each(needed: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The same in whole draws, for each of many; of two texts the one that needs more decides."""
    alike = needed.astype(np.float64)
    fewest = DRAWS * alike - 2.3 * np.sqrt(DRAWS * alike * (1 - alike))
    return np.ceil(fewest).astype(np.uint8)


@numba.njit(cache=True)
def agreeing(a: Labels, b: Labels) -> int:
    """On how many draws two texts took the same gram."""
    count = np.uint16(0)  # no wider than labels, so that as many are counted at once as compared
    for h in range(DRAWS):
        count = np.uint16(count + np.uint16(a[h] == b[h]))
    return int(count)
