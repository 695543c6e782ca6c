"""How long do families of many files take, and how much memory? Prints Markdown.

    python benchmarks/media/families_at_scale.py [--seed 1000]

Fingerprints are drawn, not read from files: random hashes, a third of the pictures copies of others
with bits turned over; clips of a minute, four in ten of them copies; described pictures have 300
corners of random bits.
"""

import argparse
import resource
import subprocess
import sys
import time

import numpy as np
from numpy.typing import NDArray

from demasque.media import Fingerprint, gather
from demasque.media.fingerprint import LocalFeatures

SIZES = ((100_000, 0, 0), (10_000, 1_000, 0), (10_000, 0, 10_000))
"""Pictures, clips, and how many of the pictures are described."""


class Drawing:
    """Draws fingerprints from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def view(self) -> NDArray[np.uint8]:
        return self.rng.integers(0, 256, (8, 32), dtype=np.uint8)

    def copy(self, view: NDArray[np.uint8]) -> NDArray[np.uint8]:
        bits = np.unpackbits(view, axis=1)
        bits[:, self.rng.choice(256, self.rng.integers(0, 12), replace=False)] ^= 1
        return np.packbits(bits, axis=1)

    def features(self) -> LocalFeatures:
        points = self.rng.random((300, 4), dtype=np.float32) * np.float32([1, 1, 0.05, 360])
        descriptors = self.rng.integers(0, 256, (300, 32), dtype=np.uint8)
        return LocalFeatures(points, descriptors, np.zeros(300, np.bool_), 4 / 3)

    def file(self, views: list[NDArray[np.uint8]], clip: bool, described: bool) -> Fingerprint:
        count = len(views)
        return Fingerprint(
            kind="video" if clip else "image",
            width=640,
            height=480,
            seconds=float(count) if clip else None,
            at=np.arange(count, dtype=np.float64),
            hashes=np.array(views, np.uint8),
            quality=np.full(count, 100, np.uint8),
            scenes=np.zeros(1, np.int64),
            boxes=np.tile(np.float32([0, 0, 1, 1]), (count, 1)),
            features={0: self.features()} if described else {},
            audio=np.zeros(0, np.uint32),
            thumbnail=b"",
            blurred=b"",
        )


def drawn(seed: int, pictures: int, clips: int, described: int) -> dict[str, Fingerprint]:
    draw = Drawing(seed)
    prints: dict[str, Fingerprint] = {}
    first = [draw.view() for _ in range(pictures * 7 // 10)]
    for number in range(pictures):
        if number < len(first):
            view = first[number]
        else:
            view = draw.copy(first[int(draw.rng.exponential(len(first) / 30)) % len(first)])
        prints[f"{number:064x}"] = draw.file([view], False, number < described)
    shown: list[list[NDArray[np.uint8]]] = []
    for number in range(clips):
        if number < clips * 0.6:
            shown.append([draw.view() for _ in range(60)])
            views = shown[-1]
        else:
            views = [draw.copy(view) for view in shown[int(draw.rng.exponential(10)) % len(shown)]]
        prints[f"f{number:063x}"] = draw.file(views, True, False)
    return prints


def measured(seed: int, size: tuple[int, int, int]) -> str:
    """One row, in a process of its own, so that each has its own memory."""
    gather(drawn(seed, 20, 4, 20))  # compiled before the clock starts
    prints = drawn(seed, *size)
    before = time.perf_counter()
    families = len(set(gather(prints)["exemplar"].to_pylist()))
    seconds = time.perf_counter() - before
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    pictures, clips, described = size
    return (
        f"| {pictures:,} | {clips:,} | {described:,} | {families:,} | {seconds:.0f} s "
        f"| {gigabytes:.1f} GB |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--row", type=int)
    given = parser.parse_args()
    if given.row is not None:
        print(measured(given.seed, SIZES[given.row]))
        return
    print("| pictures | clips of 60 s | described | families | time | memory |")
    print("|---|---|---|---|---|---|")
    for row in range(len(SIZES)):
        subprocess.run(
            [sys.executable, __file__, "--seed", str(given.seed), "--row", str(row)], check=True
        )


if __name__ == "__main__":
    main()
