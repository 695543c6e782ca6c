"""A table that is declared is forgotten, purged, remapped and searched like all the others."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from demasque.case import CaseStore
from demasque.ingest import add_files, forget, purge, remap
from demasque.schema import TABLES, Column, Lifetime, Step, Table, account, post
from stored_words import stored_words

NOW = datetime.now(UTC).replace(microsecond=0)
ALICE, BOB, CAROL = "alice_of_old", "bob_the_second", "carol_the_third"
PSEUDONYM = re.compile(r"[ap]_[a-z2-7]{10,}")

MADE_UP = Table(
    "made_up",
    "what somebody made up",
    Step.CASE,
    Lifetime.KEPT,
    (
        account("who", nullable=False),
        account("about"),
        post("which", nullable=False),
        post("beside"),
        Column("note", pa.string(), words=True),
    ),
    describes_accounts=True,
)


def write_posts(path: Path) -> Path:
    lines = ["post_id,account_id,created_at,text,platform,user_description,user_display_name"]
    for n, who in enumerate((ALICE, BOB, CAROL)):
        at = (NOW - timedelta(days=100 * n)).isoformat()
        words = f"words {n} of @{ALICE},x,friend of @{ALICE},once @{ALICE}"
        lines.append(f"post{n},{who},{at},{words}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [write_posts(tmp_path / "one.csv")], keep_profile_text=True)
        yield store


@pytest.fixture
def made_up(
    case: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[CaseStore, dict[str, str]]]:
    """A case of a version that has one more table; it holds one row of each account."""
    monkeypatch.setitem(TABLES, MADE_UP.name, MADE_UP)
    path = case.path
    case.close()
    with CaseStore.open(path) as store:
        who = [store.names.one("account", "x", name) for name in (ALICE, BOB, CAROL)]
        which = [store.names.one("post", "x", f"post{n}") for n in range(3)]
        rows = {
            "who": who,
            "about": [who[1], who[0], who[0]],
            "which": which,
            "beside": [which[1], which[0], which[0]],
            "note": [f"seen with @{who[0]}"] * 3,
        }
        store.replace({"made_up": pa.table(rows, schema=MADE_UP.schema)})
        yield store, dict(zip((ALICE, BOB, CAROL), who, strict=True))


def rows_of(store: CaseStore) -> list[dict[str, Any]]:
    return store.sql("FROM made_up").to_pylist()


def test_a_forgotten_account_is_forgotten_there(
    made_up: tuple[CaseStore, dict[str, str]],
) -> None:
    store, names = made_up
    forget(store, [names[ALICE]])
    left = rows_of(store)
    assert [row["who"] for row in left] == [names[BOB], names[CAROL]]
    assert all(row["about"] is None and row["beside"] is None for row in left)
    assert {row["note"] for row in left} == {"seen with @[forgotten]"}


def test_what_is_purged_goes_there(made_up: tuple[CaseStore, dict[str, str]]) -> None:
    store, names = made_up
    purge(store, "P150D")
    assert [row["who"] for row in rows_of(store)] == [names[ALICE], names[BOB]]


def test_a_remap_keeps_it(made_up: tuple[CaseStore, dict[str, str]]) -> None:
    store, _ = made_up
    before = rows_of(store)
    remap(store)
    assert rows_of(store) == before


def test_a_remap_makes_it_anew_if_it_is_read_from_files(
    made_up: tuple[CaseStore, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = made_up
    monkeypatch.setitem(TABLES, "made_up", replace(MADE_UP, lifetime=Lifetime.SOURCE))
    remap(store)
    assert rows_of(store) == []


def test_a_detection_makes_it_anew_if_it_is_a_result(
    made_up: tuple[CaseStore, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = made_up
    monkeypatch.setitem(TABLES, "made_up", replace(MADE_UP, lifetime=Lifetime.RESULT))
    with store.replacing_findings():
        assert rows_of(store) == []
    assert rows_of(store) == []


def test_ids_are_pseudonyms_in_every_table(made_up: tuple[CaseStore, dict[str, str]]) -> None:
    store, _ = made_up
    ids = {(table.name, column.name) for table in TABLES.values() for column in table.ids()}
    found = [(place, word) for *place, word in stored_words(store) if tuple(place) in ids]
    assert {place[0] for place, _ in found} >= {"posts", "accounts", "made_up"}
    assert [word for _, word in found if not PSEUDONYM.fullmatch(word)] == []


def test_the_search_for_raw_ids_looks_there(made_up: tuple[CaseStore, dict[str, str]]) -> None:
    store, _ = made_up
    raw = [word for *_, word in stored_words(store) if ALICE in word]
    assert raw == []
    rows = rows_of(store)
    store.replace({"made_up": pa.Table.from_pylist([rows[0] | {"who": ALICE}], MADE_UP.schema)})
    assert ("made_up", "who", ALICE) in list(stored_words(store))


def profiles(store: CaseStore) -> list[dict[str, Any]]:
    return store.sql("SELECT display_name, bio FROM profile_texts ORDER BY ALL").to_pylist()


def test_names_and_bios_of_others_name_a_forgotten_account_no_more(case: CaseStore) -> None:
    assert len(profiles(case)) == 3
    forget(case, [f"x:{ALICE}"])
    expected = [{"display_name": "once @[forgotten]", "bio": "friend of @[forgotten]"}] * 2
    assert profiles(case) == expected
    remap(case)
    assert profiles(case) == expected
    evidence = b"".join(case.evidence.path(digest).read_bytes() for digest in case.evidence.files())
    assert ALICE.encode() not in evidence


def test_a_file_added_later_names_it_no_more(case: CaseStore, tmp_path: Path) -> None:
    forget(case, [f"x:{ALICE}"])
    later = tmp_path / "later.csv"
    later.write_text(write_posts(later).read_text("utf-8").replace("_the_", "_who_came_"), "utf-8")
    (added,) = add_files(case, [later], keep_profile_text=True)
    assert added.problem is None
    alice = case.names.one("account", "x", ALICE)
    assert len(profiles(case)) == 4
    assert [place for *place, word in stored_words(case) if alice in word] == [
        ["tombstones", "account"]
    ]
