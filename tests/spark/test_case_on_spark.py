"""A case that Spark fills is the case that `add` and `detect` make of the same files."""

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

import demasque.spark.into_case.whole_case as whole_case
from demasque.api import Case, create_case, open_case
from demasque.errors import UsageError
from demasque.schema import SOURCE_TABLES
from demasque.simulate import Operation, world
from demasque.spark import detect_case
from spark_here import spark

__all__ = ["spark"]

# Copy families take many steps, and are looked at where posts go to campaigns.
KINDS = ["url", "hashtags", "repost", "reply", "media"]
FOUND = ("events", "traces", "copies", "ties", "strengths", "account_bits", "campaigns",
         "memberships", "attached", "operations", "waves", "reuse", "targets")  # fmt: skip


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Posts in two files that have some in common, the accounts, and a file that is no export."""
    made = world(5, accounts=220, posts=2_000, days=4, operation=Operation(accounts=12))
    paths = made.write(tmp_path / "world")
    folder = tmp_path / "exports"
    folder.mkdir()
    lines = paths["posts"].read_text("utf-8").splitlines(keepends=True)
    (folder / "a.ndjson").write_text("".join(lines[:1_100]), "utf-8")
    (folder / "b.ndjson").write_text("".join([*lines[1_000:], '{"post_id": "x"}\n']), "utf-8")
    shutil.copy(paths["accounts"], folder / "c.ndjson")
    return folder


def rows(case: Case, table: str) -> list[str]:
    return sorted(map(repr, case.sql(f"FROM {table}").to_pylist()))


def records(case: Case, command: str) -> list[dict[str, object]]:
    files = sorted((Path(case.path) / "runs").glob(f"*-{command}*/run.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]


def cut_short(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_case_is_filled_cut_short_and_gone_on_with(spark, exports, tmp_path, monkeypatch) -> None:
    with create_case(tmp_path / "usual") as usual:
        usual.add(*sorted(exports.iterdir()))
        usual.detect(kinds=KINDS)
        same = {name: rows(usual, name) for name in (*SOURCE_TABLES, *FOUND)}
        files = rows(usual, "(SELECT * EXCLUDE added_at FROM files)")
    create_case(tmp_path / "case").close()
    shutil.copy(tmp_path / "usual/pseudonym.key", tmp_path / "case/pseudonym.key")

    with monkeypatch.context() as patched, open_case(tmp_path / "case") as case:
        patched.setattr(whole_case, "tie_in", cut_short)
        with pytest.raises(KeyboardInterrupt):
            detect_case(case, [exports], spark, kinds=KINDS)
        assert (rows(case, "posts"), case.detected) == (same["posts"], False)

    with open_case(tmp_path / "case") as case:
        found = detect_case(case, [exports], spark, kinds=KINDS)
        assert {name: rows(case, name) for name in same} == same
        assert rows(case, "(SELECT * EXCLUDE added_at FROM files)") == files
        assert found.detection.pairs > 0
        assert case.verify() == []
        assert list(Path(case.path).glob(f"{whole_case.WORK}*")) == []
        told = [record["notes"].get("spark") for record in records(case, "add")]
        assert [bool(each["steps"]) for each in told] == [True, False]  # read once
        (_, last) = records(case, "detect")
        assert "found" not in {step["name"] for step in last["notes"]["spark"]["steps"]}
        case.report(tmp_path / "report.html")
        lines = [entry["details"] for entry in case._store.custody.entries()]
        assert [line["file"] for line in lines if "file" in line] == sorted(
            path.name for path in exports.iterdir()
        )


def test_a_case_with_other_posts_is_left_alone(spark, exports, tmp_path) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(exports / "a.ndjson")
        before = rows(case, "posts")
        with pytest.raises(UsageError, match="holds posts already"):
            detect_case(case, [exports / "b.ndjson"], spark)
        assert rows(case, "posts") == before
