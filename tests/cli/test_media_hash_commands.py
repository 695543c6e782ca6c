"""``demasque media``: hashes from others, and for others."""

import csv
from pathlib import Path

import pytest
from command_line import Run

from media_rows import media, pdq, with_media


@pytest.fixture
def listed(tmp_path: Path) -> str:
    with with_media(tmp_path):
        pass
    words = (
        f"pdq,quality,note\n{pdq('clip')[:32].hex()},90,=evil\n{pdq('once')[160:192].hex()},90,\n"
    )
    (tmp_path / "list.csv").write_text(words + f"{pdq('once')[:32].hex()},3,\nrubbish,,\n")
    return "list.csv"


def test_it_lists_matches_and_says_what_was_not_compared(run: Run, listed: str) -> None:
    shown = run("media", "match", "case", listed)
    assert shown.code == 0
    assert media("clip")[:8] in shown.out
    assert "mirrored" in shown.out
    assert "1 PDQ of the list was not compared: its quality is below 50." in shown.err
    assert "1 line of the list could not be used" in shown.err
    assert "Line 5: rubbish is no pdq" in shown.err
    assert "1 more file: --limit" in run("media", "match", "case", listed, "--limit", 1).out


def test_many_hashes_of_one_clip_are_one_row(run: Run, listed: str, tmp_path: Path) -> None:
    first = bytearray(pdq("clip")[:32])
    lines = []
    for number in range(20):
        first[0] ^= 1 << number % 8
        lines.append(f"{number},100,{first.hex()},{number}.0")
    (tmp_path / "clip.txt").write_text("\n".join(lines))
    shown = run("media", "match", "case", "clip.txt").out
    assert shown.count(media("clip")[:8]) == 1
    assert "more file" not in shown


def test_it_writes_matches_that_a_spreadsheet_may_open(
    run: Run, listed: str, tmp_path: Path
) -> None:
    assert "2 matches were written" in run("media", "match", "case", listed, "--csv", "m.csv").out
    rows = list(csv.DictReader((tmp_path / "m.csv").read_text("utf-8").splitlines()))
    assert [row["label"] for row in rows] == ["'=evil", ""]
    assert rows[0]["first_at"].endswith("Z")
    assert run("media", "match", "case", listed, "--csv", "nowhere/m.csv").code == 2


def test_nothing_found_is_said(run: Run, listed: str, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("0f" * 32)
    assert "Nothing in this case matches" in run("media", "match", "case", "other.txt").out


def test_it_writes_hashes(run: Run, listed: str, tmp_path: Path) -> None:
    done = run("media", "hashes", "case", "-o", "out.json")
    assert done.code == 0
    assert "6 hashes were written to out.json, of 6 pictures and clips." in done.out
    assert "1 file was left out: blank, a logo or a template." in done.out
    (tmp_path / "protected.txt").write_text(media("once"))
    run("media", "protect", "case", "protected.txt")
    assert "protected people" in run("media", "hashes", "case", "-o", "again.csv").out


def test_mistakes_are_worded(run: Run, listed: str) -> None:
    assert run("media", "match", "case", "nowhere.csv").code == 2
    refused = run("media", "hashes", "case", "-o", "x", "--format", "xml")
    assert (refused.code, "csv, json" in refused.err) == (2, True)
    assert run("media", "hashes", "case").code == 2
    unknown = run("media", "mtch", "case")
    assert "There is no command called mtch. Near it: match." in unknown.err


def test_it_speaks_french(run: Run, listed: str) -> None:
    shown = run("--lang", "fr", "media", "match", "case", listed)
    assert "miroir" in shown.out
    assert "Ligne 5" in shown.err
    written = run("media", "hashes", "case", "-o", "h.csv", "--lang", "fr")
    assert "6 empreintes ont été écrites" in written.out
