"""Reused words: whom do the leads name, and whom where nobody is to be named? Prints Markdown.

make bench-reuse; BENCH='--worlds 5 --only worlds' for a part of it
"""

import argparse
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from evasion import OPERATIONS, Labelled, known_to_the_operator, real, simulated, timed
from halves import halved
from labelled import Truth, case_of, read_truth
from real_sets import OPERATION, operation_labels
from report import table
from rewriting import REWRITINGS

from demasque.case import CaseStore
from demasque.coordination import find_reuse
from demasque.simulate import Operation, world

RATES = (0.01, 0.05, 0.1, 0.2)
HEADING = ["case", "q at most", "pairs in operation", "outside", "across", "accounts right"]
SLOW = "slow reuse"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = {"real": known, "slow": rewritten, "worlds": organic}
    parser.add_argument("--only", action="append", choices=parts)
    parser.add_argument("--worlds", type=int, default=10, help="organic worlds")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    for name in chosen.only or parts:
        if name == "real" and not OPERATION.exists():
            print(f"The data is not beside the project: {OPERATION}", file=sys.stderr)
            continue
        start = time.perf_counter()
        rows = parts[name](chosen)
        print(table(HEADING, rows), f"\n\n({name}, {time.perf_counter() - start:.0f} s)\n")


def known(chosen: argparse.Namespace) -> Iterator[list[str]]:
    """The known operation, its halves, and the parliament alone, where nobody is to be named."""
    labels = operation_labels()
    for name, posts, known_here in halved(OPERATION / "posts.parquet", labels, chosen.seed):
        yield from named(name, posts, known_here, chosen.seed)
    posts = pq.read_table(OPERATION / "posts.parquet")
    innocent = pa.array([who for who, guilty in labels.items() if not guilty])
    posts = posts.filter(pc.is_in(posts["account_id"], innocent))
    yield from named("parliament alone", posts, labels, chosen.seed)


def rewritten(chosen: argparse.Namespace) -> Iterator[list[str]]:
    """Operations whose operator reuses everything within a week, and as they were."""
    cases: dict[str, Labelled] = {"known operation": real()} if OPERATION.exists() else {}
    for number, name in enumerate(OPERATIONS, start=1):
        cases[name] = simulated(name, chosen.seed + number)
    for name, labelled in cases.items():
        export = known_to_the_operator(labelled, chosen.seed)
        rng = np.random.default_rng([chosen.seed, zlib.crc32(SLOW.encode())])
        slow = REWRITINGS[SLOW](export, rng).posts
        for how, posts in (("", labelled.posts), (f", {SLOW}", slow)):
            yield from named(name + how, timed(posts), labelled.operation, chosen.seed)


def organic(chosen: argparse.Namespace) -> Iterator[list[str]]:
    """Worlds of people and open groups: the pairs of all worlds together, and in how many any."""
    pairs, worlds = Counter[float](), Counter[float]()
    for seed in range(chosen.seed, chosen.seed + chosen.worlds):
        with case_of(
            world(seed, 1_500, 15_000, operation=Operation(accounts=0)).posts, seed
        ) as store:
            find_reuse(store, max(RATES), chosen.seed)
            rates = store.sql("SELECT q FROM reuse")["q"].to_numpy()
        for rate in RATES:
            pairs[rate] += int(np.count_nonzero(rates <= rate))
            worlds[rate] += bool((rates <= rate).any())
    for rate in RATES:
        name = f"{worlds[rate]} of {chosen.worlds} organic worlds"
        yield [name, f"{rate:g}", "", str(pairs[rate]), "", ""]


def named(name: str, posts: pa.Table, labels: Mapping[str, bool], seed: int) -> Iterator[list[str]]:
    """Rows of one case: whose the pairs are, by the rate that is asked for."""
    with case_of(posts, seed) as store:
        found = find_reuse(store, max(RATES), seed)
        print(f"{name}: {found}", file=sys.stderr)
        truth = read_truth(store, labels)
        yield from ([name, f"{rate:g}", *_judged(store, truth, rate)] for rate in RATES)


def _judged(store: CaseStore, truth: Truth, rate: float) -> list[str]:
    found = store.sql("SELECT account_a, account_b FROM reuse WHERE q <= ?", (rate,)).to_pylist()
    ends = Counter(
        sum(truth.operation[who] for who in pair.values())
        for pair in found
        if truth.operation.keys() >= set(pair.values())
    )
    right, known = truth.right(frozenset(who for pair in found for who in pair.values()))
    return [*(str(ends[n]) for n in (2, 0, 1)), f"{right} of {known}"]


if __name__ == "__main__":
    main()
