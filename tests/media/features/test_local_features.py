"""Corners of a picture: few, spread, found again, and stored without a change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.media.features import describe, pack, unpack
from demasque.media.fingerprint import LocalFeatures
from made_pictures import drawing, subtitled

pytest.importorskip("cv2", reason="needs the extra media")


def test_points_are_few_and_spread_over_the_picture() -> None:
    image = drawing(1)
    image[:180, :240] = np.random.default_rng(1).integers(0, 255, (180, 240, 3))  # busy corner
    features = describe(image)
    x, y = features.points[:, 0], features.points[:, 1]
    busy = (x < 0.5) & (y < 0.5)
    assert 200 <= len(features.points) <= 300
    assert busy.mean() < 0.5
    assert features.descriptors.shape == (len(features.points), 32)
    assert features.aspect == pytest.approx(480 / 360)


def test_a_dark_picture_of_little_contrast_has_points_too() -> None:
    dark = (20 + 0.25 * drawing(7)).astype(np.uint8)
    assert len(describe(dark).points) >= 100


def test_the_same_picture_has_the_same_features() -> None:
    assert pack(describe(drawing(2))) == pack(describe(drawing(2)))


def test_a_picture_of_one_colour_has_no_points() -> None:
    features = describe(np.full((200, 300, 3), 127, np.uint8))
    assert len(features.points) == len(features.descriptors) == len(features.overlaid) == 0
    assert pack(unpack(pack(features))) == pack(features)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (3, 17), (4000, 2), (64, 64)])
def test_any_shape_is_described(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
    assert len(describe(image).points) <= 300


def test_captions_on_a_box_are_overlaid_and_the_picture_is_not() -> None:
    features = describe(subtitled(drawing(3)))
    y = features.points[:, 1] * 360
    words = (y > 296) & (y < 338)
    assert words.sum() > 20
    assert features.overlaid[words].mean() > 0.9
    assert features.overlaid[y < 280].mean() < 0.1


fractions = st.floats(0, 1, width=32)


@given(
    st.lists(st.tuples(fractions, fractions, fractions, st.floats(0, 360, width=32)), max_size=9),
    st.floats(0.01, 100),
    st.integers(0, 2**32 - 1),
)
def test_what_is_stored_comes_back(
    points: list[tuple[float, float, float, float]], aspect: float, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    features = LocalFeatures(
        np.array(points, np.float32).reshape(-1, 4),
        draw.integers(0, 256, (len(points), 32), np.uint8),
        draw.random(len(points)) < 0.5,
        aspect,
    )
    back = unpack(pack(features))
    turn = np.abs(back.points[:, 3] - features.points[:, 3])
    assert np.allclose(back.points[:, :3], features.points[:, :3], atol=1e-5)
    assert np.all(np.minimum(turn, 360 - turn) < 0.01)
    assert np.array_equal(back.descriptors, features.descriptors)
    assert np.array_equal(back.overlaid, features.overlaid)
    assert back.aspect == features.aspect
    assert pack(back) == pack(features)
    assert len(pack(features)) <= 12 + 40 * len(points)


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b"\x09" + b[1:], lambda b: b""])
def test_bytes_of_another_version_or_cut_short_are_refused(change) -> None:  # type: ignore[no-untyped-def]
    packed = pack(describe(drawing(4)))
    with pytest.raises(ValueError, match="packed features"):
        unpack(change(packed))
