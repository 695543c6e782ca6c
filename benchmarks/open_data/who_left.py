"""Which account left between two packages of open data? How often an adversary guesses it.

Two packages of one world are made, the second once an account is excluded; the adversary has
the export, both packages and the names of all that were members, and names one. Beside it stands
how often that succeeds with exact counts, and the most that chance allows.

    python benchmarks/open_data/who_left.py --worlds 2 --tries 40
    python benchmarks/open_data/who_left.py --case CASE
"""

import argparse
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from open_attacks import activity, found_at_once, published, who_left
from open_worlds import case_of_world, fill, handed, without, world

from demasque.case import CaseStore
from demasque.publish.exporters.open_data import open_cells
from demasque.publish.exporters.open_data.disclosure_control import FEWEST
from demasque.publish.exporters.open_data.open_rows import open_rows

World = dict[str, list[dict[str, Any]]]

COLUMNS = (("accounts_at_least", 1), ("posts_at_least", 10), ("posts_at_least", 1000))
SIZES = ((25, 30), (40, 30), (40, 200), (100, 90))


def tried(folder: Path, rows: World, campaign: str, tries: int, seed: int) -> NDArray[np.float64]:
    """One row a guess: which attacks named the account that left; the last is by exact counts."""
    names = [row["account"] for row in rows["memberships"] if row["campaign"] == campaign]
    mine = set(names)
    known = activity(post for post in rows["posts"] if post["account"] in mine)
    leaving = np.random.default_rng(seed).permutation(sorted(names))[:tries].tolist()
    hits = np.zeros((len(leaving), len(COLUMNS) + 1))
    with CaseStore.open(folder) as store:
        before, exact = open_rows(store, handed(rows)), _exact(known, names)
        for n, gone in enumerate(leaving):
            fill(store, {"memberships": without(rows, gone)["memberships"]})
            after = open_rows(store, handed(rows))
            for m, (column, cap) in enumerate(COLUMNS):
                first, second = (published(each, campaign, column) for each in (before, after))
                hits[n, m] = found_at_once(who_left(first, second, known, cap), gone)
            rest = _exact(known, [name for name in names if name != gone])
            hits[n, -1] = found_at_once(who_left(exact, rest, known, 1), gone)
        fill(store, {"memberships": rows["memberships"]})
    return hits


def simulated(asked: argparse.Namespace) -> None:
    """Print a line for each size of world."""
    for accounts, days in SIZES:
        runs = []
        for seed in range(asked.worlds):
            rows = world(seed, (accounts,), days, asked.rate, others=0)
            with tempfile.TemporaryDirectory() as folder:
                case_of_world(Path(folder) / "case", rows).close()
                runs.append(tried(Path(folder) / "case", rows, "C1", asked.tries, seed))
        _line(f"{accounts} accounts, {days} days", np.concatenate(runs), accounts)


def real(asked: argparse.Namespace) -> None:
    """Print a line for each group of ten accounts or more of a case, on a copy of it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(asked.case, Path(folder) / "case"))
        with CaseStore.open(copy) as store:
            members = store.sql("SELECT * FROM memberships").to_pylist()
            posts = store.sql("SELECT * FROM posts SEMI JOIN memberships USING (account)")
        rows: World = {"memberships": members, "posts": posts.to_pylist()}
        sizes = Counter(row["campaign"] for row in members)
        for campaign, size in sorted(sizes.items()):
            if size >= FEWEST:
                hits = tried(copy, rows, campaign, asked.tries, 0)
                _line(f"{campaign}, {size} accounts", hits, size)


def _line(name: str, hits: NDArray[np.float64], accounts: int) -> None:
    told = " | ".join(f"{share:.3f}" for share in hits.mean(axis=0))
    print(f"| {name} | {len(hits)} | {told} | {1 / accounts:.3f} |", flush=True)


def _exact(known: dict[str, Any], names: list[str]) -> Counter[Any]:
    return Counter(cell for name in names for cell in known[name])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=2)
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--case", type=Path, help="a case, instead of simulated worlds")
    parser.add_argument("--left-out", help="two digits of 16: 33 is one member in five")
    asked = parser.parse_args()
    if asked.left_out:
        open_cells.LEFT_OUT = asked.left_out
    print("| group | guesses | by accounts | by posts | by posts, uncapped | by exact counts "
          "| chance |")  # fmt: skip
    print("|---|---|---|---|---|---|---|")
    (real if asked.case else simulated)(asked)


if __name__ == "__main__":
    main()
