"""Hashes of 256 bits as four words, and how many bits of them differ."""

from typing import Any, Final

import numba
import numpy as np
from numba.extending import intrinsic
from numpy.typing import NDArray

from demasque.errors import UsageError

Words = NDArray[np.uint64]
"""Hashes, (n, 4)."""

BITS: Final = 256
BYTES: Final = 32


def as_words(hashes: NDArray[np.uint8]) -> Words:
    """Hashes of uint8 (n, 32) as uint64 (n, 4), in whatever order of bits the machine has.

    Raises:
        UsageError: the array has another type or shape.
    """
    given = np.asarray(hashes)
    if given.dtype != np.uint8 or given.ndim != 2 or given.shape[1] != BYTES:
        raise UsageError(
            "Hashes are an array of bytes of shape (n, 32); this one is {kind} of shape {shape}.",
            kind=given.dtype,
            shape=str(given.shape),
        )
    # Kernels are compiled once, for arrays that are as these requirements make them.
    return np.require(given, requirements=("C", "ALIGNED", "WRITEABLE")).view(np.uint64)


def _population_count(typing_context: Any, word: Any) -> Any:

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return numba.types.uint64(numba.types.uint64), generate


ones: Final[Any] = intrinsic(_population_count)
"""How many bits of a 64-bit word are set, in kernels: one instruction of the processor."""


@numba.njit(cache=True, nogil=True)
def reordered(words: Words, order: NDArray[np.int64]) -> Words:
    """The same hashes with their bits in another order: bit ``i`` is what ``order[i]`` was.

    Distances stay what they are.
    """
    # What each value of each byte contributes: 32 look-ups a hash in place of 256 moves of a bit.
    parts = np.zeros((BYTES, 256, 4), np.uint64)
    for target in range(BITS):
        source = order[target]
        for value in range(256):
            if value >> (source & 7) & 1:
                parts[source >> 3, value, target >> 6] |= np.uint64(1) << np.uint64(target & 63)
    out = np.zeros_like(words)
    for i in range(words.shape[0]):
        for byte in range(BYTES):
            value = words[i, byte >> 3] >> np.uint64((byte & 7) * 8) & np.uint64(255)
            for word in range(4):
                out[i, word] |= parts[byte, value, word]
    return out


@numba.njit(cache=True, nogil=True)
def band_keys(words: Words, start: int, width: int) -> NDArray[np.uint32]:
    """Bits ``start`` to ``start + width`` of each hash as a number; ``width`` is at most 32."""
    keys = np.zeros(words.shape[0], np.uint32)
    if width == 0:
        return keys
    word, shift = start >> 6, np.uint64(start & 63)
    crosses = (start & 63) + width > 64
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    for i in range(words.shape[0]):
        value = words[i, word] >> shift
        if crosses:
            value |= words[i, word + 1] << (np.uint64(64) - shift)
        keys[i] = value & mask
    return keys
