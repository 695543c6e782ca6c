"""Hashes of 256 bits as they may come, with pairs known to be near: from a seed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

KINDS = ("uniform", "uneven", "pictures")
"""Independent even bits; biased bits that go with their neighbours, most in families; families
round PDQ of drawn pictures (where pdqhash is installed)."""

PICTURES = 10_000
SIDE = 64


@dataclass(frozen=True)
class HashSet:
    """Hashes (n, 32) and some pairs of them within 31 bits, as rows a < b: (2, pairs)."""

    hashes: Bytes
    pairs: NDArray[np.int64]


def hash_set(kind: str, size: int, seed: int) -> HashSet:
    """``size`` hashes of a kind. Planted pairs are 31 bits apart at most."""
    rng = np.random.default_rng(seed)
    if kind == "uniform":
        hashes = rng.integers(0, 256, (size, 32), np.uint8)
    else:
        centres = pictures(rng) if kind == "pictures" else uneven(min(size // 20 + 1, 100_000), rng)
        hashes = np.empty((size, 32), np.uint8)
        for begin in range(0, size, 100_000):
            part = hashes[begin : begin + 100_000]
            part[:] = near_copies(centres[rng.integers(0, len(centres), len(part))], 80, rng)
    planted = size // 100
    a = rng.permutation(size - planted)[:planted]
    hashes[size - planted :] = near_copies(hashes[a], 31, rng)
    return HashSet(hashes, np.stack([a, np.arange(size - planted, size)]))


def near_copies(hashes: Bytes, most: int, rng: np.random.Generator) -> Bytes:
    """Copies in which 0 to ``most`` bits differ, each number as often."""
    flips = rng.integers(0, most + 1, len(hashes))
    ranks = rng.random((len(hashes), 256), np.float32).argsort(axis=1).argsort(axis=1)
    return hashes ^ np.packbits(ranks < flips[:, None], axis=1)


def uneven(size: int, rng: np.random.Generator) -> Bytes:
    """Bits set with chances round one half (their spread .1), a third of them as the one before."""
    chance = np.clip(rng.normal(0.5, 0.1, 256), 0.05, 0.95)
    bits = rng.random((size, 256)) < chance
    same = rng.random((size, 256)) < 1 / 3
    for place in range(1, 256):
        bits[:, place] = np.where(same[:, place], bits[:, place - 1], bits[:, place])
    return np.packbits(bits, axis=1)


def pictures(rng: np.random.Generator) -> Bytes:
    """PDQ of noise that is the stronger the coarser it is, as in photographs, with rectangles."""
    import pdqhash

    pitch = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None])
    pitch[0, 0] = 1
    hashes = np.empty((PICTURES, 32), np.uint8)
    for row in hashes:
        waves = rng.normal(size=pitch.shape) + 1j * rng.normal(size=pitch.shape)
        drawn = np.fft.irfft2(waves / pitch ** rng.uniform(0.8, 1.6), (SIDE, SIDE))
        drawn = (drawn - drawn.mean()) / drawn.std()
        for _ in range(rng.integers(0, 6)):
            (left, right), (top, bottom) = np.sort(rng.integers(0, SIDE, (2, 2)))
            drawn[top:bottom, left:right] = rng.normal()
        gray = np.clip(128 + 50 * drawn, 0, 255).astype(np.uint8)
        row[:] = np.packbits(pdqhash.compute(np.repeat(gray[:, :, None], 3, axis=2))[0])
    return hashes
