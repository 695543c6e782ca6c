"""Chain letters in many wordings: how many of their posts are in the one wave? Prints Markdown.

make bench-waves BENCH='--worlds 20'; with --real POSTS.parquet also what is joined there
"""

import argparse
import random
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from demasque.simulate import world
from demasque.text import find_copies
from demasque.text.copies import close_variants as close

# The letters are those of which the tests promise something.
sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from chain_letter import variants


class Families(NamedTuple):
    """Copy families, most posts first: their words, posts, and how many of these are letters."""

    words: list[str]
    posts: np.ndarray
    letters: np.ndarray


COMPARED, GROUPS = 5_000, 50
SETTINGS = [(least, 0.85) for least in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75)]
SETTINGS += [(0.55, 0.55), (0.55, 0.7), (0.55, 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--accounts", type=int, default=400)
    parser.add_argument("--wordings", type=int, default=40)
    parser.add_argument("--others", type=int, default=8_000)
    parser.add_argument("--real", type=Path)
    asked = parser.parse_args()
    print("| least | least, short | letters in the wave | worst world | strangers in it | |")
    print("|---|---|---|---|---|---|")
    worlds = [made(seed, asked) for seed in range(asked.worlds)]
    alone = [float(world.letters.max() / world.letters.sum()) for world in worlds]
    print(f"| families alone | | {np.mean(alone):.1%} | {min(alone):.1%} | | |")
    for least, short in SETTINGS:
        found = [judged(each, least, short) for each in worlds]
        caught = [one for one, _ in found]
        strangers = sum(n for _, n in found)
        chosen = "today" if (least, short) == (0.55, 0.85) else ""
        print(
            f"| {least} | {short} | {np.mean(caught):.1%} | {min(caught):.1%} | "
            f"{strangers} | {chosen} |"
        )
    if asked.real:
        real(asked.real)


def made(seed: int, asked: argparse.Namespace) -> Families:
    draw = random.Random(seed)
    texts = variants(draw, asked.wordings)
    letter = [texts[n % asked.wordings] for n in range(asked.accounts)]
    others = world(seed, 800, asked.others).posts["text"].to_pylist()
    return families([*letter, *(text for text in others if text)], len(letter))


def families(texts: list[str], letters: int) -> Families:
    names = [str(n) for n in range(len(texts))]
    found = find_copies(pa.table({"post_id": names, "text": texts}))
    exemplars, of, posts = np.unique(
        found["exemplar"].to_numpy(zero_copy_only=False).astype(np.int64),
        return_inverse=True,
        return_counts=True,
    )
    order = np.argsort(-posts, kind="stable")[:COMPARED]
    own = np.bincount(of[:letters], minlength=len(exemplars))
    return Families([texts[n] for n in exemplars[order]], posts[order], own[order])


def joined(of: Families, least: float, short: float) -> close.CloseVariants:
    close.LEAST, close.LEAST_SHORT = least, short
    return close.close_variants(of.words, of.posts.astype(np.int64), GROUPS)


def judged(of: Families, least: float, short: float) -> tuple[float, int]:
    """Share of the letter's posts in its largest wave, and the other posts in it."""
    centre = joined(of, least, short).centre
    letters = np.bincount(centre, weights=of.letters)
    wave = int(letters.argmax())
    strangers = int(of.posts[centre == wave].sum() - letters[wave])
    return float(letters[wave] / of.letters.sum()), strangers


def real(path: Path) -> None:
    texts = [text for text in pq.read_table(path, columns=["text"])["text"].to_pylist() if text]
    of = families(texts, 0)
    print("\n| least | least, short | waves of several families | families in them |")
    print("|---|---|---|---|")
    for least, short in SETTINGS:
        centre = joined(of, least, short).centre
        sizes = np.bincount(centre)
        print(f"| {least} | {short} | {(sizes > 1).sum()} | {sizes[sizes > 1].sum()} |")


if __name__ == "__main__":
    main()
