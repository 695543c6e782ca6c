"""What each command promises when all goes well."""

import json
import os
import shutil
from dataclasses import fields
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from command_line import Run

from demasque.api import open_case
from demasque.cli.commands import detect
from demasque.text import Rules
from demasque.traces import KINDS
from exports import MEMBERS


def record(case: Path, command: str) -> dict[str, object]:
    """The last run record of a command."""
    folder = sorted((case / "runs").glob(f"*-{command}*"))[-1]
    return json.loads((folder / "run.json").read_text("utf-8"))


def test_an_investigation_from_export_to_report(run: Run, posts: Path, tmp_path: Path) -> None:
    assert run("init", "case").code == 0
    added = run("add", "case", "posts.csv")
    assert (added.code, added.err) == (0, "")
    assert "360" in added.out
    detected = run("detect", "case", "--window", "60s")
    assert (detected.code, detected.err) == (0, "")
    assert "15 pairs of accounts are tied beyond chance: " in detected.out
    assert "C1" in detected.out
    assert run("report", "case", "-o", "report.html").code == 0
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!")
    assert "C1" in run("campaigns", "case").out
    assert run("verify", "case").code == 0


def test_every_run_leaves_a_record(run: Run, posts: Path, tmp_path: Path) -> None:
    run("init", "case")
    run("add", "case", "posts.csv", "--map", "lang==en")
    run("detect", "case", "--window", "60s", "--window", "1h", "--fdr", "0.02", "--seed", "3")
    run("report", "case", "-o", "r.html")
    run("export", "case", "--format", "gexf", "-o", "net.gexf")
    for command in ("init", "add", "detect", "report", "export"):
        assert record(tmp_path / "case", command)["outcome"] == "done"
    kept = record(tmp_path / "case", "detect")
    assert kept["seed"] == 3
    assert kept["version"]
    assert kept["arguments"]["windows"] == ["60s", "1h"]
    assert kept["arguments"]["fdr"] == 0.02
    assert list(kept["inputs"].values()) == ["posts.csv"]
    assert kept["seconds"] >= 0


def test_the_brief_is_written_recorded_and_put_into_the_log(run: Run, posts: Path) -> None:
    run("init", "case")
    unfound = run("brief", "case", "-o", "brief.html")
    assert (unfound.code, "demasque detect case" in unfound.err) == (0, True)
    run("add", "case", "posts.csv")
    run("detect", "case", "--window", "60s")
    written = run("brief", "case", "C1", "-o", "c1.html", "--lang", "fr")
    assert written.code == 0
    assert "c1.html" in written.out
    assert "Que faire ensuite" in (posts.parent / "c1.html").read_text("utf-8")
    assert record(posts.parent / "case", "brief")["arguments"]["campaign"] == "C1"
    assert '"action": "brief"' in (posts.parent / "case" / "custody.log").read_text("utf-8")
    assert run("verify", "case").code == 0


@pytest.mark.parametrize(("campaign", "file"), [("C9", "b.html"), ("C1", "b.txt")])
def test_a_brief_that_cannot_be_written_says_why_and_leaves_nothing(
    run: Run, found_case: Path, tmp_path: Path, campaign: str, file: str
) -> None:
    shutil.copytree(found_case, tmp_path / "case")
    ended = run("brief", "case", campaign, "-o", file)
    assert ended.code == 2
    assert (campaign if campaign == "C9" else ".pdf") in ended.err
    assert not (tmp_path / file).exists()


def test_adding_twice_adds_nothing_and_says_so(run: Run, posts: Path) -> None:
    run("init", "case")
    run("add", "case", "posts.csv")
    again = run("add", "case", "posts.csv")
    assert again.code == 0
    assert "posts.csv is in the case already" in again.out


