"""How often is each sign found in simulated worlds with the trait it looks for, and without?

Every trait is drawn with probability one half, by itself, so that a world without one has others:
that is where a sign may mistake one thing for another. Intervals are Wilson's, 95 %.

Then, if the shared real data is here, what three groups of a known operation show beside the rest
of it: the accounts that commented in each of the three subreddits in which most of them did. Others
of the case are of the same operation there, so a base rate is that of the operation itself.

In between, how far up the ladder the judgement goes in worlds that show no trait at all.

    python benchmarks/anatomy/signs.py [WORLDS] [--share 0.5] [--members 30] [--plain 40]
"""

import argparse
import csv
import gzip
import tempfile
from collections import Counter, defaultdict
from math import sqrt
from pathlib import Path

import pyarrow as pa
from trait_cases import BITS, CAMPAIGN, trait_cases

from demasque.accounts import INDICATORS, Seen
from demasque.assessment import assess
from demasque.campaigns.measuring import profile
from demasque.case import CaseStore
from demasque.ingest import add_files
from demasque.schema import MEMBERSHIPS
from demasque.traces import extract
from demasque.wording import catalogue

REDDIT = Path(__file__).resolve().parents[3] / "shared" / "data" / "reddit_ira_2018"

LOOKS_FOR = {
    "created-together": "creation burst",
    "numbered-names": None,
    "naming-grammar": "naming grammar",
    "one-picture": "copied avatars",
    "copied-bios": "copied bios",
    "one-host": "one host",
    "dormant": "dormant",
    "taken-over": "taken over",
    "little-of-their-own": None,
    "across-platforms": None,
    "placed-together": "favoured venue",
    "no-audience": "echo chamber",
    "few-followers": None,
    "follower-misfit": "follower misfit",
    "closed-ring": "closed ring",
    "in-shifts": None,
    "posting-ceiling": "posting ceiling",
    "one-client": "one client",
}
"""The trait of the worlds that each indicator looks for; None: the worlds plant none such."""

AS_WELL = {"placed-together": "flood", "numbered-names": "naming grammar"}
"""Traits that show the sign, too, at times: worlds with one of these alone count on no side."""

CASES = ("found", "worlds", "known")


def wilson(found: int, tried: int) -> str:
    """The share found, with its interval."""
    if not tried:
        return ""
    z, p = 1.96, found / tried
    middle = (p + z * z / (2 * tried)) / (1 + z * z / tried)
    half = z / (1 + z * z / tried) * sqrt(p * (1 - p) / tried + z * z / (4 * tried * tried))
    return f"{found} of {tried} ({p:.1%}; {max(0.0, middle - half):.1%} to {middle + half:.1%})"


def with_and_without(worlds: int, first: int, share: float, members: int) -> None:
    counts: dict[tuple[str, bool], dict[str, int]] = defaultdict(lambda: dict.fromkeys(CASES, 0))
    mistaken: dict[str, list[int]] = defaultdict(list)
    for made, store in trait_cases(range(first, first + worlds), share=share, members=members):
        measured = profile(store, CAMPAIGN)
        for indicator in INDICATORS.values():
            trait = LOOKS_FOR.get(indicator.id)
            there = trait in made.present
            if not there and AS_WELL.get(indicator.id) in made.present:
                continue
            seen = indicator.look(measured).seen
            count = counts[indicator.id, there]
            count["worlds"] += 1
            count["known"] += seen is not Seen.UNKNOWN
            count["found"] += seen is Seen.PRESENT
            if seen is Seen.PRESENT and not there:
                mistaken[indicator.id].append(made.parameters["seed"])
    seeds = f"seeds {first} to {first + worlds - 1}"
    print(f"{worlds} worlds, {seeds}; {members} members, of whom {share:.0%} show")
    print("a trait that accounts have.\n")
    print("| sign | found with the trait | found without it | known without it |")
    print("|---|--:|--:|--:|")
    for indicator in INDICATORS.values():
        with_it, without = counts[indicator.id, True], counts[indicator.id, False]
        print(
            f"| {indicator.id} | {wilson(with_it['found'], with_it['worlds'])} "
            f"| {wilson(without['found'], without['worlds'])} | {without['known']} |"
        )
    for indicator, seeds in sorted(mistaken.items()):
        print(f"\n{indicator}, found without the trait in worlds: {', '.join(map(str, seeds))}")


def without_any(worlds: int) -> None:
    reached: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for _, store in trait_cases(range(worlds), frozenset()):
        judged = assess(profile(store, CAMPAIGN))
        reached[judged.rung.name.lower()] += 1
        seen.update(sign.indicator for sign in judged.present)
    print(f"\n{worlds} worlds without any trait: rungs {dict(sorted(reached.items()))}, ")
    print(f"signs found {dict(sorted(seen.items()))}.")


def by_subreddit(file: Path, most: int = 3) -> list[tuple[str, set[str]]]:
    """The subreddits in which most accounts commented, and these accounts."""
    accounts: dict[str, set[str]] = defaultdict(set)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            accounts[row["subreddit.display_name_prefixed"]].add(row["author.name"])
    return sorted(accounts.items(), key=lambda each: (-len(each[1]), each[0]))[:most]


def on_reddit() -> None:
    files = [REDDIT / "comments.csv.gz", REDDIT / "users.csv"]
    with tempfile.TemporaryDirectory() as folder, CaseStore.create(Path(folder) / "case") as store:
        add_files(store, files)
        extract(store)
        for subreddit, names in by_subreddit(files[0]):
            members = sorted(store.names.one("account", "reddit", name) for name in names)
            columns = {
                "campaign": [CAMPAIGN] * len(members),
                "account": members,
                "bits": [BITS] * len(members),
                "partners": [1] * len(members),
                "stability": [1.0] * len(members),
            }
            store.replace({"memberships": pa.table(columns, schema=MEMBERSHIPS)})
            measured = profile(store, CAMPAIGN)
            print(f"\n{subreddit}: {len(members)} accounts, {len(measured.others)} others.\n")
            print("| sign | seen | what is said |\n|---|---|---|")
            for indicator in INDICATORS.values():
                sign = indicator.look(measured)
                said = catalogue().say(sign.sentence)
                print(f"| {sign.indicator} | {sign.seen.value} | {said} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("worlds", nargs="?", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("--members", type=int, default=30)
    parser.add_argument("--plain", type=int, default=40)
    asked = parser.parse_args()
    with_and_without(asked.worlds, asked.first, asked.share, asked.members)
    without_any(asked.plain)
    if REDDIT.exists():
        on_reddit()
