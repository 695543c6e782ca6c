"""Where eyes are, and that nothing else is said of a face."""

import os
from pathlib import Path

import numpy as np
import pytest

import demasque
from demasque.errors import UsageError
from demasque.media.faces import eye_finder
from drawn_faces import drawn_face

pytest.importorskip("cv2", reason="the extra media is not installed")
pytest.importorskip("PIL", reason="the extra media is not installed")
if not eye_finder.can_find_eyes():
    pytest.skip("the extra faces is not installed", allow_module_level=True)

PLACES = [(0.374, 0.626, 0.47), (0.3, 0.5, 0.4), (0.4, 0.6, 0.3), (0.45, 0.7, 0.5)]


def saved(picture: np.ndarray, path: Path) -> Path:
    from PIL import Image

    Image.fromarray(picture).save(path)
    return path


@pytest.mark.parametrize(("left", "right", "height"), PLACES)
@pytest.mark.parametrize("skin", [(224, 180, 150), (140, 95, 70)])
@pytest.mark.parametrize("side", [128, 400])
def test_eyes_are_found_where_they_are(
    left: float, right: float, height: float, skin: tuple[int, int, int], side: int
) -> None:
    eyes = eye_finder.find_eyes(drawn_face(left, right, height, side, skin))
    assert eyes is not None
    assert np.allclose(eyes.left, (left, height), atol=0.05)
    assert np.allclose(eyes.right, (right, height), atol=0.05)


def test_a_mirrored_face_has_its_eyes_mirrored() -> None:
    face = drawn_face(0.3, 0.5, 0.4)
    eyes = eye_finder.find_eyes(face)
    mirrored = eye_finder.find_eyes(np.ascontiguousarray(face[:, ::-1]))
    assert eyes is not None
    assert mirrored is not None
    assert mirrored.left[0] == pytest.approx(1 - eyes.right[0], abs=0.002)
    assert mirrored.right[0] == pytest.approx(1 - eyes.left[0], abs=0.002)


def test_only_both_eyes_at_their_places_are_on_the_template() -> None:
    left, right = eye_finder.TEMPLATE
    beside = (left[0] + 0.05, left[1])
    assert eye_finder.Eyes(left, right).on_template
    assert not eye_finder.Eyes(beside, right).on_template
    assert not eye_finder.Eyes(left, (right[0], right[1] - 0.05)).on_template


def test_one_row_a_file_in_the_order_given_null_where_no_face_is_seen(tmp_path: Path) -> None:
    there = saved(drawn_face(), tmp_path / "there.png")
    elsewhere = saved(drawn_face(0.3, 0.5, 0.4), tmp_path / "elsewhere.jpg")
    empty = saved(np.full((200, 300, 3), 90, np.uint8), tmp_path / "empty.png")
    (tmp_path / "words.jpg").write_text("no picture")
    files = [empty, there, tmp_path / "gone.png", elsewhere, tmp_path / "words.jpg", there]
    found = demasque.eye_positions(files)
    assert found["file"].to_pylist() == [str(file) for file in files]
    assert found["on_template"].to_pylist() == [None, True, None, False, None, True]
    for column in ("left_x", "left_y", "right_x", "right_y"):
        assert [value is None for value in found[column].to_pylist()] == [
            True, False, True, False, True, False,
        ]  # fmt: skip


def test_no_files_are_no_rows() -> None:
    assert demasque.eye_positions([]).num_rows == 0


def test_without_the_packages_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(eye_finder, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"demasque\[faces\]"):
        demasque.eye_positions([])


def test_one_path_alone_is_one_row(tmp_path: Path) -> None:
    path = saved(drawn_face(), tmp_path / "a.png")
    for given in (path, str(path)):
        found = demasque.eye_positions(given)
        assert found.select(["file", "on_template"]).to_pylist() == [
            {"file": str(path), "on_template": True}
        ]


def test_a_name_that_is_no_utf8_has_question_marks(tmp_path: Path) -> None:
    path = saved(drawn_face(), tmp_path / "a.png")
    odd = tmp_path / os.fsdecode(b"caf\xe9.png")
    try:
        path.rename(odd)
    except OSError:
        pytest.skip("this disk takes only names in UTF-8")
    found = demasque.eye_positions([odd]).to_pylist()
    assert [(row["file"], row["on_template"]) for row in found] == [
        (str(tmp_path / "caf?.png"), True)
    ]
