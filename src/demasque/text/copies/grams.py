"""Character sequences (grams) of keys: what likeness is measured on, in any script.

A gram is 4 characters of a spaced script, 3 of Hangul, kana or Thai, 2 of Han; it never straddles a
spaced and an unspaced script, and it looks through spaces, so that "v i l l a g e" is a village. It
is kept as 27 bits of hash with 5 bits of weight (1 to 31, set by :mod:`.rarity`). A number of up to
four digits is one more gram, of weight 0: it carries no likeness, but two texts that each state a
number the other does not are different messages.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.forms.alphabet import DIGIT, HAN, HANGUL, KANA, THAI
from demasque.text.forms.folding import weigh
from demasque.text.forms.spans import Bytes, Codes

Grams = NDArray[np.uint32]
Offsets = NDArray[np.int64]

CHARACTERS_READ = 2_000
"""Likeness is judged on this many characters of a key; sameness on all of it."""

WEIGHT_MASK = np.uint32(31)
_UNWEIGHTED = np.uint32(1)
_LONGEST_NUMBER = 4
_SPACE = 0x20


@numba.njit(cache=True)
def _length(kind: int) -> int:
    if kind == HAN:
        return 2
    return 3 if kind in (KANA, HANGUL, THAI) else 4


@numba.njit(cache=True)
def _is_unspaced(kind: int) -> bool:
    return kind in (HAN, KANA, THAI)


@numba.njit(cache=True)
def _hash(codes: Codes, salt: int) -> np.uint32:
    h = np.uint64(1469598103934665603 + salt)
    for i in range(codes.size):
        h = (h ^ np.uint64(codes[i])) * np.uint64(1099511628211)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    return np.uint32(h >> np.uint64(32)) & ~WEIGHT_MASK


@numba.njit(cache=True)
def _write_grams(codes: Codes, kind: Bytes, out: Grams) -> int:
    to, run = 0, 0
    for i in range(codes.size):
        k = kind[codes[i]]
        unspaced = _is_unspaced(k)
        if i and unspaced != _is_unspaced(kind[codes[i - 1]]):
            run = i
        end, full = i + 1, i + _length(k)
        while end < min(full, codes.size) and _is_unspaced(kind[codes[end]]) == unspaced:
            end += 1
        if end == full or i == run:
            out[to] = _hash(codes[i:end], 0) | _UNWEIGHTED
            to += 1
    return to


@numba.njit(cache=True)
def _write_numbers(codes: Codes, kind: Bytes, out: Grams) -> int:
    to, i = 0, 0
    while i < codes.size:
        start = i
        while i < codes.size and kind[codes[i]] == DIGIT:
            i += 1
        if start < i <= start + _LONGEST_NUMBER:
            out[to] = _hash(codes[start:i], 7)
            to += 1
        i += i == start
    return to


@numba.njit(cache=True)
def _distinct(sorted_values: Grams) -> int:
    """Move the distinct values of a sorted array to its front; return how many they are."""
    to = 0
    for i in range(sorted_values.size):
        if i == 0 or sorted_values[i] != sorted_values[i - 1]:
            sorted_values[to] = sorted_values[i]
            to += 1
    return to


@numba.njit(cache=True)
def _place(value: np.uint32, places: int) -> int:
    return int(np.int64(value) * places) >> 32


@numba.njit(cache=True)
def _sort(values: Grams, room: Grams, starts: Offsets) -> None:
    """Sort hashes: first by where a hash of its size belongs among so many, then the few astray."""
    starts[: values.size + 1] = 0
    for value in values:
        starts[_place(value, values.size) + 1] += 1
    for place in range(values.size):
        starts[place + 1] += starts[place]
    for value in values:
        place = _place(value, values.size)
        room[starts[place]] = value
        starts[place] += 1
    for i in range(values.size):
        value = room[i]
        to = i
        while to > 0 and values[to - 1] > value:
            values[to] = values[to - 1]
            to -= 1
        values[to] = value


@numba.njit(cache=True)
def _without_spaces(codes: Codes, out: Codes) -> Codes:
    to = 0
    for i in range(codes.size):
        if codes[i] != _SPACE:
            out[to] = codes[i]
            to += 1
    return out[:to]


@numba.njit(cache=True, nogil=True)
def grams(
    codes: Codes, offsets: Offsets, which: Offsets, kind: Bytes
) -> tuple[Grams, Offsets, NDArray[np.uint16]]:
    """The distinct grams of the keys named by `which`, sorted, end to end, with their ends.

    Third: how much each key says, in letters (a Han character says as much as 2.4 letters).
    """
    size = 0
    for i in which:
        size += min(offsets[i + 1] - offsets[i], CHARACTERS_READ)
    out = np.empty(2 * size + 1, np.uint32)
    ends = np.zeros(which.size + 1, np.int64)
    said = np.zeros(which.size, np.uint16)
    close = np.empty(CHARACTERS_READ, np.uint32)
    room = np.empty(2 * CHARACTERS_READ, np.uint32)
    starts = np.empty(2 * CHARACTERS_READ + 1, np.int64)
    to = 0
    for n, i in enumerate(which):
        read = codes[offsets[i] : min(offsets[i + 1], offsets[i] + CHARACTERS_READ)]
        letters, han = weigh(read, kind)
        said[n] = letters + 12 * han // 5
        written = _write_numbers(read, kind, out[to:])
        written += _write_grams(_without_spaces(read, close), kind, out[to + written :])
        _sort(out[to : to + written], room, starts)
        to += _distinct(out[to : to + written])
        ends[n + 1] = to
    return out[:to], ends, said


@numba.njit(cache=True, nogil=True)
def likeness(a: Grams, b: Grams) -> float:
    """Weighted Jaccard likeness of two sorted gram sets, 0 to 1; 0 where their numbers disagree."""
    i = j = shared = whole = numbers_a = numbers_b = 0
    while i < a.size and j < b.size:
        if a[i] == b[j]:
            weight = a[i] & WEIGHT_MASK
            shared += weight
            whole += weight
            i += 1
            j += 1
        elif a[i] < b[j]:
            whole += a[i] & WEIGHT_MASK
            numbers_a += a[i] & WEIGHT_MASK == 0
            i += 1
        else:
            whole += b[j] & WEIGHT_MASK
            numbers_b += b[j] & WEIGHT_MASK == 0
            j += 1
    for k in range(i, a.size):
        whole += a[k] & WEIGHT_MASK
        numbers_a += a[k] & WEIGHT_MASK == 0
    for k in range(j, b.size):
        whole += b[k] & WEIGHT_MASK
        numbers_b += b[k] & WEIGHT_MASK == 0
    if whole == 0 or (numbers_a and numbers_b):
        return 0.0
    return shared / whole
