"""Near vectors through cells beside all pairs, and their time: leads_scale.py [SIZE]...

Made vectors of 512 numbers: topics in which texts have a cosine of about 0.4, and in each topic
rewordings, one in five texts having another at 0.65 to 0.95. The first table, of 50,000, sets what
the cells find beside what comparing all finds; the second has the time of each SIZE. Markdown on
stdout.
"""

import os
import resource
import sys
import time
from itertools import pairwise

import numpy as np

from demasque.text import near_pairs

DIMENSIONS = 512
COSINE = 0.675
TEXTS_OF_A_TOPIC = 50
BANDS = (0.675, 0.7, 0.75, 0.8, 1.01)


def main() -> int:
    print(f"Load before: {os.getloadavg()[0]:.1f}.\n")
    beside_all(50_000)
    heads = ("vectors", "seconds", "processor seconds", "peak memory (MB)", "pairs")
    print(f"\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for size in map(int, sys.argv[1:]):
        vectors = made(size)
        began, used = time.perf_counter(), time.process_time()
        found = near_pairs(vectors, COSINE)
        took, worked = time.perf_counter() - began, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {size:,} | {took:.0f} | {worked:.0f} | {peak:,} | {found.a.size:,} |", flush=True)
    return 0


def beside_all(size: int) -> None:
    vectors = made(size)
    exact = near_pairs(vectors, COSINE)
    cells = near_pairs(vectors, COSINE, all_compared=0)
    known, found = (each.a * size + each.b for each in (exact, cells))
    print("| cosine | pairs | found through cells |\n|---|---|---|")
    hit = np.isin(known, found)
    for low, high in pairwise(BANDS):
        band = (exact.cosine >= low) & (exact.cosine < high)
        print(f"| {low} to {min(high, 1)} | {band.sum():,} | {hit[band].mean():.4f} |")
    print(f"\nFound through cells alone: {np.setdiff1d(found, known).size}.", flush=True)


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
