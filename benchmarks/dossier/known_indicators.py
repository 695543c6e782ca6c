"""Known indicators in posts: are planted ones found and lookalikes not, what misleads, how quick?

Prints Markdown; needs the shared data sets beside the project. make bench-known;
BENCH='planted runs' for a part of it
"""

import csv
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from demasque import Library, create_case
from demasque.case import CaseStore
from demasque.dossier import match_library
from demasque.schema import POSTS
from demasque.simulate import world
from demasque.text import FAMILY_RULES, match_keys

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
LISTS: Final = (
    DATA / "dima_domains" / "fimi_domains.csv",
    *sorted((DATA / "meta_indicators" / "networks").glob("*.csv")),
)
OPERATION: Final = DATA / "ira_congress_2016_early"
COMMENTS: Final = DATA / "reddit_ira_2018" / "comments.csv.gz"
WRITTEN: Final = (
    "https://{0}/", "http://www.{0}/a?utm_source=x", "https://aktuell.{0}/a/b", "HTTPS://{1}/A",
    "https://{0}:8443/a", "https://{0}./a", "https://u:p@{0}/", "{0}", "{2}", "hxxps://{2}/a",
    "https://l.facebook.com/l.php?u=https%3A%2F%2F{0}%2Fa",
)  # fmt: skip
LOOKALIKES: Final = (
    "https://not{0}/", "https://{0}.example/", "https://my-{0}/", "https://{0}@evil.example/",
    "https://evil.example/{0}", "https://evil.example/?q={0}", "https://{0}x/", "me@{0}",
    "https://evil.example\\@{0}/",
)  # fmt: skip


def library(folder: Path) -> Library:
    """Every list of the shared data."""
    opened = Library.open(folder / "library")
    for path in LISTS:
        opened.add(path)
    return opened


def planted(known: Library, folder: Path) -> None:
    """Every listed domain, written in every way: is it found? Each lookalike: is it not?"""
    indicators = known.indicators()
    listed = zip(indicators["kind"].to_pylist(), indicators["normal"].to_pylist(), strict=True)
    domains = sorted({normal for kind, normal in listed if kind == "domain"})
    ways = [*WRITTEN, *LOOKALIKES]
    posts = [
        {"post": f"p{n}", "account": f"a{n % 5000}", "domain": domain, "way": way}
        | {"text": way.format(domain, domain.upper(), domain.replace(".", "[.]"))}
        for n, (way, domain) in enumerate(product(ways, domains))
    ]
    with CaseStore.create(folder / "planted") as store:
        store.replace({"posts": posts_table(posts)})
        match_library(store, known)
        rows = store.sql(
            "SELECT post, normal FROM indicator_posts JOIN known_indicators USING (indicator)"
        ).to_pylist()
    carried = {(row["post"], row["normal"]) for row in rows}
    found = Counter(each["way"] for each in posts if (each["post"], each["domain"]) in carried)
    print("| written | domains, each in a post of its own | found |\n|---|---|---|")
    for way in ways:
        shown = way.format("site.tld", "SITE.TLD", "site[.]tld")
        print(f"| `{shown}` | {len(domains):,} | {found[way]:,} |")


def posts_table(posts: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of posts, all else as plain as can be."""
    plain = {"platform": "x", "posted_at": 0, "time_precision": "second", "kind": "original"}
    plain |= {"source_file": "f", "source_line": 1}
    columns = [
        pa.array([each.get(field.name, plain.get(field.name)) for each in posts], field.type)
        for field in POSTS
    ]
    return pa.table(columns, schema=POSTS)


def real(known: Library, folder: Path) -> None:
    """The lists against real posts, in which no operation of theirs is: what would mislead?"""
    print("| data | posts | accounts | carried | posts that carry one | speak for a link |")
    print("|---|---|---|---|---|---|")
    files = {"ira_congress_2016_early": OPERATION / "posts.parquet", "reddit_ira_2018": COMMENTS}
    for name, file in files.items():
        with create_case(folder / name) as case:
            case.add(file)
            case.detect()
            found = case.library_matches(known)
            held = case.sql("SELECT count(*) AS n, count(DISTINCT account) AS accounts FROM posts")
        size = held.to_pylist()[0]
        carried = sorted({(each.kind, each.shown) for each in found.known})
        told = ", ".join(f"{kind} {shown}" for kind, shown in carried) or "none"
        posts = len(set(found.table["post"].to_pylist()))
        speaking = sum(each.proves for each in found.known)
        print(f"| {name} | {size['n']:,} | {size['accounts']:,} | {told} | {posts} | {speaking} |")


def runs() -> None:
    """How often do the first words of one side's posts stand in posts of the other?"""
    print(
        "| first words | of the operation's posts, in officials' | of officials', in the other's |"
    )
    print("|---|---|---|")
    with (OPERATION / "labels.csv").open(encoding="utf-8") as file:
        label = {row["account_id"]: row["label"] for row in csv.DictReader(file)}
    table = pq.read_table(OPERATION / "posts.parquet", columns=["account_id", "text"]).to_pydict()
    sides: dict[bool, list[list[str]]] = {True: [], False: []}
    for key, account in zip(
        match_keys(table["text"], FAMILY_RULES), table["account_id"], strict=True
    ):
        sides[label[account] == "operation"].append(key.split())
    for n in range(3, 11):
        shares = [found_by_chance(n, sides[ours], sides[not ours]) for ours in (True, False)]
        print(f"| {n} | {shares[0]:.4f} | {shares[1]:.4f} |")


def found_by_chance(n: int, openings: list[list[str]], texts: list[list[str]]) -> float:
    """The share of 5,000 openings of n words that stand in any of the texts as a run."""
    heads = sorted({tuple(key[:n]) for key in openings if len(key) >= n})
    heads = random.Random(n).sample(heads, 5_000)
    held = {tuple(key[at : at + n]) for key in texts for at in range(len(key) - n + 1)}
    return sum(head in held for head in heads) / len(heads)


def scale(known: Library, folder: Path) -> None:
    """A simulated million of posts."""
    files = world(seed=1, accounts=100_000, posts=1_000_000).write(folder / "export", "csv")
    with create_case(folder / "scale") as case:
        case.add(files["posts"])
        start = time.perf_counter()
        found = case.library_matches(known)
        print(f"1,000,000 posts, {found.indicators:,} indicators: ", end="")
        print(f"{time.perf_counter() - start:.1f} s.")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        known = library(folder)
        print(f"{len(LISTS)} lists, {known.indicators().num_rows:,} indicators.")
        steps = {
            "planted": lambda: planted(known, folder),
            "real": lambda: real(known, folder),
            "runs": runs,
            "scale": lambda: scale(known, folder),
        }
        for part in sys.argv[1:] or steps:
            print(f"\n**{part}**\n", flush=True)
            steps[part]()


if __name__ == "__main__":
    main()
