"""Packages of others: what they add works like what is built in; what is broken is left out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

USE_ALL_FOUR = """
import json, sys
import demasque
with demasque.open_case(sys.argv[1], create=True) as case:
    (file,) = case.add(sys.argv[2])
    case.detect(["60s"], kinds=["mention"], min_shared=2)
    ties = case.sql("SELECT DISTINCT kind FROM ties")["kind"].to_pylist()
    _, assessment = case.campaign("C1")
    signs = {sign.indicator: str(sign.sentence) for sign in assessment.signs}
    case.export("edges", sys.argv[3])
    case.report(sys.argv[3] + ".html")
print(json.dumps({"source": file.source, "posts": file.posts, "ties": ties, "signs": signs}))
"""


def child(folder: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    places = os.pathsep.join([str(folder), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": places, "DEMASQUE_LANG": "en"}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example package, installed as pip installs any other, without a network."""
    folder = tmp_path_factory.mktemp("installed")
    install = child(
        folder, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
        "--no-build-isolation", "--target", folder, ROOT / "tests" / "example_extension",
    )  # fmt: skip
    assert install.returncode == 0, install.stderr
    return folder


def posts() -> str:
    """Six accounts mention the same three channels within seconds, among others who do not."""
    rows = ["msg_id,sender,sent,body"]
    for round_ in range(12):
        for n in range(6):
            at = f"2024-03-{round_ + 1:02}T10:00:{n:02}Z"
            rows.append(f"{round_}-{n},together{n},{at},word{round_ * 7 + n} @target{round_}")
    for n in range(300):
        at = f"2024-03-{n % 27 + 1:02}T{n % 24:02}:{n % 60:02}:30Z"
        rows.append(f"o{n},other{n % 60},{at},other{n} @somebody{n % 90}")
    return "\n".join(rows) + "\n"


def test_one_of_each_is_used(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(posts(), "utf-8")
    script = tmp_path / "use.py"
    script.write_text(USE_ALL_FOUR, "utf-8")
    case, edges = tmp_path / "case", tmp_path / "edges.txt"
    done = child(installed, script, case, tmp_path / "posts.csv", edges)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["source"], said["posts"]) == ("examplegram", 372)
    assert said["ties"] == ["mention"]
    assert said["signs"]["small"] == "6 accounts are a small number."
    assert len(edges.read_text("utf-8").splitlines()) == 15
    assert "are a small number" in edges.with_suffix(".txt.html").read_text("utf-8")


def broken(folder: Path, entries: str, module: str) -> Path:
    """A package of which only what ``entries`` says matters."""
    about = folder / "broken-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text(entries, "utf-8")
    (folder / "broken_extension.py").write_text(module, "utf-8")
    return folder


TABLE = "post_id,account_id,created_at,text\n1,ann,2024-01-01T10:00:00Z,hello\n"


def add(folder: Path, tmp_path: Path) -> "tuple[subprocess.CompletedProcess[str], list[str]]":
    (tmp_path / "posts.csv").write_text(TABLE, "utf-8")
    run = "import sys; from demasque.cli import main; sys.exit(main(sys.argv[1:]))"
    assert child(folder, "-c", run, "init", tmp_path / "case").returncode == 0
    added = child(folder, "-c", run, "add", tmp_path / "case", tmp_path / "posts.csv")
    (record,) = (tmp_path / "case").glob("runs/*-add/run.json")
    return added, json.loads(record.read_text("utf-8"))["warnings"]


def test_broken_and_clashing_ones_are_left_out_and_said_once(tmp_path: Path) -> None:
    module = (
        "from dataclasses import replace\nfrom demasque.sources.formats.tables.table import TABLE\n"
        "CLASH = replace(TABLE, title='another')\nODD = replace(TABLE, id='No Id!')\nWRONG = 7\n"
    )
    entries = (
        "[demasque.sources]\na_missing = no_such_module:X\nb_wrong = broken_extension:WRONG\n"
        "c_clash = broken_extension:CLASH\nd_odd = broken_extension:ODD\n"
    )
    added, warnings = add(broken(tmp_path / "site", entries, module), tmp_path)
    assert added.returncode == 0, added.stderr
    reasons = ["No module named 'no_such_module'", "it is no Source but int",
               "the id table is taken", "its id No Id! is not of"]  # fmt: skip
    for reason, warning in zip(reasons, warnings, strict=True):
        assert reason in warning
        assert warning.startswith("The extension broken: ")
        assert added.stderr.replace("\n", " ").count(reason) == 1
    assert "table" in added.stdout


def test_one_that_fails_while_it_looks_at_a_file_spoils_no_other(tmp_path: Path) -> None:
    module = (
        "from demasque.sources import Source\n"
        "def fail(*_):\n    raise KeyError('oh')\n"
        "SHAKY = Source(id='shaky', title='s', platform='s', required=frozenset({'zzz'}),"
        " read=fail, recognise=fail)\n"
    )
    entries = "[demasque.sources]\nshaky = broken_extension:SHAKY\n"
    added, warnings = add(broken(tmp_path / "site", entries, module), tmp_path)
    assert added.returncode == 0, added.stderr
    assert "The extension shaky is left out: it fails: KeyError('oh')" in warnings[0]
