"""Copies and leads on graded pairs of sentences: stsb.py FOLDER [MODEL]...

FOLDER holds stsb-LANGUAGE-PART.csv (sentence, sentence, grade 0 to 5; the same pair on the same row
of every language's file). MODEL is 'use-multilingual' or a model folder. Copies are found in the
dev and test parts, leads in the test part, calibrated on all its sentences in all languages.

Captions of other rows often say the same, so two rows are unrelated only where their English
sentences, both of each, share no word but those in STOP, by the word's first four letters. Markdown
on stdout.
"""

import csv
import re
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa

from demasque.text import (
    Calibration,
    Embedder,
    NamedEmbedder,
    calibrate,
    calibrated_vectors,
    find_copies,
    load_embedder,
)

LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "ru", "zh")
STOP = """
    a an the of in on at to and is are was were be been with for by from as that this it its his
    her their has have had not or
"""
Pairs = list[tuple[str, str, float]]
Vectors = np.ndarray


def main() -> int:
    folder, *models = sys.argv[1:]
    parts = {
        part: {language: read(Path(folder), language, part) for language in LANGUAGES}
        for part in ("dev", "test")
    }
    print("| language | pairs graded 0 to 1 joined | graded 5 joined |\n|---|---|---|")
    for language in LANGUAGES:
        cells = copies(parts["dev"][language] + parts["test"][language])
        print(f"| {language} | {' | '.join(cells)} |", flush=True)
    for model in models:
        led(parts["test"], remembering(load_embedder(model)))
    return 0


def read(folder: Path, language: str, part: str) -> Pairs:
    lines = (folder / f"stsb-{language}-{part}.csv").read_text("utf-8").splitlines()
    return [(first, second, float(grade)) for first, second, grade in csv.reader(lines)]


def copies(pairs: Pairs) -> list[str]:
    texts = [text for first, second, _ in pairs for text in (first, second)]
    table = pa.table({"post_id": [str(i) for i in range(len(texts))], "text": texts})
    family = find_copies(table).column("family").to_numpy()
    joined = family[::2] == family[1::2]
    grades = np.array([grade for _, _, grade in pairs])
    low, same = grades <= 1, grades == 5
    return [f"{joined[low].sum()} of {low.sum()}", f"{joined[same].mean():.3f} of {same.sum()}"]


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


def led(pairs: dict[str, Pairs], embedder: Embedder) -> None:
    texts = [
        text for each in pairs.values() for first, second, _ in each for text in (first, second)
    ]
    found = calibrate(embedder, texts)
    unrelated, grades = apart(pairs["en"]), np.array([grade for _, _, grade in pairs["en"]])
    first = {each: vectors(pairs[each], 0, each, embedder, found) for each in LANGUAGES}
    second = {each: vectors(pairs[each], 1, each, embedder, found) for each in LANGUAGES}
    print(
        f"\n{found.model}, cosine {found.cosine:.3f}; {unrelated.sum() // 2:,} unrelated pairs.\n"
    )
    print("| language | graded 0 to 1 led | graded 5 led | English translation led", end="")
    print(" | other translations led | unrelated led in 100,000, within | with English |")
    print(f"|{'---|' * 7}")
    for own in LANGUAGES:
        within = (first[own] * second[own]).sum(1) >= found.cosine
        across = {each: (first[own] * first[each]).sum(1) for each in LANGUAGES if each != own}
        told = {each: (cosines >= found.cosine).mean() for each, cosines in across.items()}
        others = [share for each, share in told.items() if each != "en"]
        cells = [
            f"{within[grades <= 1].mean():.3f}",
            f"{within[grades == 5].mean():.3f}",
            f"{told['en']:.3f}" if "en" in told else "",
            f"{min(others):.3f} to {max(others):.3f}",
            f"{false_rate(first[own], first[own], unrelated, found.cosine):.2f}",
            f"{false_rate(first[own], first['en'], unrelated, found.cosine):.2f}",
        ]
        print(f"| {own} | {' | '.join(cells if own != 'en' else [*cells[:-1], ''])} |", flush=True)
    both = list(combinations(LANGUAGES, 2))
    rates = [false_rate(first[a], first[b], unrelated, found.cosine) for a, b in both]
    print(f"\nUnrelated led in 100,000, all {len(both)} pairs of languages: ", end="")
    print(f"{np.mean(rates):.2f}, at most {max(rates):.2f}.")


def apart(pairs: Pairs) -> np.ndarray:
    """Which two rows have nothing in common, by row and row."""
    said = [stems(f"{first} {second}") for first, second, _ in pairs]
    places = {stem: n for n, stem in enumerate(sorted(set().union(*said)))}
    held = np.zeros((len(said), len(places)), np.float32)
    for row, each in zip(held, said, strict=True):
        row[[places[stem] for stem in each]] = 1
    return held @ held.T == 0


def stems(text: str) -> set[str]:
    words = [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP.split()]
    return {word.removesuffix("s")[:4] if len(word) > 3 else word for word in words}


def vectors(
    pairs: Pairs, side: int, language: str, embedder: Embedder, calibration: Calibration
) -> Vectors:
    texts = [pair[side] for pair in pairs]
    return calibrated_vectors(embedder, texts, [language] * len(texts), calibration)


def false_rate(a: Vectors, b: Vectors, unrelated: np.ndarray, cosine: float) -> float:
    """Leads among 100,000 unrelated pairs."""
    return float(1e5 * ((a @ b.T)[unrelated] >= cosine).mean())


if __name__ == "__main__":
    sys.exit(main())
