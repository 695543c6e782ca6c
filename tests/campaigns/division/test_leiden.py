"""Compiled Leiden keeps what the method promises, and divides as well as scikit-network."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sknetwork.clustering import Leiden, get_modularity

from demasque.campaigns.division.community import TieNetwork, network
from demasque.campaigns.division.leiden import leiden

Labels = npt.NDArray[np.int64]


def drawn(accounts: int, share: float, seed: int) -> TieNetwork:
    """Accounts in groups of eight, tied to a third inside and by ``share`` outside."""
    draw = np.random.default_rng(seed)
    a, b = np.triu_indices(accounts, 1)
    kept = draw.random(len(a)) < np.where(a // 8 == b // 8, 1 / 3, share)
    return network(a[kept], b[kept], draw.uniform(1, 400, int(kept.sum())), accounts)


def matrix(tied: TieNetwork) -> sparse.csr_matrix:
    shape = (tied.accounts, tied.accounts)
    return sparse.csr_matrix((tied.weights, (tied.ends, tied.others)), shape=shape)


def divided(tied: TieNetwork, price: float, seed: int = 0) -> Labels:
    prices = np.full(tied.accounts, price)
    return np.asarray(leiden(tied.starts, tied.others, tied.weights, prices, seed))


def worth(tied: TieNetwork, labels: Labels, price: float) -> float:
    """Ties within communities less what they cost, pair by pair."""
    strength = np.bincount(tied.ends, tied.weights, tied.accounts)
    inside = labels[tied.ends] == labels[tied.others]
    pairs = combinations(range(tied.accounts), 2)
    cost = sum(strength[a] * strength[b] for a, b in pairs if labels[a] == labels[b])
    return float(tied.weights[inside].sum() / 2 - price * cost)


networks = st.builds(drawn, st.integers(1, 40), st.floats(0, 0.2), st.integers(0, 10**6))


@settings(max_examples=60, deadline=None)
@given(networks, st.floats(0, 0.01), st.integers(0, 2**31))
def test_no_two_communities_gain_by_becoming_one(tied: TieNetwork, price: float, seed: int) -> None:
    labels = divided(tied, price, seed)
    now = worth(tied, labels, price)
    for one, other in combinations(np.unique(labels), 2):
        assert worth(tied, np.where(labels == other, one, labels), price) <= now + 1e-6


@settings(max_examples=60, deadline=None)
@given(networks, st.floats(0, 0.01), st.integers(0, 2**31))
def test_communities_are_connected(tied: TieNetwork, price: float, seed: int) -> None:
    labels = divided(tied, price, seed)
    inside = tied.only(labels[tied.ends] == labels[tied.others])
    _, parts = connected_components(matrix(inside), directed=False)
    for label in np.unique(labels):
        assert len(set(parts[labels == label])) == 1


@given(networks)
def test_what_costs_nothing_stays_whole_and_what_costs_too_much_falls_apart(
    tied: TieNetwork,
) -> None:
    count, parts = connected_components(matrix(tied), directed=False)
    free = divided(tied, 0.0)
    assert len(set(zip(parts.tolist(), free.tolist(), strict=True))) == count
    assert len(set(divided(tied, 1e9).tolist())) == tied.accounts


@given(networks, networks, st.floats(1e-4, 0.01), st.integers(0, 99))
def test_a_part_is_divided_as_if_it_were_alone(
    tied: TieNetwork, beside: TieNetwork, price: float, seed: int
) -> None:
    pair = TieNetwork(
        tied.accounts + beside.accounts,
        np.concatenate((tied.ends, beside.ends + tied.accounts)),
        np.concatenate((tied.others, beside.others + tied.accounts)),
        np.concatenate((tied.weights, beside.weights)),
        np.concatenate((tied.ties, beside.ties + len(tied.ties) // 2)),
    )
    together, alone = divided(pair, price, seed)[: tied.accounts], divided(tied, price, seed)
    pairs = set(zip(together.tolist(), alone.tolist(), strict=True))
    assert len(pairs) == len(set(alone.tolist())) == len(set(together.tolist()))


@pytest.mark.parametrize("resolution", [0.1, 0.3, 1.0])
def test_modularity_is_as_high_as_that_of_scikit_network(resolution: float) -> None:
    ours, theirs = [], []
    for seed in range(30):
        tied = drawn(120, 0.02, seed)
        graph = matrix(tied)
        labels = divided(tied, resolution / tied.weights.sum(), seed)
        found = Leiden(resolution=resolution, random_state=seed).fit_predict(graph)
        ours.append(get_modularity(graph, labels, resolution=resolution))
        theirs.append(get_modularity(graph, found, resolution=resolution))
    assert np.mean(ours) > np.mean(theirs) - 0.002
