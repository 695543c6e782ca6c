"""Texts as Arrow holds them, in UTF-8, to code points and back, with no Python string in between.

Text i is what stands from bounds[i] to bounds[i + 1], in bytes or in code points.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.forms.spans import Bytes, Codes

Bounds = NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def decoded(data: Bytes, bounds: Bounds) -> tuple[Codes, Bounds]:
    """The code points of texts whose UTF-8 is valid."""
    codes = np.empty(bounds[-1] - bounds[0], np.uint32)
    ends = np.zeros(bounds.size, np.int64)
    to = 0
    for text in range(bounds.size - 1):
        i = bounds[text]
        while i < bounds[text + 1]:
            first = np.uint32(data[i])
            if first < 0x80:
                codes[to] = first
                i += 1
            elif first < 0xE0:
                codes[to] = (first & 0x1F) << 6 | (data[i + 1] & 0x3F)
                i += 2
            elif first < 0xF0:
                codes[to] = (first & 0xF) << 12 | (data[i + 1] & 0x3F) << 6 | (data[i + 2] & 0x3F)
                i += 3
            else:
                high = (first & 7) << 18 | (data[i + 1] & 0x3F) << 12
                codes[to] = high | (data[i + 2] & 0x3F) << 6 | (data[i + 3] & 0x3F)
                i += 4
            to += 1
        ends[text + 1] = to
    return codes[:to], ends


@numba.njit(cache=True)
def _length(code: int) -> int:
    return 1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000)


@numba.njit(cache=True, nogil=True)
def encoded(codes: Codes, bounds: Bounds) -> tuple[Bytes, Bounds]:
    """The UTF-8 of texts."""
    size = 0
    for code in codes:
        size += _length(code)
    data = np.empty(size, np.uint8)
    ends = np.zeros(bounds.size, np.int64)
    to = 0
    for text in range(bounds.size - 1):
        for code in codes[bounds[text] : bounds[text + 1]]:
            length = _length(code)
            if length == 1:
                data[to] = code
            else:
                for k in range(length - 1, 0, -1):
                    data[to + k] = 0x80 | (code & 0x3F)
                    code >>= 6
                data[to] = (0xF00 >> length) & 0xFF | code
            to += length
        ends[text + 1] = to
    return data, ends


@numba.njit(cache=True, nogil=True)
def taken(codes: Codes, bounds: Bounds, which: Bounds) -> tuple[Codes, Bounds]:
    """The texts named by `which`."""
    size = 0
    for text in which:
        size += bounds[text + 1] - bounds[text]
    out = np.empty(size, np.uint32)
    ends = np.zeros(which.size + 1, np.int64)
    for n, text in enumerate(which):
        ends[n + 1] = ends[n] + bounds[text + 1] - bounds[text]
        out[ends[n] : ends[n + 1]] = codes[bounds[text] : bounds[text + 1]]
    return out, ends


@numba.njit(cache=True, nogil=True)
def replaced(
    codes: Codes, bounds: Bounds, which: Bounds, new: Codes, new_bounds: Bounds
) -> tuple[Codes, Bounds]:
    """The same texts, with new ones in the places `which`, which ascend."""
    out = np.empty(codes.size + new.size, np.uint32)
    ends = np.zeros(bounds.size, np.int64)
    to, n = 0, 0
    for text in range(bounds.size - 1):
        if n < which.size and which[n] == text:
            size = new_bounds[n + 1] - new_bounds[n]
            out[to : to + size] = new[new_bounds[n] : new_bounds[n + 1]]
            n += 1
        else:
            size = bounds[text + 1] - bounds[text]
            out[to : to + size] = codes[bounds[text] : bounds[text + 1]]
        to += size
        ends[text + 1] = to
    return out[:to], ends
