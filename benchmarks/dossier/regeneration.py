"""Are accounts that come back after a removal found, and new innocent ones left alone?

Simulated worlds of two weeks. One staff works in the first; then its accounts are removed. In some
worlds it comes back under new names; in all, one account in ten of everybody else is new, too, and
people pass on what the staff spread. Prints Markdown; needs no data. make bench-regeneration
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from demasque import create_case
from demasque.case import CaseStore
from demasque.dossier import ReturnRule, find_regenerated
from demasque.schema import TABLES
from demasque.simulate import START, Operation, World, world
from demasque.traces import extract

DAY: Final = 86_400
REMOVED_AT: Final = START + 7 * DAY
ACCOUNTS, POSTS, STAFF = 3_000, 30_000, 30
NEW: Final = 0.1
"""Share of everybody else that is first seen after the removal."""

TRIED: Final = (
    ReturnRule(), ReturnRule(fewest=1), ReturnRule(fewest=2), ReturnRule(fewest=5),
    ReturnRule(0.05), ReturnRule(0.1), ReturnRule(made_up=1), ReturnRule(made_up=5),
)  # fmt: skip
"""The first is what the program does."""


@dataclass(frozen=True)
class Setting:
    """What happens after the removal.

    ``again``: share of what the staff posts on its return that is its old things; None: it does
    not return. ``echo``: share of everybody else who copies old messages after the removal,
    ``each`` of them on average; ``by_new``: only accounts that are new do.
    """

    name: str
    again: float | None
    echo: float = 0.0
    each: float = 1.5
    by_new: bool = False


SETTINGS: Final = (
    Setting("returns with its old things only", 1.0, 0.05),
    Setting("returns, 3 in 10 are old", 0.3, 0.05),
    Setting("returns, 1 in 10 is old", 0.1, 0.05),
    Setting("returns, 1 in 30 is old", 1 / 30, 0.05),
    Setting("nobody returns, nobody copies", None),
    Setting("nobody returns, 1 in 20 copies 1.5", None, 0.05),
    Setting("nobody returns, 1 in 5 copies 3", None, 0.2, 3.0),
    Setting("nobody returns, of new ones only 1 in 20 copies 1.5", None, 0.05, 1.5, True),
    Setting("nobody returns, of new ones only 1 in 20 copies 5", None, 0.05, 5.0, True),
)


def posts_of(made: World, setting: Setting, rng: np.random.Generator) -> list[dict[str, Any]]:
    """The world's posts, with the removal, the return and the copies in them."""
    rows = made.posts.to_pylist()
    labels = made.labels.to_pylist()
    staff = {row["account_id"]: row["operation"] for row in labels if row["operation"]}
    others = sorted(row["account_id"] for row in labels if row["group"] in ("organic", "fan club"))
    fresh = {each for each in others if rng.random() < NEW}
    kept = [row for row in rows if _stays(row, staff, fresh, setting, rng)]
    old = [row for row in rows if staff.get(row["account_id"]) == 1 and _at(row) < REMOVED_AT]
    for row in rows:
        comes_back = staff.get(row["account_id"]) == 2 and _at(row) < REMOVED_AT
        if comes_back and setting.again is not None and rng.random() < setting.again:
            kept.append(row | {"created_at": _written(_at(row) + 7 * DAY)})
    kept += _copies(old, sorted(fresh) if setting.by_new else others, kept, setting, rng)
    return kept


def _stays(
    row: dict[str, Any],
    staff: dict[str, int],
    fresh: set[str],
    setting: Setting,
    rng: np.random.Generator,
) -> bool:
    """Whether a post stands in the world as it is."""
    before = _at(row) < REMOVED_AT
    operation = staff.get(row["account_id"])
    if operation == 1:
        return before
    if operation == 2:
        return not before and setting.again is not None and rng.random() >= setting.again
    return not (before and row["account_id"] in fresh)


