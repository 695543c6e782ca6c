"""The shape of a handle, the program behind a post, the server of an account, who follows whom."""

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import Read, read_file
from samples_json import _EVENTS, _operation, _status

from demasque.errors import DemasqueError
from demasque.sources.mapping.cells import as_client, as_host, handle_shape


@pytest.mark.parametrize(
    ("handle", "shape"),
    [
        ("amber_otter1234", "L5_L5d4"),
        ("@amber_otter1234", "L5_L5d4"),
        ("AmberOtter", "L10"),
        ("émile.zola-2", "L5.L4-d1"),
        ("__x__", "__L1__"),
        ("Иван2024", "U4d4"),
        ("٣٤", "U2"),
        ("a@b", "L1U1L1"),
        ("7", "d1"),
        ("", None),
        (None, None),
        ("@", None),
    ],
)
def test_of_a_handle_its_runs_are_kept(handle: str | None, shape: str | None) -> None:
    assert handle_shape(handle).runs == shape


def slow_shape(handle: str) -> str:
    """One character after the other."""
    runs: list[tuple[str, int]] = []
    for character in handle:
        if character in ("_", ".", "-"):
            runs.append((character, 0))
            continue
        if character in "0123456789":
            sort = "d"
        elif unicodedata.category(character).startswith("L") and unicodedata.name(
            character, ""
        ).startswith("LATIN"):
            sort = "L"
        else:
            sort = "U"
        if runs and runs[-1][0] == sort:
            runs[-1] = (sort, runs[-1][1] + 1)
        else:
            runs.append((sort, 1))
    return "".join(sort + (str(length) if length else "") for sort, length in runs)


@given(st.text("abZé_.-019Жд字٣+", min_size=1, max_size=30))
def test_the_shape_is_that_of_each_character_in_turn(handle: str) -> None:
    found = handle_shape(f"x{handle}")
    assert found.runs == slow_shape(f"x{handle}")
    assert found.length == len(handle) + 1


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('<a href="https://x.example" rel="nofollow">Twitter for iPhone</a>', "Twitter for iPhone"),
        ("  Web \n App ", "Web App"),
        ("AT&T", "AT&T"),
        ("x" * 500, "x" * 60),
        ("<a></a>", None),
        (None, None),
        ({"name": "Tusky"}, None),
    ],
)
def test_a_program_is_named_without_markup(said: Any, kept: str | None) -> None:
    assert as_client(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://Morel.us-east.Host.bsky.network", "morel.us-east.host.bsky.network"),
        ("https://pds.example:8443/xrpc?x=1", "pds.example"),
        ("pds.example", "pds.example"),
        ("https://user:secret@pds.example/", "pds.example"),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]/", None),
        ("https://[broken", None),
        ("localhost", None),
        ("two words.example", None),
        ("x" * 3000 + ".example", None),
        (None, None),
        (7, None),
    ],
)
def test_of_an_address_the_name_of_the_server_is_kept(said: Any, kept: str | None) -> None:
    assert as_host(said) == kept


def read_lines(tmp_path: Path, rows: list[dict[str, Any]]) -> Read:
    path = tmp_path / "export"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_file(path)


def test_a_table_names_programs_servers_and_handles(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        "id,user_id,created_at,text,client,screen_name,account_host\n"
        "1,7,1600000000,words,<b>My App</b>,ann_12,https://one.example\n"
        "2,7,1600000001,words,,ann_12,\n"
    )
    read = read_file(path)
    assert read.column("posts", "client") == ["My App", None]
    assert read.column("accounts", "handle_shape") == ["L3_d2"]
    assert read.column("accounts", "host") == ["one.example"]


