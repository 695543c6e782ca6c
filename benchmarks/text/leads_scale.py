"""Near vectors through cells: time, memory and what is missed: leads_scale.py SIZE...

Made vectors of 512 numbers: topics of 50 texts with a cosine of about 0.4, and rewordings, one text
in ten having another at 0.65 to 0.95. What is found is set beside all pairs of 2,000 vectors drawn.
Markdown on stdout.
"""

import os
import resource
import sys
import time

import numpy as np

from demasque.text import NearPairs, near_pairs

DIMENSIONS = 512
COSINE = 0.675
TEXTS_OF_A_TOPIC = 50
DRAWN = 2_000
HEADS = (
    "vectors",
    "seconds",
    "processor seconds",
    "peak memory (MB)",
    "pairs",
    "found of those drawn",
)


def main() -> int:
    print(f"Load before: {os.getloadavg()[0]:.1f}.\n")
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    for size in map(int, sys.argv[1:]):
        vectors = made(size)
        began, used = time.perf_counter(), time.process_time()
        found = near_pairs(vectors, COSINE, all_compared=0)
        took, worked = time.perf_counter() - began, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        cells = [f"{size:,}", f"{took:.0f}", f"{worked:.0f}", f"{peak:,}", f"{found.a.size:,}"]
        print(f"| {' | '.join(cells)}", end=" | ", flush=True)
        print(f"{recall(vectors, found)} |", flush=True)
    return 0


def recall(vectors: np.ndarray, found: NearPairs) -> str:
    """Of all pairs of the vectors drawn with any, the share that was found."""
    drawn = np.sort(np.random.default_rng(9).permutation(len(vectors))[:DRAWN])
    pairs: set[tuple[int, int]] = set()
    for rows in np.split(drawn, 8):
        at, others = np.nonzero(vectors[rows] @ vectors.T >= COSINE)
        ends = zip(rows[at].tolist(), others.tolist(), strict=True)
        pairs |= {(min(each), max(each)) for each in ends if each[0] != each[1]}
    known = set(zip(found.a.tolist(), found.b.tolist(), strict=True))
    return f"{len(pairs & known) / len(pairs):.4f} of {len(pairs):,}"


def made(size: int, seed: int = 3) -> np.ndarray:
    draw = np.random.default_rng(seed)
    topics = unit(draw.standard_normal((size // TEXTS_OF_A_TOPIC, DIMENSIONS), np.float32))
    vectors = np.empty((size, DIMENSIONS), np.float32)
    for at in range(0, size, 50_000):
        own = unit(draw.standard_normal((min(50_000, size - at), DIMENSIONS), np.float32))
        topic = topics[draw.integers(len(topics), size=len(own))]
        vectors[at : at + len(own)] = unit(0.8 * own + 0.6 * topic)
    pairs = draw.permutation(size)[: size // 5]
    first, second = pairs[: len(pairs) // 2], pairs[len(pairs) // 2 : len(pairs) // 2 * 2]
    cosine = draw.uniform(0.65, 0.95, len(first)).astype(np.float32)[:, None]
    other = unit(draw.standard_normal((len(first), DIMENSIONS), np.float32))
    vectors[second] = unit(cosine * vectors[first] + np.sqrt(1 - cosine**2) * other)
    return vectors


def unit(vectors: np.ndarray) -> np.ndarray:
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


if __name__ == "__main__":
    sys.exit(main())
