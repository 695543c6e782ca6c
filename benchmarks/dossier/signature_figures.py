"""What signatures take and hold: signature_figures.py [--case FOLDER ...] [--world] [--real].

Seconds, bytes and features by the least number of accounts (k), and whether any word, handle or
pseudonym of the case stands in the bytes. --world: a simulated operation of 100 accounts among
10,000; --real: ../shared/data/ira_congress_2016_early, if it is there, all accounts of its
operation and 100 of them; --case: the campaigns C1 to C3 of cases that were detected. Markdown.
"""

import argparse
import csv
import re
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from demasque import create_case, open_case
from demasque.api import Case
from demasque.case import CaseStore
from demasque.dossier import account_features, make_signature, write_signature
from demasque.simulate import Operation, world

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "ira_congress_2016_early"
LEAST = (2, 3, 5, 10)
DRAWS = 199
HEADS = (
    "case", "group", "accounts", "k", "words", "media", "sites", "hashtags", "sources", "names",
    "hours", "seconds", "KB", "KB without background", "words, names and ids found in it",
)  # fmt: skip

Groups = Mapping[str, Sequence[str]]


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--case", type=Path, nargs="*", default=[])
    given.add_argument("--world", action="store_true")
    given.add_argument("--real", action="store_true")
    asked = given.parse_args()
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    with tempfile.TemporaryDirectory() as folder:
        if asked.world:
            made = world(5, 10_000, 100_000, operation=(Operation(accounts=100, desk=50),))
            files = made.write(Path(folder) / "export", "csv")
            with create_case(Path(folder) / "world") as case:
                case.add(files["posts"], files["accounts"])
                case.detect(seed=5)
                labels = made.labels.to_pylist()
                raw = [row["account_id"] for row in labels if (row["operation"] or 0) > 0]
                theirs = found_here(case, raw)
            told("world", Path(folder) / "world", {"operation": theirs})
        if asked.real and REAL.exists():
            with create_case(Path(folder) / "real") as case:
                case.add(REAL / "posts.parquet")
                case.detect(seed=5)
                with (REAL / "labels.csv").open(encoding="utf-8") as file:
                    rows = [row for row in csv.DictReader(file) if row["label"] == "operation"]
                theirs = found_here(case, [row["account_id"] for row in rows])
            told("real", Path(folder) / "real", {"all": theirs, "100": theirs[::7][:100]})
    for path in asked.case:
        with open_case(path) as case:
            found = case.memberships().to_pylist()
        groups = {
            name: [row["account"] for row in found if row["campaign"] == name and row["bits"]]
            for name in ("C1", "C2", "C3")
        }
        told(path.name, path, {name: group for name, group in groups.items() if group})
    return 0


def found_here(case: Case, raw: Sequence[str]) -> list[str]:
    """The accounts of these ids that have posts, by pseudonym."""
    known = case.sql("SELECT DISTINCT platform, account FROM posts").to_pylist()
    posting = {row["account"] for row in known}
    platforms = sorted({row["platform"] for row in known})
    return sorted(posting & {made for each in platforms for made in case.pseudonyms(each, raw)})


def told(name: str, path: Path, groups: Groups) -> None:
    """Print one row a group and least number of accounts."""
    with CaseStore.open(path) as store, tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        features = account_features(store)
        read = time.perf_counter() - began
        secret = secrets(store)
        for group, accounts in groups.items():
            for k in LEAST:
                began = time.perf_counter()
                made = make_signature(store, accounts, group, k, DRAWS, features=features)
                file = write_signature(made, Path(folder) / "s.json")
                took = time.perf_counter() - began
                bare = make_signature(store, accounts, group, k, 0, features=features)
                small = write_signature(bare, Path(folder) / "t.json")
                held = made.features["class"].to_pylist()
                cells = [name, group, made.accounts, k, *(held.count(kind) for kind in HEADS[4:11])]
                sizes = [each.stat().st_size // 1024 for each in (file, small)]
                met = len(words_of(file.read_text("utf-8")) & secret)
                print(f"| {' | '.join(map(str, cells))} | {took:.1f} | ", end="")
                print(f"{sizes[0]:,} | {sizes[1]:,} | {met} |", flush=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        posts = store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
        print(f"\n{name}: features of {posts:,} posts read in {read:.1f} s; peak {peak:,} MB.\n")


def secrets(store: CaseStore) -> set[str]:
    """Words of six letters or more of all posts, and every pseudonym."""
    found = set(store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist())
    found |= set(store.sql("SELECT post FROM posts")["post"].to_pylist())
    for batch in store.stream("SELECT text FROM posts WHERE text IS NOT NULL"):
        for text in batch.column("text").to_pylist():
            found |= {word for word in words_of(text) if len(word) > 5}
    return found - words_of(HEADER)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


HEADER = (
    "demasque signature format version name note made_at made_with accounts posts first_day "
    "last_day platforms languages outside features background draws classes groups words media "
    "sites hashtags sources names hours venues digits shape pattern unknown platform reddit "
    "facebook telegram youtube"
)
"""Words that stand in every file."""


if __name__ == "__main__":
    raise SystemExit(main())
