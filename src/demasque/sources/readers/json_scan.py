"""Where the values of flat NDJSON stand: one pass over the bytes of whole lines.

Only lines that are JSON beyond doubt are taken: a record with known keys, each once, and nothing
unusual. Every other line, damaged or merely odd, is left to the reader of single lines, so what a
file says does not depend on which of the two read it. The grammar is RFC 8259.

The bytes must end with a line feed, which is allowed nowhere inside a record: nothing reads past
it.
"""

import numba
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Spans = NDArray[np.int32]

ABSENT, PLAIN, ESCAPED, WORD, NULL, OTHER = range(6)
"""What a cell is: nothing, text as it stands, text with escapes, a whole number or true or false,
null, or what must be decoded (fractions, lists, records)."""

_TAB, _LF, _CR, _SPACE, _QUOTE, _COMMA, _MINUS, _DOT = 9, 10, 13, 32, 34, 44, 45, 46
_ZERO, _NINE, _COLON, _OPEN_LIST, _BACKSLASH, _CLOSE_LIST = 48, 57, 58, 91, 92, 93
_OPEN, _CLOSE = 123, 125
_DEEPEST = 60
_LONGEST_NUMBER = 18  # digits that fit 64 bits whatever they are


@numba.njit(cache=True, nogil=True)
def scan(
    data: Bytes, keys: Bytes, key_starts: Spans, slots: Spans, seen: NDArray[np.bool_],
    lines: NDArray[np.int64], kinds: Bytes, spans: Spans, odd: NDArray[np.bool_],
) -> int:  # fmt: skip
    """Fill ``lines`` (where each begins), ``kinds`` and ``spans`` of its wanted cells, and ``odd``.

    ``slots[k]`` is the column of key ``k``, -1 for one that is not wanted; ``seen[k]`` becomes true
    for a key that occurs. Returns the number of lines.
    """
    at, row = 0, 0
    stamps = np.full(len(slots), -1, np.int64)
    while at < data.size:
        lines[row] = at
        end = _record(data, at, row, keys, key_starts, slots, stamps, kinds, spans)
        if end < 0:
            odd[row] = True
            kinds[:, row] = ABSENT
            end = at
            while data[end] != _LF:
                end += 1
        at = end + 1
        row += 1
    for k in range(len(slots)):
        seen[k] = stamps[k] >= 0
    lines[row] = at
    return row


@numba.njit(cache=True, nogil=True)
def _record(
    data: Bytes, at: int, row: int, keys: Bytes, key_starts: Spans, slots: Spans,
    stamps: NDArray[np.int64], kinds: Bytes, spans: Spans,
) -> int:  # fmt: skip
    """Read one line; where its line feed stands, -1 for a line that is not plainly a record."""
    at = _blank(data, at)
    if data[at] != _OPEN:
        return -1
    at, guess = _blank(data, at + 1), 0
    while True:
        if data[at] != _QUOTE:
            return -1
        end, escaped = _text(data, at + 1)
        if end < 0 or escaped:
            return -1
        k = _which(data, at + 1, end, keys, key_starts, guess)
        if k < 0 or stamps[k] == row:
            return -1
        stamps[k], guess = row, k + 1
        at = _blank(data, end + 1)
        if data[at] != _COLON:
            return -1
        at = _blank(data, at + 1)
        end, kind = _value(data, at)
        if end < 0:
            return -1
        if slots[k] >= 0:
            quote = 1 if kind in (PLAIN, ESCAPED) else 0
            kinds[slots[k], row] = kind
            spans[slots[k], row, 0], spans[slots[k], row, 1] = at + quote, end - quote
        at = _blank(data, end)
        if data[at] == _CLOSE:
            break
        if data[at] != _COMMA:
            return -1
        at = _blank(data, at + 1)
    at = _blank(data, at + 1)
    if data[at] == _CR:
        at += 1
    return at if data[at] == _LF else -1


@numba.njit(cache=True, nogil=True)
def _blank(data: Bytes, at: int) -> int:
    while data[at] == _SPACE or data[at] == _TAB:
        at += 1
    return at


@numba.njit(cache=True, nogil=True)
def _which(data: Bytes, start: int, end: int, keys: Bytes, key_starts: Spans, guess: int) -> int:
    """The number of the key that stands here, -1 for an unknown one; ``guess`` is tried first."""
    known = len(key_starts) - 1
    for n in range(known):
        k = (guess + n) % known
        if key_starts[k + 1] - key_starts[k] == end - start:
            i = 0
            while i < end - start and data[start + i] == keys[key_starts[k] + i]:
                i += 1
            if i == end - start:
                return k
    return -1


