"""``demasque add`` with folders and zips: what it shows, what it leaves in the run's record."""

import json
from pathlib import Path

import pytest

import demasque
from demasque.cli import main
from media_folders import ABSENT, fingerprint_files, picture, put, zipped

POSTS = "post_id,account_id,created_at,text,platform\n1,ann,2024-01-01 10:00:00,hi,x\n"


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demasque.media.storing.new_files._fingerprints", fingerprint_files)
    monkeypatch.setattr("demasque.media.storing.adding_media.packages_missing", lambda: None)


@pytest.fixture
def case(tmp_path: Path) -> str:
    demasque.create_case(tmp_path / "case").close()
    return str(tmp_path / "case")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, "folder/posts.csv", POSTS)
    put(tmp_path, "folder/anns_secret.jpg", picture(1))
    put(tmp_path, "folder/other.jpg", picture(2))
    put(tmp_path, "folder/media.csv", "file,post\nanns_secret.jpg,1\ngone.jpg,1\n")
    return tmp_path / "folder"


def test_a_folder_is_shown_in_a_row_and_what_needs_words_in_words(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", case, str(folder), "--keep-media"]) == 0
    said = capsys.readouterr()
    assert "posts.csv" in said.out
    row = next(line for line in said.out.splitlines() if line.split()[:1] == ["folder"])
    assert row.split() == ["folder", "1", "1", "1", "0", "1", "1"]
    assert "folder: 1 row rejected: the file is not in the folder" in said.out
    assert "media.csv, line 3: the file is not in the folder" in said.out
    assert "is named by no list" in said.out
    assert "1 file was copied into the evidence" in said.out


def test_in_french_too(case: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", case, str(folder), "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    assert "media.csv, ligne 3 : le fichier n’est pas dans le répertoire" in said
    assert "Images et vidéos" in said


def test_a_zip_and_an_export_in_one_command(
    case: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = put(tmp_path, "more.csv", POSTS.replace("\n1,", "\n2,"))
    assert main(["add", case, str(zipped(folder, tmp_path / "all.zip")), str(more)]) == 0
    assert "all.zip" in capsys.readouterr().out
    with demasque.open_case(case) as opened:
        assert opened.sql("SELECT * FROM media_in_posts").num_rows == 1
        assert opened.sql("SELECT * FROM posts").num_rows == 2


def test_a_folder_of_which_nothing_can_be_used_ends_with_1_and_says_what_to_do(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "bare/a.jpg", picture(1))
    assert main(["add", case, str(tmp_path / "bare")]) == 1
    assert "Put a table media.csv" in capsys.readouterr().err
    broken = put(tmp_path, "broken.zip", b"PK\x05\x06" + bytes(18))
    assert main(["add", case, str(broken)]) == 1
    assert "broken.zip holds no exports of posts" in capsys.readouterr().err


def test_the_record_of_the_run_counts_and_names_no_file(case: str, folder: Path) -> None:
    with demasque.open_case(case) as opened:
        (media,) = opened.add(folder, keep_media=True)
        assert (media.files, media.linked, media.kept) == (1, 1, 2)
        opened.verify()
        opened.add(folder)
    records = sorted(Path(case, "runs").glob("*/run.json"))
    notes = [json.loads(path.read_text())["notes"] for path in records]
    noted = max((note["media"][0] for note in notes if "media" in note), key=lambda m: m["linked"])
    assert noted["linked"] == 1
    assert noted["rejected"] == {"the file is not in the folder": 1}
    assert not [path for path in records if "anns_secret" in path.read_text()]


def test_without_the_extra_posts_are_added_and_the_command_says_so(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.media.storing.adding_media.packages_missing", lambda: ABSENT)
    assert main(["add", case, str(folder)]) == 0
    assert ABSENT in capsys.readouterr().err
