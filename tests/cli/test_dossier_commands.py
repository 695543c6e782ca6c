"""``demasque dossier``: what people said, listed and exchanged as files."""

import re
import shutil
from pathlib import Path

import pytest
from command_line import Run
from test_judge_command import WHOLE

from demasque.case import CaseStore


@pytest.fixture
def case(
    run: Run, posts: Path, found_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of a case with findings, beside its export."""
    monkeypatch.setenv("COLUMNS", "400")  # a page on which no cell is broken
    return Path(shutil.copytree(found_case, tmp_path / "case"))


def test_out_and_in_again(run: Run, case: Path, tmp_path: Path) -> None:
    assert "Nobody has said anything" in run("dossier", "show", "case").out
    run("judge", "case", "C1", *WHOLE)
    shown = run("dossier", "show", "case", "--lang", "fr").out
    assert "jugement" in shown
    assert "The same sites." in shown
    assert run("dossier", "export", "case").out == "1 entry in dossier.toml\n"
    run("init", "other")
    taken = run("dossier", "import", "other", "dossier.toml")
    assert (taken.code, "1 entry was added; 0 were there already." in taken.out) == (0, True)
    assert "0 entries were added; 1 were" in run("dossier", "import", "other", "dossier.toml").out
    assert run("dossier", "export", "other", "-o", "folder").code == 0
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["judgement-C1.toml"]
    for name in ("case", "other"):
        assert run("verify", name).code == 0


def test_the_page_shows_a_file_that_can_be_taken_in_as_it_stands(
    run: Run, case: Path, tmp_path: Path
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "dossier.md").read_text("utf-8")
    (written,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "mine.toml").write_text(written, "utf-8")
    assert "1 entry was added" in run("dossier", "import", "case", "mine.toml").out
    assert "C. Reviewer, Another Office" in run("dossier", "show", "case").out
    assert "0 entries were added; 1 were" in run("dossier", "import", "case", "mine.toml").out


def test_fields_and_values_of_scales_are_told_in_the_readers_language(
    run: Run, case: Path, tmp_path: Path
) -> None:
    run("judge", "case", "C1", *WHOLE)
    who = ("--by", "B. Example, Another Office", "--because", "Verre et papier.")
    judged = re.search(r"J[0-9a-f]{8}", run("dossier", "show", "case").out)
    assert judged is not None
    run("judge", "case", "--read", judged[0], "--agrees", "partly", *who)
    run("decide", "case", members(case)[0], "exclude", *who)
    told = run("dossier", "show", "case", "--lang", "fr").out.replace("\u00a0", " ")
    shown = " ".join(told.split())
    for words in ("campagne : C1", "échelon : 3", "est d’accord : en partie", "décision : exclu"):
        assert words in shown
    for english in ("campaign", "likelihood", "likely", "because", "agrees", "partly", "exclude"):
        assert english not in shown
    run("dossier", "export", "case")
    assert 'verdict = "exclude"' in (tmp_path / "dossier.toml").read_text("utf-8")


def test_a_decision_that_comes_by_file_takes_effect(run: Run, case: Path, tmp_path: Path) -> None:
    account = members(case)[0]
    (tmp_path / "decision.toml").write_text(
        f"""format = "demasque dossier"
version = 1
[[entry]]
kind = "decision"
said_at = 2026-03-04
said_by = "A. Example"
[entry.body]
account = "{account}"
verdict = "exclude"
because = "A newsroom."
"""
    )
    assert run("dossier", "import", "case", "decision.toml").code == 0
    assert account not in members(case)
    assert run("dossier", "import", "case", "decision.toml").out.startswith("0 entries")


def members(case: Path) -> list[str]:
    with CaseStore.open(case) as store:
        found: list[str] = store.sql("SELECT account FROM memberships ORDER BY 1")[
            "account"
        ].to_pylist()
    return found


def test_wrong_requests_end_in_a_sentence(run: Run, case: Path, tmp_path: Path) -> None:
    before = (case / "custody.log").read_bytes()
    (tmp_path / "broken.toml").write_text('format = "demasque\n')
    for arguments, message in (
        (("import", "case", "none.toml"), "There is no file none.toml"),
        (("import", "case", "broken.toml"), "broken.toml, line 1: this is no TOML"),
        (("import", "case", "posts.csv"), "posts.csv, line 1: this is no TOML"),
        (("export", "case", "-o", "posts.csv"), "posts.csv"),
        (("show", "nowhere"), "is not a case"),
    ):
        wrong = run("dossier", *arguments)
        assert wrong.code == 2, arguments
        assert message in wrong.err
    assert (case / "custody.log").read_bytes() == before
