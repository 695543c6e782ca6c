"""A detector that the user brings speaks of families, with its card, and never of one file."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from demasque.case import CaseStore
from demasque.errors import DemasqueError, UsageError
from demasque.media import (
    NOT_JUDGED,
    FamilyScore,
    load_detector,
    score_families,
    synthetic_findings,
)
from demasque.schema import MEDIA_FAMILIES, MEDIA_FILES
from demasque.wording import catalogue
from hand_made import START, case_of, rows
from tiny_onnx import mean_network

pytest.importorskip("PIL", reason="without the extra media")
pytest.importorskip("onnxruntime", reason="without the extra ocr")

CARD = {
    "name": "Lightness",
    "trained_on": "nothing: it calls light pictures synthetic",
    "source": "https://example.org/lightness",
    "threshold": 0.5,
    "false_positive_rate": 0.1,
    "width": 8,
    "height": 8,
}


def model(folder: Path, **changes: object) -> Path:
    made = folder / "model"
    made.mkdir(exist_ok=True)
    (made / "model.onnx").write_bytes(mean_network(8, 8))
    (made / "card.json").write_text(json.dumps(CARD | changes), "utf-8")
    return made


def case_with(
    folder: Path, families: Mapping[str, Sequence[int]], content: str = "content"
) -> tuple[CaseStore, dict[str, Path]]:
    """A case with families of pictures of these shades, and where the pictures lie."""
    from PIL import Image

    paths, members = {}, []
    for family, shades in families.items():
        for n, shade in enumerate(shades):
            path = folder / f"{family}{n}.png"
            Image.new("RGB", (20, 10 + n), (shade,) * 3).save(path)
            media = sha256(path.read_bytes()).hexdigest()
            paths[media] = path
            members.append({"media": media, "exemplar": family, "content": content})
    plain = {"how": [], "found_by": "pdq", "kind": "image", "bytes": 1, "kept": False}
    whole = [plain | member | {"added_at": START} for member in members]
    tables = {
        "media_families": rows(MEDIA_FAMILIES, whole),
        "media_files": rows(MEDIA_FILES, whole),
    }
    return case_of(folder, tables), paths


def test_families_are_judged_and_single_files_are_not(tmp_path: Path) -> None:
    store, paths = case_with(tmp_path, {"light": [250, 240, 20], "dark": [9, 10], "alone": [255]})
    with store:
        scored = score_families(store, paths, load_detector(model(tmp_path)))
        found = synthetic_findings(store)
    assert (scored.files, scored.gone) == (5, 0)
    assert found is not None
    assert found.families == (FamilyScore("light", 3, 2), FamilyScore("dark", 2, 0))
    assert found.expected == pytest.approx(0.2)


def test_the_card_and_what_chance_gives_stand_beside(tmp_path: Path) -> None:
    store, paths = case_with(tmp_path, {"light": [250, 240], "dark": [9, 10]})
    with store:
        score_families(store, paths, load_detector(model(tmp_path)))
        found = synthetic_findings(store)
    assert found is not None
    said = [str(each) for each in found.sentences()]
    assert "1 family of 2" in said[0]
    assert "some 0.2 would" in said[0]
    for value in ("nothing: it calls", "0.5", "10%", "https://example.org/lightness"):
        assert value in said[1]
    assert "nothing is said of a single file" in said[2]
    french = catalogue("fr")
    assert all(french.say(each) != each for each in [*found.sentences(), NOT_JUDGED])


def test_without_a_detector_nothing_is_judged(tmp_path: Path) -> None:
    store, _ = case_with(tmp_path, {"light": [250, 240]})
    with store:
        assert synthetic_findings(store) is None
    assert "is not judged" in NOT_JUDGED


def test_a_file_is_scored_once_by_one_model(tmp_path: Path) -> None:
    store, paths = case_with(tmp_path, {"light": [250, 240]})
    with store:
        detector = load_detector(model(tmp_path))
        assert score_families(store, paths, detector).files == 2
        again = score_families(store, paths, detector)
        assert (again.files, again.known) == (0, 2)
        other = load_detector(model(tmp_path, name="Another"))
        assert score_families(store, paths, other).files == 2
        found = synthetic_findings(store)
        assert found is not None
        assert found.card.name == "Another"


def test_files_that_are_gone_are_said(tmp_path: Path) -> None:
    store, _ = case_with(tmp_path, {"light": [250, 240]})
    with store:
        scored = score_families(store, {}, load_detector(model(tmp_path)))
        assert "2 pictures and clips could not be judged" in scored.warnings()[0]


def test_logos_and_blank_pictures_are_not_judged(tmp_path: Path) -> None:
    store, paths = case_with(tmp_path, {"light": [250, 240]}, content="logo")
    with store:
        assert score_families(store, paths, load_detector(model(tmp_path))).files == 0


def test_a_case_without_families_says_what_to_do(tmp_path: Path) -> None:
    store, paths = case_with(tmp_path, {})
    with store, pytest.raises(DemasqueError, match="demasque detect"):
        score_families(store, paths, load_detector(model(tmp_path)))


def test_outputs_are_read_as_the_card_says(tmp_path: Path) -> None:
    import numpy as np

    white = np.full((30, 40, 3), 255, np.uint8)
    plain = load_detector(model(tmp_path))
    assert plain.score(white) == pytest.approx(1.0)
    shifted = load_detector(model(tmp_path, mean=[1, 1, 1], std=[0.5, 0.5, 0.5], apply="sigmoid"))
    assert shifted.score(white) == pytest.approx(0.5)
    assert load_detector(model(tmp_path, apply="softmax")).score(white) == pytest.approx(1.0)
    assert load_detector(model(tmp_path, synthetic_class=1)).score(white) is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"threshold": None}, "threshold"),
        ({"false_positive_rate": 0}, "false_positive_rate"),
        ({"false_positive_rate": "low"}, "false_positive_rate"),
        ({"width": 0, "height": True}, "width, height"),
        ({"std": [1, 0, 1]}, "std"),
        ({"mean": 3}, "mean"),
        ({"apply": "maybe"}, "apply"),
        ({"trained_on": " "}, "trained_on"),
    ],
)
def test_a_card_that_is_not_whole_is_refused(
    tmp_path: Path, changes: dict[str, object], named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        load_detector(model(tmp_path, **changes))


def test_a_folder_without_card_or_model_is_refused(tmp_path: Path) -> None:
    folder = model(tmp_path)
    (folder / "model.onnx").write_bytes(b"no network")
    with pytest.raises(UsageError, match="can be opened"):
        load_detector(folder)
    (folder / "model.onnx").unlink()
    with pytest.raises(UsageError, match=r"holds no model\.onnx"):
        load_detector(folder)
    (folder / "card.json").write_text("[", "utf-8")
    with pytest.raises(UsageError, match="JSON"):
        load_detector(folder)
    (folder / "card.json").write_text("[]", "utf-8")
    with pytest.raises(UsageError, match="not a JSON object"):
        load_detector(folder)
    (folder / "card.json").unlink()
    with pytest.raises(UsageError, match=r"holds no card\.json"):
        load_detector(folder)