@numba.njit(cache=True, nogil=True)
def _text(data: Bytes, at: int) -> tuple[int, bool]:
    """Where the quotation mark that ends a text stands (-1: none), and whether it has escapes."""
    escaped = False
    while data[at] != _QUOTE:
        if data[at] < _SPACE:
            return -1, escaped
        if data[at] == _BACKSLASH:
            escaped = True
            sign = data[at + 1]
            if sign == 117:  # u
                first = hex4(data, at + 2)
                if first < 0 or 0xDC00 <= first <= 0xDFFF:
                    return -1, escaped
                at += 6
                if 0xD800 <= first <= 0xDBFF:
                    if data[at] != _BACKSLASH or data[at + 1] != 117:
                        return -1, escaped
                    if not 0xDC00 <= hex4(data, at + 2) <= 0xDFFF:
                        return -1, escaped
                    at += 6
                continue
            if sign not in (_QUOTE, _BACKSLASH, 47, 98, 102, 110, 114, 116):  # / b f n r t
                return -1, escaped
            at += 1
        at += 1
    return at, escaped


@numba.njit(cache=True, nogil=True)
def hex4(data: Bytes, at: int) -> int:
    """Four hexadecimal digits as a number, -1 where one is none."""
    number = 0
    for i in range(at, at + 4):
        sign = data[i]
        if _ZERO <= sign <= _NINE:
            digit = sign - _ZERO
        elif 97 <= sign | 32 <= 102:  # a to f
            digit = (sign | 32) - 87
        else:
            return -1
        number = number * 16 + digit
    return number


@numba.njit(cache=True, nogil=True)
def _value(data: Bytes, at: int) -> tuple[int, int]:
    """Where the value that begins here ends (-1: it is none), and its kind."""
    if data[at] == _OPEN or data[at] == _OPEN_LIST:
        return _nested(data, at), OTHER
    return _scalar(data, at)


@numba.njit(cache=True, nogil=True)
def _scalar(data: Bytes, at: int) -> tuple[int, int]:
    sign = data[at]
    if sign == _QUOTE:
        end, escaped = _text(data, at + 1)
        return (end + 1 if end >= 0 else -1), (ESCAPED if escaped else PLAIN)
    if sign == 110:  # n
        return _literal(data, at, b"null"), NULL
    if sign == 116:  # t
        return _literal(data, at, b"true"), WORD
    if sign == 102:  # f
        return _literal(data, at, b"false"), WORD
    return _number(data, at)


@numba.njit(cache=True, nogil=True)
def _literal(data: Bytes, at: int, word: bytes) -> int:
    for i in range(len(word)):
        if data[at + i] != word[i]:
            return -1
    return at + len(word)


@numba.njit(cache=True, nogil=True)
def _digits(data: Bytes, at: int) -> int:
    while _ZERO <= data[at] <= _NINE:
        at += 1
    return at


@numba.njit(cache=True, nogil=True)
def _number(data: Bytes, at: int) -> tuple[int, int]:
    start = at + 1 if data[at] == _MINUS else at
    end = _digits(data, start)
    # No digit, or a zero before others; what is very long is not read the same by all readers.
    if end == start or (data[start] == _ZERO and end > start + 1) or end - start > 300:
        return -1, OTHER
    minus_zero = start > at and data[start] == _ZERO
    kind = WORD if end - start <= _LONGEST_NUMBER and not minus_zero else OTHER
    if data[end] == _DOT:
        kind, start = OTHER, end + 1
        end = _digits(data, start)
        if end == start:
            return -1, OTHER
    if data[end] | 32 == 101:  # e
        kind, start = OTHER, end + 1
        if data[start] == _MINUS or data[start] == 43:  # +
            start += 1
        end = _digits(data, start)
        if end == start:
            return -1, OTHER
    return end, kind


@numba.njit(cache=True, nogil=True)
def _nested(data: Bytes, at: int) -> int:
    """The end of a list or record, -1 where it is not well formed. One bit per open bracket."""
    records, depth = np.uint64(0), 0
    while True:
        at = _blank(data, at)
        if data[at] == _OPEN or data[at] == _OPEN_LIST:
            if depth == _DEEPEST:
                return -1
            record = data[at] == _OPEN
            at = _blank(data, at + 1)
            if data[at] != (_CLOSE if record else _CLOSE_LIST):
                records = (records << np.uint64(1)) | np.uint64(record)
                depth += 1
                at = _key(data, at) if record else at
                if at < 0:
                    return -1
                continue
            at += 1
        else:
            at = _scalar(data, at)[0]
            if at < 0:
                return -1
        while depth:
            at = _blank(data, at)
            record = bool(records & np.uint64(1))
            if data[at] == _COMMA:
                at = _blank(data, at + 1)
                at = _key(data, at) if record else at
                if at < 0:
                    return -1
                break
            if data[at] != (_CLOSE if record else _CLOSE_LIST):
                return -1
            at, depth, records = at + 1, depth - 1, records >> np.uint64(1)
        if not depth:
            return at


@numba.njit(cache=True, nogil=True)
def _key(data: Bytes, at: int) -> int:
    """Behind the colon of a key that begins here, -1 where there is none."""
    if data[at] != _QUOTE:
        return -1
    end, _ = _text(data, at + 1)
    if end < 0:
        return -1
    at = _blank(data, end + 1)
    return at + 1 if data[at] == _COLON else -1
