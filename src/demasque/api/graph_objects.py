"""The network of tied accounts as a graph of networkx or igraph, where the user has them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from demasque import publish
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.case import CaseStore

_COLOURS: Final = 10
"""Campaigns that get a colour of their own in a picture; more are not told apart by eye."""

_SECONDS_OF_LAYOUT: Final = 10
"""Then the browser is left in peace; ipysigma's own button goes on."""


def networkx_graph(store: CaseStore, kind: str | None = None, edges: int | None = None) -> Any:
    """A ``networkx.Graph``; what is not known of a node or an edge is no attribute of it.

    Raises UsageError where networkx is not installed, and as ``tied_network`` does.
    """
    graph = _library("networkx").Graph()
    nodes, pairs = _rows(store, kind, edges)
    for node in nodes:
        graph.add_node(node.pop("account"), **_known(node))
    for pair in pairs:
        graph.add_edge(pair.pop("account_a"), pair.pop("account_b"), **_known(pair))
    return graph


def igraph_graph(store: CaseStore, kind: str | None = None, edges: int | None = None) -> Any:
    """An ``igraph.Graph`` of the same; the accounts are the vertices' ``name``, missing is None.

    Raises UsageError where igraph is not installed, and as ``tied_network`` does.
    """
    library = _library("igraph")
    nodes, pairs = _rows(store, kind, edges)
    place = {node["account"]: n for n, node in enumerate(nodes)}
    ends = [(place[pair["account_a"]], place[pair["account_b"]]) for pair in pairs]
    of_node = {"account": "name", **{name: name for name in _OF_NODE}}
    return library.Graph(
        n=len(nodes),
        edges=ends,
        directed=False,
        vertex_attrs={new: [node[old] for node in nodes] for old, new in of_node.items()},
        edge_attrs={name: [pair[name] for pair in pairs] for name in _OF_EDGE},
    )


def graph_widget(
    store: CaseStore, kind: str | None = None, edges: int | None = None, **more: Any
) -> Any:
    """An ``ipysigma.Sigma`` of the same network; ``more`` are settings of it.

    Raises UsageError where networkx or ipysigma is not installed, and as ``tied_network`` does.
    """
    widget = _library("ipysigma").Sigma
    settings: dict[str, Any] = {
        "node_color": "campaign",
        "max_categorical_colors": _COLOURS,
        "node_size": "bits",
        "edge_size": "bits",
        "edge_weight": "bits",
        "node_label": lambda account: account[:8],
        "start_layout": _SECONDS_OF_LAYOUT,
    }
    return widget(networkx_graph(store, kind, edges), **(settings | more))


_OF_NODE: Final = (
    "campaign",
    "bits",
    "platform",
    "posts",
    "operation",
    "languages",
    "first_at",
    "last_at",
    "decision",
)
_OF_EDGE: Final = ("bits", "kinds", "shared", "q", "window_seconds", "first_at", "last_at")


def _rows(
    store: CaseStore, kind: str | None, edges: int | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = publish.CaseRows(store, options=publish.ExportOptions(kind=kind, edges=edges))
    pairs = rows.edges().read_all()
    names = ["bits" if name == "weight" else name for name in pairs.column_names]
    nodes: list[dict[str, Any]] = rows.nodes().read_all().to_pylist()
    return nodes, pairs.rename_columns(names).to_pylist()


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(
            "The library {name} is not installed. Install it with: pip install {name}", name=name
        ) from None
