"""Decisions on accounts: their cost, whether figures are a new detection's, what falls apart.

Adds an export, finds campaigns, excludes members at random and takes it back. Prints Markdown.
make bench-decisions; BENCH='--posts FILE --window 1h' for another export
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import pyarrow as pa

from demasque import create_case, open_case
from demasque.api import Case
from demasque.dossier import settle

SHARED = Path(__file__).resolve().parents[3] / "shared/data/ira_congress_2016_early/posts.parquet"
BY, WHY = "A. Example, an office", "Drawn by lot."

RESTS_ON_MEMBERS = (
    "memberships", "campaigns", "attached", "operations", "operation_links", "targets",
    "target_days", "floods", "set_aside", "decided",
)  # fmt: skip

PAIRS = """
SELECT a.campaign, account_a, account_b FROM strengths
JOIN memberships a ON a.account = account_a
JOIN memberships b ON b.account = account_b AND b.campaign = a.campaign
WHERE strengths.bits > 0 ORDER BY ALL"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=Path, default=SHARED, help="an export")
    parser.add_argument("--window", default="1h", help="of the detection")
    parser.add_argument("--exclusions", type=int, default=5, help="one by one")
    parser.add_argument("--at-once", type=int, default=100, help="accounts in one command")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, draw = Path(folder) / "case", random.Random(chosen.seed)
        with create_case(path) as case:
            case.add(chosen.posts)
            case.detect([chosen.window])
            show_costs(case, draw, chosen.exclusions, chosen.at_once)
        with open_case(path) as case:
            show_sameness(case, draw, chosen.window)
            show_parts(case)


def show_costs(case: Case, draw: random.Random, one_by_one: int, many: int) -> None:
    members = sorted(case.memberships()["account"].to_pylist())
    unsettled = [_seconds(lambda: _settle(case)) for _ in range(20)]
    print("| what | seconds, median |\n|---|---|")
    print(f"| nothing decided: on opening | {median(unsettled):.4f} |")
    excluding, undoing, restored = [], [], 0
    for account in draw.sample(members, one_by_one):
        before = _tables(case)
        exclude = partial(case.decide, account, "exclude", by=BY, because=WHY)
        excluding.append(_seconds(exclude))
        undoing.append(_seconds(partial(case.undecide, account, by=BY)))
        restored += _tables(case) == before
    print(f"| one member excluded | {median(excluding):.1f} |")
    print(f"| taken back | {median(undoing):.1f} |")
    chosen = draw.sample(members, min(many, len(members)))
    marked = _seconds(lambda: case.decide(chosen, "confirm", by=BY, because=WHY))
    print(f"| {len(chosen)} members confirmed at once | {marked:.1f} |")
    agreed = [_seconds(lambda: _settle(case)) for _ in range(20)]
    print(f"| these decisions there: on opening | {median(agreed):.4f} |")
    case.undecide(chosen, by=BY)
    print(f"\nAs before once taken back: {restored} of {one_by_one}.")


def show_sameness(case: Case, draw: random.Random, window: str) -> None:
    members = sorted(case.memberships()["account"].to_pylist())
    case.decide(draw.sample(members, 10), "exclude", by=BY, because=WHY)
    decided_after = _tables(case)
    case.detect([window])
    same = [name for name, rows in _tables(case).items() if rows == decided_after[name]]
    print(
        f"\nTen members excluded, then detected anew: {len(same)} of {len(RESTS_ON_MEMBERS)} tables"
    )
    print("are the same.")
    excluded = case.decisions().filter(case.decisions()["stands"])["account"].to_pylist()
    case.undecide(excluded, by=BY)


def show_parts(case: Case) -> None:
    """Of each member alone: what would its exclusion do to its campaign?"""
    tied: dict[str, list[tuple[str, str]]] = {}
    for row in case.sql(PAIRS).to_pylist():
        tied.setdefault(row["campaign"], []).append((row["account_a"], row["account_b"]))
    asked = apart = untied = 0
    for pairs in tied.values():
        members = {account for pair in pairs for account in pair}
        for out in sorted(members) if len(members) > 3 else ():
            parts = _parts([pair for pair in pairs if out not in pair])
            asked += 1
            apart += len(parts) > 1
            untied += sum(map(len, parts)) < len(members) - 1
    print(
        f"\nOf {asked} members of campaigns of four and more, excluded alone, {apart} would leave"
    )
    print(
        f"their campaign in parts that no tie joins, and {untied} would leave others without a tie."
    )


def _parts(pairs: list[tuple[str, str]]) -> list[set[str]]:
    parts: list[set[str]] = []
    for pair in pairs:
        joined = set(pair)
        for part in [each for each in parts if each & joined]:
            parts.remove(part)
            joined |= part
        parts.append(joined)
    return parts


def _settle(case: Case) -> None:
    settle(case._store)


def _tables(case: Case) -> dict[str, pa.Table]:
    return {name: case.sql(f"FROM {name} ORDER BY ALL") for name in RESTS_ON_MEMBERS}


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
