"""Fast kernels of local features against slow, obvious ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from demasque.media.features.common_points import without_common_points
from demasque.media.features.part_alignment import aligned
from demasque.media.features.part_candidates import candidate_pairs
from demasque.media.features.point_matches import FARTHEST, bits_apart, matched_points
from demasque.media.features.point_sets import PointSets
from demasque.media.features.shared_part import agreement
from demasque.media.fingerprint import LocalFeatures

seeds = st.integers(0, 2**32 - 1)


def random_bits(draw: np.random.Generator, count: int) -> NDArray[np.uint64]:
    return draw.integers(0, 2**64, (count, 4), np.uint64)


def slow_apart(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> int:
    return sum(int(x ^ y).bit_count() for x, y in zip(a.tolist(), b.tolist(), strict=True))


@given(seeds)
def test_bits_apart_counts_bits(seed: int) -> None:
    a, b = random_bits(np.random.default_rng(seed), 2)
    assert bits_apart(a, b) == slow_apart(a, b)
    assert bits_apart(a, ~a) == 256


def flipped(draw: np.random.Generator, bits: NDArray[np.uint64], most: int) -> NDArray[np.uint64]:
    """The same descriptors, up to ``most`` bits of each changed."""
    changed = np.unpackbits(bits.view(np.uint8).reshape(-1, 32), axis=1)
    for row in changed:
        row[draw.choice(256, draw.integers(0, most + 1), replace=False)] ^= 1
    return np.packbits(changed, axis=1).view(np.uint64).reshape(-1, 4)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(0, 8), st.integers(0, 8))
def test_matches_are_the_nearest_that_have_no_rival(seed: int, rows: int, others: int) -> None:
    draw = np.random.default_rng(seed)
    bits_b = random_bits(draw, others)
    at_b = draw.random((others, 4), np.float32)
    near = draw.integers(0, max(others, 1), rows) if others else np.zeros(0, np.int64)
    bits_a = flipped(draw, bits_b[near], 90) if others else random_bits(draw, rows)
    found, apart = matched_points(bits_a, bits_b, at_b)
    for i in range(len(bits_a)):
        away = [slow_apart(bits_a[i], each) for each in bits_b]
        best = int(np.argmin(away)) if away else -1
        rivals = [
            d
            for d, at in zip(away, at_b, strict=True)
            if np.abs(at[:2] - at_b[best, :2]).max() > 0.03
        ]
        if away and away[best] <= FARTHEST and away[best] <= 0.85 * min([256, *rivals]):
            assert (found[i], apart[i]) == (best, away[best])
        else:
            assert found[i] == -1


def moved(
    at: NDArray[np.float32], scale: float, turn: float, shift: NDArray[np.float64]
) -> NDArray[np.float32]:
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    there = at.astype(np.float64)
    there[:, :2] = at[:, :2] @ np.array([[cosine, sine], [-sine, cosine]]) + shift
    there[:, 2] += np.log(scale)
    there[:, 3] += turn
    return there.astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(seeds, st.floats(0.25, 4), st.floats(-3.1, 3.1), st.integers(0, 40))
def test_a_planted_map_is_found_among_wrong_matches(
    seed: int, scale: float, turn: float, wrong: int
) -> None:
    draw = np.random.default_rng(seed)
    at_a = draw.random((20 + wrong, 4), np.float32)
    at_b = moved(at_a, scale, turn, draw.uniform(-1, 1, 2))
    at_b[20:, :2] += draw.uniform(0.3, 3, (wrong, 2)).astype(np.float32)
    apart = np.concatenate([draw.integers(0, 60, 20), draw.integers(30, 72, wrong)])
    agreeing, map_ = aligned(at_a, at_b, np.arange(20 + wrong), apart)
    assert agreeing >= 20
    there = at_a[:20, :2] @ map_[:, :2].T + map_[:, 2]
    assert np.abs(there - at_b[:20, :2]).max() < 0.02 * max(scale, 1)


def test_no_map_without_two_matches() -> None:
    at = np.random.default_rng(0).random((3, 4), np.float32)
    agreeing, map_ = aligned(at, at, np.array([-1, 2, -1]), np.zeros(3, np.int64))
    assert agreeing == 0
    assert not map_.any()


def test_cells_without_counterparts_contradict() -> None:
    draw = np.random.default_rng(4)
    at = draw.random((300, 4), np.float32)
    bits = random_bits(draw, 300)
    sides, same = np.ones(2, np.float32), np.eye(2, 3)
    agreeing, telling = agreement(at, bits, sides, at, bits, sides, same)
    assert agreeing == telling == 36
    left = at[:, 0] < 0.5
    other = np.where(left[:, None], bits, random_bits(draw, 300))
    agreeing, telling = agreement(at, bits, sides, at, other, sides, same)
    assert (agreeing, telling) == (18, 36)


def pictures(draw: np.random.Generator, count: int, points: int) -> list[LocalFeatures]:
    return [
        LocalFeatures(
            draw.random((points, 4), np.float32),
            draw.integers(0, 256, (points, 32), np.uint8),
            np.zeros(points, np.bool_),
            1.0,
        )
        for _ in range(count)
    ]


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_pictures_with_many_alike_points_are_candidates(seed: int) -> None:
    draw = np.random.default_rng(seed)
    made = pictures(draw, 30, 100)
    words = made[4].descriptors.view(np.uint64).reshape(-1, 4)
    near = flipped(draw, words, 30).view(np.uint8).reshape(-1, 32)
    made.append(LocalFeatures(made[4].points, near, made[4].overlaid, 1.0))
    points = PointSets.of(made)
    assert [4, 30, 0] in candidate_pairs(points, points.mirrored()).tolist()


def test_a_point_that_all_pictures_have_costs_each_a_constant() -> None:
    draw = np.random.default_rng(1)
    made = pictures(draw, 400, 30)
    for each in made:
        each.descriptors[:10] = made[0].descriptors[:10]
    points = PointSets.of(made)
    found = candidate_pairs(points, points.mirrored())
    assert 400 < len(found) <= 400 * 32


def test_points_are_common_where_most_partners_contradict_the_rest() -> None:
    draw = np.random.default_rng(3)
    made = pictures(draw, 5, 40)
    for each in made[1:]:
        each.points[:20], each.descriptors[:20] = made[0].points[:20], made[0].descriptors[:20]
    for part in (made[4].points, made[4].descriptors):
        part[:] = made[3].points if part is made[4].points else made[3].descriptors
    points = PointSets.of(made)
    pairs = np.array([(a, b, 0) for b in range(5) for a in range(b)])
    alike = (pairs[:, 0] == 3) & (pairs[:, 1] == 4)
    maps = np.tile(np.eye(2, 3), (len(pairs), 1, 1))
    rest, touched = without_common_points(points, points.mirrored(), pairs, maps, alike)
    assert touched.all()
    assert np.diff(rest.starts).tolist() == [20] * 5
    kept = np.setdiff1d(np.arange(200), np.arange(20)[:, None] + 40 * np.arange(5))
    assert np.array_equal(rest.bits, points.bits[kept])


def test_overlaid_points_are_left_out_and_mirroring_twice_changes_nothing() -> None:
    draw = np.random.default_rng(2)
    one = pictures(draw, 1, 10)[0]
    marked = LocalFeatures(one.points, one.descriptors, np.arange(10) < 4, 16 / 9)
    points = PointSets.of([marked, one])
    assert np.diff(points.starts).tolist() == [6, 10]
    twice = points.mirrored().mirrored()
    assert np.allclose(twice.at, points.at, atol=1e-6)
    assert np.array_equal(twice.bits, points.bits)
