"""Rows and files of folders that could not be used are listed with their reason, and go in time."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

import demasque
from demasque.errors import UsageError

pytest.importorskip("cv2", reason="the extra media is not installed")
pytest.importorskip("PIL", reason="the extra media is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One post, one good picture, one that is none, a row of a missing file, one of no post."""
    from PIL import Image

    made = tmp_path / "clips"
    made.mkdir()
    (made / "posts.csv").write_text(
        "post_id,account_id,posted_at,text,platform\np1,ann,2026-03-01T10:00:00Z,hello,x\n"
    )
    with (made / "media.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ("file", "post"),
                ("good.png", "p1"),
                ("words.png", "p1"),
                ("gone.png", "p1"),
                ("good.png", "p2"),
            ]
        )
    Image.linear_gradient("L").save(made / "good.png")
    (made / "words.png").write_text("no picture")
    return made


def test_rejected_rows_and_files_are_listed_with_their_reason(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        rows = [(row["file"], row["line"]) for row in case.rejects().to_pylist()]
        assert rows == [("clips/media.csv", 4), ("clips/media.csv", 5), ("clips/words.png", None)]
        assert all(case.rejects()["reason"].to_pylist())
        assert case.rejects("clips").num_rows == 3
        with pytest.raises(UsageError, match="clips"):
            case.rejects("elsewhere")


def test_adding_again_lists_what_is_still_rejected(tmp_path: Path, folder: Path) -> None:
    from PIL import Image

    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        Image.radial_gradient("L").save(folder / "gone.png")
        case.add(folder)
        rows = [(row["file"], row["line"]) for row in case.rejects().to_pylist()]
        assert rows == [("clips/media.csv", 5), ("clips/words.png", None)]


def test_names_of_files_go_with_what_is_forgotten(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        assert case.rejects().num_rows
        case.forget("x:ann")
        assert not case.rejects().num_rows
        assert not (case.path / "media-rejects.jsonl").exists()


def test_names_of_files_stand_in_no_table(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        kept = case.path / "media-rejects.jsonl"
        assert kept.stat().st_mode & 0o077 == 0
    assert b"words.png" not in (tmp_path / "case" / "store.duckdb").read_bytes()


def test_folders_of_one_name_keep_their_own(tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "elsewhere" / folder.name
    shutil.copytree(folder, other)
    (other / "words.png").rename(other / "lines.png")
    (other / "media.csv").write_text("file,post\nlines.png,p1\n")
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        case.add(other)
        files = case.rejects()["file"].to_pylist()
        assert files == ["clips/media.csv"] * 2 + ["clips/words.png", "clips/lines.png"]
        case.add(folder)
        assert sorted(case.rejects()["file"].to_pylist()) == sorted(files)


def test_a_list_without_places_is_read_and_replaced(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        kept = case.path / "media-rejects.jsonl"
        rows = [json.loads(line) for line in kept.read_text().splitlines()]
        for row in rows:
            del row["place"]
        kept.write_text("".join(json.dumps(row) + "\n" for row in rows))
        before = case.rejects()
        case.add(folder)
        assert (before.num_rows, case.rejects()) == (3, before)


def test_a_folder_whose_name_is_no_utf8_is_listed_with_question_marks(
    tmp_path: Path, folder: Path
) -> None:
    odd = folder / os.fsdecode(b"caf\xe9")
    try:
        odd.mkdir()
    except OSError:
        pytest.skip("this disk takes only names in UTF-8")
    (folder / "words.png").rename(odd / "words.png")
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        assert case.rejects()["file"].to_pylist()[-1] == "clips/caf?/words.png"
