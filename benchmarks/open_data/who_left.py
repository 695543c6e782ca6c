"""Which account left between two packages of open data? How often an adversary guesses it.

Two packages of one world are made, the second once an account is excluded; the adversary has
the export, both packages and the names of all that were members, and names one. Beside it stands
how often that succeeds with exact counts, and the most that chance allows.

    python benchmarks/open_data/who_left.py --worlds 3 --tries 40
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from open_attacks import activity, found_at_once, published, who_left
from open_worlds import case_of_world, fill, handed, without, world

from demasque.publish.exporters.open_data.open_rows import open_rows

COLUMNS = (("accounts_at_least", 1), ("posts_at_least", 10), ("posts_at_least", 1000))
SIZES = ((25, 30), (40, 30), (40, 365), (100, 90))


def tried(seed: int, accounts: int, days: int, tries: int, rate: float) -> tuple[list[float], int]:
    """How often each attack names the account that left, and whether exact counts would tell."""
    rows = world(seed, (accounts,), days, rate, others=0)
    known = activity(rows["posts"])
    names = [row["account"] for row in rows["memberships"]]
    leaving = np.random.default_rng(seed).permutation(names)[:tries].tolist()
    hits = np.zeros((len(leaving), len(COLUMNS) + 1))
    with (
        tempfile.TemporaryDirectory() as folder,
        case_of_world(Path(folder) / "case", rows) as store,
    ):
        before = open_rows(store, handed(rows))
        exact = _exact(known, names)
        for n, gone in enumerate(leaving):
            left = without(rows, gone)
            fill(store, {"memberships": left["memberships"]})
            after = open_rows(store, handed(rows))
            for m, (column, cap) in enumerate(COLUMNS):
                scores = who_left(
                    published(before, "C1", column), published(after, "C1", column), known, cap
                )
                hits[n, m] = found_at_once(scores, gone)
            rest = _exact(known, [name for name in names if name != gone])
            hits[n, -1] = found_at_once(who_left(exact, rest, known, 1), gone)
    return hits.mean(axis=0).tolist(), len(leaving)


def _exact(known: dict, names: list[str]) -> dict:  # type: ignore[type-arg]
    counted: dict = {}  # type: ignore[type-arg]
    for name in names:
        for cell in known[name]:
            counted[cell] = counted.get(cell, 0) + 1
    return counted


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--rate", type=float, default=1.0)
    asked = parser.parse_args()
    print("| accounts | days | guesses | by accounts | by posts | by posts, uncapped | by exact "
          "counts | chance |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    for accounts, days in SIZES:
        runs = [tried(s, accounts, days, asked.tries, asked.rate) for s in range(asked.worlds)]
        shares = np.mean([share for share, _ in runs], axis=0)
        told = " | ".join(f"{share:.3f}" for share in shares)
        print(f"| {accounts} | {days} | {sum(n for _, n in runs)} | {told} | {1 / accounts:.3f} |")


if __name__ == "__main__":
    main()
