"""Keyed BLAKE2b (RFC 7693) of a column of short texts, written as pseudonyms.

The standard library hashes one text per call, holds the interpreter's lock meanwhile, and spends
most of the time on the calls. This is the same function over a column's bytes: the same key and
text give the same 80 bits. A text that fills more than one block is left to the library.
"""

from base64 import b32encode
from hashlib import blake2b
from typing import Final

import numba
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.privacy.handles import Bytes, Offsets, raw_bytes

BYTES: Final = 10
LETTERS: Final = 16
"""Base32 letters of a digest: 80 bits, 5 bits each."""

Words = NDArray[np.uint64]
_Four = tuple[np.uint64, np.uint64, np.uint64, np.uint64]

_ALPHABET: Final = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
_BLOCK: Final = 128  # bytes
_START: Final = np.array(
    [0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
     0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179],
    np.uint64,
)  # fmt: skip
_ORDER: Final = np.array(
    [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
     [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
     [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
     [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
     [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
     [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
     [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
     [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
     [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
     [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
     [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
     [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3]],
    np.uint8,
)  # fmt: skip


def pseudonyms(key: bytes, scope: bytes, prefix: bytes, ids: pa.Array) -> pa.Array:
    """``prefix`` and the base32 digest of ``scope`` + id, for each id of a column of text.

    Null stays null.
    """
    data, starts = raw_bytes(ids)
    valid = np.asarray(pc.is_valid(ids))
    long = np.flatnonzero(valid & (np.diff(starts) > _BLOCK - len(scope)))
    letters = np.empty((len(ids), len(prefix) + LETTERS), np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix, np.uint8)
    block = np.frombuffer(scope[:_BLOCK].ljust(_BLOCK, b"\0"), np.uint8).copy()
    _write_all(_keyed(key), block, len(scope), data, starts, letters[:, len(prefix) :])
    for row, word in zip(long.tolist(), ids.take(pa.array(long)).to_pylist(), strict=True):
        digest = blake2b(scope + word.encode(), key=key, digest_size=BYTES).digest()
        letters[row, len(prefix) :] = np.frombuffer(b32encode(digest).lower(), np.uint8)
    return _column(letters, valid)


def _column(letters: Bytes, valid: NDArray[np.bool_]) -> pa.Array:
    """Rows of letters as a column of text, null where not valid."""
    rows, length = letters.shape
    if valid.all():
        ends, bits = np.arange(rows + 1, dtype=np.int32) * length, None
    else:
        ends, letters = np.zeros(rows + 1, np.int32), letters[valid]
        np.cumsum(valid * np.int32(length), out=ends[1:])
        bits = pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.StringArray.from_buffers(rows, pa.py_buffer(ends), pa.py_buffer(letters), bits)


def _keyed(key: bytes) -> Words:
    """The state that has taken in the key, which is a block of its own."""
    state = _START.copy()
    state[0] ^= np.uint64(0x01010000 ^ len(key) << 8 ^ BYTES)
    # The function reads its words with the lowest byte first.
    _compress(state, np.frombuffer(key.ljust(_BLOCK, b"\0"), "<u8").copy(), _BLOCK, False)
    return state


@numba.njit(cache=True, nogil=True)
def _mix(
    a: np.uint64, b: np.uint64, c: np.uint64, d: np.uint64, x: np.uint64, y: np.uint64
) -> _Four:
    a = a + b + x
    d = ((d ^ a) >> np.uint64(32)) | ((d ^ a) << np.uint64(32))
    c = c + d
    b = ((b ^ c) >> np.uint64(24)) | ((b ^ c) << np.uint64(40))
    a = a + b + y
    d = ((d ^ a) >> np.uint64(16)) | ((d ^ a) << np.uint64(48))
    c = c + d
    b = ((b ^ c) >> np.uint64(63)) | ((b ^ c) << np.uint64(1))
    return a, b, c, d


@numba.njit(cache=True, nogil=True)
def _compress(h: Words, m: Words, count: int, last: bool) -> None:
    """Take one block of 16 words into the state. Variables, not arrays, stay in registers."""
    v0, v1, v2, v3, v4, v5, v6, v7 = h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
    v8, v9, v10, v11 = _START[0], _START[1], _START[2], _START[3]
    v12, v13, v14, v15 = _START[4] ^ np.uint64(count), _START[5], _START[6], _START[7]
    if last:
        v14 = ~v14
    for r in range(12):
        s = _ORDER[r]
        v0, v4, v8, v12 = _mix(v0, v4, v8, v12, m[s[0]], m[s[1]])
        v1, v5, v9, v13 = _mix(v1, v5, v9, v13, m[s[2]], m[s[3]])
        v2, v6, v10, v14 = _mix(v2, v6, v10, v14, m[s[4]], m[s[5]])
        v3, v7, v11, v15 = _mix(v3, v7, v11, v15, m[s[6]], m[s[7]])
        v0, v5, v10, v15 = _mix(v0, v5, v10, v15, m[s[8]], m[s[9]])
        v1, v6, v11, v12 = _mix(v1, v6, v11, v12, m[s[10]], m[s[11]])
        v2, v7, v8, v13 = _mix(v2, v7, v8, v13, m[s[12]], m[s[13]])
        v3, v4, v9, v14 = _mix(v3, v4, v9, v14, m[s[14]], m[s[15]])
    h[0] ^= v0 ^ v8
    h[1] ^= v1 ^ v9
    h[2] ^= v2 ^ v10
    h[3] ^= v3 ^ v11
    h[4] ^= v4 ^ v12
    h[5] ^= v5 ^ v13
    h[6] ^= v6 ^ v14
    h[7] ^= v7 ^ v15


@numba.njit(cache=True, nogil=True)
def _write_all(
    keyed: Words, block: Bytes, scope: int, data: Bytes, starts: Offsets, out: Bytes
) -> None:
    """Fill ``out`` for ids that fit one block behind its first ``scope`` bytes, which stay."""
    h, words, filled = np.empty(8, np.uint64), block.view(np.uint64), scope
    for row in range(starts.size - 1):
        size = starts[row + 1] - starts[row]
        if scope + size > _BLOCK:
            continue
        for i in range(size):
            block[scope + i] = data[starts[row] + i]
        for i in range(scope + size, filled):
            block[i] = 0
        filled = scope + size
        for i in range(8):
            h[i] = keyed[i]
        _compress(h, words, _BLOCK + filled, True)
        _spell(h, out[row])


@numba.njit(cache=True, nogil=True)
def _spell(h: Words, letters: Bytes) -> None:
    """The first 80 bits of a digest in base32, most significant bit of each byte first."""
    bits, held, at = np.uint64(0), 0, 0
    for i in range(BYTES):
        byte = (h[i // 8] >> np.uint64(8 * (i % 8))) & np.uint64(255)
        bits = ((bits << np.uint64(8)) | byte) & np.uint64(0xFFFF)
        held += 8
        while held >= 5:
            held -= 5
            letters[at] = _ALPHABET[(bits >> np.uint64(held)) & np.uint64(31)]
            at += 1
