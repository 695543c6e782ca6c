"""Grams of many texts as one column of bytes, and what they weigh, as tasks are given them."""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.text.copies.draws import DRAWS, Ends, Labels, draw
from demasque.text.copies.gram_rarity import Rarity
from demasque.text.copies.grams import Grams
from demasque.text.copies.thresholds import CopyThresholds


def as_bytes(items: NDArray[Any], ends: Ends) -> pa.Array:
    """A column of which value k is the bytes of items[ends[k]:ends[k + 1]]."""
    held = np.ascontiguousarray(items)
    places = (ends * held.itemsize).astype(np.int32)
    return pa.Array.from_buffers(
        pa.binary(), ends.size - 1, [None, pa.py_buffer(places), pa.py_buffer(held)]
    )


def rows_as_bytes(rows: NDArray[np.uint8]) -> pa.Array:
    """A column of which each value is one row of a matrix of bytes."""
    ends = np.arange(rows.shape[0] + 1, dtype=np.int64) * rows.shape[1]
    return as_bytes(rows.ravel(), ends)


def from_bytes(column: pa.Array | pa.ChunkedArray, kind: Any) -> tuple[NDArray[Any], Ends]:
    """The items of a column of bytes end to end, and where each value begins and ends."""
    array = column.cast(pa.large_binary())  # first: short offsets end at 2 GB
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, places, data = array.buffers()
    if not len(array) or data is None:
        return np.zeros(0, kind), np.zeros(len(array) + 1, np.int64)
    size = np.dtype(kind).itemsize
    ends = np.frombuffer(places, np.int64)[array.offset : array.offset + len(array) + 1]
    held = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].view(kind)
    return held, (ends - ends[0]) // size


@dataclass(frozen=True)
class CopyScale:
    """What one round measures by: the weights of grams, packed (1 MB at most), and thresholds."""

    packed: bytes
    thresholds: CopyThresholds

    @staticmethod
    def of(rarity: Rarity, thresholds: CopyThresholds) -> "CopyScale":
        """Pack a calibration for the way to the executors."""
        return CopyScale(zlib.compress(rarity.weights.tobytes()), thresholds)

    def weighed(self, grams: Grams) -> Grams:
        """The grams with their weights written in, as a copy."""
        held = grams.copy()
        _unpacked(self.packed).weigh(held)
        return held


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Rarity:
    return Rarity(np.frombuffer(zlib.decompress(packed), np.uint8))


def labels_of(grams: Grams, ends: Ends, rows: NDArray[np.int64]) -> Labels:
    """The labels of the draws of some texts, one row each."""
    labels = np.zeros((rows.size, DRAWS), np.uint16)
    draw(grams, ends, rows.astype(np.int32), 0, rows.size, labels)
    return labels
