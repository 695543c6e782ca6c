"""A known operation among members of a parliament, through the whole pipeline. Prints Markdown.

make bench-real; BENCH=--halves for each half of the time and of the accounts by itself,
BENCH=--choose for constants chosen on one half and reported on the other
"""

import argparse
import sys
import time

import pyarrow.parquet as pq
from cross_validation import CONSTANTS, cross_validated
from halves import HALVES, halved
from labelled import (
    TEXTS,
    TEXTS_AND_REPOSTS,
    Truth,
    case_of,
    counted,
    exact_words,
    name_accounts,
    read_truth,
    strengths,
)
from real_sets import OPERATION, operation_labels
from report import table

from demasque.case import CaseStore

CROSSED = ["AP, R95 where chosen", "there", "with today's", "with its own choice"]
HEADING = [
    "AP",
    "R95",
    "ties in operation",
    "ties in parliament",
    "ties across",
    "precision, tied",
    "recall, tied",
    "precision, tied or attached",
    "recall, tied or attached",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--halves", action="store_true", help="each half of the data by itself")
    parser.add_argument("--choose", action="store_true", help="constants on one half for the other")
    parser.add_argument("--seed", type=int, default=0, help="of pseudonyms, and of halves")
    chosen = parser.parse_args()
    if not OPERATION.exists():
        sys.exit(f"The data is not beside the project: {OPERATION}")
    start = time.perf_counter()
    print(f"### {OPERATION.name}\n")
    if chosen.halves:
        print(table(["half", "members", *HEADING], halves(chosen.seed)))
    elif chosen.choose:
        names = [constant.name for constant in CONSTANTS]
        rows, every = cross_validated(chosen.seed)
        print(table(["chosen on; reported on", *names, *CROSSED], rows))
        print("\n" + table([", ".join(names), *HALVES], every))
    else:
        print(table(["rule", *HEADING], rules(chosen.seed)))
    print(f"\n({time.perf_counter() - start:.0f} s in all, adding and extracting included)")


def rules(seed: int) -> list[list[str]]:
    """Families and exact text, default windows and an hour, and what counting finds."""
    rows = []
    with case_of(pq.read_table(OPERATION / "posts.parquet"), seed) as store:
        truth = read_truth(store, operation_labels())
        families = store.sql("FROM events")
        for words in ("copy families", "exact text"):
            if words == "exact text":
                store.replace({"events": exact_words(store, families)})
            for windows in (None, ("1h",)):
                name = f"{words}, {' and '.join(windows or ('default',))}"
                rows.append([name, *judged(store, truth, windows)])
        for name, kinds in (("texts", TEXTS), ("texts or reposts", TEXTS_AND_REPOSTS)):
            ranks = ranked(truth, counted(store, kinds))
            rows.append(
                [f"identical {name} within 10 minutes, counted", *ranks, *[""] * (len(HEADING) - 2)]
            )
    return rows


def halves(seed: int) -> list[list[str]]:
    """Each half as a case of its own, which knows nothing of the other."""
    rows = []
    for name, posts, labels in halved(OPERATION / "posts.parquet", operation_labels(), seed):
        with case_of(posts, seed) as store:
            truth = read_truth(store, labels)
            rows.append([name, str(truth.members), *judged(store, truth)])
    return rows


def judged(store: CaseStore, truth: Truth, windows: tuple[str, ...] | None = None) -> list[str]:
    """The cells of one run: ranking, ties by groups, tied accounts, these and those attached."""
    named = name_accounts(store, windows)
    tied = store.sql("SELECT DISTINCT account_a, account_b FROM ties").to_pylist()
    ends = [(truth.operation[t["account_a"]], truth.operation[t["account_b"]]) for t in tied]
    groups = [sum(sum(end) == members for end in ends) for members in (2, 0, 1)]
    return [
        *ranked(truth, strengths(store)),
        *map(str, groups),
        *shares(truth, named.tied),
        *shares(truth, named.tied | named.attached),
    ]


def shares(truth: Truth, accounts: frozenset[str]) -> list[str]:
    """Precision and recall of these accounts, as cells; no precision where there are none."""
    right, count = truth.right(accounts)
    return [
        f"{right / count:.3f} ({right}/{count})" if count else "",
        f"{right / truth.members:.3f} ({right}/{truth.members})",
    ]


def ranked(truth: Truth, scores: dict[str, float]) -> list[str]:
    """AP and R95 of a ranking of the accounts, as cells."""
    return [f"{value:.3f}" for value in truth.ranked(scores)]


if __name__ == "__main__":
    main()
