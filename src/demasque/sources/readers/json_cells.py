"""Cells of flat NDJSON, found by :mod:`json_scan`, written as a column of text."""

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.sources.readers.json_scan import ABSENT, ESCAPED, NULL, OTHER, Bytes, Spans, hex4


def texts_of(data: Bytes, kinds: Bytes, spans: Spans) -> pa.Array:
    """A column of the cells' texts, escapes resolved; null for absent, null and OTHER cells."""
    rows = len(kinds)
    # No escape stands for more bytes than it takes.
    room = int((spans[:, 1] - spans[:, 0]).sum(where=kinds != ABSENT, dtype=np.int64))
    out, ends = np.empty(room, np.uint8), np.zeros(rows + 1, np.int32)
    valid = np.zeros(rows, np.bool_)
    _write(data, kinds, spans, out, ends, valid)
    bits = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.StringArray.from_buffers(rows, pa.py_buffer(ends), pa.py_buffer(out), bits)


@numba.njit(cache=True, nogil=True)
def _write(
    data: Bytes, kinds: Bytes, spans: Spans, out: Bytes, ends: Spans, valid: NDArray[np.bool_]
) -> None:
    to = 0
    for row in range(len(kinds)):
        kind, start, end = kinds[row], spans[row, 0], spans[row, 1]
        if kind == ESCAPED:
            to = _resolve(data, start, end, out, to)
        elif kind not in (ABSENT, NULL, OTHER):
            for i in range(start, end):
                out[to] = data[i]
                to += 1
        valid[row] = kind not in (ABSENT, NULL, OTHER)
        ends[row + 1] = to


@numba.njit(cache=True, nogil=True)
def _resolve(data: Bytes, at: int, end: int, out: Bytes, to: int) -> int:
    """Write a text with its escapes resolved; the place behind it."""
    while at < end:
        if data[at] != 92:
            out[to] = data[at]
            at, to = at + 1, to + 1
            continue
        sign = data[at + 1]
        if sign != 117:
            out[to] = _named(sign)
            at, to = at + 2, to + 1
            continue
        point = hex4(data, at + 2)
        at += 6
        if 0xD800 <= point <= 0xDBFF:
            point = 0x10000 + ((point - 0xD800) << 10) + hex4(data, at + 2) - 0xDC00
            at += 6
        to = _utf8(point, out, to)
    return to


@numba.njit(cache=True, nogil=True)
def _named(sign: int) -> int:
    """The character that a letter behind a backslash stands for."""
    if sign == 98:
        return 8
    if sign == 102:
        return 12
    if sign == 110:
        return 10
    if sign == 114:
        return 13
    return 9 if sign == 116 else sign


@numba.njit(cache=True, nogil=True)
def _utf8(point: int, out: Bytes, to: int) -> int:
    if point < 0x80:
        out[to] = point
        return to + 1
    if point < 0x800:
        out[to], out[to + 1] = 0xC0 | point >> 6, 0x80 | point & 63
        return to + 2
    if point < 0x10000:
        out[to], out[to + 1] = 0xE0 | point >> 12, 0x80 | point >> 6 & 63
        out[to + 2] = 0x80 | point & 63
        return to + 3
    out[to], out[to + 1] = 0xF0 | point >> 18, 0x80 | point >> 12 & 63
    out[to + 2], out[to + 3] = 0x80 | point >> 6 & 63, 0x80 | point & 63
    return to + 4
