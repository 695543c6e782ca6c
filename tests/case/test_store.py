"""The case folder: what it holds, who may open it, what it refuses."""

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore
from demasque.errors import DemasqueError, UsageError
from demasque.schema import ACCOUNTS, LINKS, POSTS, TRACES


def posts(*ids: str, account: str = "alice", platform: str = "x") -> pa.Table:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [
        {
            "post": post,
            "account": account,
            "platform": platform,
            "posted_at": at,
            "time_precision": "second",
            "kind": "original",
            "text": "words for @bob",
            "source_file": "f",
            "source_line": line,
        }
        for line, post in enumerate(ids, 1)
    ]
    return pa.Table.from_pylist(rows, POSTS)


def links(*pairs: tuple[str, str]) -> pa.Table:
    rows = [{"post": post, "position": 0, "url": url} for post, url in pairs]
    return pa.Table.from_pylist(rows, LINKS)


@pytest.fixture
def case(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def test_the_key_is_for_the_owner_only(case: CaseStore) -> None:
    assert stat.S_IMODE((case.path / "pseudonym.key").stat().st_mode) == 0o600
    assert len(case.key) == 32


def test_raw_ids_never_reach_the_store(case: CaseStore) -> None:
    case.append({"posts": posts("raw-post-id", account="raw-account"), "links": links()})
    case.close()
    stored = b"".join(p.read_bytes() for p in case.path.rglob("*") if p.is_file())
    assert b"raw-post-id" not in stored
    assert b"raw-account" not in stored
    assert b"@bob" not in stored


def test_ids_agree_between_tables(case: CaseStore) -> None:
    case.append({"posts": posts("1", "2"), "links": links(("1", "u"), ("2", "v"))})
    joined = case.sql("SELECT url FROM links JOIN posts USING (post) ORDER BY url")
    assert joined["url"].to_pylist() == ["u", "v"]
    assert case.sql("SELECT post FROM posts LIMIT 1")["post"][0].as_py().startswith("p_")


def test_platforms_in_one_call_are_kept_apart(case: CaseStore) -> None:
    both = pa.concat_tables([posts("1", platform="x"), posts("2", platform="reddit")])
    case.append({"posts": both, "links": links(("1", "u"), ("2", "v"))})
    assert case.sql("SELECT count(DISTINCT account) AS n FROM posts")["n"][0].as_py() == 2
    assert case.sql("SELECT * FROM links JOIN posts USING (post)").num_rows == 2


def test_the_first_of_two_posts_with_one_id_stays(case: CaseStore) -> None:
    assert case.append({"posts": posts("1", "2", "2"), "links": links(("1", "a"))})["posts"] == 1
    dropped = case.append(
        {"posts": posts("1", "3", account="eve"), "links": links(("1", "b"), ("3", "c"))}
    )
    assert dropped["posts"] == 1
    assert case.sql("SELECT * FROM posts").num_rows == 3
    assert case.sql("SELECT url FROM links ORDER BY url")["url"].to_pylist() == ["a", "c"]


def test_a_later_row_completes_an_account(case: CaseStore) -> None:
    def account(**values) -> pa.Table:
        row = {"account": "a", "platform": "x", "source_file": "f", "source_line": 1, **values}
        return pa.Table.from_pylist([row], ACCOUNTS)

    case.append({"accounts": account(followers=1)})
    case.append({"accounts": account(followers=2, following=3)})
    rows = case.sql("SELECT followers, following, verified FROM accounts").to_pylist()
    assert rows == [{"followers": 1, "following": 3, "verified": None}]


def test_an_exception_while_adding_adds_nothing(case: CaseStore) -> None:
    def half_done() -> None:
        with case.adding() as adding:
            adding.append({"posts": posts("1")})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert case.sql("SELECT * FROM posts").num_rows == 0


def test_replace_takes_tables_and_streams(case: CaseStore) -> None:
    rows = [{"kind": "url", "trace": n, "value": str(n)} for n in range(3)]
    case.replace({"traces": pa.Table.from_pylist(rows, TRACES)})
    half = pa.Table.from_pylist(rows[:1], TRACES)
    case.replace({"traces": half.to_reader()})
    assert case.sql("SELECT * FROM traces").num_rows == 1
    # A result may be computed from the very table that it replaces.
    case.replace({"traces": case.stream("SELECT kind, trace + 1 AS trace, value FROM traces")})
    assert case.sql("SELECT trace FROM traces")["trace"].to_pylist() == [1]


def test_stream_gives_batches(case: CaseStore) -> None:
    case.append({"posts": posts(*map(str, range(100)))})
    sizes = [batch.num_rows for batch in case.stream("SELECT post FROM posts", rows=64)]
    assert sum(sizes) == 100


def test_a_second_command_waits_and_is_told(case: CaseStore) -> None:
    told: list[str] = []
    opened = threading.Event()

    def second() -> None:
        with CaseStore.open(case.path, 20, told.append):
            opened.set()

    thread = threading.Thread(target=second)
    thread.start()
    while not told:
        pass
    assert not opened.is_set()
    case.close()
    thread.join()
    assert opened.is_set()
    assert "waiting" in told[0]


def test_a_second_command_gives_up_with_a_sentence(case: CaseStore) -> None:
    with pytest.raises(DemasqueError, match="still working"):
        CaseStore.open(case.path, wait_seconds=0)


def test_what_is_no_case_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a case"):
        CaseStore.open(tmp_path)
    with pytest.raises(UsageError, match="not a case"):
        CaseStore.open(tmp_path / "nowhere")


def test_create_takes_nothing_over(case: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a case already"):
        CaseStore.create(case.path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        CaseStore.create(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    CaseStore.create(tmp_path / "empty").close()


def test_a_case_of_a_later_version_is_refused(case: CaseStore) -> None:
    case.close()
    (case.path / "demasque.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(DemasqueError, match="later version"):
        CaseStore.open(case.path)
    (case.path / "demasque.json").write_text("{")
    with pytest.raises(DemasqueError, match="damaged"):
        CaseStore.open(case.path)


def test_a_damaged_store_is_a_sentence(case: CaseStore) -> None:
    case.close()
    (case.path / "store.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(DemasqueError, match=r"store\.duckdb cannot be opened"):
        CaseStore.open(case.path)
    # The lock is let go: the next attempt does not have to wait.
    with pytest.raises(DemasqueError, match="cannot be opened"):
        CaseStore.open(case.path, wait_seconds=0)


def test_without_its_key_a_case_opens_but_takes_nothing_in(case: CaseStore) -> None:
    (case.path / "pseudonym.key").unlink()
    assert case.sql("SELECT * FROM posts").num_rows == 0
    with pytest.raises(DemasqueError, match="Put the key back"):
        case.append({"posts": posts("1")})


def test_a_run_is_recorded_whatever_its_end(case: CaseStore) -> None:
    with case.run("detect", {"window": 60}, seed=3) as record:
        record.note("events", 12)
        record.warn("Careful.")
    with pytest.raises(RuntimeError), case.run("detect", {}):
        raise RuntimeError("broke")
    found = sorted((case.path / "runs").glob("*/run.json"))
    first, second = (json.loads(path.read_text()) for path in found)
    assert first["outcome"] == "done"
    assert first["seed"] == 3
    assert first["notes"] == {"events": 12}
    assert first["warnings"] == ["Careful."]
    assert first["seconds"] >= 0
    assert second["outcome"] == "failed: broke"


def allowed(case: CaseStore) -> str:
    return case.sql("SELECT current_setting('memory_limit') AS memory")["memory"][0].as_py()


def test_while_others_work_tables_hold_little_and_answer_all_the_same(case: CaseStore) -> None:
    usual = allowed(case)
    large = "SELECT count(DISTINCT range || 'x') AS n FROM range(3000000)"
    with case.resting():
        assert allowed(case) != usual
        assert case.sql(large)["n"].to_pylist() == [3_000_000]
    assert allowed(case) == usual


def test_a_limit_that_somebody_named_stays_while_others_work(case: CaseStore) -> None:
    with case.within(100_000_000):
        named = allowed(case)
        with case.resting():
            assert allowed(case) == named
        assert allowed(case) == named
