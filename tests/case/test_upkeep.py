"""remap, forget, purge, anonymise: what they promise, and that a kill loses nothing."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard

import demasque.ingest.remapping as remapping
from demasque.case import CaseStore, anonymise, verify
from demasque.errors import DemasqueError, UsageError
from demasque.ingest import add_files, forget, purge, remap, reveal
from demasque.ingest.durations import before

NOW = datetime.now(UTC).replace(microsecond=0)
ALICE = "alice_of_old"


def rows(first: int, count: int, **values: Any) -> list[dict[str, Any]]:
    made = []
    for n in range(first, first + count):
        row = {
            "post_id": f"post{n}",
            "account_id": [ALICE, "bob_the_second", "carol_the_third"][n % 3],
            "created_at": (NOW - timedelta(days=100 * n)).isoformat(),
            "text": f"words {n} for @{ALICE} and @dora",
            "in_reply_to_id": "post0",
            "page_id": ALICE,
            "urls": f"https://x.com/{ALICE}/status/{n}",
            "platform": "x",
            "user_description": f"I am {n % 3}",
        }
        made.append(row | values)
    return made


def as_csv(table: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()


def as_ndjson(table: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in table)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    """Two files, of which the second repeats a post of the first."""
    (tmp_path / "one.csv").write_bytes(as_csv(rows(0, 6)))
    (tmp_path / "two.ndjson").write_bytes(as_ndjson(rows(5, 6)))
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [tmp_path / "one.csv", tmp_path / "two.ndjson"])
        find_something(store)
        yield store


def find_something(store: CaseStore) -> None:
    """Stands for analysts' work: something in a result table."""
    accounts = store.sql("SELECT DISTINCT account FROM posts ORDER BY account")["account"]
    store.replace(
        {
            "account_bits": pa.table({"account": accounts, "bits": [1.0] * len(accounts)}),
            "traces": pa.table({"kind": ["url"], "trace": [1], "value": ["e.org"]}),
        }
    )


def tables(store: CaseStore) -> dict[str, list[dict[str, Any]]]:
    names = ("posts", "accounts", "links", "mentions", "account_bits", "traces", "rejects")
    return {name: store.sql(f"SELECT * FROM {name} ORDER BY ALL").to_pylist() for name in names}


