"""Mentions in a column of texts, found in its bytes.

:data:`pseudonyms.MENTION` says what a mention is. Nearly all are plain: an ASCII sign
and handle behind an ASCII character. Those are found and replaced here, a column at a time; a text
with any other sign is left to the expression.
"""

import numba
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int32]

_AT, _DOT, _HYPHEN = 64, 46, 45
_WORD = 2  # the mark of a byte with which a word may begin


def raw_bytes(texts: pa.Array) -> tuple[Bytes, Offsets]:
    """The bytes of a column of text without nulls, and where each text begins."""
    if not len(texts):
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data or b"", np.uint8), starts


def rows_matching(
    texts: pa.Array, expression: str, signs: bytes, word: bytes = b""
) -> NDArray[np.int64]:
    """The rows of a column of texts that match an RE2 expression.

    Only a text with one of the bytes ``signs``, or with the ``word`` (ASCII in lower case, found in
    either case), may match it: the others are not tried.
    """
    marks = np.zeros(256, np.uint8)
    marks[np.frombuffer(signs, np.uint8)] = 1
    if word:
        marks[word[0]] = marks[word[0]] or _WORD
    data, starts = raw_bytes(texts)
    at = np.flatnonzero(_holding(data, starts, marks, np.frombuffer(word, np.uint8)))
    found = pc.match_substring_regex(texts.take(pa.array(at)), expression)
    matched: NDArray[np.int64] = at[np.asarray(pc.fill_null(found, False))]
    return matched


def plain_mentions(texts: pa.Array) -> tuple[NDArray[np.int64], Offsets, NDArray[np.bool_]]:
    """Rows and (start, end) of plain handles, and which texts need the expression."""
    data, starts = raw_bytes(texts)
    first, last = int(starts[0]), int(starts[-1])
    signs = int(np.count_nonzero(data[first:last] == _AT))
    rows, spans = np.empty(signs, np.int64), np.empty((signs, 2), np.int32)
    odd = np.zeros(len(texts), np.bool_)
    found = _scan(data, starts, rows, spans, odd)
    return rows[:found], spans[:found], odd


def words_at(texts: pa.Array, spans: Offsets) -> pa.Array:
    """The pieces of a column's bytes at (start, end)."""
    data, _ = raw_bytes(texts)
    sizes = spans[:, 1] - spans[:, 0]
    offsets = np.zeros(len(spans) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    out = np.empty(int(offsets[-1]), np.uint8)
    _copy_pieces(data, spans, offsets, out)
    return pa.StringArray.from_buffers(len(spans), pa.py_buffer(offsets), pa.py_buffer(out))


def with_words(
    texts: pa.Array, rows: NDArray[np.int64], spans: Offsets, words: pa.Array
) -> pa.Array:
    """The texts with the piece at each (start, end) replaced by a word."""
    data, starts = raw_bytes(texts)
    new, new_starts = raw_bytes(words)
    more = np.diff(new_starts) - (spans[:, 1] - spans[:, 0])
    sizes = np.diff(starts) + np.bincount(rows, more, len(texts)).astype(np.int32)
    offsets = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    out = np.empty(int(offsets[-1]), np.uint8)
    _replace_pieces(data, starts, spans, new, new_starts, out)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer(out))


@numba.njit(cache=True, nogil=True)
def _begins(data: Bytes, at: int, end: int, word: Bytes) -> bool:
    """Whether a word in lower case stands at ``at``, in either case."""
    if at + word.size > end:
        return False
    for i in range(word.size):
        byte = data[at + i]
        if byte != word[i] and not (65 <= byte <= 90 and byte + 32 == word[i]):
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _holding(data: Bytes, starts: Offsets, marks: Bytes, word: Bytes) -> NDArray[np.bool_]:
    held = np.zeros(starts.size - 1, np.bool_)
    for row in range(starts.size - 1):
        for at in range(starts[row], starts[row + 1]):
            mark = marks[data[at]]
            if mark and (mark != _WORD or _begins(data, at, starts[row + 1], word)):
                held[row] = True
                break
    return held


@numba.njit(cache=True, nogil=True)
def _is_word(byte: int) -> bool:
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte == 95


@numba.njit(cache=True, nogil=True)
def _run(data: Bytes, at: int, end: int, hyphen: bool) -> int:
    """The end of a run of ASCII letters, digits and underscores (or of a host's characters)."""
    while at < end and (
        (data[at] == _HYPHEN or (_is_word(data[at]) and data[at] != 95))
        if hyphen
        else _is_word(data[at])
    ):
        at += 1
    return at


@numba.njit(cache=True, nogil=True)
def _handle_end(data: Bytes, at: int, end: int) -> int:
    """The end of the handle that begins at ``at``."""
    stop = _run(data, at, end, False)
    while stop + 1 < end and (data[stop] == _DOT or data[stop] == _HYPHEN):
        further = _run(data, stop + 1, end, False)
        if further == stop + 1:
            break
        stop = further
    if stop < end and data[stop] == _AT:
        host = _run(data, stop + 1, end, True)
        dots = False
        while host > stop + 1 and host < end and data[host] == _DOT:
            further = _run(data, host + 1, end, True)
            if further == host + 1:
                break
            host, dots = further, True
        if dots:
            return host
    return stop


@numba.njit(cache=True, nogil=True)
def _scan(
    data: Bytes, starts: Offsets, rows: NDArray[np.int64], spans: Offsets, odd: NDArray[np.bool_]
) -> int:
    found = 0
    for row in range(starts.size - 1):
        at, end, begun = starts[row], starts[row + 1], found
        while at < end:
            byte = data[at]
            # The full-width sign, U+FF20.
            if byte == 0xEF and at + 2 < end and data[at + 1] == 0xBC and data[at + 2] == 0xA0:
                odd[row] = True
            elif byte == _AT:
                before = data[at - 1] if at > starts[row] else 32
                after = data[at + 1] if at + 1 < end else 32
                if before >= 128 or after >= 128:
                    odd[row] = True
                elif not (_is_word(before) or before in (_DOT, _AT)) and _is_word(after):
                    stop = _handle_end(data, at + 1, end)
                    rows[found], spans[found, 0], spans[found, 1] = row, at + 1, stop
                    found += 1
                    at = stop
                    continue
            at += 1
        if odd[row]:
            found = begun
    return found


@numba.njit(cache=True, nogil=True)
def _copy_pieces(data: Bytes, spans: Offsets, offsets: Offsets, out: Bytes) -> None:
    for i in range(len(spans)):
        out[offsets[i] : offsets[i + 1]] = data[spans[i, 0] : spans[i, 1]]


@numba.njit(cache=True, nogil=True)
def _replace_pieces(
    data: Bytes, starts: Offsets, spans: Offsets, new: Bytes, new_starts: Offsets, out: Bytes
) -> None:
    at, to = starts[0], 0
    for i in range(len(spans)):
        size = spans[i, 0] - at
        out[to : to + size] = data[at : spans[i, 0]]
        to += size
        size = new_starts[i + 1] - new_starts[i]
        out[to : to + size] = new[new_starts[i] : new_starts[i + 1]]
        to += size
        at = spans[i, 1]
    out[to:] = data[at : starts[-1]]
