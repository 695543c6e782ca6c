"""What of the words in pictures is read, at which score of the reader, and how fast?

``make bench-words`` runs it: drawn pictures of several seeds with a line of words as subtitles have
it, in sizes and qualities that posts have, and pictures without any. Markdown on stdout.

    python benchmarks/media/picture_words.py --seeds 1 2 3 --pictures 40
"""

import argparse
import time
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw
from rapidfuzz.distance import LCSseq, Levenshtein

from demasque.media import ReadLine, load_reader
from demasque.simulate import picture
from demasque.simulate.media_world.sketch import font

SCORES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SIZES = (12, 16, 20, 28)
QUALITIES = (20, 40, 80)
ENGLISH = "they sold the old harbour at night and nobody in the town was asked about it"
# Pillow's own font, the same on every machine, has no accents.
FRENCH = "le conseil vend tout le port sans nous avertir et les travaux commencent demain matin"
KINDS = ("hills", "heap", "table")


@dataclass
class Tally:
    """Pictures: what was written in each, and the lines that were read there."""

    pictures: list[tuple[str, list[ReadLine]]] = field(default_factory=list)

    def row(self, least: float) -> str:
        """Share of pictures whose words were read, and how many lines are no part of them."""
        right, wrong = 0, 0
        for words, lines in self.pictures:
            kept = [plain(line.text) for line in lines if line.score >= least]
            right += Levenshtein.normalized_similarity("".join(kept), words) >= 0.9
            wrong += sum(LCSseq.similarity(line, words) < 0.6 * len(line) for line in kept)
        return f"{right / len(self.pictures):.3f} | {wrong}"


def written(seed: int, number: int) -> tuple[np.ndarray, str, str]:
    """A picture with a line near its foot; its words, and what they are written like."""
    rng = np.random.default_rng([seed, number])
    words = list(rng.permutation((ENGLISH if number % 2 else FRENCH).split())[:5])
    size, quality = int(rng.choice(SIZES)), int(rng.choice(QUALITIES))
    line = " ".join(words)
    image = Image.fromarray(picture(seed * 10_000 + number, kind=str(rng.choice(KINDS))))
    draw = ImageDraw.Draw(image)
    where = (20, int(rng.integers(40, image.height - 60)))
    stroke = 2 if rng.random() < 0.5 else 0
    if not stroke:
        draw.rectangle(draw.textbbox(where, line, font(size)), fill="black")
    assert draw.textlength(line, font(size)) < image.width - 20
    draw.text(where, line, "white", font(size), stroke_width=stroke, stroke_fill="black")
    return encoded(image, quality), line, f"{size} px"


def encoded(image: Image.Image, quality: int) -> np.ndarray:
    """As it comes back from a JPEG."""
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB"))


def plain(line: str) -> str:
    """Letters only: spaces are often lost, and mean little."""
    return "".join(line.lower().split())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options.add_argument("--pictures", type=int, default=40)
    chosen = options.parse_args()
    reader = load_reader()
    if reader is None:
        print("Skipped: the extra ocr is not installed.")
        return
    tallies: dict[str, Tally] = {}
    start, count = time.perf_counter(), 0
    for seed in chosen.seeds:
        for number in range(chosen.pictures):
            pixels, words, how = written(seed, number)
            read = (plain(words), reader.read(pixels))
            for name in (how, "all sizes"):
                tallies.setdefault(name, Tally()).pictures.append(read)
            bare = np.random.default_rng([seed, number, 1]).choice(KINDS)
            pixels = encoded(Image.fromarray(picture(seed * 77_777 + number, kind=bare)), 60)
            tallies.setdefault("no words", Tally()).pictures.append(("", reader.read(pixels)))
            count += 2
    rate = count / (time.perf_counter() - start)
    print(f"{reader.id}, seeds {chosen.seeds}, {count} pictures, {rate:.1f} a second.\n")
    names = [*sorted(name for name in tallies if "px" in name), "all sizes", "no words"]
    print("| least score |" + "".join(f" {name}: read | wrong lines |" for name in names))
    print("|---|" + "---|---|" * len(names))
    for least in SCORES:
        print(f"| {least} | " + " | ".join(tallies[name].row(least) for name in names) + " |")


if __name__ == "__main__":
    main()