def test_where_nothing_is_said_nothing_is_known(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,user_id,timestamp,text,followers\n1,7,1600000000,words,3\n")
    read = read_file(path)
    assert read.column("posts", "client") == [None]
    assert read.column("accounts", "handle_shape") == [None]
    assert read.column("accounts", "host") == [None]


def test_a_status_names_its_application(tmp_path: Path) -> None:
    rows = [_status(0, application={"name": "Tusky", "website": "https://t.example"}), _status(1)]
    assert read_lines(tmp_path, rows).column("posts", "client") == ["Tusky", None]


def followed(n: int, operation: str = "create", **record: Any) -> dict[str, Any]:
    event = json.loads(json.dumps(_EVENTS[0]))
    event["commit"] |= {"collection": "app.bsky.graph.follow", "operation": operation}
    event["commit"]["record"] = {"createdAt": "2025-01-01T00:00:00Z", "subject": f"did:plc:b{n}"}
    event["commit"]["record"] |= record
    return event


def test_who_began_to_follow_whom_and_when(tmp_path: Path) -> None:
    forged = followed(1, createdAt="2019-01-01T00:00:00Z")
    read = read_lines(tmp_path, [_EVENTS[0], followed(0), forged])
    (first, second) = read.tables["follows"].to_pylist()
    assert (first["account"], first["followed"]) == ("did:plc:a", "did:plc:b0")
    assert first["followed_at"] == datetime(2025, 1, 1, tzinfo=UTC)
    assert second["followed_at"].year == 2025
    assert not read.reasons


def test_a_follow_of_nobody_or_that_ended_costs_its_own_row(tmp_path: Path) -> None:
    rows = [_EVENTS[0], followed(0, subject=None), followed(1, operation="delete")]
    read = read_lines(tmp_path, rows)
    assert read.tables["follows"].num_rows == 0
    assert sum(read.reasons.values()) == 2


def test_the_directory_tells_when_an_account_was_made_and_where_it_is_now(tmp_path: Path) -> None:
    legacy = _operation(0)
    legacy["operation"] = {"type": "create", "prev": None, "service": "https://old.example"}
    moved = _operation(0, prev="cid0") | {"createdAt": "2024-11-01T00:00:00Z"}
    undone = _operation(0, prev="cid0", services={}) | {"nullified": True}
    begun_before = _operation(1, prev="unseen")
    gone = _operation(2) | {"operation": {"type": "plc_tombstone", "prev": "cid2"}}
    rows = [legacy, begun_before, _operation(2), undone, moved, gone]
    read = read_lines(tmp_path, rows)
    found = {row["account"][-1]: row for row in read.tables["accounts"].to_pylist()}
    assert [found[n]["host"] for n in "012"] == ["pds0.example", "pds1.example", "pds2.example"]
    made = datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (found["0"]["created_at"], found["1"]["created_at"]) == (made, None)
    assert list(read.reasons) == ["an operation of the directory that was nullified"]
    assert found["0"]["handle_shape"] is None


@pytest.mark.parametrize(
    "header",
    [
        "account_id,followed_id,date",
        "follower_id,followed,created_at",
        "user_id,followed_account,x",
    ],
)
def test_a_table_of_follows_is_known_by_whom_is_followed(tmp_path: Path, header: str) -> None:
    path = tmp_path / "follows.csv"
    path.write_text(f"{header}\nann,bob,2024-01-02\nann,,2024-01-02\n")
    read = read_file(path)
    assert read.source == "table-follows"
    (row,) = read.tables["follows"].to_pylist()
    assert (row["account"], row["followed"], row["platform"]) == ("ann", "bob", "unknown")
    known = None if header.endswith("x") else datetime(2024, 1, 2, tzinfo=UTC)
    assert row["followed_at"] == known
    assert list(read.reasons) == ["no account"]


def test_a_table_of_posts_that_names_whom_is_followed_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,user_id,created_at,text,followed_id\n1,ann,2024-01-02,words,bob\n")
    assert read_file(path).source == "table"


def test_a_list_of_follows_that_names_no_account_says_so(tmp_path: Path) -> None:
    path = tmp_path / "follows.csv"
    path.write_text("who,followed_id\nann,bob\n")
    with pytest.raises(DemasqueError, match="--map FIELD=COLUMN"):
        read_file(path, "table-follows")
    read = read_file(path, "table-follows", {"account": "who"})
    assert read.column("follows", "account") == ["ann"]