def all_bytes(folder: Path) -> bytes:
    """Every byte of a case, evidence unpacked."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix == ".zst":
            found.append(zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes()))
        elif path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


def alice(store: CaseStore) -> str:
    return store.names.one("account", "x", ALICE)


def test_remap_gives_what_adding_gave_and_keeps_findings(case: CaseStore) -> None:
    expected = tables(case)
    files = remap(case)
    assert tables(case) == expected
    assert [file.posts for file in files] == [6, 5]
    assert verify(case) == []
    assert case.custody.entries()[-1]["action"] == "remap"


def test_remap_uses_todays_mapping(case: CaseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from demasque.sources.mapping import flat

    def shouting(columns: Any, text: pa.Array, otherwise: str) -> tuple[pa.Array, pa.Array]:
        return pa.array(["quote"] * len(text)), pa.nulls(len(text), pa.string())

    monkeypatch.setattr(flat, "kinds_and_parents", shouting)
    remap(case)
    kinds = case.sql("SELECT DISTINCT kind FROM posts")["kind"].to_pylist()
    assert kinds == ["quote"]


def test_a_remap_cut_short_changes_nothing(
    case: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = tables(case)

    def fail(*_: object) -> None:
        raise DemasqueError("cut short")

    monkeypatch.setattr(remapping, "add_rows", fail)
    with pytest.raises(DemasqueError, match="cut short"):
        remap(case)
    assert tables(case) == expected
    assert not list(case.path.glob(".store*"))


def test_remap_without_the_evidence_says_so(case: CaseStore) -> None:
    case.evidence.remove(list(case.evidence.files()))
    with pytest.raises(DemasqueError, match="not in the evidence any more"):
        remap(case)


def test_a_forgotten_account_is_nowhere(case: CaseStore) -> None:
    pseudonym = alice(case)
    assert ALICE.encode() in all_bytes(case.path)
    removal = forget(case, [f"x:{ALICE}"])
    assert (removal.posts, removal.accounts, removal.files_rewritten) == (4, 1, 2)
    assert removal.findings
    assert verify(case) == []
    left = tables(case)
    assert len(left["posts"]) == 7
    assert {row["venue"] for row in left["posts"]} == {None}
    assert all("@[forgotten]" in row["text"] for row in left["posts"])
    assert pseudonym not in str(left)
    case.close()
    everything = all_bytes(case.path)
    assert ALICE.encode() not in everything
    assert b"bob_the_second" in everything


def test_what_was_forgotten_stays_out(case: CaseStore, tmp_path: Path) -> None:
    forget(case, [alice(case)])
    expected = tables(case)
    remap(case)
    assert tables(case) == expected
    assert alice(case) not in reveal(case)["pseudonym"].to_pylist()
    again = add_files(case, [tmp_path / "one.csv"])[0]
    assert again.problem is not None
    (tmp_path / "new.csv").write_bytes(as_csv(rows(30, 3)))
    added = add_files(case, [tmp_path / "new.csv"])[0]
    assert any("forgotten" in warning for warning in added.warnings)
    assert alice(case) not in str(tables(case))


def test_forgetting_leaves_a_tombstone(case: CaseStore) -> None:
    forget(case, [f"x:{ALICE}"])
    stone = case.sql("SELECT kind, account, posts FROM tombstones").to_pylist()
    assert stone == [{"kind": "forget", "account": alice(case), "posts": 4}]
    entry = case.custody.entries()[-1]
    assert entry["action"] == "forget"
    assert len(entry["details"]["evidence_replaced"]) == 2
    assert ALICE not in json.dumps(entry)


def test_rows_keep_their_lines_and_original_ids(case: CaseStore) -> None:
    before_ = case.sql("SELECT post, source_line FROM posts ORDER BY post").to_pylist()
    names = {row["pseudonym"]: row["raw"] for row in reveal(case, "post").to_pylist()}
    forget(case, [f"x:{ALICE}"])
    after = case.sql("SELECT post, source_line FROM posts ORDER BY post").to_pylist()
    assert [row for row in before_ if row in after] == after
    left = {row["pseudonym"]: row["raw"] for row in reveal(case, "post").to_pylist()}
    assert all(names[row["post"]] == left[row["post"]] for row in after)


@pytest.mark.parametrize("word", ["nobody", "a_aaaaaaaaaaaaaaaa", ":", "x:"])
def test_an_account_that_is_none_is_refused(case: CaseStore, word: str) -> None:
    with pytest.raises(UsageError, match="no account of this case"):
        forget(case, [word])


def test_purge_removes_what_is_older(case: CaseStore, tmp_path: Path) -> None:
    removal = purge(case, "P250D")
    assert removal.posts == 8
    left = case.sql("SELECT min(posted_at) AS first, count(*) AS n FROM posts").to_pylist()[0]
    assert left["n"] == 3
    assert left["first"] > NOW - timedelta(days=250)
    assert (removal.files_rewritten, removal.files_removed) == (2, 0)
    assert verify(case) == []
    expected = tables(case)
    remap(case)
    assert tables(case) == expected
    assert b"words 7" not in all_bytes(case.path / "evidence")


def test_a_file_of_which_nothing_is_left_goes(case: CaseStore) -> None:
    removal = purge(case, "PT0S")
    assert (removal.posts, removal.files_rewritten, removal.files_removed) == (11, 0, 2)
    assert verify(case) == []
    assert case.evidence.files() == {}
    assert remap(case) == []


@pytest.mark.parametrize("step", ["cut_store", "finish_removals"])
@pytest.mark.parametrize("action", ["forget", "purge"])
def test_a_removal_cut_short_is_completed_by_a_repeat(
    case: CaseStore, monkeypatch: pytest.MonkeyPatch, step: str, action: str
) -> None:
    import demasque.ingest.retention as retention

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    def do() -> None:
        if action == "forget":
            forget(case, [f"x:{ALICE}"])
        else:
            purge(case, "P250D")

    with monkeypatch.context() as patched:
        patched.setattr(retention, step, die)
        with pytest.raises(KeyboardInterrupt):
            do()
    assert verify(case) != []
    do()
    assert verify(case) == []
    gone = ALICE.encode() if action == "forget" else b"words 7"
    case.close()
    assert gone not in all_bytes(case.path)


def test_anonymising_destroys_key_and_evidence(case: CaseStore) -> None:
    expected = tables(case)
    assert anonymise(case) == 2
    assert tables(case) == expected
    assert verify(case) == []
    assert not (case.path / "pseudonym.key").exists()
    with pytest.raises(DemasqueError, match="anonymised"):
        reveal(case)
    case.close()
    everything = all_bytes(case.path)
    assert ALICE.encode() not in everything
    assert b"post3" not in everything
    anonymise(CaseStore.open(case.path))


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("P12M", "2023-03-31"),
        ("P1Y", "2023-03-31"),
        ("P1M", "2024-02-29"),
        ("P6W", "2024-02-18"),
        ("P1Y1M1D", "2023-02-27"),
        ("PT48H", "2024-03-29"),
        ("p90d", "2024-01-01"),
    ],
)
def test_durations_go_by_the_calendar(duration: str, expected: str) -> None:
    assert before(datetime(2024, 3, 31, tzinfo=UTC), duration).date().isoformat() == expected


@pytest.mark.parametrize("duration", ["", "P", "PT", "12M", "P-1M", "1 year", "P1.5Y", "P9999Y"])
def test_what_is_no_duration_is_refused(duration: str) -> None:
    with pytest.raises(UsageError):
        before(datetime(2024, 3, 31, tzinfo=UTC), duration)