def test_a_wrong_guess_is_put_right_by_adding_again_with_a_mapping(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text(
        "id,account_id,created_at,sent,text\n1,a,unknown,2024-01-01T10:00:00Z,words\n"
        "2,b,unknown,2024-01-01T10:00:01Z,words\n"
    )
    (tmp_path / "other.csv").write_text(
        "id,account_id,created_at\n9,z,2024-01-01T10:00:00Z\n2,b,2024-01-02T10:00:01Z\n"
    )
    run("init", "case")
    first = run("add", "case", "p.csv", "other.csv")
    assert first.code == 1
    assert "2 of 2 rows could not be used" in first.err
    again = run("add", "case", "p.csv", "--map", "posted_at=sent")
    assert again.code == 0
    assert "p.csv was in the case already: it was read again, as you say now." in again.err
    with open_case("case") as case:
        days = case.sql("SELECT day(posted_at) AS d FROM posts ORDER BY source_line, d")
        assert days["d"].to_pylist() == [1, 1, 1]  # of equal posts, the first added stays
    assert "is in the case already" in run("add", "case", "p.csv").out
    assert run("verify", "case").code == 0
    assert run("remap", "case").code == 0


def test_a_name_that_is_no_utf8_is_read_all_the_same(run: Run, posts: Path) -> None:
    odd = os.fsdecode(b"caf\xe9.csv")
    posts.rename(odd)
    run("init", "case")
    added = run("add", "case", odd)
    assert added.code == 0
    assert "caf?.csv" in added.out
    assert run("add", "case", os.fsdecode(b"none\xe9.csv")).code == 2


def test_a_bad_row_is_counted_with_its_reason_and_the_rest_is_kept(run: Run, posts: Path) -> None:
    with posts.open("a") as file:
        file.write("post-x,someone,the day before yesterday,words,en,x\n")
    run("init", "case")
    added = run("add", "case", "posts.csv")
    assert added.code == 0
    assert "posts.csv: 1 row rejected: time not understood" in added.out


def test_unknown_and_personal_columns_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "id,account_id,created_at,email,mood\n1,a,2026-03-02T09:00:00Z,a@b.example,fine\n"
    )
    run("init", "case")
    added = run("add", "case", "p.csv")
    assert "columns it does not know and left out: mood" in added.out
    assert "personal columns, dropped at the door (values): email (1)" in added.out


def test_columns_are_mapped_and_constants_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Who,When (UTC)\nann,2026-03-02T09:00:00Z\n")
    run("init", "case")
    added = run(
        *("add", "case", "p.csv", "--map", "account=Who", "--map", "posted_at=When (UTC)"),
        *("--map", "platform==tiktok"),
    )
    assert added.code == 0, added.err
    run("export", "case", "--format", "parquet", "-o", "out")
    assert pq.read_table(tmp_path / "out/posts.parquet")["platform"].to_pylist() == ["tiktok"]


def test_after_adding_more_the_findings_are_called_old(run: Run, posts: Path) -> None:
    run("init", "case")
    run("add", "case", "posts.csv")
    run("detect", "case", "--window", "60s")
    posts.write_text("post_id,account_id,created_at\nnew,someone,2026-03-04T09:00:00Z\n")
    assert "run demasque detect case again" in run("add", "case", "posts.csv").out


@pytest.mark.parametrize("format", ["csv", "parquet", "gexf", "graphml"])
def test_exports_name_original_accounts_only_when_asked(
    run: Run, found_case: Path, format: str, tmp_path: Path
) -> None:
    run("export", found_case, "--format", format, "-o", "plain")
    opened = run("export", found_case, "--format", format, "-o", "open", "--reveal")
    assert opened.code == 0
    assert "Give it only to people who need that" in opened.err

    def content(path: Path) -> bytes:
        files = [path] if path.is_file() else sorted(path.iterdir())
        return b"".join(file.read_bytes() for file in files)

    assert MEMBERS[0].encode() not in content(tmp_path / "plain")
    assert MEMBERS[0].encode() in content(tmp_path / "open")
    last = [json.loads(line) for line in (found_case / "custody.log").read_text().splitlines()]
    assert "reveal" in [line["action"] for line in last[-2:]]


def test_verify_names_what_was_changed(run: Run, posts: Path, tmp_path: Path) -> None:
    run("init", "case")
    run("add", "case", "posts.csv")
    stored = next((tmp_path / "case/evidence").glob("*.zst"))
    stored.chmod(0o644)
    stored.write_bytes(b"something else")
    log = tmp_path / "case/custody.log"
    log.write_text(log.read_text().replace("posts.csv", "other.csv"))
    checked = run("verify", "case")
    assert checked.code == 1
    assert f"evidence/{stored.name} is missing or not as it was stored" in checked.err
    assert "custody.log, line 2: the line was changed" in checked.err


def test_the_demo_never_removes_what_is_not_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo-case").mkdir()
    (tmp_path / "demo-case/thesis.txt").write_text("mine")
    refused = run("demo")
    assert refused.code == 2
    assert "thesis.txt" in refused.err
    assert (tmp_path / "demo-case/thesis.txt").read_text() == "mine"


def test_help_names_every_kind_of_trace_and_shows_examples(run: Run) -> None:
    shown = run("detect", "--help")
    assert shown.code == 0
    assert all(kind.id in shown.out for kind in KINDS)
    for command in ("init", "add", "detect", "campaigns", "report", "brief", "export", "verify"):
        assert f"demasque {command}" in run(command, "--help").out.split("Example")[1]


def test_version(run: Run) -> None:
    shown = run("--version")
    assert shown.code == 0
    assert shown.out.startswith("demasque 0.")


def test_the_help_of_detect_names_every_text_rule() -> None:
    told = detect.WithoutRules.__metadata__[0].help
    named = told.split(": ")[-1].rstrip(".").split(", ")
    assert named == [field.name for field in fields(Rules)]
