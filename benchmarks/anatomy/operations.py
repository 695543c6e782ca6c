"""Operations above campaigns: are the desks of one put together, and unrelated ones kept apart?

Campaigns are the true desks and groups, or, with --detect, those that a detection finds. Prints
Markdown. make bench-operations; BENCH='--worlds 5 --detect' for a part of it
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pyarrow as pa

from demasque import create_case
from demasque.api import Case
from demasque.campaigns import find_operations
from demasque.schema import ATTACHED, CAMPAIGNS, MEMBERSHIPS
from demasque.simulate import Operation, World, world
from demasque.traces import extract

ACCOUNTS, POSTS = 4_000, 40_000
KINDS = {
    "as simulated": Operation(accounts=60, desk=20),
    "a third of the posts": Operation(accounts=60, desk=20, posts=0.033),
    "mostly filler": Operation(accounts=60, desk=20, placed=0.2),
    "no boosts": Operation(accounts=60, desk=20, boosts=0.0),
    "few messages each": Operation(accounts=60, desk=20, narratives=150),
}
"""Operations of three desks; two of one kind have nothing in common but how they work."""

CIRCLES = "people of one circle"

# The words of a hashtag say which circle uses it: "topic3word7".
_CIRCLES = """
WITH used AS (
    SELECT account, regexp_extract(tag, '^(topic[0-9]+)', 1) AS circle, count(*) AS uses
    FROM hashtags JOIN posts USING (post) WHERE tag LIKE 'topic%' GROUP BY 1, 2
    QUALIFY row_number() OVER (PARTITION BY account ORDER BY uses DESC, circle) = 1
)
SELECT account, circle, row_number() OVER (PARTITION BY circle ORDER BY uses DESC, account) AS place
FROM used QUALIFY place <= 40 AND count(*) OVER (PARTITION BY circle) >= 40
ORDER BY circle, place"""

Truth = dict[str, tuple[str, int]]
"""By pseudonym: the group, or the operation as "operation 1", and the desk (0: none)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=(*KINDS, CIRCLES), help="of campaigns")
    parser.add_argument("--detect", action="store_true", help="campaigns as a detection finds them")
    chosen = parser.parse_args()
    print("| campaigns | worlds | unrelated ones joined | desks put together |")
    print("|---|---|---|---|")
    for kind in chosen.kind or (*KINDS, CIRCLES):
        start = time.perf_counter()
        total = Counter[str]()
        for seed in range(chosen.seed, chosen.seed + chosen.worlds):
            total += judged(seed, kind, chosen.detect)
        together = f"{total['together']} of {total['pairs']}" if total["pairs"] else ""
        print(f"| {kind} | {chosen.worlds} | {total['joined']} | {together} |", flush=True)
        print(f"({kind}: {time.perf_counter() - start:.0f} s)", file=sys.stderr)


def judged(seed: int, kind: str, detect: bool) -> Counter[str]:
    """One world: whether what is apart was joined, and how many pairs of desks are together."""
    operation = KINDS.get(kind, Operation(accounts=0))
    made = world(seed, ACCOUNTS, POSTS, operation=(operation, operation))
    with tempfile.TemporaryDirectory() as folder, create_case(Path(folder) / "case") as case:
        files = made.write(Path(folder) / "export", "csv")
        case.add(files["posts"], files["accounts"])
        truth = circles(case) if kind == CIRCLES else dict(told(case, made))
        if detect:
            case.detect(seed=seed)
        else:
            with case._store.replacing_findings():
                extract(case._store)
                case._store.replace(desks(truth))
                find_operations(case._store, seed)
        return compared(case, truth)


def circles(case: Case) -> Truth:
    """People of one circle, dealt into two groups of twenty: nobody made them share anything."""
    truth: Truth = {}
    for row in case.sql(_CIRCLES).to_pylist():
        truth[row["account"]] = (f"circle {row['circle']}, half {row['place'] % 2}", 0)
    return truth


def told(case: Case, made: World) -> Iterator[tuple[str, tuple[str, int]]]:
    """The truth by pseudonym, of all but organic accounts."""
    known = made.accounts.select(["account_id", "platform"]).to_pydict()
    platforms = dict(zip(known["account_id"], known["platform"], strict=True))
    for row in made.labels.to_pylist():
        if row["group"] == "organic":
            continue
        name = case.pseudonym(platforms[row["account_id"]], row["account_id"])
        group = f"operation {row['operation']}" if row["operation"] else row["group"]
        yield name, (group, row["desk"] or 0)


def desks(truth: Truth) -> dict[str, pa.Table]:
    """Every desk and every benign group as a campaign."""
    groups = {group: f"C{n + 1}" for n, group in enumerate(sorted(set(truth.values())))}
    members = [
        {"campaign": groups[group], "account": account, "bits": 1.0, "partners": 1}
        for account, group in truth.items()
    ]
    plain = dict.fromkeys(("posts", "ties", "bits", "posts_per_day", "filler"), 1)
    plain |= {"first_at": 0, "last_at": 0, "platforms": [], "languages": []}
    sizes = Counter(member["campaign"] for member in members)
    campaigns = [plain | {"campaign": name, "accounts": n} for name, n in sizes.items()]
    return {
        "memberships": pa.Table.from_pylist(members, MEMBERSHIPS),
        "campaigns": pa.Table.from_pylist(campaigns, CAMPAIGNS),
        "attached": ATTACHED.empty_table(),
    }


def compared(case: Case, truth: Truth) -> Counter[str]:
    """Count pairs of campaigns by what most of their accounts are."""
    rows = case.sql(
        "SELECT operation, campaign, account FROM operations JOIN memberships USING (campaign)"
    )
    votes: dict[tuple[str, str], Counter[str]] = {}
    for row in rows.to_pylist():
        group = truth.get(row["account"], ("organic", 0))[0]
        votes.setdefault((row["operation"], row["campaign"]), Counter())[group] += 1
    found = [(operation, count.most_common(1)[0][0]) for (operation, _), count in votes.items()]
    result = Counter[str]()
    for (one, a), (other, b) in combinations(found, 2):
        if a == b:
            result["pairs"] += 1
            result["together"] += one == other
        elif one == other:
            result["joined"] = 1
    return result


if __name__ == "__main__":
    main()
