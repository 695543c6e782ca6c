"""Do copies stay found when much of a corpus is related? shares.py FOLDER [--seeds N] [--around].

Short posts in ten languages (short_posts.py), with 0 to 10 % of their pairs related: what the
corpus's thresholds become, and what is found. FOLDER is stsb_multi_mt. With ``--around``, the same
with each constant of thresholds and gram weights lower and higher. Markdown on stdout.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scores import score
from short_posts import LANGUAGES, LEAST_LETTERS, NO_COPIES, ShortPost, corpus

from demasque.text import find_copies
from demasque.text.copies import copy_search, thresholds

SHARES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1)
AROUND: dict[str, tuple[float, ...]] = {
    "_RELATED": (0.1, 0.15, 0.2, 0.3, 0.4),
    "_NEAR": (0.03, 0.1, 0.2),
    "_FAR": (0.003, 0.01, 0.02),
    "_SAMPLE": (200, 400, 1_000),
    "_FEWEST": (25, 50, 100),
    "_FALSE_PARTNERS": (0.001, 0.01, 0.1),
    "_LEAST": (0.5, 0.55, 0.6),
    "_LEAST_SHORT": (0.75, 0.8, 0.85),
    "_CROWD": (0.005, 0.01, 0.05),
    "_LEAST_CROWD": (10, 20, 40),
    "_ROUNDS": (1, 2, 5),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--texts", type=int, default=3_000)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--shares", type=float, nargs="+", default=SHARES)
    options.add_argument("--around", action="store_true")
    chosen = options.parse_args()
    by_share = {
        share: [corpus(chosen.folder, chosen.texts, share, seed) for seed in range(chosen.seeds)]
        for share in chosen.shares
    }
    if chosen.around:
        around([posts for share, many in by_share.items() if share for posts in many])
    else:
        by_shares(by_share)
    return 0


def by_shares(corpora: dict[float, list[list[ShortPost]]]) -> None:
    """A line for each share of related pairs, then recall by length, edit and language."""
    heads = "posts | copies | highest threshold | least pair precision | least pair recall"
    lengths = " | ".join(f"{name} posts" for name in LEAST_LETTERS)
    print(f"| related pairs | {heads} | {lengths} |\n|{'---|' * (6 + len(LEAST_LETTERS))}")
    parts: dict[str, list[float]] = {}
    for share, many in corpora.items():
        judged = [judge(posts) for posts in many]
        copies = np.mean([sum(_is_copy(post) for post in posts) for posts in many])
        for _, _, recalls in judged:
            for part, recall in recalls.items():
                parts.setdefault(part, []).append(recall)
        highest = max(threshold for threshold, _, _ in judged)
        precision = min(precision for _, precision, _ in judged)
        shown = " | ".join(_least(judged, part) for part in ("all", *LEAST_LETTERS))
        size = f"{len(many[0]):,} | {copies:,.0f}"
        print(f"| {share:.1%} | {size} | {highest:.3f} | {precision:.4f} | {shown} |", flush=True)
    print("\n| part | mean pair recall |\n|---|---|")
    for part in sorted(parts):
        print(f"| {part} | {np.mean(parts[part]):.4f} |")


def around(corpora: list[list[ShortPost]]) -> None:
    """A line for each value of each constant, the others as they are."""
    print("| constant | value | highest threshold | least precision | short posts: least recall |")
    print("|---|---|---|---|---|")
    for name, values in AROUND.items():
        module = thresholds if hasattr(thresholds, name) else copy_search
        kept = getattr(module, name)
        for value in values:
            setattr(module, name, value)
            judged = [judge(posts) for posts in corpora]
            precision = min(precision for _, precision, _ in judged)
            highest = max(threshold for threshold, _, _ in judged)
            shown = f"{highest:.3f} | {precision:.4f} | {_least(judged, 'short')}"
            print(f"| {name} | {value} | {shown} |", flush=True)
        setattr(module, name, kept)


Judged = tuple[float, float, dict[str, float]]


def _least(judged: list[Judged], part: str) -> str:
    found = [recalls[part] for _, _, recalls in judged if part in recalls]
    return f"{min(found):.4f}" if found else ""


def _is_copy(post: ShortPost) -> bool:
    return post.edit not in NO_COPIES


def judge(posts: list[ShortPost]) -> Judged:
    """The highest threshold, pair precision over all posts, and pair recall of copies by part."""
    table = pa.table(
        {"post_id": [str(i) for i in range(len(posts))], "text": [post.text for post in posts]}
    )
    found = find_copies(table)
    families = found.column("family").to_numpy()
    messages = np.array([post.message for post in posts], np.int64)
    copies = np.array([_is_copy(post) for post in posts])
    highest = max(json.loads(found.schema.metadata[b"demasque"])["thresholds"].values())
    everything = score(families, messages, np.ones(len(posts), np.bool_))
    recalls: dict[str, float] = {}

    def recall(part: str, members: Iterable[bool]) -> None:
        chosen: NDArray[np.bool_] = copies & np.array(list(members))
        if chosen.any():
            recalls[part] = score(families, messages, chosen).pair_recall

    recall("all", (True for _ in posts))
    for length in LEAST_LETTERS:
        recall(length, (post.length == length for post in posts))
        for edit in sorted({post.edit for post in posts}):
            recall(
                f"{length}, {edit}", (post.length == length and post.edit == edit for post in posts)
            )
    for language in LANGUAGES:
        recall(
            f"short, {language}",
            (post.length == "short" and post.language == language for post in posts),
        )
    return highest, everything.pair_precision, recalls


if __name__ == "__main__":
    sys.exit(main())
