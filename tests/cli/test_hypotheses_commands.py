"""``demasque hypotheses``: show the matrix, add to it, read it, take back."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from command_line import Ran, Run

BY = ("--by", "A. Example, an office")
EVIDENCE = ("--what", "One employer", "--source", "https://example.org/r", *BY)
GRADES = ("--reliability", "B", "--credibility", "2")


@pytest.fixture
def case(found_case: Path, tmp_path: Path) -> Path:
    """A copy of a case with findings, to write into."""
    return Path(shutil.copytree(found_case, tmp_path / "case"))


def entry(ran: Ran) -> str:
    found = re.search(r"\b[EH][0-9a-f]{8}\b", ran.out)
    assert ran.code == 0, ran.err
    assert found is not None
    return found[0]


def test_it_shows_the_ranking_and_the_rows(run: Run, found_case: Path) -> None:
    shown = run("hypotheses", "show", found_case, "C1")
    assert shown.code == 0
    assert "It is no probability" in shown.out
    assert "pace: The median time between one member and the next" in shown.out
    assert "Without it: " in shown.out
    assert "sign:one-picture" not in shown.out
    assert "sign:one-picture" in run("hypotheses", "show", found_case, "C1", "--all").out


def test_it_writes_every_cell(run: Run, found_case: Path, tmp_path: Path) -> None:
    assert "cells were written" in run("hypotheses", "show", found_case, "C1", "--csv", "m.csv").out
    with (tmp_path / "m.csv").open() as file:
        cells = list(csv.DictReader(file))
    assert {"fans", "network"} <= {cell["hypothesis"] for cell in cells}
    assert run("hypotheses", "show", found_case, "C1", "--csv", "new/m.csv").code == 0
    refused = run("hypotheses", "show", found_case, "C1", "--csv", "m.csv/m.csv")
    assert (refused.code, "m.csv/m.csv cannot be written" in refused.err) == (2, True)


def test_people_add_read_and_take_back(run: Run, case: Path) -> None:
    added = entry(
        run("hypotheses", "add", case, "C1", "--title", "A school", "--says", "Homework.", *BY)
    )
    says = ("--says", f"fans=inconsistent,{added}=CC")
    row = entry(run("hypotheses", "evidence", case, "C1", *EVIDENCE, *GRADES, *says))
    read = entry(
        run(
            "hypotheses", "rate", case, "C1", "pace", "--says", "fans=N", "--because", "Agreed", *BY
        )
    )
    shown = run("hypotheses", "show", case, "C1", "--all").out
    assert "Source B: usually reliable. Information 2: probably true." in shown
    for each in (added, row, read, "A school", "One employer", "Agreed"):
        assert each in shown
    for each in (read, row, added):
        gone = run("hypotheses", "retract", case, each, "--because", "an error", *BY)
        assert f"{each} no longer stands." in gone.out
    assert "One employer" not in run("hypotheses", "show", case, "C1", "--all").out
    assert run("verify", case).code == 0


def test_mistakes_are_worded_and_change_nothing(run: Run, case: Path) -> None:
    log = (case / "custody.log").read_bytes()
    says = ("--says", "fans=I")
    add = ("hypotheses", "evidence", case, "C1", *EVIDENCE)
    for arguments, words in (
        ((*add, *GRADES, "--says", "martians=I"), "no hypothesis 'martians'"),
        ((*add, *GRADES, "--says", "fans"), "does not say of which hypothesis"),
        ((*add, *GRADES, "--says", "fans=X"), "no mark 'X'"),
        ((*add, "--reliability", "Z", "--credibility", "2", *says), "letter from A"),
        ((*add, "--reliability", "B", "--credibility", "9", *says), "digit from 1"),
        ((*add, *says), "--reliability"),
        (("hypotheses", "show", case, "C77"), "C77"),
        (("hypotheses", "add", case, "C77", "--title", "t", "--says", "s", *BY), "C77"),
        (("hypotheses", "add", case, "C1", "--title", " ", "--says", "s", *BY), "--title"),
        (("hypotheses", "rate", case, "C1", "nothing", *says, *BY), "no row 'nothing'"),
        (("hypotheses", "rate", case, "C1", "pace", *says, "--by", " "), "Say who judges"),
        (("hypotheses", "retract", case, "E12345678", "--because", "b", *BY), "E12345678"),
        (("hypotheses", "shw", case), "hypotheses"),
        (("hypotheses",), ""),
    ):
        refused = run(*arguments)
        assert refused.code == 2, arguments
        assert words in refused.err, arguments
    assert (case / "custody.log").read_bytes() == log


def test_a_case_in_which_nothing_was_looked_for_says_so(run: Run) -> None:
    run("init", "new")
    shown = run("hypotheses", "show", "new", "C1")
    assert "demasque detect new" in shown.err
    assert (shown.code, "C1" in shown.err.split("detect new")[1]) == (2, True)  # as elsewhere


def test_it_speaks_french(run: Run, found_case: Path) -> None:
    shown = run("hypotheses", "show", found_case, "C1", "--lang", "fr").out
    assert "Ce n’est pas une probabilité" in shown
    assert "Sans elle : " in shown
    assert "Exemple :" in run("--lang", "fr", "hypotheses", "evidence", "--help").out
