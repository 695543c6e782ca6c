"""How messages are cut for signatures: shingles.py [--seeds 1 2 3 4] [--messages 1500].

For runs of words and sizes of sketch: how many edited copies share a feature with the original (the
corpus of bench-text, seven languages), how many near misses do (half the words, in other places),
and how many unrelated messages do, invented ones and real ones, each beside all others. Markdown.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

import duckdb
from corpus import family, unrelated

from demasque.dossier.signatures.feature_names import message_keys, sketch

RUNS = ((3, 6), (4, 8), (5, 10), (6, 12))
KEPT = (4, 8, 16)
LENGTHS = ("short", "medium", "long")
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = DATA / "ira_congress_2016_early" / "posts.parquet"


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    given.add_argument("--messages", type=int, default=1500)
    asked = given.parse_args()
    groups = list(made(asked.seeds, asked.messages))
    strangers = [
        key
        for seed in asked.seeds
        for key in filled(
            [post.text for post in islice(unrelated(0, Random(seed), LENGTHS), asked.messages)]
        )
    ]
    real = filled(real_messages(asked.messages * len(asked.seeds)))
    print(
        f"{len(groups):,} messages with their copies, {len(strangers):,} invented and "
        f"{len(real):,} real unrelated ones.\n"
    )
    heads = ("words", "characters", "kept", "copies", "features of a copy", "near misses")
    print(f"| {' | '.join(heads)} | invented | real |\n|{'---|' * 8}")
    for run, unspaced in RUNS:
        for kept in KEPT:
            cut = (run, unspaced, kept)
            shared = [row for original, others in groups for row in likeness(original, others, cut)]
            copies = [share for is_copy, share in shared if is_copy]
            misses = [share for is_copy, share in shared if not is_copy]
            cells = (
                mean([share > 0 for share in copies]),
                mean(copies),
                mean([share > 0 for share in misses]),
                mean(met(strangers, cut)),
                mean(met(real, cut)),
            )
            written = " | ".join(f"{cell:.1%}" for cell in cells)
            print(f"| {run} | {unspaced} | {kept} | {written} |", flush=True)
    return 0


def made(seeds: Sequence[int], messages: int) -> Iterator[tuple[str, list[tuple[bool, str]]]]:
    """An original, and its copies (true) and near misses (false), in normal form."""
    for seed in seeds:
        draw = Random(seed)
        for message in range(messages):
            posts = family(message + 1, 4, LENGTHS, draw)
            keys = message_keys([post.text for post in posts])
            told = [(post.message > 0, key) for post, key in zip(posts, keys, strict=True) if key]
            copies = [key for is_copy, key in told if is_copy]
            if len(copies) > 1:
                yield copies[0], told[told.index((True, copies[0])) + 1 :]


def likeness(
    original: str, others: Sequence[tuple[bool, str]], cut: tuple[int, int, int]
) -> list[tuple[bool, float]]:
    """The share of the original's features that each other has."""
    features = set(sketch(original, *cut))
    return [
        (is_copy, len(features & set(sketch(key, *cut))) / len(features)) for is_copy, key in others
    ]


def met(keys: Sequence[str], cut: tuple[int, int, int]) -> list[bool]:
    """Of each message, whether any of the others has one of its features."""
    features = [sketch(key, *cut) for key in keys]
    counted = Counter(name for each in features for name in each)
    return [any(counted[name] > 1 for name in each) for each in features]


def real_messages(most: int) -> list[str]:
    """Messages of members of a parliament and of an operation, one of each author and beginning."""
    if not REAL.exists():
        return []
    rows = duckdb.sql(
        f"SELECT account_id, text FROM '{REAL}' WHERE kind <> 'repost' ORDER BY hash(post_id)"
    ).fetchall()
    seen: dict[str, int] = defaultdict(int)
    kept = []
    for account, text in rows:
        if not seen[account] and not seen[text[:20]]:
            seen[account] += 1
            seen[text[:20]] += 1
            kept.append(text)
    return kept[:most]


def filled(texts: Sequence[str]) -> list[str]:
    return [key for key in message_keys(texts) if key]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


if __name__ == "__main__":
    raise SystemExit(main())
