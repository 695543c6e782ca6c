"""How long a bundle of STIX takes for one campaign of many members, and how much memory.

One campaign of N accounts with ten posts each; every message and every address is shared by ten of
them. What findings cost before is not in it: all forms share that.

    python benchmarks/handover/stix_at_size.py [ACCOUNTS]
"""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

import pyarrow as pa
import stix2

from demasque.case import CaseStore
from demasque.findings import HandedCampaign
from demasque.publish.exporters import CaseRows
from demasque.publish.exporters.stix.stix_contents import observed
from demasque.publish.exporters.stix.stix_frame import StixFrame
from demasque.schema import EVENTS, MEMBERSHIPS, POSTS, TRACES

START = datetime(2026, 3, 2, tzinfo=UTC)
EACH = 10  # posts an account, and accounts a message


def rows(schema: pa.Schema, **columns: Any) -> pa.Table:
    """A table of these columns; every other one that must not be null is the same in all rows."""
    plain = {pa.string(): "x", pa.int32(): 1, pa.int64(): 1, pa.float64(): 1.0, pa.bool_(): True}
    count = len(next(iter(columns.values())))
    whole = [
        pa.array(columns[f.name], f.type)
        if f.name in columns
        else pa.array([None if f.nullable else plain[f.type]] * count, f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(whole, schema=schema)


def fill(store: CaseStore, accounts: int) -> None:
    """Put the campaign into an empty case."""
    names = [f"a_{n:016d}" for n in range(accounts)]
    posts = range(accounts * EACH)
    by = [names[n % accounts] for n in posts]
    at = [START + timedelta(seconds=n % 10**6) for n in posts]
    ids = [f"p_{n:016d}" for n in posts]
    shared = [n // EACH for n in posts]
    events = [
        rows(EVENTS, kind=[kind] * len(by), trace=shared, account=by, post=ids, at=at)
        for kind in ("text", "url")
    ]
    distinct = range(accounts)
    words = {"text": "the committee hides its minutes part {n}", "url": "example.net/item/{n}"}
    traces = [
        rows(
            TRACES,
            kind=[kind] * accounts,
            trace=list(distinct),
            value=[form.format(n=n) for n in distinct],
        )
        for kind, form in words.items()
    ]
    store.replace(
        {
            "posts": rows(POSTS, post=ids, account=by, posted_at=at, platform=["x"] * len(by)),
            "events": pa.concat_tables(events),
            "traces": pa.concat_tables(traces),
            "memberships": rows(MEMBERSHIPS, campaign=["C1"] * accounts, account=names),
        }
    )


def bundle(store: CaseStore) -> Iterator[str]:
    """The lines of the bundle's observables, relationships and messages."""
    publisher = f"identity--{'0' * 8}-0000-4000-8000-{'0' * 12}"
    frame = StixFrame(stix2, "size", START, START, publisher, "amber")
    handed = cast(HandedCampaign, SimpleNamespace(campaign="C1", rung=2))
    for made in observed(CaseRows(store), frame, handed):
        yield made.serialize(ensure_ascii=False)


def main() -> None:
    """Measure, and print a table in Markdown."""
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder, CaseStore.create(Path(folder) / "case") as store:
        fill(store, accounts)
        pa.default_memory_pool().release_unused()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, objects, size = time.perf_counter(), 0, 0
        with (Path(folder) / "bundle.json").open("w", encoding="utf-8") as file:
            for line in bundle(store):
                objects, size = objects + 1, size + file.write(line)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("| accounts | posts | objects | MB | seconds | peak memory, MB (of the case's making) |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {accounts:,} | {accounts * EACH:,} | {objects:,} | {size / 1e6:.0f} | {seconds:.0f} "
        f"| {peak // 1024} ({before // 1024}) |"
    )


if __name__ == "__main__":
    main()
