"""Pictures that show the same in part are found, and told from those with a template in common."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from demasque.media.features import AlikePictures, alike_pictures, describe
from demasque.media.fingerprint import LocalFeatures
from made_pictures import Picture, drawing, on_a_screen, subtitled

cv2 = pytest.importorskip("cv2", reason="needs the extra media")

UNRELATED = [describe(drawing(100 + seed)) for seed in range(12)]


def cropped(picture: Picture) -> Picture:
    return picture[60:, 30:400].copy()


def mirrored(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, ::-1])


def in_picture(picture: Picture) -> Picture:
    shown = drawing(99)
    shown[20:200, 10:250] = cv2.resize(picture, (240, 180), interpolation=cv2.INTER_AREA)
    return shown


def compressed(picture: Picture) -> Picture:
    small = cv2.resize(picture, (240, 180), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", small, [1, 30])[1], 1), np.uint8)


def pairs(found: AlikePictures) -> list[tuple[int, int]]:
    return list(zip(found.a.tolist(), found.b.tolist(), strict=True))


@pytest.mark.parametrize(
    "edit",
    [
        cropped,
        mirrored,
        in_picture,
        compressed,
        subtitled,
        on_a_screen,
        lambda picture: subtitled(cropped(mirrored(picture))),
        lambda picture: np.ascontiguousarray(np.rot90(picture)),
    ],
)
def test_a_changed_copy_is_found_among_others(edit: Callable[[Picture], Picture]) -> None:
    for seed in range(3):
        features = [describe(drawing(seed)), *UNRELATED, describe(edit(drawing(seed)))]
        assert pairs(alike_pictures(features)) == [(0, len(features) - 1)]


@pytest.mark.parametrize("template", [subtitled, on_a_screen])
def test_a_common_template_makes_no_copies(template: Callable[[Picture], Picture]) -> None:
    features = [describe(template(drawing(seed))) for seed in range(20)]
    assert pairs(alike_pictures(features)) == []


def test_copies_in_a_common_template_are_found() -> None:
    others = [describe(on_a_screen(drawing(seed))) for seed in range(10)]
    again = cv2.resize(compressed(drawing(3)), (480, 360))
    features = [*others, describe(on_a_screen(again))]
    assert pairs(alike_pictures(features)) == [(3, 10)]


def in_a_studio(picture: Picture) -> Picture:
    """The picture on one and the same rich background, of which less than half is seen."""
    shown = drawing(98)
    shown[40:322, 90:465] = cv2.resize(picture, (375, 282), interpolation=cv2.INTER_AREA)
    return shown


def test_a_background_that_many_have_is_no_content_and_copies_are_found_beside_it() -> None:
    features = [describe(in_a_studio(drawing(seed))) for seed in range(15)]
    features.append(describe(in_a_studio(drawing(4))[30:, 20:].copy()))
    assert pairs(alike_pictures(features)) == [(4, 15)]


def placed(matrix: NDArray[np.float64], x: float, y: float) -> NDArray[np.float64]:
    return matrix @ np.array([x, y, 1.0])


def test_the_matrix_says_where_one_lies_in_the_other() -> None:
    found = alike_pictures([describe(drawing(5)), describe(cropped(drawing(5)))])
    where = [(x, y) for x in (0.2, 0.7) for y in (0.3, 0.9)]
    for x, y in where:
        crop = ((x * 480 - 30) / 370, (y * 360 - 60) / 300)
        assert placed(found.matrix[0], x, y) == pytest.approx(crop, abs=0.01)
    assert not found.mirrored[0]


def test_a_mirror_is_said_and_is_in_the_matrix() -> None:
    found = alike_pictures([describe(drawing(6)), describe(cropped(mirrored(drawing(6))))])
    assert found.mirrored.tolist() == [True]
    there = ((0.6 * 480 - 30) / 370, (0.5 * 360 - 60) / 300)
    assert placed(found.matrix[0], 0.4, 0.5) == pytest.approx(there, abs=0.01)
    assert np.linalg.det(found.matrix[0, :, :2]) < 0


def test_pairs_already_known_are_left_out() -> None:
    features = [describe(each) for each in (drawing(1), cropped(drawing(1)), subtitled(drawing(1)))]
    assert pairs(alike_pictures(features)) == [(0, 1), (0, 2), (1, 2)]
    assert pairs(alike_pictures(features, np.array([[2, 0], [1, 2]]))) == [(0, 1)]


@pytest.mark.parametrize(
    "features",
    [[], UNRELATED[:1], [describe(np.zeros((99, 99, 3), np.uint8)) for _ in range(3)]],
)
def test_nothing_to_compare_gives_no_pairs(features: Sequence[LocalFeatures]) -> None:
    found = alike_pictures(features)
    assert pairs(found) == []
    assert found.matrix.shape == (0, 2, 3)


def test_the_outcome_is_the_same_each_time_and_in_any_order() -> None:
    features = [describe(drawing(1)), *UNRELATED, describe(cropped(drawing(1)))]
    first, again = alike_pictures(features), alike_pictures(features)
    assert np.array_equal(first.matrix, again.matrix)
    assert pairs(alike_pictures(features[::-1])) == pairs(first) == [(0, 13)]


def test_many_copies_of_one_picture_hang_together() -> None:
    draw = np.random.default_rng(0)
    copies = []
    for _ in range(60):
        top, left = draw.integers(0, 40, 2)
        copies.append(describe(drawing(2)[top : top + 300, left : left + 420].copy()))
    found = alike_pictures(copies)
    assert set(found.a.tolist()) | set(found.b.tolist()) == set(range(60))
