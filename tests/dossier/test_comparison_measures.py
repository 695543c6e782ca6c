"""Measures of likeness against slow, obvious code; p-values of chance against their definition."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from demasque.dossier.comparison.chance_of_likeness import of_count
from demasque.dossier.comparison.group_measures import OWN, overlap, profile, reach
from demasque.dossier.comparison.group_uses import paired, uses_of_rows

FIRST = np.zeros(1, np.int64)


def case(seed: int, names: list[str]) -> tuple[pa.Array, np.ndarray]:
    rng = np.random.default_rng(seed)
    return pa.array(names), (rng.random((14, len(names))) < 0.4).astype(float)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 5))
def test_reach_and_profile_are_what_they_say(seed: int, size_a: int, size_b: int) -> None:
    names_a, has_a = case(seed, ["a", "b", "c", "d", "e", "f"])
    names_b, has_b = case(seed + 1, ["b", "c", "d", "e", "f", "g", "h"])
    sides = []
    for names, has, size in ((names_a, has_a, size_a), (names_b, has_b, size_b)):
        rows = np.array([np.arange(size), np.arange(size) + 5])
        others = np.arange(10, 14)
        sides.append(uses_of_rows(names, sparse.csr_matrix(has), rows, others))
    pair = paired(*sides)
    own, weights = [], {}
    for name in sorted({*names_a.to_pylist(), *names_b.to_pylist()}):
        columns = [
            has[:, names.to_pylist().index(name)] if name in names.to_pylist() else np.zeros(14)
            for names, has in ((names_a, has_a), (names_b, has_b))
        ]
        users = columns[0][:size_a].sum(), columns[1][:size_b].sum()
        others_of = sum(column[10:].sum() for column in columns)
        weights[name] = max(np.log2((8 + 2) / (others_of + 1)), 0.0)
        if min(users) > 0 and sum(users) >= OWN * others_of:
            own.append(name)
    shares, vectors = [], []
    for names, has, size in ((names_a, has_a, size_a), (names_b, has_b, size_b)):
        place = {name: number for number, name in enumerate(names.to_pylist())}
        had = [sum(has[row, place[name]] for name in own) for row in range(size)]
        shares.append(np.mean([each >= 3 for each in had]))
        vectors.append({name: has[:size, at].sum() * weights[name] for name, at in place.items()})
    expected = min(shares) if len(own) >= 3 else 0.0
    assert reach(pair, FIRST, FIRST)[0] == pytest.approx(expected)
    lengths = [np.sqrt(sum(value**2 for value in vector.values())) for vector in vectors]
    cosine = sum(vectors[0][name] * vectors[1][name] for name in own)
    cosine = cosine / (lengths[0] * lengths[1]) if len(own) >= 3 and min(lengths) > 0 else 0.0
    assert profile(pair, FIRST, FIRST)[0] == pytest.approx(cosine)
    totals = [{n: v[n] / weights[n] if weights[n] else None for n in v} for v in vectors]
    if all(None not in total.values() and sum(total.values()) for total in totals):
        shared = sum(
            min(totals[0][n] / sum(totals[0].values()), totals[1][n] / sum(totals[1].values()))
            for n in totals[0].keys() & totals[1].keys()
        )
        assert overlap(pair, FIRST, FIRST)[0] == pytest.approx(shared)


def test_who_is_drawn_is_no_longer_one_of_the_others() -> None:
    """A random group whose three share things that nobody else has is as alike as a group is."""
    has = np.zeros((9, 3))
    has[6:9] = 1.0
    rows = np.array([[0, 1, 2], [6, 7, 8]])
    side = uses_of_rows(pa.array(["a", "b", "c"]), sparse.csr_matrix(has), rows, np.arange(3, 9))
    pair = paired(side, side)
    drawn = np.ones(1, np.int64)
    assert reach(pair, drawn, drawn)[0] == 1.0
    assert reach(pair, FIRST, drawn)[0] == 0.0


@pytest.mark.parametrize(("reached", "trials"), [(0, 199), (3, 999), (999, 999)])
def test_p_counts_the_observed_and_its_interval_holds_it(reached: int, trials: int) -> None:
    chance = of_count(reached, trials, 0.1)
    assert chance.p == (1 + reached) / (1 + trials)
    assert chance.low <= reached / trials <= chance.high
