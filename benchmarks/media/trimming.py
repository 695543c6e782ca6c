"""How near is an edited picture's hash to its original's, once bars are trimmed? Markdown.

Drawn pictures, saved as JPEG, and every edit of the simulator, without local features: what PDQ
finds by itself, and how often pictures without bars are trimmed all the same.

    python benchmarks/media/trimming.py --seeds 31000 47000 --pictures 150
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from demasque.media import Fingerprint, fingerprint_file
from demasque.simulate import EDITS, picture, write_picture

MATCH = 31
SIDES = ((640, 360), (640, 480), (640, 480))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[31_000, 47_000])
    options.add_argument("--pictures", type=int, default=150)
    options.add_argument("--edits", nargs="+", default=list(EDITS))
    chosen = options.parse_args()
    numbers = [seed + number for seed in chosen.seeds for number in range(chosen.pictures)]
    drawn = {number: picture(number, *SIDES[number % 3]) for number in numbers}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "picture.jpg"
        originals = {number: looked_at(pixels, place) for number, pixels in drawn.items()}
        trimmed = sum(map(was_trimmed, originals.values()))
        print(f"{len(drawn)} originals, {trimmed} of them trimmed\n")
        print(f"| edit | within {MATCH} bits | median | trimmed |\n|---|---|---|---|")
        for name in chosen.edits:
            copies = {
                number: looked_at(EDITS[name](pixels, np.random.default_rng(number)), place)
                for number, pixels in drawn.items()
            }
            bits = np.array([bits_apart(originals[n], copy) for n, copy in copies.items()])
            share = np.mean([was_trimmed(copy) for copy in copies.values()])
            found = np.mean(bits <= MATCH)
            print(f"| {name} | {found:.3f} | {np.median(bits):.0f} | {share:.2f} |", flush=True)
    return 0


def looked_at(pixels: np.ndarray, place: Path) -> Fingerprint:
    write_picture(np.ascontiguousarray(pixels), place)
    return fingerprint_file(place, features=False)


def was_trimmed(found: Fingerprint) -> bool:
    return bool((found.boxes[0] != (0, 0, 1, 1)).any())


def bits_apart(original: Fingerprint, copy: Fingerprint) -> int:
    """Bits of 256, the copy in its nearest orientation."""
    return int(np.bitwise_count(original.hashes[0, 0] ^ copy.hashes[0]).sum(axis=1).min())


if __name__ == "__main__":
    sys.exit(main())
