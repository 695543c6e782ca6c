"""Where accounts stand in a picture: tied ones near each other, the same picture every time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.findings.networks import network_places as places_module
from demasque.findings.networks.network_places import network_places

edges = st.lists(
    st.tuples(st.integers(0, 19), st.integers(0, 19), st.floats(0.5, 200)).filter(
        lambda edge: edge[0] != edge[1]
    ),
    max_size=60,
    unique_by=lambda edge: frozenset(edge[:2]),
)


def columns(drawn: list[tuple[int, int, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    a, b, weight = zip(*drawn, strict=True) if drawn else ((), (), ())
    return np.array(a, np.int64), np.array(b, np.int64), np.array(weight, np.float64)


@given(edges, st.integers(20, 40))
@settings(max_examples=15, deadline=None)
def test_every_node_has_a_place_in_the_picture_and_the_same_one_again(
    drawn: list[tuple[int, int, float]], count: int
) -> None:
    at = network_places(*columns(drawn), count)
    assert at.shape == (count, 2)
    assert np.isfinite(at).all()
    assert at.min() >= 0
    assert at.max() <= 1
    assert (at == network_places(*columns(drawn), count)).all()


def test_nothing_and_one_and_two_have_places_too() -> None:
    none = columns([])
    assert network_places(*none, 0).shape == (0, 2)
    assert network_places(*none, 1).tolist() == [[0.5, 0.5]]
    assert np.isfinite(network_places(*columns([(0, 1, 3.0)]), 2)).all()


def test_groups_stand_apart() -> None:
    rng = np.random.default_rng(5)
    of = np.repeat(np.arange(4), 25)
    pairs = [
        (a, b, float(rng.uniform(5, 50)))
        for a in range(100)
        for b in range(a)
        if of[a] == of[b] and rng.random() < 0.3
    ]
    at = network_places(*columns([*pairs, (0, 30, 9.0), (30, 60, 9.0), (60, 99, 9.0)]), 100)
    away = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    same = of[:, None] == of[None, :]
    assert away[same].mean() < away[~same].mean() / 2


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_push_read_off_the_grid_is_about_that_of_every_pair(seed: int) -> None:
    at = np.random.default_rng(seed).normal(size=(60, 2)) * 8
    fast = places_module._pushed(at, places_module._force_on_mesh())
    between = at[:, None] - at[None, :]
    square = (between**2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    slow = (between / square[:, :, None]).sum(axis=1)
    # Near neighbours share a cell, where the grid knows less: most nodes agree, not each.
    off = np.hypot(*(fast - slow).T) / np.hypot(*slow.T)
    assert np.median(off) < 0.05
