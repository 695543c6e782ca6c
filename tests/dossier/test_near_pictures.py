"""Pictures that are nearly the same are one feature, and other campaigns of a library count."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from demasque.dossier.comparison.chance_of_likeness import chance_of
from demasque.dossier.comparison.group_measures import reach
from demasque.dossier.comparison.group_uses import paired, uses_of_rows
from demasque.dossier.comparison.near_pictures import with_near_pictures

PLAIN = bytes(range(32))


def name(*flipped: int) -> str:
    """A fingerprint with these of its 256 bits turned over."""
    bits = np.unpackbits(np.frombuffer(PLAIN, np.uint8))
    bits[list(flipped)] ^= 1
    return "pdq:" + np.packbits(bits).tobytes().hex()


FAR = "pdq:" + bytes(255 - each for each in PLAIN).hex()


def side(names: list[str], has: list[list[int]], draws: int = 1):  # type: ignore[no-untyped-def]
    order = np.argsort(names)
    matrix = sparse.csr_matrix(np.array(has, dtype=float)[:, order])
    rows = np.array([[0, 1]] + [[2, 3]] * draws)
    sorted_names = pa.array([names[place] for place in order])
    return uses_of_rows(sorted_names, matrix, rows, np.array([2, 3]))


def test_near_copies_become_one_and_an_account_counts_once_for_them() -> None:
    a = side([name(), name(1, 2, 3), FAR], [[1, 1, 0], [0, 1, 1], [0, 0, 0], [0, 0, 1]])
    b = side([name(200, 201), "other"], [[1, 0], [1, 1], [0, 0], [0, 0]])
    merged_a, merged_b = with_near_pictures(a, b)
    shared = set(merged_a.names.to_pylist()) & set(merged_b.names.to_pylist())
    assert len(shared) == 1
    place = merged_a.names.to_pylist().index(shared.pop())
    assert merged_a.users[0, place] == 2
    assert set(merged_b.names.to_pylist()) >= {"other"}
    assert FAR in merged_a.names.to_pylist()


def test_names_that_are_no_fingerprints_stay() -> None:
    a = side(["x", "y"], [[1, 0], [0, 1], [0, 0], [1, 1]])
    assert with_near_pictures(a, a) == (a, a)


@pytest.mark.parametrize(
    ("unrelated", "p"), [([], 1 / 200), ([0.2] * 9, 1 / 200), ([1.0, *[0.2] * 8], 2 / 10)]
)
def test_unrelated_campaigns_that_are_as_alike_raise_p(unrelated: list[float], p: float) -> None:
    has = [[1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]]
    a = side(["x", "y", "z"], has, draws=199)
    chance = chance_of(paired(a, a), reach, 1.0, unrelated)
    assert chance is not None
    assert chance.p == pytest.approx(p)
