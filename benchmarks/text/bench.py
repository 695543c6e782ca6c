"""How many copies are found, how many of those found are copies, and what plain tools find.

``make bench-text`` runs it: labelled posts in six languages with nineteen kinds of edit, hard
negatives beside every family, and the same keys given to other tools. Markdown on stdout.

    python benchmarks/text/bench.py --families 2000 --unrelated 30000 --no-peers --seed 7
"""

import argparse
import json
import subprocess
import sys
import time
import venv
from pathlib import Path

import numpy as np
import pyarrow as pa
from corpus import Post, labelled
from numpy.typing import NDArray
from peers import PEERS
from scores import HEADING, Score, score

from demasque.text import find_copies, match_keys
from demasque.text.forms.form_rules import FAMILY_RULES

OUT = Path(__file__).parent.parent / "out" / "text"
PACKAGES = ("datasketch==2.0.0", "rensa==0.5.0", "scikit-learn", "sparse-dot-topn==1.2.0")
PEER_SECONDS = 900


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--families", type=int, default=1_000)
    options.add_argument("--unrelated", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--no-peers", action="store_true")
    chosen = options.parse_args()
    posts = labelled(chosen.families, chosen.unrelated, chosen.seed)
    messages = np.array([post.message for post in posts], np.int64)
    copies = np.array([post.edit not in ("unrelated", "near miss") for post in posts])
    print(f"{len(posts):,} posts, {chosen.families:,} families, seed {chosen.seed}\n")
    families, seconds = ours(posts)
    by_part(posts, families, messages, copies)
    print(f"\n| program | threshold | seconds | {HEADING} |\n|{'---|' * 8}")
    found = score(families, messages, copies)
    print(f"| Démasque | from the corpus | {seconds:.1f} | {found.row()} |")
    if not chosen.no_peers:
        against_peers(posts, messages, copies)
    return 0


def ours(posts: list[Post]) -> tuple[NDArray[np.int64], float]:
    table = pa.table(
        {"post_id": [str(i) for i in range(len(posts))], "text": [post.text for post in posts]}
    )
    find_copies(table.slice(0, 100))  # compile
    start = time.perf_counter()
    found = find_copies(table)
    seconds = time.perf_counter() - start
    print(found.schema.metadata[b"demasque"].decode(), "\n")
    return found.column("family").to_numpy(), seconds


def by_part(
    posts: list[Post],
    families: NDArray[np.int64],
    messages: NDArray[np.int64],
    copies: NDArray[np.bool_],
) -> None:
    """One line for all copies, then by edit, language and length."""
    print(f"| part | {HEADING} |\n|{'---|' * 6}")
    print(f"| all copies | {score(families, messages, copies).row()} |")
    print(f"| all posts | {score(families, messages, np.ones(len(posts), np.bool_)).row()} |")
    for part in ("edit", "language", "length"):
        values = np.array([getattr(post, part) for post in posts])
        for value in sorted(set(values[copies].tolist())):
            chosen = copies & (values == value)
            print(f"| {part}: {value} | {score(families, messages, chosen).row()} |")


def against_peers(
    posts: list[Post], messages: NDArray[np.int64], copies: NDArray[np.bool_]
) -> None:
    """Each peer on the same normal form, at the threshold of those tried that suits it best."""
    OUT.mkdir(parents=True, exist_ok=True)
    python = environment()
    keys = OUT / "keys.json"
    keys.write_text(json.dumps(match_keys([post.text for post in posts], FAMILY_RULES)))
    for name in PEERS:
        labels = OUT / f"{name}.json"
        script = str(Path(__file__).with_name("peers.py"))
        start = time.perf_counter()
        try:
            command = [str(python), script, name, str(keys), str(labels)]
            subprocess.run(command, check=True, timeout=PEER_SECONDS)
        except (subprocess.SubprocessError, OSError) as error:
            print(f"| {name} | | | did not finish: {error} |")
            continue
        seconds = time.perf_counter() - start
        tried = {
            threshold: score(np.array(found, np.int64), messages, copies)
            for threshold, found in json.loads(labels.read_text()).items()
        }
        best = max(tried, key=lambda threshold: _f1(tried[threshold]))
        print(f"| {name} | {best} | {seconds / len(tried):.1f} | {tried[best].row()} |", flush=True)


def _f1(found: Score) -> float:
    both = found.pair_precision + found.pair_recall
    return 2 * found.pair_precision * found.pair_recall / both if both else 0.0


def environment() -> Path:
    """An environment with the peers, made once."""
    folder = OUT / "environment"
    python = folder / "bin" / "python"
    if not (folder / ".ready").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (folder / ".ready").touch()
    return python


if __name__ == "__main__":
    sys.exit(main())
