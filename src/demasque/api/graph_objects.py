"""The network of tied accounts as a graph of networkx or igraph, where the user has them."""

from importlib import import_module
from typing import Any

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.publish import CaseRows


def networkx_graph(store: CaseStore) -> Any:
    """A ``networkx.Graph``: nodes with campaign, bits, platform, posts; edges bits, kinds, shared.

    Raises UsageError where networkx is not installed.
    """
    graph = _library("networkx").Graph()
    nodes, edges = _rows(store)
    for node in nodes:
        graph.add_node(node.pop("account"), **node)
    for edge in edges:
        graph.add_edge(edge.pop("account_a"), edge.pop("account_b"), **edge)
    return graph


def igraph_graph(store: CaseStore) -> Any:
    """An ``igraph.Graph`` of the same; the accounts are the vertices' ``name``.

    Raises UsageError where igraph is not installed.
    """
    library = _library("igraph")
    nodes, edges = _rows(store)
    place = {node["account"]: n for n, node in enumerate(nodes)}
    ends = [(place[edge["account_a"]], place[edge["account_b"]]) for edge in edges]
    of_node = {"account": "name", **{name: name for name in _OF_NODE}}
    return library.Graph(
        n=len(nodes),
        edges=ends,
        directed=False,
        vertex_attrs={new: [node[old] for node in nodes] for old, new in of_node.items()},
        edge_attrs={name: [edge[name] for edge in edges] for name in _OF_EDGE},
    )


_OF_NODE = ("campaign", "bits", "platform", "posts")
_OF_EDGE = ("bits", "kinds", "shared")


def _rows(store: CaseStore) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = CaseRows(store)
    edges = rows.edges().read_all()
    names = ["bits" if name == "weight" else name for name in edges.column_names]
    nodes: list[dict[str, Any]] = rows.nodes().read_all().to_pylist()
    return nodes, edges.rename_columns(names).to_pylist()


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(
            "The library {name} is not installed. Install it with: pip install {name}", name=name
        ) from None
