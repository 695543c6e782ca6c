"""A picture on a plain ground and its copies, which trimming cuts to different boxes, are one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from demasque.media import Fingerprint, gather

DARK, LIGHT = (0.1, 0.1, 0.9, 0.9), (0.1, 0.1, 1.0, 0.9)


def trimmed(trimmed_hash: np.ndarray, whole: np.ndarray, box: tuple[float, ...]) -> Fingerprint:
    """A picture by the hash of what trimming left, and of all of it, in no orientation but one."""
    rng = np.random.default_rng([77, *trimmed_hash.tobytes()])
    turned = rng.integers(0, 256, (1, 8, 32), np.uint8)
    kept, all_of_it = turned.copy(), turned[:, ::-1].copy()
    kept[0, 0], all_of_it[0, 0] = trimmed_hash, whole
    return Fingerprint(
        "image", 400, 400, None, np.zeros(1), kept, np.array([100], np.uint8),
        np.zeros(1, np.int64), np.array([box], np.float32), {}, np.zeros(0, np.uint32), b"", b"",
        reference=all_of_it,
    )  # fmt: skip


def families(*prints: Fingerprint) -> int:
    table = gather({f"{number:064x}": each for number, each in enumerate(prints)})
    return len(set(table["exemplar"].to_pylist()))


def hashes(seed: int) -> list[np.ndarray]:
    return list(np.random.default_rng(seed).integers(0, 256, (4, 32), np.uint8))


@given(st.integers(0, 10_000))
def test_copies_cut_to_different_boxes_are_one_family_by_the_whole(seed: int) -> None:
    one, other, whole, _ = hashes(seed)
    assert families(trimmed(one, whole, DARK), trimmed(other, whole, LIGHT)) == 1


@given(st.integers(0, 10_000))
def test_pictures_between_the_same_bars_are_told_apart(seed: int) -> None:
    one, other, whole, _ = hashes(seed)
    assert families(trimmed(one, whole, DARK), trimmed(other, whole, DARK)) == 2


@given(st.integers(0, 10_000))
def test_pictures_that_keep_other_places_are_told_apart(seed: int) -> None:
    one, other, whole, _ = hashes(seed)
    left, right = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)
    assert families(trimmed(one, whole, left), trimmed(other, whole, right)) == 2


@given(st.integers(0, 10_000))
def test_other_pictures_cut_to_different_boxes_are_told_apart(seed: int) -> None:
    one, other, whole, another = hashes(seed)
    assert families(trimmed(one, whole, DARK), trimmed(other, another, LIGHT)) == 2
