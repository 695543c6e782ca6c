"""What do local features find by themselves, in how many strangers, and how long does it take?

``make bench-parts`` runs it: drawn pictures of several seeds, each edited in every way of the
simulator, and one template round many others; then so many unrelated ones, a tenth of them in one
app's screen. PDQ has no part in it. Markdown on stdout.

    python benchmarks/media/parts.py --seeds 1000 1001 --pictures 20 --unrelated 10000
"""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from demasque.media.features import alike_pictures, describe
from demasque.media.fingerprint import LocalFeatures
from demasque.simulate import EDITS, TEMPLATES, picture

SMALL = (320, 240)  # of unrelated pictures, as ten thousand are drawn
SCREEN = "app screen 1"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[1000, 1001])
    options.add_argument("--pictures", type=int, default=20)
    options.add_argument("--unrelated", type=int, default=10_000)
    chosen = options.parse_args()
    found: dict[str, list[bool]] = {}
    for seed in chosen.seeds:
        for edit, hits in by_edit(seed, chosen.pictures).items():
            found.setdefault(edit, []).extend(hits)
    print("| picture | pairs | joined |\n|---|---|---|")
    for edit, hits in found.items():
        print(f"| {edit} | {len(hits):,} | {np.mean(hits):.2f} |")
    tell_unrelated(chosen.unrelated)
    return 0


def by_edit(seed: int, pictures: int) -> dict[str, list[bool]]:
    """Whether each pair of original and copy is joined; and each pair of one template."""
    features, names = [], []
    for name, content, made in edited(seed, pictures):
        features.append(describe(made))
        names.append((name, content))
    made_alike = alike_pictures(features)
    joined = set(zip(made_alike.a.tolist(), made_alike.b.tolist(), strict=True))
    found: dict[str, list[bool]] = {}
    for row, (name, content) in enumerate(names):
        if name in EDITS:
            found.setdefault(name, []).append((content, row) in joined)
    for template in TEMPLATES:
        rows = [row for row, (name, _) in enumerate(names) if name == f"same {template}"]
        found[f"other content, same {template}"] = [
            pair in joined for pair in combinations(rows, 2)
        ]
    strangers = [
        names[a][1] != names[b][1]
        for a, b in zip(made_alike.a.tolist(), made_alike.b.tolist(), strict=True)
    ]
    print(f"seed {seed}: {len(names):,} pictures, pairs of strangers joined: {sum(strangers)}\n")
    return found


def edited(seed: int, pictures: int) -> Iterator[tuple[str, int, np.ndarray]]:
    """Originals, their edits, and other pictures in templates: what it is, of which content."""
    drawn = [picture(1_000_000 + seed * 1_000 + number) for number in range(pictures)]
    for number, each in enumerate(drawn):
        yield "", number, each
    for name, edit in EDITS.items():
        for number, each in enumerate(drawn):
            yield name, number, edit(each, np.random.default_rng([seed, number]))
    others = [picture(1_000_500 + seed * 1_000 + number) for number in range(pictures)]
    for name, template in TEMPLATES.items():
        for number, each in enumerate(others):
            yield f"same {name}", pictures + number, template(each, np.random.default_rng(seed))


def tell_unrelated(count: int) -> None:
    features: list[LocalFeatures] = []
    described = 0.0
    for number in range(count):
        made = picture(20_000_000 + number, *SMALL)
        if number % 10 == 0:
            made = TEMPLATES[SCREEN](made, np.random.default_rng(0))
        start = time.process_time()
        features.append(describe(made))
        described += time.process_time() - start
    alike_pictures(features[:10])
    start = time.process_time()
    made_alike = alike_pictures(features)
    taken = time.process_time() - start
    print(f"\n{count:,} unrelated pictures, {count // 10:,} in one app's screen:")
    print(f"{count * (count - 1) // 2:,} pairs, joined: {len(made_alike.a)}.")
    print(f"Described in {1000 * described / count:.1f} ms each, compared in {taken:.0f} s (CPU).")


if __name__ == "__main__":
    sys.exit(main())
