"""Which tied accounts belong together: Leiden communities of one connected part at a time.

Two groups that a few weak ties connect must come out as two, or a fan club would stand accused
beside an operation; one loosely knit group must come out as one, or its size would be hidden.
Plain modularity over the whole network does neither: its null model spans all accounts, so what
one corner looks like moves the cut in another, and at resolution 1 it tears any sparse group apart.
Here each connected part is judged by itself, and so is each piece it falls into, at a resolution
that a part wired at random does not reach: a random graph of mean degree c can be cut in halves
through 1/2 - 0.763/sqrt(c) of its ties (Dembo, Montanari and Sen, Annals of Probability 45, 2017),
and only a cut through less than half as much counts. Two equal halves then part when less than
``resolution / 2`` of the strength of all ties runs between them.

Leiden: Traag, Waltman and van Eck, Scientific Reports 9, 5233 (2019), as scikit-network has it.
"""

import ctypes
import sys
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sknetwork.clustering import Leiden

HIGHEST_RESOLUTION: Final = 0.3
LOWEST_RESOLUTION: Final = 0.02

_CUT: Final = 0.7632

_C: Final = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)

Labels = npt.NDArray[np.int64]


def communities(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
    accounts: int,
    seed: int = 0,
) -> Labels:
    """Give each of ``accounts`` accounts the number of its community, -1 where nothing ties it.

    Args:
        rows: number of the first account of each tied pair.
        columns: number of the second account of each tied pair.
        bits: strength of each tied pair, above 0.
        accounts: how many accounts there are; numbers run from 0.
        seed: the order in which Leiden visits accounts follows from it.

    Returns:
        int64 labels; numbers carry no order and communities have two accounts or more.
    """
    graph = _graph(rows, columns, bits, accounts)
    _, parts = connected_components(graph, directed=False)
    labels = np.full(accounts, -1, dtype=np.int64)
    waiting = [group for group in _groups(parts) if len(group) > 1]
    following = 0
    while waiting:
        group = waiting.pop()
        inside = _groups(_split(graph[group][:, group], seed))
        if len(inside) > 1:
            # Judged again by itself: beside many others two groups would count as one too easily.
            waiting.extend(group[half] for half in inside if len(half) > 1)
            continue
        labels[group] = following
        following += 1
    return labels


def _graph(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
    accounts: int,
) -> sparse.csr_matrix:
    # The square root keeps the order of strengths but not their range: beyond a few hundred bits
    # more evidence says that a pair posted more, and one such pair would secede from its group.
    weight = np.sqrt(bits)
    half = sparse.coo_matrix((weight, (rows, columns)), shape=(accounts, accounts))
    return sparse.csr_matrix(half + half.T)


def _groups(labels: npt.NDArray[np.integer]) -> list[npt.NDArray[np.int64]]:
    order = np.argsort(labels, kind="stable")
    borders = np.flatnonzero(np.diff(labels[order])) + 1
    return [group.astype(np.int64) for group in np.split(order, borders)]


def _resolution(part: sparse.csr_matrix) -> float:
    """Return half the resolution at which a random graph as dense as this one falls apart."""
    strength = np.asarray(part.sum(axis=1)).ravel()
    # How many equal ties would count as much: a dominant tie makes a neighbourhood sparser.
    degree = strength**2 / np.asarray(part.multiply(part).sum(axis=1)).ravel()
    random = 1 - 2 * _CUT / np.sqrt(degree.mean())
    return float(np.clip(random / 2, LOWEST_RESOLUTION, HIGHEST_RESOLUTION))


def _split(part: sparse.csr_matrix, seed: int) -> Labels:
    """Divide one connected part; every community is connected inside itself."""
    if part.shape[0] <= 3:
        return np.zeros(part.shape[0], dtype=np.int64)
    # Only who is with whom is asked: not in what order, nor how the groups are connected.
    leiden = Leiden(
        resolution=_resolution(part),
        shuffle_nodes=True,
        sort_clusters=False,
        return_probs=False,
        return_aggregate=False,
        random_state=seed,
    )
    # Its refinement draws from C's rand(), which `random_state` does not reach.
    _C.srand(seed & 0x7FFFFFFF)
    found = np.asarray(leiden.fit_predict(part), dtype=np.int64)
    edges = part.tocoo()
    kept = found[edges.row] == found[edges.col]
    inside = sparse.coo_matrix(
        (edges.data[kept], (edges.row[kept], edges.col[kept])), shape=part.shape
    )
    _, connected = connected_components(inside, directed=False)
    return np.asarray(connected, dtype=np.int64)
