"""Small worlds with groups, to make packages of open data from: all of them is known exactly."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa

from demasque.assessment import Confidence, Likelihood, Rung
from demasque.case import CaseStore
from demasque.schema import TABLES

START = datetime(2026, 3, 2, tzinfo=UTC)
PLATFORMS, LANGUAGES, SITES = ("x", "youtube", "facebook"), ("en", "fr", "zh"), 4


def world(
    seed: int, groups: tuple[int, ...], days: int, rate: float = 1.0, others: int = 60
) -> dict[str, list[dict[str, Any]]]:
    """Groups of so many accounts, and others, by tables of a case.

    An account posts at a rate of its own (gamma, so that few post most), at hours, in a language
    and on a platform of its own; texts and sites are its group's, sites also of others.
    """
    rng = np.random.default_rng(seed)
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("posts", "memberships", "events", "traces", "ties", "media_use")
    }
    for group, size in enumerate((*groups, others)):
        member = group < len(groups)
        for n in range(size):
            account = f"{'member' if member else 'other'}-{group}-{n:04d}"
            if member:
                rows["memberships"].append(
                    {"campaign": f"C{group + 1}", "account": account, "bits": 9.0, "partners": 2}
                )
            _posts(rng, rows, account, group, days, rng.gamma(1.0, rate))
        if member:
            _ties(rng, rows, group, size)
    values = {row["trace"] for row in rows["events"] if row["kind"] == "url"}
    rows["traces"] = [
        {"kind": "url", "trace": n, "value": f"https://www.site{n}.example/page"}
        for n in sorted(values)
    ]
    return rows


def _posts(
    rng: np.random.Generator, rows: dict[str, Any], account: str, group: int, days: int, rate: float
) -> None:
    platform = PLATFORMS[min(rng.geometric(0.6) - 1, 2)]
    language = LANGUAGES[min(rng.geometric(0.6) - 1, 2)]
    waking = rng.integers(0, 24)
    counts = rng.poisson(rate, days)
    counts[rng.integers(days)] += 1
    for day, count in enumerate(counts):
        for _ in range(count):
            at = START + timedelta(
                days=day,
                hours=int(waking + rng.integers(0, 9)) % 24,
                seconds=int(rng.integers(3600)),
            )
            post = f"post-{len(rows['posts']):06d}"
            common = {"post": post, "account": account}
            rows["posts"].append(
                common
                | {"platform": platform, "posted_at": at, "time_precision": "second"}
                | {"kind": "original", "text": f"Words of {account} number {len(rows['posts'])}."}
                | {"lang": language, "source_file": "f" * 64, "source_line": 1}
            )
            said = int(rng.integers(0, 4))
            event = common | {"at": at}
            rows["events"].append(event | {"kind": "text", "trace": 100 * group + said})
            # Some sites are everybody's; some only the group's.
            site = int(rng.integers(0, SITES)) if rng.random() < 0.5 else 50 + group
            rows["events"].append(event | {"kind": "url", "trace": site})
            rows["media_use"].append({"post": post, "position": 0, "media": f"{site:064x}"})


def _ties(rng: np.random.Generator, rows: dict[str, Any], group: int, size: int) -> None:
    for a in range(size):
        for b in range(a + 1, size):
            if rng.random() < 0.2:
                rows["ties"].append(
                    {"account_a": f"member-{group}-{a:04d}", "account_b": f"member-{group}-{b:04d}"}
                    | {"kind": "text", "window_seconds": 60.0, "shared": 3, "shared_ever": 3}
                    | {"post_pairs": 3, "a_first": 2, "b_first": 1, "expected": 0.1}
                    | {"log10_p": -5.0, "q": 10.0 ** -int(rng.integers(2, 9)), "bits": 9.0}
                    | {"first_at": START, "last_at": START}
                )


def without(rows: Mapping[str, list[dict[str, Any]]], account: str) -> dict[str, Any]:
    """The same world once an account is excluded: it is a member no more."""
    left = [row for row in rows["memberships"] if row["account"] != account]
    return {**rows, "memberships": left}


def fill(store: CaseStore, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put a world into a case, as it is."""
    store.replace(
        {
            name: pa.Table.from_pylist(
                [
                    {field.name: row.get(field.name) for field in TABLES[name].schema}
                    for row in some
                ],
                TABLES[name].schema,
            )
            for name, some in rows.items()
        }
    )


def case_of_world(folder: Path, rows: Mapping[str, list[dict[str, Any]]]) -> CaseStore:
    """A new case with this world in it; open."""
    store = CaseStore.create(folder)
    fill(store, rows)
    return store


def handed(rows: Mapping[str, list[dict[str, Any]]]) -> Any:
    """The groups of a world as the exporter reads them, with nothing concluded of them."""
    judged = SimpleNamespace(
        signs=(), rung=Rung.COORDINATION, likelihood=Likelihood.LIKELY, confidence=Confidence.LOW
    )
    names = sorted({row["campaign"] for row in rows["memberships"]})
    return [
        SimpleNamespace(campaign=name, found=SimpleNamespace(assessment=judged)) for name in names
    ]
