"""Profile pictures of a case: each looked at once, and the group's sign from them."""

import csv
import zipfile
from pathlib import Path

import pytest

import demasque
from demasque.campaigns.account_sample import account_samples
from demasque.media import measure_avatars
from demasque.media.faces import avatar_eyes, eye_finder
from drawn_faces import drawn_face

pytest.importorskip("cv2", reason="the extra media is not installed")
pytest.importorskip("PIL", reason="the extra media is not installed")
if not eye_finder.can_find_eyes():
    pytest.skip("the extra faces is not installed", allow_module_level=True)

ACCOUNTS = ("ann", "bob", "cleo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Posts of three accounts, and a picture of each: on the template, elsewhere, no face."""
    from PIL import Image

    made = tmp_path / "folder"
    made.mkdir()
    with (made / "posts.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["post_id", "account_id", "posted_at", "text", "platform"])
        for number, account in enumerate(ACCOUNTS):
            rows.writerow([f"p{number}", account, f"2026-03-0{number + 1}T10:00:00Z", "hello", "x"])
    with (made / "media.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "account", "platform"])
        rows.writerows([f"{account}.png", account, "x"] for account in ACCOUNTS)
    pictures = (drawn_face(), drawn_face(0.3, 0.5, 0.4), drawn_face()[:40, :40])
    for account, picture in zip(ACCOUNTS, pictures, strict=True):
        Image.fromarray(picture).save(made / f"{account}.png")
    return made


def test_each_picture_is_looked_at_once(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        first, again = measure_avatars(case._store), measure_avatars(case._store)
        seen = case._store.sql("SELECT on_template FROM media_eyes ORDER BY on_template")
        assert (first.looked_at, again.looked_at) == (3, 0)
        assert seen["on_template"].to_pylist() == [False, True, None]


def test_detection_measures_them_beside_each_other(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        case.detect()
        others = account_samples(case._store, []).others
        assert sorted(map(str, others.words("on_template"))) == ["False", "None", "True"]


def test_a_picture_that_is_gone_is_counted_and_said(tmp_path: Path, folder: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        (folder / "bob.png").unlink()
        measured = measure_avatars(case._store)
        assert (measured.looked_at, measured.gone) == (2, 1)
        assert "not where it was" in measured.warnings[0]


def test_without_the_packages_the_pictures_wait(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(folder)
        monkeypatch.setattr(avatar_eyes, "can_find_eyes", lambda: False)
        measured = measure_avatars(case._store)
        assert measured.left_out == 3
        assert "demasque[faces]" in measured.warnings[0]
        monkeypatch.undo()
        assert measure_avatars(case._store).looked_at == 3


@pytest.mark.parametrize("another", [False, True])
def test_pictures_of_a_zip_that_was_replaced_are_gone(
    tmp_path: Path, folder: Path, another: bool
) -> None:
    packed = tmp_path / "avatars.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    with demasque.open_case(tmp_path / "case", create=True) as case:
        case.add(packed)
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(folder / "posts.csv", "posts.csv")
            archive.write(folder / "ann.png", "ann.png")
            if another:  # a smaller picture under the name of one that was added
                archive.write(folder / "cleo.png", "bob.png")
        measured = measure_avatars(case._store)
        assert (measured.looked_at, measured.gone) == (1, 2)
        case.detect()
