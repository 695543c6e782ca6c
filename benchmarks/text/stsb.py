"""Copies and leads on graded pairs of sentences: stsb.py FOLDER [MODEL]...

FOLDER holds stsb-LANGUAGE-PART.csv (sentence, sentence, grade 0 to 5; the same pair on the same row
of every language's file). MODEL is 'use-multilingual' or a model folder. Markdown on stdout.
"""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from demasque.text import (
    Calibration,
    Embedder,
    NamedEmbedder,
    calibrate,
    find_copies,
    load_embedder,
)

SAMPLED = 200  # pairs of each grade that are embedded
LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "ru", "zh")
Pairs = list[tuple[str, str, float]]


def main() -> int:
    folder, *models = sys.argv[1:]
    pairs = {language: read(Path(folder), language) for language in LANGUAGES}
    embedders = [remembering(load_embedder(model)) for model in models]
    heads = ["| language | pairs graded 0 to 1 joined | graded 5 joined |"]
    for embedder in embedders:
        heads.append(
            f" cosine within, across ({embedder.model_id}) | graded 0 to 1 led | graded 5 led |"
        )
        heads.append(" English translation led | another row of English led |")
    print("".join(heads), f"|{'---|' * (3 + 5 * len(embedders))}", sep="\n")
    for language in LANGUAGES:
        cells = copies(pairs[language])
        for embedder in embedders:
            cells += led(sampled(pairs[language]), sampled(pairs["en"]), embedder)
        print(f"| {language} | {' | '.join(cells)} |", flush=True)
    return 0


def read(folder: Path, language: str) -> Pairs:
    lines = [
        line
        for part in ("dev", "test")
        for line in (folder / f"stsb-{language}-{part}.csv").read_text("utf-8").splitlines()
    ]
    return [(first, second, float(grade)) for first, second, grade in csv.reader(lines)]


def copies(pairs: Pairs) -> list[str]:
    texts = [text for first, second, _ in pairs for text in (first, second)]
    table = pa.table({"post_id": [str(i) for i in range(len(texts))], "text": texts})
    family = find_copies(table).column("family").to_numpy()
    joined = family[::2] == family[1::2]
    grades = np.array([grade for _, _, grade in pairs])
    low, same = grades <= 1, grades == 5
    return [f"{joined[low].sum()} of {low.sum()}", f"{joined[same].mean():.3f} of {same.sum()}"]


def sampled(pairs: Pairs) -> Pairs:
    """The first pairs graded 0 to 1 and the first graded 5; the same rows in each language."""
    low = [pair for pair in pairs if pair[2] <= 1]
    same = [pair for pair in pairs if pair[2] == 5]
    return low[:SAMPLED] + same[:SAMPLED]


def remembering(embedder: Embedder) -> Embedder:
    """The same model, embedding each text once."""
    known: dict[str, np.ndarray] = {}

    def embed(texts: Sequence[str]) -> np.ndarray:
        new = sorted(set(texts).difference(known))
        for start in range(0, len(new), 64):
            batch = new[start : start + 64]
            known.update(zip(batch, embedder(batch), strict=True))
        return np.array([known[text] for text in texts])

    return NamedEmbedder(embedder.model_id, embed)


def led(pairs: Pairs, english: Pairs, embedder: Embedder) -> list[str]:
    """Shares of pairs whose cosine reaches the threshold calibrated on this language."""
    grades = np.array([grade for _, _, grade in pairs])
    first = unit(embedder, [pair[0] for pair in pairs])
    second = unit(embedder, [pair[1] for pair in pairs])
    other = unit(embedder, [pair[0] for pair in english])
    unrelated = [pair[0] for pair in pairs[::2]] + [pair[0] for pair in english[1::2]]
    found: Calibration = calibrate(embedder, unrelated)
    within = (first * second).sum(1) >= found.within
    across = (first * other).sum(1) >= found.across
    shifted = (first * np.roll(other, 7, axis=0)).sum(1) >= found.across
    return [
        f"{found.within:.3f}, {found.across:.3f}",
        f"{within[grades <= 1].mean():.3f}",
        f"{within[grades == 5].mean():.3f}",
        "" if pairs is english else f"{across.mean():.3f}",
        f"{shifted.mean():.4f}",
    ]


def unit(embedder: Embedder, texts: list[str]) -> np.ndarray:
    vectors = embedder(texts)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


if __name__ == "__main__":
    sys.exit(main())
