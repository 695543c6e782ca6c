"""Groups joined by weak ties come apart, loose groups stay whole, and order does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from demasque.campaigns.division.community import communities, network
from demasque.campaigns.division.stability import stability

Edges = tuple[np.ndarray, np.ndarray, np.ndarray]


def group(first: int, size: int, share: float, rng: np.random.Generator) -> Edges:
    """Some pairs of ``size`` accounts, tied with strengths over two orders of magnitude."""
    a, b = np.triu_indices(size, 1)
    kept = (rng.random(len(a)) < share) | (b == a + 1)
    return a[kept] + first, b[kept] + first, np.exp(rng.uniform(2.7, 8, int(kept.sum())))


def bridges(left: range, right: range, count: int, rng: np.random.Generator) -> Edges:
    return (
        rng.choice(np.array(left), count),
        rng.choice(np.array(right), count),
        rng.uniform(10, 30, count),
    )


def together(*parts: Edges) -> Edges:
    a, b, bits = (np.concatenate(column) for column in zip(*parts, strict=True))
    return a, b, bits


def groups_of(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == n).tolist()) for n in set(labels.tolist()) - {-1}}


@pytest.mark.parametrize("seed", range(5))
def test_a_fan_club_beside_an_operation_is_not_in_its_campaign(seed: int) -> None:
    rng = np.random.default_rng(seed)
    edges = together(
        group(0, 200, 0.05, rng),
        group(200, 30, 0.6, rng),
        bridges(range(200), range(200, 230), 12, rng),
    )
    expected = {frozenset(range(200)), frozenset(range(200, 230))}
    assert groups_of(communities(network(*edges, 230), seed)) == expected


def test_a_seed_settles_the_division_whatever_ran_before() -> None:
    rng = np.random.default_rng(9)
    a, b = np.triu_indices(60, 1)
    kept = rng.random(len(a)) < 0.06
    edges = (a[kept], b[kept], np.ones(int(kept.sum())))
    first = communities(network(*edges, 60), 4)
    for other in range(20):
        communities(network(*edges, 60), other)
        assert (communities(network(*edges, 60), 4) == first).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_loosely_knit_operation_stays_one(seed: int) -> None:
    edges = group(0, 300, 0.04, np.random.default_rng(seed))
    assert len(groups_of(communities(network(*edges, 300), seed))) == 1


def scattered(first: int, size: int, each: int, rng: np.random.Generator) -> Edges:
    """Each of ``size`` accounts is tied to a few others, drawn at random."""
    pairs = {
        (min(a, b), max(a, b))
        for a in range(size)
        for b in rng.choice(size, each, replace=False).tolist()
        if a != b
    }
    a, b = np.array(sorted(pairs), np.int64).T
    return a + first, b + first, np.exp(rng.uniform(4, 5.5, len(pairs)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("each", [2, 3, 6])
def test_a_group_in_which_few_are_tied_directly_stays_one(seed: int, each: int) -> None:
    edges = scattered(0, 150, each, np.random.default_rng(seed))
    labels = communities(network(*edges, 150), seed)
    assert (labels == labels[0]).mean() > 0.95


@pytest.mark.parametrize("seed", range(5))
def test_sparse_groups_that_a_few_ties_join_come_apart(seed: int) -> None:
    rng = np.random.default_rng(seed)
    joins = (bridges(range(n, n + 40), range(n + 40, n + 80), 2, rng) for n in (0, 40))
    edges = together(*(scattered(n, 40, 2, rng) for n in (0, 40, 80)), *joins)
    labels = communities(network(*edges, 120), seed)
    desks = [set(labels[n : n + 40].tolist()) - {-1} for n in (0, 40, 80)]
    assert desks[0].isdisjoint(desks[1])
    assert desks[2].isdisjoint(desks[0] | desks[1])


def test_many_small_groups_in_one_part_do_not_melt_together() -> None:
    rng = np.random.default_rng(3)
    chain = [bridges(range(n, n + 8), range(n + 8, n + 16), 2, rng) for n in range(0, 792, 8)]
    edges = together(*(group(n, 8, 1.0, rng) for n in range(0, 800, 8)), *chain)
    assert len(groups_of(communities(network(*edges, 800), 0))) == 100


def test_an_account_without_ties_is_in_no_community() -> None:
    labels = communities(network(np.array([0]), np.array([2]), np.array([20.0]), 4))
    assert labels.tolist() == [0, -1, 0, -1]
    assert communities(network(*(np.empty(0, np.int64),) * 2, np.empty(0), 0)).tolist() == []


@st.composite
def networks(draw: st.DrawFn) -> tuple[Edges, int]:
    accounts = draw(st.integers(2, 12))
    pairs = st.tuples(st.integers(0, accounts - 1), st.integers(0, accounts - 1))
    chosen = sorted({(min(p), max(p)) for p in draw(st.lists(pairs, min_size=1)) if p[0] != p[1]})
    bits = draw(st.lists(st.floats(1, 1e4), min_size=len(chosen), max_size=len(chosen)))
    a, b = np.array(chosen, np.int64).reshape(-1, 2).T
    return (a, b, np.array(bits)), accounts


@settings(max_examples=60, deadline=None)
@given(networks())
def test_communities_are_connected_and_whole_parts_are_kept(case: tuple[Edges, int]) -> None:
    (a, b, bits), accounts = case
    tied = network(a, b, bits, accounts)
    labels = communities(tied, 1)
    assert (labels == communities(tied, 1)).all()
    inside = labels[a] == labels[b]
    graph = coo_matrix((bits[inside], (a[inside], b[inside])), (accounts, accounts))
    _, parts = connected_components(graph, directed=False)
    for members in groups_of(labels):
        assert len(members) > 1
        assert len({parts[member] for member in members}) == 1
    stays = stability(tied, labels, 1)
    assert (np.isnan(stays) == (labels < 0)).all()
    assert ((stays[labels >= 0] >= 0) & (stays[labels >= 0] <= 1)).all()


def test_members_on_the_edge_are_less_stable_than_the_core() -> None:
    rng = np.random.default_rng(5)
    lone = (np.array([0]), np.array([20]), np.array([15.0]))
    edges = together(group(0, 20, 1.0, rng), lone)
    tied = network(*edges, 21)
    stays = stability(tied, communities(tied, 0))
    assert (stays[:20] == 1).all()
    assert 0.5 < stays[20] < 1
