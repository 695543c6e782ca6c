"""``demasque media``: list and protect."""

from pathlib import Path

from command_line import Run

from media_rows import media, with_media


def test_it_lists_pictures_and_clips(run: Run, tmp_path: Path) -> None:
    with with_media(tmp_path):
        pass
    shown = run("media", "list", "case")
    assert shown.code == 0
    assert f"M{media('clip')[:6]}" in shown.out
    assert "8 (8 to 8)" in shown.out
    assert "3 more: --limit shows them." in run("media", "list", "case", "--limit", 1).out


def test_a_case_without_media_says_so(run: Run, found_case: Path) -> None:
    assert "No pictures or clips were added" in run("media", "list", found_case).out


def test_it_takes_hashes(run: Run, tmp_path: Path) -> None:
    with with_media(tmp_path):
        pass
    (tmp_path / "hashes.txt").write_text(media("victim"))
    done = run("media", "protect", "case", "hashes.txt")
    assert done.code == 0
    assert "1 hash was given, 1 of them new." in done.out
    assert "2 files of this case are shown in no output." in done.out


def test_mistakes_are_worded(run: Run, found_case: Path) -> None:
    refused = run("media", "protect", found_case, "nowhere.txt")
    assert refused.code == 2
    assert "nowhere.txt cannot be read" in refused.err
    assert run("media", "lst", found_case).code == 2
    assert run("media").code == 2


def test_the_language_may_stand_before_the_command(run: Run, found_case: Path) -> None:
    assert "Aucune image ni vidéo" in run("--lang", "fr", "media", "list", found_case).out
    assert "Aucune image ni vidéo" in run("media", "list", found_case, "--lang", "fr").out
    assert "Exemples :" in run("media", "protect", "--help", "--lang", "fr").out
    assert "Images et vidéos" in run("--lang", "fr", "media", "--help").out
