"""Links and hashtags in the bytes of a column of texts.

The expressions in :mod:`found_in_text` say what they are. Nearly all are plain:
ASCII, between ASCII characters. Those are found here, a column at a time; a text with any other is
left to the expression.
"""

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.privacy import raw_bytes

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int32]
Rows = NDArray[np.int64]
Marks = NDArray[np.bool_]

_HASH, _AND, _SLASH, _COLON, _LOW = 35, 38, 47, 58, 95


def has_byte(texts: pa.Array, byte: int) -> bool:
    """Whether a column of text has this byte anywhere."""
    data, starts = raw_bytes(texts)
    return bool((data[starts[0] : starts[-1]] == byte).any())


def plain_links(texts: pa.Array) -> tuple[Rows, Offsets, Marks]:
    """Rows and (start, end) of plain addresses, and which texts need the expression."""
    data, starts = raw_bytes(texts)
    rows, spans, odd = _room(data, starts, _COLON)
    found = _scan_links(data, starts, rows, spans, odd)
    return rows[:found], spans[:found], odd


def plain_hashtags(texts: pa.Array) -> tuple[Rows, Offsets, Marks]:
    """Rows and (start, end) of plain hashtags, and which texts need the expression."""
    data, starts = raw_bytes(texts)
    rows, spans, odd = _room(data, starts, _HASH)
    found = _scan_hashtags(data, starts, rows, spans, odd)
    return rows[:found], spans[:found], odd


def _room(data: Bytes, starts: Offsets, sign: int) -> tuple[Rows, Offsets, Marks]:
    signs = int(np.count_nonzero(data[starts[0] : starts[-1]] == sign))
    return (
        np.empty(signs, np.int64),
        np.empty((signs, 2), np.int32),
        np.zeros(len(starts) - 1, bool),
    )


@numba.njit(cache=True, nogil=True)
def _scan_links(data: Bytes, starts: Offsets, rows: Rows, spans: Offsets, odd: Marks) -> int:
    found = 0
    for row in range(starts.size - 1):
        start, end, begun = starts[row], starts[row + 1], found
        at = start
        while at < end and not odd[row]:
            if data[at] != _COLON or not _slashes(data, at + 1, end):
                at += 1
                continue
            begins, stop = _scheme(data, start, at), at + 3
            while stop < end and _in_link(data[stop]):
                stop += 1
            odd[row] = begins >= 0 and stop < end and data[stop] >= 128
            if begins >= 0 and stop > at + 3 and not odd[row]:
                rows[found], spans[found, 0], spans[found, 1] = row, begins, stop
                found += 1
                at = stop
            else:
                at += 1
        if odd[row]:
            found = begun
    return found


@numba.njit(cache=True, nogil=True)
def _slashes(data: Bytes, at: int, end: int) -> bool:
    return at + 1 < end and data[at] == _SLASH and data[at + 1] == _SLASH


@numba.njit(cache=True, nogil=True)
def _scheme(data: Bytes, start: int, colon: int) -> int:
    """Where the http or https before a colon begins, -1 where there is none."""
    at = colon - 1
    if at >= start and data[at] | 32 == 115:  # s
        at -= 1
    at -= 3
    if at < start or data[at] | 32 != 104:  # http
        return -1
    for i in range(1, 4):
        if data[at + i] | 32 != (112 if i == 3 else 116):
            return -1
    return at


@numba.njit(cache=True, nogil=True)
def _in_link(byte: int) -> bool:
    """An ASCII character that no address ends at: no blank, no < > " '."""
    return (33 <= byte < 128 and byte not in (34, 39, 60, 62)) or byte < 9 or 14 <= byte < 28


@numba.njit(cache=True, nogil=True)
def _scan_hashtags(data: Bytes, starts: Offsets, rows: Rows, spans: Offsets, odd: Marks) -> int:
    found = 0
    for row in range(starts.size - 1):
        start, end, begun = starts[row], starts[row + 1], found
        at = start
        while at < end and not odd[row]:
            # The full-width sign, U+FF03.
            wide = data[at] == 0xEF and at + 2 < end and data[at + 1] == 0xBC
            odd[row] = wide and data[at + 2] == 0x83
            if data[at] != _HASH:
                at += 1
                continue
            before = data[at - 1] if at > start else 32
            stop, letters = at + 1, False
            while stop < end and _is_word(data[stop]):
                letters = letters or (data[stop] > 57 and data[stop] != _LOW)
                stop += 1
            odd[row] = before >= 128 or (stop < end and data[stop] >= 128)
            if letters and not (_is_word(before) or before in (_AND, _SLASH) or odd[row]):
                rows[found], spans[found, 0], spans[found, 1] = row, at + 1, stop
                found += 1
                at = stop
            else:
                at += 1
        if odd[row]:
            found = begun
    return found


@numba.njit(cache=True, nogil=True)
def _is_word(byte: int) -> bool:
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte == _LOW
