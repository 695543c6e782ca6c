"""A backbone: never more than asked for, of the network's own ties, and whole where it can be."""

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.findings.networks.backbone import backbone_order, disparity

Edge = tuple[int, int, float, bool]

CAMPAIGNS = 3
ACCOUNTS = 12
EDGES = st.dictionaries(
    st.tuples(st.integers(0, ACCOUNTS - 1), st.integers(0, ACCOUNTS - 1))
    .filter(lambda ends: ends[0] < ends[1])
    .map(tuple),
    st.one_of(st.integers(0, 6).map(float), st.floats(0, 200)),
    max_size=40,
)


def arrays(edges: dict[tuple[int, int], float]) -> list[Edge]:
    return [(a, b, bits, a % CAMPAIGNS == b % CAMPAIGNS) for (a, b), bits in sorted(edges.items())]


def ordered(edges: list[Edge]) -> list[int]:
    a = np.array([edge[0] for edge in edges], dtype=np.int64)
    b = np.array([edge[1] for edge in edges], dtype=np.int64)
    weight = np.array([edge[2] for edge in edges], dtype=np.float64)
    inside = np.array([edge[3] for edge in edges], dtype=np.bool_)
    return [int(place) for place in backbone_order(a, b, weight, inside)]


def graph_of(edges: list[Edge]) -> networkx.Graph:
    graph = networkx.Graph()
    graph.add_weighted_edges_from(edge[:3] for edge in edges)
    return graph


def parts(edges: list[Edge]) -> set[frozenset[int]]:
    return {frozenset(part) for part in networkx.connected_components(graph_of(edges))}


@given(EDGES)
def test_every_tie_stands_once_and_always_in_the_same_place(
    given_edges: dict[tuple[int, int], float],
) -> None:
    edges = arrays(given_edges)
    order = ordered(edges)
    assert sorted(order) == list(range(len(edges)))
    assert order == ordered(edges)


@given(EDGES, st.integers(0, 40))
def test_no_part_of_the_network_and_no_campaign_falls_apart_while_its_forest_fits(
    given_edges: dict[tuple[int, int], float], more: int
) -> None:
    edges = arrays(given_edges)
    nodes = graph_of(edges).number_of_nodes()
    forest = nodes - len(parts(edges))
    kept = [edges[place] for place in ordered(edges)[: forest + more]]
    assert parts(kept) == parts(edges)
    inside = [edge for edge in edges if edge[3]]
    assert parts([edge for edge in kept if edge[3]]) == parts(inside)


@given(EDGES)
def test_the_first_ties_of_one_campaign_are_a_maximum_spanning_forest(
    given_edges: dict[tuple[int, int], float],
) -> None:
    edges = [(a, b, bits, True) for (a, b), bits in sorted(given_edges.items())]
    known = networkx.maximum_spanning_tree(graph_of(edges))
    first = [edges[place] for place in ordered(edges)[: known.number_of_edges()]]
    assert sum(edge[2] for edge in first) == pytest.approx(known.size("weight"))
    bits = [edge[2] for edge in first]
    assert bits == sorted(bits, reverse=True)


@given(EDGES.filter(bool))
def test_the_filter_is_what_its_authors_wrote(given_edges: dict[tuple[int, int], float]) -> None:
    edges = arrays(given_edges)
    graph = graph_of(edges)

    def alpha(end: int, bits: float) -> float:
        strength = graph.degree(end, "weight")
        share = bits / strength if strength else 0.0
        return float((1 - share) ** (graph.degree(end) - 1))

    found = disparity(*(np.array([edge[n] for edge in edges]) for n in range(3)))
    for (a, b, bits, _), one in zip(edges, found, strict=True):
        assert one == pytest.approx(min(alpha(a, bits), alpha(b, bits)), abs=1e-9)


def test_what_stands_out_for_an_account_comes_before_what_is_strong_everywhere() -> None:
    """A circle of strong ties holds itself; between two leaves, a weak tie is their strongest."""
    strong = [(a, b, 50.0, True) for a in range(5) for b in range(a + 1, 5)]
    weak = [(0, 5, 9.0, True), (5, 6, 8.0, True), (6, 7, 1.0, True), (5, 7, 7.0, True)]
    edges = sorted([*strong, *weak])
    order = ordered(edges)
    forest = 7
    assert {edges[place][2] for place in order[:forest]} == {50.0, 9.0, 8.0, 7.0}
    assert edges[order[-1]] == (6, 7, 1.0, True)
