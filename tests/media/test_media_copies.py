"""``demasque.find_media_copies``: files in, one row a file out."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import demasque

for package in ("PIL", "av", "cv2"):
    pytest.importorskip(package, reason="needs the extra media")

SAME = ("jpeg q30", "gray", "mirrored", "letterbox", "crop 10 %")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two drawn pictures, edits of the first, a copy of its bytes, and a file that is none."""
    from demasque.simulate import EDITS, picture, write_picture

    place = tmp_path_factory.mktemp("drawn")
    first = picture(21, 320, 240)
    write_picture(first, place / "first.jpg")
    write_picture(picture(22, 320, 240), place / "other.jpg")
    for name in SAME:
        edited = EDITS[name](first, np.random.default_rng(1))
        write_picture(edited, place / f"{name[:4]}.jpg")
    (place / "same bytes.jpg").write_bytes((place / "first.jpg").read_bytes())
    (place / "none.jpg").write_text("no picture at all", "utf-8")
    return place


@pytest.fixture(scope="module")
def found(folder: Path) -> pa.Table:
    return demasque.find_media_copies(sorted(folder.iterdir()))


def by_name(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {Path(row["file"]).name: row for row in table.to_pylist()}


def test_every_path_has_one_row_in_the_order_given(folder: Path, found: pa.Table) -> None:
    assert found["file"].to_pylist() == [str(path) for path in sorted(folder.iterdir())]
    assert found.column_names == ["file", "family", "exemplar", "how"]


def test_copies_are_one_family_and_say_what_was_changed(found: pa.Table) -> None:
    rows = by_name(found)
    families = {rows[f"{name[:4]}.jpg"]["family"] for name in SAME}
    assert families == {rows["first.jpg"]["family"]}
    assert rows["other.jpg"]["family"] not in families
    assert "mirrored" in rows["mirr.jpg"]["how"]
    assert "recoloured" in rows["gray.jpg"]["how"]
    assert "framed" in rows["lett.jpg"]["how"]
    assert "cropped" in rows["crop.jpg"]["how"]


def test_the_same_bytes_are_one_family_and_nothing_was_changed(found: pa.Table) -> None:
    rows = by_name(found)
    assert rows["same bytes.jpg"]["family"] == rows["first.jpg"]["family"]
    assert rows["same bytes.jpg"]["how"] == rows["first.jpg"]["how"]


def test_a_file_alike_to_none_is_its_own_exemplar(found: pa.Table) -> None:
    row = by_name(found)["other.jpg"]
    assert (row["exemplar"], row["how"]) == (row["file"], [])


def test_what_cannot_be_read_has_no_family(folder: Path, found: pa.Table) -> None:
    row = by_name(found)["none.jpg"]
    assert (row["family"], row["exemplar"], row["how"]) == (None, None, ["unreadable"])
    missing = demasque.find_media_copies([folder / "missing.jpg", folder])
    assert missing["how"].to_pylist() == [["unreadable"]] * 2


def test_a_family_has_the_same_number_in_every_run(folder: Path, found: pa.Table) -> None:
    again = demasque.find_media_copies(folder / "other.jpg")
    assert again["family"].to_pylist() == [by_name(found)["other.jpg"]["family"]]


def test_no_files_give_no_rows() -> None:
    assert demasque.find_media_copies([]).num_rows == 0


def test_paths_are_said_as_they_were_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    given = ["./first.jpg", "", "first.jpg", f"..//{folder.name}/other.jpg"]
    rows = demasque.find_media_copies(given)
    assert rows["file"].to_pylist() == given
    assert rows["exemplar"].to_pylist() == ["./first.jpg", None, "./first.jpg", given[3]]


def test_a_name_that_is_no_utf8_has_question_marks(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    missing = tmp_path / os.fsdecode(b"gone\xe9.jpg")
    try:
        odd.write_bytes((folder / "other.jpg").read_bytes())
    except OSError:
        pytest.skip("this disk takes only names in UTF-8")
    rows = demasque.find_media_copies([odd, missing])
    said = str(tmp_path / "caf?.jpg")
    assert rows["file"].to_pylist() == [said, str(tmp_path / "gone?.jpg")]
    assert rows["exemplar"].to_pylist() == [said, None]
