"""How far are hashes from those that ThreatExchange publishes? In bits of 256; Markdown on stdout.

Frames as the reference (vPDQ) hashes them, as large as they are, of a quality of 50 and more; and
pictures as PDQ's tools hash them. ``make bench-media`` does not run it: it takes minutes.

    python benchmarks/media/vectors.py --every 1
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from PIL import Image

from demasque.media import pdq_of

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "threatexchange_media_vectors"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=5, help="look at every n-th frame")
    chosen = options.parse_args()
    if not VECTORS.exists():
        print("Skipped: the test files of ThreatExchange are not here.")
        return 0
    print("| file | hashes | median | largest |\n|---|---|---|---|")
    print(line("pictures", list(pictures())))
    for video in sorted((VECTORS / "videos").glob("*.mp4")):
        print(line(video.stem, list(frames(video, chosen.every))), flush=True)
    return 0


def line(name: str, bits: list[int]) -> str:
    return f"| {name} | {len(bits)} | {np.median(bits):.0f} | {max(bits)} |"


def pictures() -> Iterator[int]:
    with (VECTORS / "pdq" / "expected_pdq.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            picture = np.asarray(Image.open(VECTORS / "pdq" / row["path"]).convert("RGB"))
            yield bits_apart(pdq_of(picture)[0][0], row["pdq_hex"])


def frames(video: Path, every: int) -> Iterator[int]:
    published = (VECTORS / "vpdq_hashes" / f"{video.stem}.txt").read_text("utf-8").splitlines()
    with av.open(str(video)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number % every or number >= len(published):
                continue
            _, quality, expected, _ = published[number].split(",")
            if int(quality) >= 50:
                pixels = frame.to_ndarray(format="rgb24")
                yield bits_apart(pdq_of(pixels, largest=None)[0][0], expected)


def bits_apart(made: np.ndarray, published: str) -> int:
    expected = np.frombuffer(bytes.fromhex(published), np.uint8)
    return int(np.bitwise_count(made ^ expected).sum())


if __name__ == "__main__":
    sys.exit(main())
