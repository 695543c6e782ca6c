"""Who follows whom, programs and servers in a case: pseudonyms, removal, and cases made before."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demasque.case import CaseStore
from demasque.ingest import add_files, forget, purge, remap
from stored_words import stored_words

NOW = datetime.now(UTC).replace(microsecond=0)
WHO = [f"did:plc:person{n}" for n in range(3)]


def event(n: int, collection: str, age_days: int, record: dict[str, Any]) -> dict[str, Any]:
    at = NOW - timedelta(days=age_days)
    return {
        "did": WHO[n],
        "time_us": int(at.timestamp()) * 1_000_000,
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": collection,
            "rkey": f"k{n}",
            "record": {"createdAt": at.isoformat(), **record},
        },
    }


def write_events(path: Path) -> Path:
    """Each posts once, the last of them long ago, and follows the next."""
    rows = [
        event(n, "app.bsky.feed.post", 100 * n, {"text": f"Words {n}", "via": f"App of @{WHO[0]}"})
        for n in range(3)
    ] + [event(n, "app.bsky.graph.follow", 1, {"subject": WHO[(n + 1) % 3]}) for n in range(3)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as store:
        (added,) = add_files(store, [write_events(tmp_path / "events.ndjson")])
        assert (added.posts, added.follows, added.kept) == (3, 3, 6)
        yield store


def pairs(store: CaseStore) -> set[tuple[str, str]]:
    rows = store.sql("SELECT account, followed FROM follows").to_pylist()
    return {(row["account"], row["followed"]) for row in rows}


def names(store: CaseStore) -> list[str]:
    return [store.names.one("account", "bluesky", who) for who in WHO]


def test_both_sides_are_pseudonyms(case: CaseStore) -> None:
    a, b, c = names(case)
    assert pairs(case) == {(a, b), (b, c), (c, a)}
    assert [place for *place, word in stored_words(case) if "did:plc:person" in word] == []


def test_a_forgotten_account_follows_and_is_followed_no_more(case: CaseStore) -> None:
    a, b, c = names(case)
    forget(case, [a])
    assert pairs(case) == {(b, c)}
    remap(case)
    assert pairs(case) == {(b, c)}


def test_what_is_known_of_an_account_goes_with_its_last_post(case: CaseStore) -> None:
    a, b, _ = names(case)
    purge(case, "P150D")
    assert pairs(case) == {(a, b)}


def test_a_remap_reads_them_again(case: CaseStore) -> None:
    before = pairs(case)
    remap(case)
    assert pairs(case) == before


def test_a_file_of_follows_alone_is_of_use(case: CaseStore, tmp_path: Path) -> None:
    later = tmp_path / "later.ndjson"
    rows = [event(0, "app.bsky.graph.follow", 1, {"subject": WHO[2]})]
    later.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (added,) = add_files(case, [later])
    assert (added.problem, added.posts, added.kept) == (None, 0, 1)


def test_a_case_of_before_opens_without_them(case: CaseStore) -> None:
    path = case.path
    for statement in (
        "DROP TABLE follows",
        "ALTER TABLE posts DROP COLUMN client",
        "ALTER TABLE accounts DROP COLUMN host",
        "ALTER TABLE accounts DROP COLUMN handle_shape",
    ):
        case.sql(statement)
    case.close()
    with CaseStore.open(path) as store:
        assert pairs(store) == set()
        assert store.sql("SELECT client FROM posts")["client"].to_pylist() == [None] * 3
        assert store.sql("SELECT host, handle_shape FROM accounts").num_rows == 0
        remap(store)
        assert len(pairs(store)) == 3
