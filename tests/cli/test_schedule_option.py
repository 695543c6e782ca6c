"""Windows of the week are named in a file, on the command line and in Python."""

import json
from pathlib import Path

import pytest
from command_line import Run

from demasque.api import open_case
from demasque.errors import UsageError

WINDOWS = "days,from,to,zone\nMon-Fri,20:30,22:00,Asia/Shanghai\n"


def test_a_report_tests_the_windows_of_a_file(run: Run, posts: Path, tmp_path: Path) -> None:
    (tmp_path / "windows.csv").write_text(WINDOWS)
    run("init", "case")
    run("add", "case", "posts.csv")
    run("detect", "case", "--window", "60s")
    made = run("report", "case", "-o", "r.html", "--schedule", "windows.csv")
    assert made.code == 0
    page = run("brief", "case", "-o", "b.html", "--schedule", "windows.csv")
    assert page.code == 0
    assert "At set hours" not in (tmp_path / "b.html").read_text("utf-8")
    kept = [
        json.loads(path.read_text()) for path in (tmp_path / "case" / "runs").glob("*/run.json")
    ]
    (arguments,) = [each["arguments"] for each in kept if each["command"] == "report"]
    assert arguments["schedule"] == "windows.csv"
    with open_case(tmp_path / "case") as case:
        found = case.schedule("C1", tmp_path / "windows.csv")
        assert found.campaign == "C1"
        assert not found.ordered
        assert found == case.schedule("C1", tmp_path / "windows.csv", seed=0)
        with pytest.raises(UsageError, match="There is no campaign 'C99'"):
            case.schedule("C99")


def test_a_line_that_is_not_understood_stops_the_report(
    run: Run, posts: Path, tmp_path: Path
) -> None:
    (tmp_path / "windows.csv").write_text(WINDOWS + "Mon,20:30,22:00,Nowhere\n")
    run("init", "case")
    run("add", "case", "posts.csv")
    refused = run("report", "case", "-o", "r.html", "--schedule", "windows.csv")
    assert refused.code == 2
    assert "line 3, column zone: 'Nowhere'" in refused.err
    assert not (tmp_path / "r.html").exists()
    french = run("report", "case", "-o", "r.html", "--schedule", "no.csv", "--lang", "fr")
    assert "no.csv n’existe pas" in french.err
