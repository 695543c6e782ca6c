"""From pairs of posts to CooRTweet's network: an undirected, weighted list of edges."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.compat._inputs import Bools, Floats, Ints, Source, as_table, rank, spelled, text_ids

_MEASURES: Final = (
    "weight",
    "avg_time_delta",
    "n_content_id",
    "n_content_id_y",
    "edge_symmetry_score",
)
EDGE_COLUMNS: Final = ("from", "to", *_MEASURES, "weight_threshold")

_UNION_ORDER: Final = (
    "weight_full",
    "weight_fast",
    "avg_time_delta_full",
    "avg_time_delta_fast",
    "n_content_id_full",
    "n_content_id_y_full",
    "n_content_id_fast",
    "n_content_id_y_fast",
    "edge_symmetry_score_full",
    "edge_symmetry_score_fast",
)


@dataclass(frozen=True)
class PostPairs:
    """Pairs of posts with their accounts and posts as numbers."""

    lower: Ints  # the account that sorts first
    upper: Ints
    older: Ints  # posts, which do not follow the accounts
    newer: Ints
    seconds: npt.NDArray[Any]
    accounts: int
    contents: int

    def where(self, chosen: Bools) -> "PostPairs":
        """Only the chosen pairs."""
        return PostPairs(
            self.lower[chosen],
            self.upper[chosen],
            self.older[chosen],
            self.newer[chosen],
            self.seconds[chosen],
            self.accounts,
            self.contents,
        )


@dataclass(frozen=True)
class _Edges:
    """Edges by their key ``lower * accounts + upper``, ascending, with their measures."""

    keys: Ints
    measures: dict[str, npt.NDArray[Any]]


def network(
    pairs: PostPairs, names: pa.Array, fast: Bools | None, edge_weight: float, subgraph: int
) -> pa.Table:
    """The network's edges; see :func:`demasque.compat.coortweet.generate_coordinated_network`."""
    full = _edges(pairs)
    ends = {
        "from": spelled(names, full.keys // pairs.accounts),
        "to": spelled(names, full.keys % pairs.accounts),
    }
    if fast is None:
        above = _above_quantile(full.measures["weight"], edge_weight)
        table = pa.table({**ends, **full.measures, "weight_threshold": above})
        return table.filter(pa.array(above == 1)) if subgraph == 1 else table

    quick = _edges(pairs.where(fast))
    table = pa.table({**ends, **_united(full, quick, edge_weight)})
    if subgraph == 0:
        return table
    core = pc.fill_null(pc.equal(table["weight_threshold_fast"], 1), False)
    if subgraph == 2:
        return table.filter(core)
    return table.filter(pa.array(_near(full.keys, core, pairs.accounts)))


def vertices(edges: Source) -> pa.Table:
    """The network's accounts, sorted, as column ``name``.

    Of a network made with ``fast_net=True``, ``color_v`` is 1 for the ends of edges whose fast
    weight is above the quantile and 0 for the others (CooRTweet gives it for ``subgraph=3``).
    """
    what = "edges"
    table = as_table(edges, what, ("from", "to"))
    names, (lower, upper) = rank(text_ids(table, "from", what), text_ids(table, "to", what))
    columns: dict[str, Any] = {"name": names}
    if "weight_threshold_fast" in table.column_names:
        core = pc.fill_null(pc.equal(table["weight_threshold_fast"], 1), False)
        chosen = core.to_numpy()
        colour = np.zeros(len(names), np.int64)
        colour[lower[chosen]] = 1
        colour[upper[chosen]] = 1
        columns["color_v"] = colour
    return pa.table(columns)


def _edges(pairs: PostPairs) -> _Edges:
    keys, edge, weight = np.unique(
        pairs.lower * pairs.accounts + pairs.upper, return_inverse=True, return_counts=True
    )
    seconds = np.bincount(edge, weights=pairs.seconds, minlength=len(keys))
    older = _distinct(edge, pairs.older, len(keys), pairs.contents)
    newer = _distinct(edge, pairs.newer, len(keys), pairs.contents)
    return _Edges(
        keys,
        {
            "weight": weight.astype(np.int64),
            "avg_time_delta": seconds / weight,
            "n_content_id": older,
            "n_content_id_y": newer,
            "edge_symmetry_score": np.minimum(older, newer) / np.maximum(older, newer),
        },
    )


def _distinct(edge: Ints, contents: Ints, n_edges: int, n_contents: int) -> Ints:
    """How many different contents each edge has."""
    # Not numpy.unique: without an inverse it hashes, which is ten times slower than sorting here.
    seen = np.sort(edge * n_contents + contents)
    first = np.diff(seen, prepend=-1) != 0
    return np.bincount(seen[first] // n_contents, minlength=n_edges)


def _above_quantile(weights: Ints, probability: float) -> Ints:
    """1 where a weight is strictly above R's type 7 quantile, else 0.

    Computed step by step as R does it: another rounding of the same formula can move an edge.
    """
    if not len(weights):
        return np.empty(0, np.int64)
    ordered = np.sort(weights).astype(np.float64)
    index = 1 + (len(ordered) - 1) * probability
    low, high = ordered[int(np.floor(index)) - 1], ordered[int(np.ceil(index)) - 1]
    share = index - np.floor(index)
    threshold = (1 - share) * low + share * high if low != high else low
    return np.asarray(weights > threshold).astype(np.int64)


def _united(full: _Edges, quick: _Edges, edge_weight: float) -> dict[str, pa.Array]:
    """Measures over all pairs beside those over the fast ones, null where an edge has none."""
    at = np.searchsorted(full.keys, quick.keys)
    absent = np.ones(len(full.keys), np.bool_)
    absent[at] = False

    def spread(values: Ints | Floats) -> pa.Array:
        wide = np.zeros(len(full.keys), values.dtype)
        wide[at] = values
        return pa.array(wide, mask=absent)

    columns = {f"{name}_full": pa.array(values) for name, values in full.measures.items()}
    columns |= {f"{name}_fast": spread(values) for name, values in quick.measures.items()}
    united = {name: columns[name] for name in _UNION_ORDER}
    united["weight_threshold_full"] = pa.array(
        _above_quantile(full.measures["weight"], edge_weight)
    )
    united["weight_threshold_fast"] = spread(_above_quantile(quick.measures["weight"], edge_weight))
    return united


def _near(keys: Ints, core: pa.ChunkedArray, accounts: int) -> Bools:
    """Edges both of whose ends have a neighbour at an end of a core edge."""
    lower, upper = keys // accounts, keys % accounts
    chosen = core.to_numpy()
    inside = np.zeros(accounts, np.bool_)
    inside[lower[chosen]] = True
    inside[upper[chosen]] = True
    near = np.zeros(accounts, np.bool_)
    near[upper[inside[lower]]] = True
    near[lower[inside[upper]]] = True
    return near[lower] & near[upper]
