"""Every pair within the distance is found, once, and no other: as by comparing all with all."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from demasque.errors import UsageError
from demasque.media.hamming import HashIndex, distinct_hashes, pairs_between, pairs_within
from demasque.media.hamming.band_plan import JOIN, QUERY, Band, choose_bands
from demasque.media.hamming.banding import BandTables, Pairs, between, within
from demasque.media.hamming.bits import as_words

Hashes = NDArray[np.uint8]

PLANS = st.sampled_from(
    [
        (31, choose_bands(10**6, 10**6, 31, JOIN)),
        (31, choose_bands(10**8, 10**8, 31, JOIN)),
        (31, choose_bands(10**5, 1, 31, QUERY)),
        (31, (Band(0, 0, 0),)),
        (5, choose_bands(10**6, 10**6, 5, JOIN)),
        (0, choose_bands(10**6, 10**6, 0, JOIN)),
        (60, tuple(Band(12 * n, 12, 2 if n < 19 else 1) for n in range(21))),
    ]
)
"""Distances with bands that millions of hashes would get: few hashes are compared all with all."""


def clustered(seed: int, hashes: int, centres: int, most: int) -> Hashes:
    """Hashes each at most ``most`` bits from a centre, some of them biased, some the same."""
    rng = np.random.default_rng(seed)
    middle = rng.random((centres, 256)) < rng.choice([0.5, 0.1], (centres, 1))
    rows = middle[rng.integers(0, centres, hashes)]
    for row in rows:
        row[rng.choice(256, rng.integers(0, most + 1), replace=False)] ^= True
    return np.packbits(rows, axis=1)


def slow_between(queries: Hashes, hashes: Hashes, distance: int) -> list[tuple[int, int, int]]:
    return [
        (q, h, bits)
        for q in range(len(queries))
        for h in range(len(hashes))
        if (bits := int(np.bitwise_count(queries[q] ^ hashes[h]).sum())) <= distance
    ]


def slow_within(hashes: Hashes, distance: int) -> list[tuple[int, int, int]]:
    return [(a, b, bits) for a, b, bits in slow_between(hashes, hashes, distance) if a < b]


def rows(found: Pairs) -> list[tuple[int, int, int]]:
    assert [each.dtype.name for each in found] == ["int64", "int64", "int32"]
    return list(zip(*(each.tolist() for each in found), strict=True))


@given(st.integers(0, 2**32), st.integers(0, 40), st.integers(1, 9), st.integers(0, 40), PLANS)
@settings(max_examples=60, deadline=None)
def test_any_bands_find_what_comparing_all_with_all_finds(
    seed: int, hashes: int, centres: int, most: int, chosen: tuple[int, Sequence[Band]]
) -> None:
    distance, bands = chosen
    given_hashes = clustered(seed, hashes, centres, most)
    words = as_words(given_hashes)
    assert rows(within(words, bands, distance)) == slow_within(given_hashes, distance)
    queries = given_hashes[: hashes // 3]
    expected = slow_between(queries, given_hashes, distance)
    assert rows(between(as_words(queries), words, bands, distance)) == expected
    assert rows(BandTables(words, bands, distance).query(as_words(queries))) == expected


@given(st.integers(0, 2**32), st.integers(0, 30), st.integers(0, 256))
@settings(max_examples=40, deadline=None)
def test_any_distance_is_exact(seed: int, hashes: int, distance: int) -> None:
    given_hashes = clustered(seed, hashes, 3, 60)
    assert rows(pairs_within(given_hashes, distance)) == slow_within(given_hashes, distance)
    queries = clustered(seed + 1, 3, 1, 60)
    expected = slow_between(queries, given_hashes, distance)
    assert rows(pairs_between(queries, given_hashes, distance)) == expected
    assert rows(HashIndex(given_hashes).query(queries, distance)) == expected


def test_the_distance_itself_is_within_and_one_bit_more_is_not() -> None:
    hashes = np.zeros((3, 32), np.uint8)
    hashes[1, :4] = [255, 255, 255, 127]  # 31 bits
    hashes[2, :4] = 255  # 32 bits
    assert rows(pairs_within(hashes)) == [(0, 1, 31), (1, 2, 1)]


@pytest.mark.parametrize("hashes", [0, 1])
def test_no_pair_among_none_or_one(hashes: int) -> None:
    few = np.zeros((hashes, 32), np.uint8)
    assert rows(pairs_within(few)) == []
    assert rows(pairs_between(few, few)) == [(0, 0, 0)] * hashes
    assert rows(HashIndex(few).query(few)) == [(0, 0, 0)] * hashes


def test_copies_of_one_hash_are_pairs_and_distinct_hashes_do_without_them() -> None:
    given_hashes = np.repeat(clustered(4, 5, 5, 0), 300, axis=0)
    pairs = sum(n * (n - 1) // 2 for n in np.unique(given_hashes, axis=0, return_counts=True)[1])
    assert len(pairs_within(given_hashes)[0]) == pairs
    once, which = distinct_hashes(given_hashes)
    assert len(pairs_within(once)[0]) == 0
    assert np.array_equal(once[which], given_hashes)


def test_the_bands_of_every_plan_are_disjoint_and_allow_what_the_pigeonhole_asks() -> None:
    for distance in range(64):
        for hashes in (10, 10**4, 10**6, 10**8):
            bands = choose_bands(hashes, hashes, distance, JOIN)
            ends = [0, *(band.start + band.width for band in bands)]
            assert all(band.start >= end for band, end in zip(bands, ends, strict=False))
            assert ends[-1] <= 256
            if bands != (Band(0, 0, 0),):
                assert sum(band.flips for band in bands) == distance - len(bands) + 1


def test_what_is_found_does_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    given_hashes = clustered(9, 400, 40, 20)
    bands = choose_bands(10**6, 10**6, 31, JOIN)
    alone = rows(within(as_words(given_hashes), bands, 31))
    monkeypatch.setattr("numba.get_num_threads", lambda: 3)
    assert rows(within(as_words(given_hashes), bands, 31)) == alone


@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 31), np.uint8), np.zeros((2, 32), np.int64), np.zeros(32, np.uint8)]
)
def test_what_is_no_array_of_hashes_is_refused(wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(UsageError, match=r"shape \(n, 32\)"):
        pairs_within(wrong)


@pytest.mark.parametrize("distance", [-1, 257])
def test_a_distance_that_makes_no_sense_is_refused(distance: int) -> None:
    with pytest.raises(UsageError, match="from 0 to 256"):
        pairs_within(np.zeros((2, 32), np.uint8), distance)
