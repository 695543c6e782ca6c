"""Cells of a column as :mod:`cells` reads them, most at once.

Nearly all columns of records hold one sort of word: digits, plain text. What a glance at the whole
column settles is not asked of each cell; all else goes through the functions that read one.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import chain
from types import NoneType
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.sources.mapping.cells import NOTHING, as_int, as_text, is_rounded

_NUMBERS = frozenset({int, NoneType})


def each(read: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """What ``read`` makes of each value; None of None."""
    return [None if value is None else read(value) for value in values]


def each_distinct(read: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """The same for values of which there are few, such as languages: each is read once."""
    made = {value: None if value is None else read(value) for value in set(values)}
    return [made[value] for value in values]


def as_texts(values: Sequence[Any]) -> Sequence[Any]:
    """What :func:`as_text` makes of each value; None of None."""
    try:
        joined = "".join([value for value in values if value is not None])
        printable = joined.isprintable()
        if not printable:
            joined.encode()  # halves of surrogate pairs are written otherwise
    except (TypeError, UnicodeError):
        return each(as_text, values)
    if "\0" in joined:
        return each(as_text, values)
    words = values
    # Of white space only the blank is printable.
    if " " in joined or not printable:
        words = [value and value.strip() for value in values]
    if NOTHING.isdisjoint(words):
        return words
    return [None if word in NOTHING else word for word in words]


def as_references(values: Sequence[Any]) -> Sequence[Any]:
    """What :func:`as_reference` makes of each value; None of None."""
    words = as_texts(values)
    joined = "".join([word for word in words if word is not None])
    if "e" not in joined and "E" not in joined:  # which every rounded number has
        return words
    return [None if word is None or is_rounded(word) else word for word in words]


def as_numbers(values: Sequence[Any]) -> pa.Array:
    """Whole numbers of 64 bits; null for anything else."""
    if set(map(type, values)) <= _NUMBERS:
        try:
            return pa.array(values, pa.int64())
        except (OverflowError, pa.ArrowInvalid):
            pass
    return pa.array(each(as_int, values), pa.int64())


def in_one_row(
    lists: Sequence[Collection[Any]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], Sequence[Any]]:
    """The words of lists one after another: the number of each one's list, its place there, itself.

    Places count all items, words or not.
    """
    sizes = np.fromiter(map(len, lists), np.int64, len(lists))
    words = as_texts(list(chain.from_iterable(lists)))
    rows = np.repeat(np.arange(len(lists)), sizes)
    places = np.arange(len(words)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    if None not in words:
        return rows, places, words
    held = np.fromiter((word is not None for word in words), bool, len(words))
    return rows[held], places[held], [word for word in words if word is not None]
