"""Competing hypotheses: what stands first for operations, and for groups that hide nothing?

Campaigns as a detection finds them, and true groups that are taken as campaigns though nothing may
tie them: as if a detection had been wrong without a doubt. Prints Markdown.

make bench-matrix; BENCH='--worlds 5' for a part of it, BENCH='--real' for the real set
"""

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from demasque import create_case
from demasque.api import Case
from demasque.schema import ATTACHED, CAMPAIGNS, MEMBERSHIPS
from demasque.simulate import Operation, World, world

ACCOUNTS, POSTS = 4_000, 40_000
REAL: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "ira_congress_2016_early"
DEALT, SIZE = 12, 20
"""Groups dealt at random from the members of a parliament, and accounts in each."""

Groups = Mapping[str, list[str]]
"""Pseudonyms by group."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real", action="store_true", help="the real set instead of worlds")
    chosen = parser.parse_args()
    total: dict[str, Counter[str]] = {}
    if chosen.real:
        real(total)
    else:
        for seed in range(chosen.seed, chosen.seed + chosen.worlds):
            simulated(seed, total)
    print("| group | campaigns | a network stands first | alone | below rung 2 | first of all |")
    print("|---|--:|--:|--:|--:|---|")
    for group, count in sorted(total.items()):
        firsts = ", ".join(
            f"{name.removeprefix('first: ')} {n}"
            for name, n in count.most_common()
            if name.startswith("first: ")
        )
        figures = (count[name] for name in ("campaigns", "network", "alone", "below"))
        print(f"| {group} | {' | '.join(map(str, figures))} | {firsts} |")


def simulated(seed: int, total: dict[str, Counter[str]]) -> None:
    """One world: what is found in it, then each true group taken as a campaign."""
    made = world(seed, ACCOUNTS, POSTS, operation=Operation(accounts=60, desk=20))
    with tempfile.TemporaryDirectory() as folder, create_case(Path(folder) / "case") as case:
        files = made.write(Path(folder) / "export", "csv")
        case.add(files["posts"], files["accounts"])
        groups = dict(told(case, made))
        judge(case, groups, total, seed)


def real(total: dict[str, Counter[str]]) -> None:
    """The operation and the parliament; the latter dealt into groups as well."""
    with (REAL / "labels.csv").open() as file:
        labels = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder, create_case(Path(folder) / "case") as case:
        case.add(REAL / "posts.parquet")
        groups: dict[str, list[str]] = {}
        for row in labels:
            groups.setdefault(row["label"], []).append(case.pseudonym("unknown", row["account_id"]))
        known = {row["account"] for row in case.sql("SELECT account FROM posts").to_pylist()}
        groups = {name: sorted(known & set(held)) for name, held in groups.items()}
        chance = np.random.default_rng(0)
        people = np.array(groups["authentic"])
        for n in range(DEALT):
            dealt = chance.choice(people, SIZE, replace=False)
            groups[f"authentic, dealt {n}"] = sorted(map(str, dealt))
        judge(case, groups, total, 0)


def told(case: Case, made: World) -> Iterator[tuple[str, list[str]]]:
    """The true groups by pseudonym, of all but organic accounts."""
    known = made.accounts.select(["account_id", "platform"]).to_pydict()
    platforms = dict(zip(known["account_id"], known["platform"], strict=True))
    for group in ("newsroom", "fan club", "staff", "shop", "operation"):
        ids = sorted(made.members(group))
        yield group, [case.pseudonym(platforms[one], one) for one in ids]


def judge(case: Case, groups: Groups, total: dict[str, Counter[str]], seed: int) -> None:
    """Count what stands first for the campaigns found, then for the groups themselves."""
    case.detect(seed=seed)
    of = {account: name for name, held in groups.items() for account in held if "dealt" not in name}
    rows = case.sql("SELECT campaign, account FROM memberships").to_pylist()
    votes: dict[str, Counter[str]] = {}
    for row in rows:
        votes.setdefault(row["campaign"], Counter())[of.get(row["account"], "organic")] += 1
    for campaign, count in votes.items():
        note(case, campaign, f"{count.most_common(1)[0][0]}, as found", total)
    names = {f"G{n}": group for n, group in enumerate(groups, start=1)}
    case._store.replace(taken({name: groups[group] for name, group in names.items()}))
    for name, group in names.items():
        note(case, name, f"{group.split(', dealt')[0]}, taken as a campaign", total)


def taken(groups: Groups) -> dict[str, pa.Table]:
    """Each group as a campaign, as if its accounts were tied beyond any doubt."""
    members = [
        {"campaign": name, "account": account, "bits": 30.0, "partners": 1, "stability": 1.0}
        for name, held in groups.items()
        for account in held
    ]
    plain = dict.fromkeys(("posts", "ties", "bits", "posts_per_day", "filler"), 1)
    plain |= {"first_at": 0, "last_at": 0, "platforms": [], "languages": []}
    campaigns = [plain | {"campaign": name, "accounts": len(held)} for name, held in groups.items()]
    return {
        "memberships": pa.Table.from_pylist(members, MEMBERSHIPS),
        "campaigns": pa.Table.from_pylist(campaigns, CAMPAIGNS),
        "attached": ATTACHED.empty_table(),
    }


def note(case: Case, campaign: str, group: str, total: dict[str, Counter[str]]) -> None:
    """Count one campaign."""
    found = case.hypotheses(campaign)
    count = total.setdefault(group, Counter())
    count["campaigns"] += 1
    count[f"first: {'+'.join(found.first)}"] += 1
    if "network" in found.first:
        count["network"] += 1
        count["alone"] += found.first == ("network",)
        count["below"] += bool(found.cautions)


if __name__ == "__main__":
    main()
