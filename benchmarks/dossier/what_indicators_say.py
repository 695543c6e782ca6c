"""Would ordinary hashtags and sites speak for a link, if somebody had listed them?

Random groups of real accounts, and the groups of simulated worlds, stand as campaigns. Prints
Markdown; needs the shared data sets beside the project. make bench-known-says
"""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import pyarrow as pa

from demasque import create_case
from demasque.case import CaseStore
from demasque.dossier import INDICATORS, CarrierRate, carrier_rates, match_library
from demasque.schema import TABLES
from demasque.simulate import World, world

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
OFFICIALS: Final = DATA / "ira_congress_2016_early" / "posts.parquet"
SIZES, DRAWS = (5, 10, 30), 30
SEEDS: Final = range(1, 6)
SHARES: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.1)
CONSTANTS: Final = (
    (0.001, 0.002, 2), (0.01, 0.002, 1), (0.01, 0.002, 2), (0.01, 0.002, 4), (0.01, 0.01, 2),
    (0.01, 0.1, 2), (0.05, 0.002, 2), (0.05, 0.1, 1),
)  # fmt: skip


def listing(store: CaseStore) -> None:
    """Match every hashtag and every site of a case's posts as if somebody had listed it."""
    values = store.sql(
        "SELECT DISTINCT 'hashtag' AS kind, lower(tag) AS value FROM hashtags "
        "UNION SELECT 'domain', regexp_extract(url, '//([^/]+)', 1) FROM links ORDER BY ALL"
    ).to_pylist()
    nothing = dict.fromkeys(INDICATORS.names) | {"source": "all", "digest": "0"}
    rows = [
        nothing | each | {"line": n, "normal": each["value"]}
        for n, each in enumerate(values)
        if each["value"]
    ]
    match_library(store, pa.Table.from_pylist(rows, INDICATORS))


def speaks(rate: CarrierRate, most: float, outside: float, fewest: int) -> bool:
    """Whether an indicator that is the only one listed would speak for a link."""
    rare = rate.outside_accounts <= max(1, outside * rate.outside_known)
    return rate.p is not None and rate.p <= most and rare and rate.accounts >= fewest


def members(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    """Campaigns and accounts as memberships."""
    schema = TABLES["memberships"].schema
    plain = {"bits": 1.0, "partners": 1, "stability": 1.0}
    rows = [plain | {"campaign": campaign, "account": account} for campaign, account in pairs]
    whole = [{name: row.get(name) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(whole, schema)


def random_groups(folder: Path) -> None:
    """Groups of real accounts drawn at random, one at a time as the only campaign."""
    drawn: list[list[CarrierRate]] = []
    with create_case(folder / "officials") as case:
        case.add(OFFICIALS)
        store = case._store
        listing(store)
        accounts = store.sql("SELECT DISTINCT account FROM posts ORDER BY 1")["account"].to_pylist()
        for size, seed in product(SIZES, range(DRAWS)):
            group = random.Random(f"{size}-{seed}").sample(accounts, size)
            store.replace({"memberships": members([("C1", each) for each in group])})
            drawn.append(carrier_rates(store))
    carried = sum(map(len, drawn))
    print(f"{len(drawn)} random groups of {SIZES} accounts carry {carried:,} hashtags and sites.\n")
    print("| p | outside | accounts | speak, each listed alone |\n|---|---|---|---|")
    for most, outside, fewest in CONSTANTS:
        n = sum(speaks(rate, most, outside, fewest) for rates in drawn for rate in rates)
        print(f"| {most} | {outside} | {fewest} | {n:,} ({n / carried:.5f}) |")


def simulated_groups(folder: Path) -> None:
    """Groups of simulated worlds as campaigns: by kind, how many of what they carry would speak."""
    carried: Counter[tuple[str, str]] = Counter()
    speaking: Counter[tuple[str, str, float]] = Counter()
    for seed in SEEDS:
        for group, kind, rate in group_rates(seed, folder):
            carried[group, kind] += 1
            for share in SHARES:
                speaking[group, kind, share] += speaks(rate, 0.01, share, 2)
    heads = " | ".join(f"at most {share:.2%}" for share in SHARES)
    print(f"\n{len(SEEDS)} simulated worlds; q 0.01, 2 accounts, by the share outside.\n")
    print(f"| group | kind | carried | {heads} |\n|{'---|' * (3 + len(SHARES))}")
    for group, kind in sorted(carried):
        cells = " | ".join(str(speaking[group, kind, share]) for share in SHARES)
        print(f"| {group} | {kind} | {carried[group, kind]:,} | {cells} |")


def group_rates(seed: int, folder: Path) -> Iterator[tuple[str, str, CarrierRate]]:
    """Group, kind of indicator and rate, of everything that a world's groups carry."""
    made = world(seed=seed, accounts=6_000, posts=60_000)
    files = made.write(folder / f"files-{seed}", "csv")
    with create_case(folder / f"world-{seed}") as case:
        case.add(files["posts"], files["accounts"])
        store = case._store
        listing(store)
        store.replace({"memberships": members(list(true_groups(store, made)))})
        known = store.sql("SELECT DISTINCT indicator, kind FROM known_indicators").to_pylist()
        kinds = {row["indicator"]: row["kind"] for row in known}
        for rate in carrier_rates(store):
            yield rate.campaign, kinds[rate.indicator], rate


def true_groups(store: CaseStore, made: World) -> Iterator[tuple[str, str]]:
    """Group and pseudonym of every account that is not organic."""
    told = made.accounts.select(["account_id", "platform"]).to_pydict()
    platforms = dict(zip(told["account_id"], told["platform"], strict=True))
    for row in made.labels.select(["account_id", "group"]).to_pylist():
        if row["group"] != "organic":
            account = row["account_id"]
            yield row["group"], store.names.one("account", platforms[account], account)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        random_groups(Path(place))
        simulated_groups(Path(place))
