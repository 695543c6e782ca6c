"""``demasque library``: what is known already, taken in, listed, shown, given on and taken out."""

import json
from pathlib import Path

import pytest
from command_line import Run

from dossier.made_library import META, MISP, write_json, write_text


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMASQUE_LIBRARY", str(tmp_path / "known"))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    (folder / "more").mkdir(parents=True)
    (folder / "nothing").mkdir()
    write_text(folder / "Q2_2023_Example.csv", META)
    write_json(folder / "more" / "event.json", MISP)
    write_text(
        folder / "LICENSE", "You may copy this file.\n\nhttp://example.org/licences/\n\nYes.\n"
    )
    return folder


def test_from_files_to_an_export(run: Run, sources: Path, tmp_path: Path) -> None:
    added = run("library", "add", sources)
    assert added.code == 0
    assert "domain 5, hashtag 1, words 1" in added.out
    assert "names an account" in added.out
    assert "LICENSE is no list of indicators" in added.err
    again = run("library", "add", sources / "Q2_2023_Example.csv")
    assert "there already" in again.out

    listed = run("library", "list")
    assert "Q2_2023_Example.csv" in listed.out
    assert "event.json" in listed.out
    assert "2023-Q2" in listed.out

    shown = run("library", "show", "Q2_2023_Example.csv", "--limit", "2")
    assert "bild[.]pics" in shown.out
    assert "5 more rows" in shown.out
    lost = run("library", "show", "Q2_2023_Example.csv", "--lost")
    assert "an e-mail address" in lost.out

    out = run("library", "export", "event.json", "-o", "out.json")
    assert (out.code, out.out.split()[0]) == (0, "6")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["format"] == "demasque-library"

    assert "with 7 indicators" in run("library", "remove", "Q2_2023_Example.csv").out
    assert "Q2_2023" not in run("library", "list").out


def test_in_french(run: Run, sources: Path) -> None:
    assert "mot-clic (hashtag) 1" in run("library", "add", sources, "--lang", "fr").out
    assert "Condensat" in run("--lang", "fr", "library", "list").out
    lost = run("library", "show", "event.json", "--lost", "--lang", "fr")
    assert "une adresse courriel" in lost.out


def test_a_folder_that_the_option_names(run: Run, sources: Path, tmp_path: Path) -> None:
    assert run("library", "add", sources, "--folder", "team").code == 0
    assert (tmp_path / "team" / "sources").is_dir()
    assert "empty" in run("library", "list").out
    assert "event.json" in run("library", "list", "--folder", "team").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "nowhere.csv"), 2, "no such file"),
        (("add",), 2, "FILE"),
        (("add", "published/nothing"), 2, "no file in"),
        (("add", "published/LICENSE"), 1, "no list of indicators"),
        (("show", "nothing"), 2, "no source nothing"),
        (("remove", "nothing"), 2, "no source nothing"),
        (("export", "-o", "x.docx", "--format", "docx"), 2, "csv and json"),
        (("export", "-o", "no/such/folder/x.csv"), 2, "cannot be written"),
        (("list", "--folder", "published/LICENSE"), 2, "no folder"),
    ],
)
def test_wrong_requests_end_in_a_sentence(
    run: Run, sources: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("library", *arguments)
    assert ran.code == code
    assert said in ran.err.replace("\n", " ")


def test_a_file_that_is_refused_does_not_stop_the_others(run: Run, sources: Path) -> None:
    ran = run("library", "add", sources / "LICENSE", sources / "more")
    assert ran.code == 1
    assert "event.json" in ran.out
