"""Cases with campaigns put there by hand, for what people judge of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import TABLES

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)

SAID: dict[str, Any] = {
    "rung": 3,
    "by": "A. Example, Example Office",
    "likelihood": "likely",
    "confidence": "moderate",
    "because": "The same sites carry the same words.",
    "sources": ["https://example.org/report"],
}
"""A judgement that keeps every rule."""


def find(store: CaseStore, campaigns: Mapping[str, Sequence[str]]) -> None:
    """Put campaigns in the place of earlier findings, as a detection does."""
    rows = [
        {
            "campaign": name, "accounts": len(accounts), "posts": 9, "ties": 3, "bits": 9.0,
            "first_at": AT, "last_at": AT, "platforms": ["x"], "languages": ["en"],
            "posts_per_day": 1.0, "filler": 0.0,
        }
        for name, accounts in campaigns.items()
    ]  # fmt: skip
    members = [
        {"campaign": name, "account": account, "bits": 9.0, "partners": 2, "stability": 1.0}
        for name, accounts in campaigns.items()
        for account in accounts
    ]
    with store.replacing_findings():
        store.replace(
            {
                "campaigns": pa.Table.from_pylist(rows, TABLES["campaigns"].schema),
                "memberships": pa.Table.from_pylist(members, TABLES["memberships"].schema),
            }
        )


def made(path: Path, **campaigns: Sequence[str]) -> CaseStore:
    """A new case in which these campaigns were found; open."""
    store = CaseStore.create(path)
    find(store, campaigns or {"C1": ["a", "b", "c", "d"], "C2": ["e", "f", "g"]})
    return store
