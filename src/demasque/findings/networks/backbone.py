"""Which ties hold a network up? An order of its edges, of which the first N are a backbone.

First the edges of a maximum spanning forest (Kruskal 1956): the strongest ones that join what no
stronger one joins, those within a campaign before those between campaigns, so that no campaign
falls apart while its own forest fits. Then all others by the disparity filter (Serrano, Boguñá and
Vespignani 2009, PNAS 106:6483): how far an edge stands out among those of either of its ends, if
these shared their account's strength at random. A backbone of fewer edges is part of each larger.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Truths = NDArray[np.bool_]


def backbone_order(a: Places, b: Places, weight: Floats, inside: Truths) -> Places:
    """Order edges by what they hold up.

    Args:
        a: the place of each edge's one end among the accounts, from 0.
        b: that of its other end; no pair stands twice.
        weight: its strength, 0 or more (bits).
        inside: whether both ends are in one campaign.

    Returns:
        Places of edges, the first to keep first. Edges that are alike stand as they were given.
    """
    given = np.arange(len(a))
    by_weight = np.lexsort((given, -weight, ~inside))
    in_forest = _spanning(a, b, by_weight)
    forest = by_weight[in_forest[by_weight]]
    others = np.lexsort((given, -weight, disparity(a, b, weight)))
    return np.concatenate([forest, others[~in_forest[others]]])


def disparity(a: Places, b: Places, weight: Floats) -> Floats:
    """How surprising each edge is to the end that it surprises more: from 0 to 1, small is much.

    ``(1 - w / s) ** (k - 1)`` for an end with ``k`` edges of the summed weight ``s``; an end with
    one edge is not surprised.
    """
    nodes = int(max(a.max(), b.max())) + 1 if len(a) else 0
    both = np.concatenate([a, b])
    edges = np.bincount(both, minlength=nodes)
    strength = np.bincount(both, np.concatenate([weight, weight]), minlength=nodes)
    ends = []
    for end in (a, b):
        total = strength[end]
        share = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
        ends.append(np.clip(1 - share, 0, 1) ** (edges[end] - 1))
    most: Floats = np.minimum(*ends)
    return most


def _spanning(a: Places, b: Places, order: Places) -> Truths:
    """Which edges join two parts of the network that none before them in ``order`` joined."""
    parent = list(range(int(max(a.max(), b.max())) + 1 if len(a) else 0))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    joins = np.zeros(len(a), dtype=np.bool_)
    for place, one, other in zip(order.tolist(), a[order].tolist(), b[order].tolist(), strict=True):
        first, second = root(one), root(other)
        if first != second:
            parent[max(first, second)] = min(first, second)
            joins[place] = True
    return joins
