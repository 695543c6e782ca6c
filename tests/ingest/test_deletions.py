"""What networks say is gone leaves the tables and stays out; nothing else goes with it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from demasque.case import Adding, CaseStore, verify
from demasque.ingest import AddedFile, add_files, forget, purge, remap
from demasque.schema import SOURCE_TABLES, TABLES
from demasque.sources import InputFile

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
T = 1_735_689_600  # 2025-01-01 00:00 UTC, in seconds


def event(who: str, second: int, **what: Any) -> dict[str, Any]:
    return {"did": f"did:plc:{who}", "time_us": (T + second) * 1_000_000, "kind": "commit", **what}


def posted(who: str, key: str, second: int) -> dict[str, Any]:
    at = f"2025-01-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
    uri = f"https://example.org/{key}"
    link = {"features": [{"$type": "app.bsky.richtext.facet#link", "uri": uri}]}
    image = {"image": {"ref": {"$link": f"picture-{key}"}}}
    record = {"createdAt": at, "text": f"{key} of @someone, 0033 6 12 34 56 78", "tags": ["tag"],
              "facets": [link], "embed": {"images": [image]}}  # fmt: skip
    commit = {"operation": "create", "collection": POST, "rkey": key, "record": record}
    return event(who, second, commit=commit)


def reposted(who: str, key: str, uri: str) -> dict[str, Any]:
    record = {"createdAt": "2025-01-01T00:00:30Z", "subject": {"uri": uri}}
    commit = {"operation": "create", "collection": REPOST, "rkey": key, "record": record}
    return event(who, 30, commit=commit)


def deleted(who: str, key: str, second: int = 100, collection: str = POST) -> dict[str, Any]:
    commit = {"operation": "delete", "collection": collection, "rkey": key}
    return event(who, second, commit=commit)


def account(who: str, second: int, status: str | None, active: bool = False) -> dict[str, Any]:
    said = {"active": active, "did": f"did:plc:{who}", "time": "2025-01-01T00:00:00Z"}
    said |= {} if status is None else {"status": status}
    return {**event(who, second), "kind": "account", "account": said}


EARLIER = [
    posted("a", "k1", 1), posted("a", "k2", 2), posted("b", "k3", 3),
    reposted("c", "r1", "at://did:plc:a/app.bsky.feed.post/k1"),
]  # fmt: skip
OF_POSTS = ("posts", "links", "hashtags", "media_use", "personal_details")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def add(case: CaseStore, name: str, rows: list[dict[str, Any]]) -> AddedFile:
    path = case.path.parent / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (added,) = add_files(case, [path])
    assert added.problem is None
    return added


def keys(case: CaseStore, table: str = "posts") -> set[str]:
    """The raw keys of the posts that a table holds rows of."""
    raw = {
        case.names.one("post", "bluesky", f"at://did:plc:{who}/{kind}/{key}"): key
        for who in "abcz"
        for kind in (POST, REPOST)
        for key in ("k1", "k2", "k3", "k4", "k5", "r1")
    }
    return {raw[post] for post in case.sql(f"SELECT post FROM {table}")["post"].to_pylist()}


def stones(case: CaseStore) -> list[dict[str, Any]]:
    return case.sql("SELECT * FROM tombstones ORDER BY kind, made_at, post").to_pylist()


def everything(case: CaseStore) -> dict[str, list[Any]]:
    names = [*SOURCE_TABLES, "tombstones"]
    return {name: case.sql(f"SELECT * FROM {name} ORDER BY ALL").to_pylist() for name in names}


def test_a_deleted_post_leaves_with_what_hangs_on_it_and_stays_out(case: CaseStore) -> None:
    add(case, "earlier.ndjson", EARLIER)
    evidence = {name: case.evidence.path(name).read_bytes() for name in case.evidence.files()}
    rows = [deleted("a", "k1"), deleted("z", "k4"), deleted("c", "r1", 101, REPOST)]
    added = add(case, "gone.ndjson", rows)
    assert (added.deletions, added.deleted, added.kept_out, added.usable) == (3, 2, 0, True)
    assert not added.rejected
    assert [keys(case, table) for table in OF_POSTS] == [{"k2", "k3"}] * 5
    kept = sorted((row["kind"], row["posts"], row["source_file"]) for row in stones(case))
    assert kept == [("deleted", n, added.source_file) for n in (0, 1, 1)]
    assert stones(case)[0]["made_at"].timestamp() == T + 100
    log = case.custody.entries()[-1]["details"]
    assert (log["deletions"], log["deleted"]) == (3, 2)
    # It is what was public when it was collected: the case's retention is its end.
    assert all(case.evidence.path(name).read_bytes() == held for name, held in evidence.items())
    assert verify(case) == []

    again = add(case, "again.ndjson", [*EARLIER, posted("z", "k4", 50)])
    assert (again.posts, again.duplicates, again.kept_out, again.deleted) == (0, 2, 3, 0)
    before = everything(case)
    remap(case)
    assert everything(case) == before
    assert keys(case) == {"k2", "k3"}


def test_in_one_file_and_in_any_order_the_end_is_the_same(case: CaseStore) -> None:
    add(case, "gone.ndjson", [deleted("a", "k1"), account("b", 200, "takendown")])
    assert add(case, "earlier.ndjson", EARLIER).kept_out == 2
    assert keys(case) == {"k2", "r1"}
    both = [posted("z", "k4", 4), deleted("z", "k4"), posted("z", "k5", 5)]
    assert add(case, "both.ndjson", both).posts == 1
    assert keys(case) == {"k2", "r1", "k5"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [("takendown", "takendown"), ("suspended", "takendown"),
     ("deleted", "deleted"), ("deactivated", "deleted")],
)  # fmt: skip
def test_an_account_that_is_gone_takes_its_posts_along_and_may_come_back(
    case: CaseStore, status: str, kind: str
) -> None:
    follow = {"operation": "create", "collection": "app.bsky.graph.follow", "rkey": "f"}
    follow["record"] = {"subject": "did:plc:b", "createdAt": "2025-01-01T00:00:00Z"}
    add(case, "earlier.ndjson", [*EARLIER, event("a", 9, commit=follow)])
    added = add(case, "gone.ndjson", [account("a", 100, status), account("c", 100, None, True)])
    assert (added.deletions, added.deleted) == (1, 2)
    assert keys(case) == {"k3", "r1"}
    assert not case.sql("SELECT 1 FROM follows").num_rows
    (stone,) = stones(case)
    who = case.names.one("account", "bluesky", "did:plc:a")
    assert (stone["kind"], stone["account"], stone["post"], stone["posts"]) == (kind, who, None, 2)
    assert stone["made_at"].timestamp() == T + 100

    back = [account("a", 3600, None, True), posted("a", "k4", 3700), posted("a", "k5", 50)]
    assert add(case, "back.ndjson", back).kept_out == 1
    assert keys(case) == {"k3", "r1", "k4"}
    remap(case)
    assert keys(case) == {"k3", "r1", "k4"}


def test_a_server_that_lags_behind_removes_nothing(case: CaseStore) -> None:
    add(case, "earlier.ndjson", EARLIER)
    lagging = [account("a", 100, status) for status in ("desynchronized", "throttled")]
    add(case, "gone.ndjson", [*lagging, account("b", 100, "takendown", active=True)])
    assert keys(case) == {"k1", "k2", "k3", "r1"}


def row_of(table: str, **values: Any) -> dict[str, pa.Table]:
    filled = {
        column.name: values.get(column.name, None if column.nullable else _some(column.type))
        for column in TABLES[table].columns
    }
    return {table: pa.Table.from_pylist([filled], TABLES[table].schema)}


def _some(kind: pa.DataType) -> Any:
    if pa.types.is_string(kind):
        return "x"
    return 0 if not pa.types.is_list(kind) else []


def test_findings_that_rest_on_it_go_and_what_people_did_stays(case: CaseStore) -> None:
    add(case, "earlier.ndjson", EARLIER)
    names = case.names
    a, b = (names.one("account", "bluesky", f"did:plc:{who}") for who in "ab")
    k1, k3 = (
        names.one("post", "bluesky", f"at://did:plc:{who}/{POST}/{key}")
        for who, key in (("a", "k1"), ("b", "k3"))
    )
    for table, row in (
        ("events", {"account": a, "post": k1}), ("events", {"account": b, "post": k3}),
        ("copies", {"post": k3, "exemplar": k1}), ("ties", {"account_a": a, "account_b": b}),
        ("memberships", {"account": a, "campaign": "c1"}),
        ("attached", {"account": b, "campaign": "c1"}),
        ("memberships", {"account": a, "campaign": "c2"}),
        ("memberships", {"account": b, "campaign": "c2"}),
        ("attached", {"account": b, "campaign": "c2"}),
        ("traces", {"kind": "x", "trace": 0}), ("traces", {"kind": "y", "trace": 0}),
        ("events", {"account": a, "post": k1, "kind": "y"}),
        ("handed_over", {"account": a, "post": k1}), ("statuses", {"account": a, "post": k1}),
        ("media_in_posts", {"post": k1}), ("media_in_posts", {"post": k3}),
    ):  # fmt: skip
        case.insert(row_of(table, **row))
    add(case, "gone.ndjson", [account("a", 100, "takendown")])
    left = {
        table: case.sql(f"FROM {table}").num_rows
        for table in ("events", "traces", "copies", "ties", "media_in_posts")
    }
    assert left == {"events": 1, "traces": 1, "copies": 0, "ties": 0, "media_in_posts": 1}
    for table in ("memberships", "attached"):  # of a campaign of which somebody is left
        assert case.sql(f"SELECT account, campaign FROM {table}").to_pylist() == [
            {"account": b, "campaign": "c2"}
        ]
    for table in ("handed_over", "statuses"):
        assert case.sql(f"SELECT account, post FROM {table}").to_pylist() == [
            {"account": a, "post": k1}
        ]


def test_what_fails_half_way_leaves_the_case_as_it_was(
    case: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(case, "earlier.ndjson", EARLIER)
    before = everything(case)

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Adding, "note_file", fail)
    path = case.path.parent / "gone.ndjson"
    path.write_text(json.dumps(deleted("a", "k1")) + "\n")
    (added,) = add_files(case, [path])
    assert added.problem
    assert everything(case) == before
    monkeypatch.undo()
    (added,) = add_files(case, [path])
    assert (added.deleted, keys(case)) == (1, {"k2", "k3", "r1"})


def test_of_a_forgotten_account_no_notice_stays(case: CaseStore) -> None:
    add(case, "earlier.ndjson", EARLIER)
    add(case, "gone.ndjson", [deleted("a", "k1"), deleted("b", "k3"), account("a", 9, "deleted")])
    forget(case, ["bluesky:did:plc:a"])
    files = [InputFile(case.evidence.path(name)) for name in case.evidence.files()]
    held = b"".join(piece for file in files for piece in file.chunks())
    assert b"did:plc:b" in held
    assert b"did:plc:a" not in held
    assert case.sql("FROM deletions").num_rows == 1
    remap(case)
    assert keys(case) == {"r1"}
    purge(case, "P1D")
    assert not case.sql("FROM deletions").num_rows
    add(case, "again.ndjson", EARLIER[::-1])
    assert keys(case) == set()


def status(uri: str, number: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "uri": uri, "created_at": "2025-01-01T00:00:00Z", "content": "<p>Hi</p>",
            "account": {"acct": "ann", "url": "https://one.example/@ann"}, **more}  # fmt: skip


def test_notices_of_mastodon_and_x_find_their_posts(case: CaseStore) -> None:
    one, boosted = "https://one.example", status("https://other.example/9", "9")
    statuses = [
        status(f"{one}/users/ann/statuses/1", "1"), status(f"{one}/ap/users/7/statuses/2", "2"),
        status(f"{one}/users/ann/statuses/3/activity", "3", reblog=boosted),
        status("https://two.example/users/bob/statuses/4", "44"),
        status("https://two.example/users/bob/statuses/1", "45"),
    ]  # fmt: skip
    add(case, "mastodon.ndjson", statuses)
    notices = [{"event": "delete", "payload": str(n), "server": "one.example"} for n in (1, 2, 3)]
    # A server numbers the statuses of others by itself: their address tells.
    other = {"uri": "https://two.example/users/bob/statuses/4"}
    notices.append({"event": "delete", "payload": "44", "server": "one.example", **other})
    added = add(case, "gone.ndjson", [*notices, {"event": "delete", "payload": {}, "server": 1}])
    assert (added.source, added.deletions, added.deleted) == ("mastodon", 4, 4)
    assert sum(added.rejected.values()) == 1
    assert case.sql("FROM posts").num_rows == 2

    tweets = [
        {"id": f"{n}", "text": "Hi", "author_id": "5", "created_at": "2025-01-01T00:00:00Z",
         "public_metrics": {}}
        for n in range(100, 103)
    ]  # fmt: skip
    gone = [
        {"data": {"delete": {"tweet": {"id": "100", "author_id": "5"}}}},
        {"delete": {"status": {"id": 101, "id_str": "101", "user_id_str": "5"}}},
    ]
    added = add(case, "tweets.ndjson", [*({"data": tweet} for tweet in tweets), *gone])
    assert (added.posts, added.deletions, added.kept_out) == (1, 2, 2)
