"""Keyed BLAKE2b (RFC 7693) of a column of short texts, written as pseudonyms."""

from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa

BYTES: Final = 10
LETTERS: Final = 16
"""Base32 letters of a digest: 80 bits, 5 bits each."""

_ALPHABET: Final = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
_WORTH: Final = np.array([16, 8, 4, 2, 1], np.uint8)


def pseudonyms(key: bytes, scope: bytes, prefix: bytes, ids: pa.Array) -> pa.Array:
    """``prefix`` and the base32 digest of ``scope`` + id, for each id of a column without nulls."""
    begun = blake2b(scope, key=key, digest_size=BYTES)
    digests = bytearray()
    for text in ids.cast(pa.string()).cast(pa.binary()).to_pylist():
        digest = begun.copy()
        digest.update(text)
        digests += digest.digest()
    # Five bits a letter, the most significant first, for the whole column at once.
    bits = np.unpackbits(np.frombuffer(digests, np.uint8)).reshape(len(ids), LETTERS, 5)
    letters = np.empty((len(ids), len(prefix) + LETTERS), np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix, np.uint8)
    letters[:, len(prefix) :] = _ALPHABET[bits @ _WORTH]
    ends = np.arange(len(ids) + 1, dtype=np.int32) * letters.shape[1]
    return pa.StringArray.from_buffers(len(ids), pa.py_buffer(ends), pa.py_buffer(letters))
