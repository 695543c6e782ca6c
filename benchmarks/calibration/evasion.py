"""An operator who adapts: where does detection end? Prints Markdown.

make bench-evasion; BENCH='--only "jitter 1 h" --only mixed --set real' for a part of it
"""

import argparse
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from labelled import (
    TEXTS_AND_REPOSTS,
    Truth,
    case_of,
    counted,
    exact_words,
    name_accounts,
    read_truth,
    strengths,
)
from lexicon import Lexicon
from real_sets import OPERATION, operation_labels
from report import table
from rewriting import REWRITINGS, Export, Item

from demasque.case import CaseStore
from demasque.ingest import reveal
from demasque.simulate import Operation, world

ACCOUNTS: Final = 1_500
POSTS: Final = 15_000
OPERATIONS: Final = {
    "simulated, 30 accounts": Operation(accounts=30),
    "simulated, 45 accounts": Operation(accounts=45),
    "simulated, 60 accounts": Operation(accounts=60),
}
"""Of the simulator's own kind, with the seeds that `--seed` and those after it give."""

KINDS: Final = ("tied", "named")
"""Whom to count: accounts with ties, and those together with the attached."""

AIMS: Final = {
    "jitter 10 min": 0.8,
    "jitter 1 h": 0.4,
    "words 10 %": 0.8,
    "words 20 %": 0.4,
    "two items a pair": 0.5,
    "filler x5": 0.9,
}
"""Recall of named accounts relative to none that was aimed at, with a precision of 0.95."""

HEADING: Final = [
    "rewriting",
    "AP",
    "R95",
    "AP, counting",
    "R95, counting",
    *(
        f"{what} {kind}"
        for kind in KINDS
        for what in ("recall,", "relative to none,", "precision,")
    ),
    "benign groups' accounts",
]


@dataclass(frozen=True)
class Labelled:
    """Posts as exported, and who of their accounts belongs to the operation (raw ids).

    Accounts without a label act together in the open: they are judged neither way.
    """

    posts: pa.Table
    operation: dict[str, bool]


