"""GraphML: the network of tied accounts, for Gephi, yEd, Cytoscape and graph libraries."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from demasque.publish.drawing.naming import short
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.markup import (
    Markup,
    attribute_columns,
    markup,
    records,
    tell_if_empty,
)
from demasque.sentences import Sentence


def write(rows: CaseRows, path: Path) -> None:
    """Write nodes and edges with all that is known of them."""
    nodes, edges = rows.nodes(), rows.edges()
    of_node = {"label": "string", **attribute_columns(nodes.schema, ("account",))}
    of_edge = attribute_columns(edges.schema, ("account_a", "account_b"))
    with (
        markup(path) as xml,
        xml.element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns"),
    ):
        if rows.notes():
            xml.leaf("desc", " ".join(rows.notes()))
        _declare(xml, "node", of_node)
        _declare(xml, "edge", of_edge)
        with xml.element("graph", id="ties", edgedefault="undirected"):
            for row in records(nodes):
                with xml.element("node", id=row["account"]):
                    _values(xml, "node", of_node, {**row, "label": short(row["account"])})
            written = 0
            for row in records(edges):
                with xml.element("edge", source=row["account_a"], target=row["account_b"]):
                    _values(xml, "edge", of_edge, row)
                written += 1
    tell_if_empty(rows.store, written)


def _declare(xml: Markup, owner: str, columns: Mapping[str, str]) -> None:
    for name, kind in columns.items():
        described = {"for_": owner, "attr.name": name, "attr.type": kind}
        xml.leaf("key", id=f"{owner}_{name}", **described)


def _values(xml: Markup, owner: str, columns: Mapping[str, str], row: Mapping[str, Any]) -> None:
    for name in columns:
        if row[name] is not None:
            xml.leaf("data", str(row[name]), key=f"{owner}_{name}")


EXPORTER: Final = Exporter(
    id="graphml",
    title=Sentence("GraphML network"),
    suits=Sentence("Gephi, yEd, Cytoscape, NetworkX, igraph: the same network"),
    write=write,
    heeds=frozenset({"kind", "edges", "lang"}),
)
