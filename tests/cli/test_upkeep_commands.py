"""remap, purge, forget and anonymise on the command line."""

from pathlib import Path

import pytest
from command_line import Run

from demasque.api import open_case
from demasque.schema import RESULT_TABLES


@pytest.fixture
def case(run: Run, posts: Path) -> Path:
    assert run("init", "case").code == 0
    assert run("add", "case", posts).code == 0
    return Path("case")


def test_remap_shows_what_became_of_each_file(run: Run, case: Path, posts: Path) -> None:
    ran = run("remap", case)
    assert ran.code == 0
    assert posts.name in ran.out


def test_purge_and_verify(run: Run, case: Path) -> None:
    ran = run("purge", case, "--older-than", "P1D")
    assert ran.code == 0
    assert "Taken out" in ran.out
    verified = run("verify", case)
    assert verified.code == 0
    assert "ends on" in verified.out


def test_a_case_from_which_all_was_purged_finds_and_shows_nothing(run: Run, case: Path) -> None:
    assert run("detect", case).code == 0
    assert run("purge", case, "--older-than", "PT0S").code == 0
    with open_case(case) as opened:
        for table in RESULT_TABLES:
            assert opened.sql(f"SELECT 1 FROM {table}").num_rows == 0, table
    assert run("report", case, "-o", "report.html").code == 0
    assert run("campaigns", case).code == 0


def test_a_duration_that_is_none(run: Run, case: Path) -> None:
    ran = run("purge", case, "--older-than", "a year")
    assert ran.code == 2
    assert "P12M" in ran.err


def test_forget_by_pseudonym(run: Run, case: Path) -> None:
    with open_case(case) as opened:
        account = opened.sql("SELECT min(account) AS a FROM posts")["a"][0].as_py()
    assert run("forget", case, "--account", account).code == 0
    with open_case(case) as opened:
        assert not opened.sql("SELECT 1 FROM posts WHERE account = ?", [account]).num_rows
    assert run("forget", case, "--account", "nobody").code == 2


def test_forgetting_somebody_who_is_not_there_asks_about_the_platform(run: Run, case: Path) -> None:
    ran = run("forget", case, "--account", "myspace:tom")
    assert ran.code == 0
    assert "Is the platform right?" in ran.err
    with open_case(case) as opened:
        (platform,) = opened.sql("SELECT DISTINCT platform FROM posts")["platform"].to_pylist()
    assert f"of: {platform}." in ran.err


def test_anonymise_wants_a_yes(run: Run, case: Path) -> None:
    assert run("anonymise", case).code == 2
    assert (case / "pseudonym.key").exists()
    assert run("anonymise", case, "--yes").code == 0
    assert not (case / "pseudonym.key").exists()
    assert run("verify", case).code == 0
    assert run("remap", case).code == 1


def test_venues_says_what_is_on_the_list_and_not_in_the_case(run: Run, case: Path) -> None:
    listed = "platform,account,kind,name\nmyspace,tom,media,Tom's Daily\n"
    Path("venues.csv").write_text(listed, "utf-8")
    ran = run("venues", case, "venues.csv")
    assert ran.code == 0
    assert "1 account is on the list." in ran.out
    assert "line 2" in ran.err
    assert "est sur la liste" in run("venues", case, "venues.csv", "--lang", "fr").out
    assert run("venues", case, "none.csv").code == 2