@dataclass(frozen=True)
class Outcome:
    """What one run made of one export."""

    ranking: tuple[float, float]
    counting: tuple[float, float]
    tied: tuple[int, int]  # of the operation, of those with a label
    named: tuple[int, int]  # tied or attached
    benign: int
    members: int

    def relative(self, kind: str, none: "Outcome") -> str:
        """Recall over that of the export nobody rewrote, where it has any."""
        right, before = getattr(self, kind)[0], getattr(none, kind)[0]
        return f"{right / before:.2f}" if before else ""

    def cells(self, none: "Outcome") -> list[str]:
        """The outcome as a row, beside that of the export nobody rewrote."""
        row = [f"{value:.3f}" for value in (*self.ranking, *self.counting)]
        for kind in KINDS:
            right, count = getattr(self, kind)
            row += [
                f"{right / self.members:.3f} ({right}/{self.members})",
                self.relative(kind, none),
                f"{right / count:.3f} ({right}/{count})" if count else "",
            ]
        return [*row, str(self.benign)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sets = ["real", *OPERATIONS]
    parser.add_argument("--only", action="append", choices=REWRITINGS, help="and 'none'")
    parser.add_argument("--set", action="append", choices=sets, help="one of the operations")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    names = [name for name in REWRITINGS if name == "none" or name in (chosen.only or REWRITINGS)]
    found = {}
    for name in chosen.set or sets:
        if name == "real" and not OPERATION.exists():
            print(f"The data is not beside the project: {OPERATION}", file=sys.stderr)
        else:
            found[name] = shown(name, names, chosen.seed)
    print("### Recall of named accounts relative to none, and the least precision\n")
    print(table(["rewriting", "aimed at", *found, "precision"], ends(found)))


def shown(name: str, names: list[str], seed: int) -> dict[str, Outcome]:
    """Print the table of one operation; every simulated one has a world of its own."""
    start = time.perf_counter()
    number = 1 + list(OPERATIONS).index(name) if name in OPERATIONS else 0
    labelled = simulated(name, seed + number) if number else real()
    print(f"### {name if number else OPERATION.name}\n")
    found = dict(rewritten(labelled, names, seed))
    print(table(HEADING, ([name, *made.cells(found["none"])] for name, made in found.items())))
    print(f"\n({time.perf_counter() - start:.0f} s)\n", flush=True)
    return found


def ends(found: Mapping[str, Mapping[str, Outcome]]) -> Iterator[list[str]]:
    """For each rewriting what was aimed at, and what came of it in each operation."""
    for name in next(iter(found.values()), {}):
        made = [(outcomes[name], outcomes["none"]) for outcomes in found.values()]
        named = [one.named for one, _ in made if one.named[1]]
        least = min((right / count for right, count in named), default=None)
        yield [
            name,
            str(AIMS.get(name, "")),
            *(one.relative("named", none) for one, none in made),
            "" if least is None else f"{least:.3f}",
        ]


def real() -> Labelled:
    """The known operation, its times in whole seconds."""
    posts = pq.read_table(OPERATION / "posts.parquet")
    at = pc.divide(posts["created_at"].cast(pa.int64()), 1_000_000)
    place = posts.column_names.index("created_at")
    return Labelled(posts.set_column(place, "created_at", at), operation_labels())


def simulated(name: str, seed: int) -> Labelled:
    """A small world with one operation; groups that act together in the open have no label."""
    made = world(seed, ACCOUNTS, POSTS, operation=OPERATIONS[name])
    at = pc.strptime(made.posts["created_at"], "%Y-%m-%dT%H:%M:%SZ", "s").cast(pa.int64())
    place = made.posts.column_names.index("created_at")
    operation = dict.fromkeys(made.members("organic"), False)
    operation |= dict.fromkeys(made.members("operation"), True)
    return Labelled(made.posts.set_column(place, "created_at", at), operation)


def rewritten(labelled: Labelled, names: list[str], seed: int) -> Iterator[tuple[str, Outcome]]:
    """What becomes of each rewriting of these names."""
    export = known_to_the_operator(labelled, seed)
    for name in names:
        rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
        with case_of(timed(REWRITINGS[name](export, rng).posts), seed) as store:
            made = outcome(store, read_truth(store, labelled.operation))
        print(f"{name}: {made}", file=sys.stderr)
        yield name, made


def known_to_the_operator(labelled: Labelled, seed: int) -> Export:
    """The export with what the operation's accounts have in common, as the tool sees it."""
    posts = labelled.posts
    accounts, names = posts["account_id"].to_pylist(), posts["post_id"].to_pylist()
    mine = np.array([labelled.operation.get(name, False) for name in accounts])
    with case_of(timed(posts), seed) as store:
        shown = reveal(store, "post").to_pydict()
        raw = dict(zip(shown["pseudonym"], shown["raw"], strict=True))
        events = store.sql("SELECT kind, trace, post FROM events").to_pydict()
    author = {names[row]: accounts[row] for row in np.flatnonzero(mine).tolist()}
    users: dict[Item, set[str]] = {}
    items: dict[str, set[Item]] = {name: set() for name in names}
    for kind, trace, post in zip(*events.values(), strict=True):
        if raw[post] in author:
            users.setdefault((kind, trace), set()).add(author[raw[post]])
            items[raw[post]].add((kind, trace))
    common = {item for item, who in users.items() if len(who) > 1}
    written = pc.not_equal(posts["kind"], "repost")
    texts, languages = (
        pc.fill_null(posts[name], "").filter(written).to_pylist() for name in ("text", "lang")
    )
    return Export(
        posts,
        mine,
        tuple(frozenset(items[name] & common) for name in names),
        Lexicon(texts, languages),
    )


def timed(posts: pa.Table) -> pa.Table:
    """The posts with their whole seconds as times."""
    at = pc.multiply(posts["created_at"], 1_000_000).cast(pa.timestamp("us", "UTC"))
    return posts.set_column(posts.column_names.index("created_at"), "created_at", at)


def outcome(store: CaseStore, truth: Truth) -> Outcome:
    """Name and rank with the defaults; then count what is equal word for word."""
    named = name_accounts(store)
    ranking = truth.ranked(strengths(store))
    everyone = named.tied | named.attached
    store.replace({"events": exact_words(store, store.sql("FROM events"))})
    return Outcome(
        ranking=ranking,
        counting=truth.ranked(counted(store, TEXTS_AND_REPOSTS)),
        tied=truth.right(named.tied),
        named=truth.right(everyone),
        benign=len(everyone) - truth.right(everyone)[1],
        members=truth.members,
    )


if __name__ == "__main__":
    main()
