"""An evidence pack proves what it holds without the program, and holds nobody it must not hold."""

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import demasque
from demasque.case import CaseStore
from demasque.cli import main
from demasque.errors import UsageError
from demasque.publish.evidence_pack import writing_packs
from handed_case import MEMBERS, SECRETS, HandedCase, handed_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("case"))


@pytest.fixture(scope="module")
def packed(case: HandedCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packed") / "c1.zip"
    with demasque.open_case(case.path) as opened:
        opened.pack("C1", path, to="Example Platform, trust team", tlp="red")
    return path


@pytest.fixture(scope="module")
def unpacked(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def altered(packed: Path, path: Path, changes: dict[str, bytes | None]) -> Path:
    """The pack with files in it changed, added, or (None) taken out."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        files = {each: old.read(each) for each in old.namelist()} | changes
        for name, content in files.items():
            if content is not None:
                new.writestr(name, content)
    return path


def test_sha256sum_checks_every_file(unpacked: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum here")
    told = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=unpacked, capture_output=True, text=True, check=True
    )
    listed = {line.split(":")[0] for line in told.stdout.splitlines()}
    there = {str(each.relative_to(unpacked)) for each in unpacked.rglob("*") if each.is_file()}
    assert there - listed == {"SHA256SUMS"}
    assert "README.txt" in listed
    assert "LISEZMOI.txt" in listed


def test_the_custody_log_is_followed_without_the_program(unpacked: Path, tmp_path: Path) -> None:
    script = [sys.executable, "-I", str(unpacked / "check_custody.py")]
    held = subprocess.run([*script, unpacked / "custody.log"], capture_output=True, text=True)
    assert held.returncode == 0, held.stdout
    lines = (unpacked / "custody.log").read_bytes().splitlines(keepends=True)
    assert f"{len(lines)} lines" in held.stdout
    for number, line in enumerate(lines):
        changed = tmp_path / "changed.log"
        other = line.replace(b'"previous": "', b'"previous": "f')
        if b'"details": null' not in line:
            other = line.replace(b'"details": {', b'"details": {"more": 1, ')
        changed.write_bytes(b"".join([*lines[:number], other, *lines[number + 1 :]]))
        broken = subprocess.run([*script, changed], capture_output=True, text=True)
        assert (broken.returncode, f"line {number + 1}:" in broken.stdout) == (1, True)
        changed.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        shorter = subprocess.run([*script, changed], capture_output=True, text=True)
        assert shorter.returncode == (0 if number == len(lines) - 1 else 1)


def test_the_log_shows_what_is_about_this_campaign_and_withholds_the_rest(
    case: HandedCase, unpacked: Path
) -> None:
    entries = [json.loads(line) for line in (unpacked / "custody.log").read_bytes().splitlines()]
    assert [each["line"] for each in entries] == list(range(1, len(entries) + 1))
    shown = [each["action"] for each in entries if each["details"] is not None]
    assert shown == ["init", "add", "venues", "detect", "dossier"]
    judged = entries[-1]
    assert judged["details"]["id"] == case.judgement
    # The decision that took an account out names it.
    assert [each["action"] for each in entries if each["details"] is None] == ["dossier"]


def test_each_post_can_be_found_again_in_the_evidence(case: HandedCase, unpacked: Path) -> None:
    posts = rows(unpacked, "posts.csv")
    files = {each["sha256"]: each for each in rows(unpacked, "evidence_files.csv")}
    export = (case.path.parent / "posts.csv").read_text("utf-8").splitlines()
    assert {each["account"] for each in posts} == set(case.members)
    assert files.keys() == {each["source_file"] for each in posts}
    with demasque.open_case(case.path) as opened:
        lines = opened.sql("SELECT post, source_line FROM posts").to_pylist()
    known = {each["post"]: each["source_line"] for each in lines}
    assert all(known[each["post"]] == int(each["source_line"]) for each in posts)
    assert max(map(int, known.values())) <= len(export)
    assert all(each["added_at"] == files[each["source_file"]]["added_at"] for each in posts)
    told = [json.loads(line) for line in (unpacked / "posts.ndjson").read_text().splitlines()]
    assert [each["post"] for each in told] == [each["post"] for each in posts]


def test_ties_rest_on_posts_that_are_there(unpacked: Path) -> None:
    members = {each["account"] for each in rows(unpacked, "accounts.csv")}
    posts = {each["post"]: each["account"] for each in rows(unpacked, "posts.csv")}
    carrying = rows(unpacked, "trace_posts.csv")
    assert all(posts[each["post"]] == each["account"] for each in carrying)
    ties = rows(unpacked, "ties.csv")
    assert ties
    assert {each[end] for each in ties for end in ("account_a", "account_b")} <= members
    shared: dict[str, set[tuple[str, str]]] = {}
    for each in carrying:
        shared.setdefault(each["account"], set()).add((each["kind"], each["trace"]))
    for tie in ties:
        both = shared[tie["account_a"]] & shared[tie["account_b"]]
        assert len({trace for kind, trace in both if kind == tie["kind"]}) >= int(tie["shared"])


def test_nobody_excluded_and_no_name_is_anywhere(case: HandedCase, unpacked: Path) -> None:
    with demasque.open_case(case.path) as opened:
        theirs = opened.sql("SELECT post FROM posts WHERE account = ?", (case.excluded,))
    gone = [case.excluded, *theirs["post"].to_pylist(), *SECRETS]
    for file in unpacked.iterdir():
        content = file.read_text("utf-8")
        assert [each for each in gone if each in content] == [], file.name


def test_who_was_excluded_goes_out_of_the_words_of_others(case: HandedCase, tmp_path: Path) -> None:
    shutil.copytree(case.path, tmp_path / "case")
    with CaseStore.open(tmp_path / "case") as store:
        posts = store.sql("SELECT * FROM posts")
        texts = [f"Thanks @{case.excluded}!", *posts["text"].to_pylist()[1:]]
        first = store.sql("SELECT account FROM memberships LIMIT 1")["account"][0].as_py()
        at = posts["account"].to_pylist().index(first)
        texts[at] = f"Thanks @{case.excluded}!"
        column = posts.schema.get_field_index("text")
        store.replace({"posts": posts.set_column(column, posts.schema.field("text"), [texts])})
        campaign = store.sql("SELECT campaign FROM memberships WHERE account = ?", (first,))
        name = campaign["campaign"][0].as_py()
        writing_packs.write_pack(store, name, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        content = archive.read("posts.ndjson").decode()
    assert "Thanks @a_…!" in content
    assert case.excluded not in content


def test_original_ids_come_only_when_asked_and_the_log_says_so_first(
    case: HandedCase, tmp_path: Path
) -> None:
    with demasque.open_case(case.path) as opened:
        before = opened.sql("SELECT lines FROM custody_head")["lines"][0].as_py()
        made = opened.pack("C1", tmp_path / "open.zip", reveal=True)
    with zipfile.ZipFile(made.path) as archive:
        accounts = list(csv.DictReader(io.StringIO(archive.read("accounts.csv").decode())))
        posts = list(csv.DictReader(io.StringIO(archive.read("posts.csv").decode())))
        pages = {lang: archive.read(f"brief.{lang}.html").decode() for lang in ("en", "fr")}
    assert "only the holder of the case can resolve" not in pages["en"]
    assert "own ids of them" in pages["en"]
    assert "contiennent leurs identifiants sur les plateformes" in pages["fr"]
    assert {each["source_account_id"] for each in accounts} < set(MEMBERS)
    assert all(each["source_post_id"].startswith("rawpost-") for each in posts)
    assert len(made.warnings) == 1
    log = (case.path / "custody.log").read_text().splitlines()
    new = [json.loads(line) for line in log[before:]]
    assert [each["action"] for each in new] == ["reveal", "handover"]
    assert new[1]["details"]["sha256"] == made.sha256


def test_the_custody_log_keeps_what_was_handed_to_whom(case: HandedCase, tmp_path: Path) -> None:
    with demasque.open_case(case.path) as opened:
        made = opened.pack("C1", tmp_path / "one.zip", to=f"Office of {MEMBERS[0]}")
        rows = opened.sql("SELECT * FROM handovers WHERE handover = ?", (made.handover,))
        named = opened.sql(
            "SELECT account FROM handed_over WHERE handover = ? ORDER BY 1", (made.handover,)
        )
    kept = rows.to_pylist()[0]
    assert (kept["form"], kept["campaign"]) == ("pack", "C1")
    assert MEMBERS[0] not in kept["receiver"]
    assert named["account"].to_pylist() == sorted(case.members)


def test_a_pack_that_was_not_touched_is_found_good(packed: Path) -> None:
    found = demasque.verify_pack(packed)
    assert found.holds
    assert (found.campaign, found.stamped, found.withheld) == ("C1", False, 1)


def changes(packed: Path) -> Iterator[tuple[dict[str, bytes | None], str]]:
    with zipfile.ZipFile(packed) as archive:
        posts, log = archive.read("posts.csv"), archive.read("custody.log")
        manifest = json.loads(archive.read("manifest.json"))
    yield {"posts.csv": posts.replace(b"committee", b"Committee", 1)}, "posts.csv was changed"
    yield {"posts.csv": None}, "posts.csv is on the list"
    yield {"more.csv": b"x"}, "more.csv is not on the list"
    yield {"custody.log": log.replace(b'"posts.csv"', b'"other.csv"')}, "custody.log, line 2"
    manifest["files"].pop()
    yield {"manifest.json": json.dumps(manifest).encode()}, "name different files"


def test_whatever_is_changed_is_named(packed: Path, tmp_path: Path) -> None:
    for changed, said in changes(packed):
        found = demasque.verify_pack(altered(packed, tmp_path / "changed.zip", changed))
        assert not found.holds
        assert any(said in each for each in found.problems), (said, found.problems)


def test_what_is_no_pack_is_refused_in_words(packed: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UsageError, match="ZIP"):
        demasque.verify_pack(wrong)
    with pytest.raises(UsageError, match="No such file"):
        demasque.verify_pack(tmp_path / "nowhere.zip")
    with pytest.raises(UsageError, match="holds no"):
        demasque.verify_pack(altered(packed, wrong, {"SHA256SUMS": None}))
    for content in (b"[" * 100_000, b'{"format": "other"}', b"\xff\xfe"):
        with pytest.raises(UsageError):
            demasque.verify_pack(altered(packed, wrong, {"manifest.json": content}))
    wrong.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    with pytest.raises(UsageError, match="ZIP"):
        demasque.verify_pack(wrong)


def test_the_same_case_gives_the_same_bytes(case: HandedCase, packed: Path, tmp_path: Path) -> None:
    with demasque.open_case(case.path) as opened:
        opened.pack("C1", tmp_path / "again.zip", to="Example Platform, trust team", tlp="red")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_a_failure_half_way_leaves_the_earlier_pack_and_no_line(
    case: HandedCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "c1.zip"
    target.write_bytes(b"earlier")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing_packs, "_write_manifest", full)
    with demasque.open_case(case.path) as opened:
        before = opened.sql("SELECT count(*) AS n FROM handovers")
        with pytest.raises(UsageError, match="No space left"):
            opened.pack("C1", target)
        assert opened.sql("SELECT count(*) AS n FROM handovers") == before
    assert target.read_bytes() == b"earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["c1.zip"]


KILLED = """
import os, signal, sys
import demasque
from demasque.publish.evidence_pack import writing_packs

writing_packs._write_manifest = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with demasque.open_case(sys.argv[1]) as case:
    case.pack("C1", sys.argv[2])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_kill_half_way_leaves_the_earlier_pack(case: HandedCase, tmp_path: Path) -> None:
    target = tmp_path / "c1.zip"
    target.write_bytes(b"earlier")
    ended = subprocess.run([sys.executable, "-c", KILLED, case.path, target], capture_output=True)
    assert ended.returncode < 0, ended.stderr
    assert target.read_bytes() == b"earlier"
    with demasque.open_case(case.path) as opened:
        assert opened.verify() == []
        assert opened.pack("C1", target).files
    assert demasque.verify_pack(target).holds


def test_wrong_requests_are_answered_in_words(
    case: HandedCase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "c1.zip"
    asked = {
        ("pack", case.path): "Say what is to be packed",
        ("pack", case.path, "C99", "-o", out): "C99",
        ("pack", case.path, "C1", "-o", out, "--tlp", "secret"): "TLP 2.0",
        ("pack", case.path, "C1", "-o", tmp_path): "is a folder",
        ("pack", case.path, "C1", "-o", out, "--wacz", tmp_path / "no"): "There is no file",
        ("pack", case.path, "C1", "-o", out, "--wacz", tmp_path): "ends in .wacz",
        ("pack", case.path, "--check", out): "leave out",
        ("pack", "--check", case.path / "custody.log"): "ZIP",
    }
    for words, said in asked.items():
        assert main([str(each) for each in words]) == 2, words
        shown = capsys.readouterr()
        assert said in shown.err, shown.err
        assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_and_checks_in_both_languages(
    case: HandedCase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "c1.zip")
    assert main(["pack", str(case.path), "C1", "-o", out, "--lang", "fr"]) == 0
    assert "ensemble de preuves" in capsys.readouterr().out
    assert main(["pack", "--check", out]) == 0
    assert "chain holds" in capsys.readouterr().out
    changed = altered(Path(out), tmp_path / "changed.zip", {"runs.json": b"[]\n"})
    assert main(["pack", "--check", str(changed)]) == 1
    assert "runs.json was changed" in capsys.readouterr().err