def _copies(
    old: list[dict[str, Any]],
    accounts: Sequence[str],
    kept: list[dict[str, Any]],
    setting: Setting,
    rng: np.random.Generator,
) -> Iterator[dict[str, Any]]:
    platforms = {row["account_id"]: row["platform"] for row in kept}
    worded = [row for row in old if row["text"]]
    for account in accounts:
        if account in platforms and rng.random() < setting.echo:
            for n in range(int(rng.geometric(1 / setting.each))):
                row = worded[int(rng.integers(len(worded)))]
                yield row | {
                    "post_id": f"copy-{account}-{n}",
                    "account_id": account,
                    "platform": platforms[account],
                    "created_at": _written(REMOVED_AT + int(rng.integers(1, 7 * DAY))),
                    "parent_id": None,
                    "venue_id": None,
                }


def _at(row: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(row["created_at"]).timestamp())


def _written(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def removed(accounts: Iterable[str]) -> dict[str, pa.Table]:
    """The staff as a campaign, all of it removed."""
    accounts = sorted(accounts)
    plain = {"campaign": "C1", "bits": 1.0, "partners": 1, "stability": 1.0}
    rows = [plain | {"account": each} for each in accounts]
    when = datetime.fromtimestamp(REMOVED_AT, UTC)
    seen = {"status": "removed", "at": when, "list": "0", "line": 1}
    told = {"memberships": rows, "statuses": [seen | {"account": each} for each in accounts]}
    return {
        name: pa.Table.from_pylist(
            [{field: row.get(field) for field in TABLES[name].schema.names} for row in table],
            TABLES[name].schema,
        )
        for name, table in told.items()
    }


def figures(made: World, setting: Setting, seed: int, folder: Path) -> list[Counter[str]]:
    """By constants tried: new accounts of the staff, those found, and others found."""
    posts = posts_of(made, setting, np.random.default_rng([seed, 71]))
    pq.write_table(pa.Table.from_pylist(posts, made.posts.schema), folder / "posts.parquet")
    told = []
    with create_case(folder / "case") as case:
        case.add(folder / "posts.parquet")
        store = case._store
        extract(store)
        gone, back = (pseudonyms(store, made, operation) for operation in (1, 2))
        tables = removed(gone)
        store.replace({"memberships": tables["memberships"]})
        store.insert({"statuses": tables["statuses"]})
        seen = set(store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist())
        for rule in TRIED:
            found = set(find_regenerated(store, rule)["account"].to_pylist())
            told.append(
                Counter(
                    back=len(seen & back),
                    found=len(found & back),
                    others=len(found - back),
                    worlds_with_others=int(bool(found - back)),
                )
            )
    return told


def pseudonyms(store: CaseStore, made: World, operation: int) -> set[str]:
    """The staff's accounts under their names in the case."""
    named = made.accounts.select(["account_id", "platform"]).to_pydict()
    platform = dict(zip(named["account_id"], named["platform"], strict=True))
    return {
        store.names.one("account", platform[row["account_id"]], row["account_id"])
        for row in made.labels.to_pylist()
        if row["operation"] == operation
    }


def main(seeds: int) -> None:
    """Print the table."""
    print(
        f"{seeds} worlds of {ACCOUNTS:,} accounts and {POSTS:,} posts a row. Found of those back, "
        "(others, in so many worlds).\n"
    )
    heads = " | ".join(
        f"q {rule.most_false}, {rule.fewest} things, {rule.made_up} made up" for rule in TRIED
    )
    print(f"| setting | {heads} |\n|{'---|' * (1 + len(TRIED))}")
    staff = (Operation(accounts=STAFF, identity=5),) * 2
    worlds = [world(seed, ACCOUNTS, POSTS, operation=staff) for seed in range(1, seeds + 1)]
    for setting in SETTINGS:
        totals = [Counter[str]() for _ in TRIED]
        for seed, made in enumerate(worlds, 1):
            with tempfile.TemporaryDirectory() as folder:
                told = figures(made, setting, seed, Path(folder))
            totals = [total + each for total, each in zip(totals, told, strict=True)]
        print(f"| {setting.name} | {' | '.join(map(cell, totals))} |", flush=True)


def cell(total: Counter[str]) -> str:
    """Recall, where somebody came back, and others."""
    recall = f"{total['found'] / total['back']:.2f} " if total["back"] else ""
    return f"{recall}({total['others']}, {total['worlds_with_others']})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=6)
    main(parser.parse_args().seeds)
