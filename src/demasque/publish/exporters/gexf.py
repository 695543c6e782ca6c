"""GEXF 1.2: the network of tied accounts, for Gephi."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from demasque.publish.drawing.naming import short
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.markup import Markup, attribute_columns, markup, records


def write(rows: CaseRows, path: Path) -> None:
    """Write nodes with campaign, bits and platform, and edges weighted by bits."""
    nodes, edges = rows.nodes(), rows.edges()
    of_node = attribute_columns(nodes.schema, ("account",))
    of_edge = attribute_columns(edges.schema, ("account_a", "account_b", "weight"))
    with (
        markup(path) as xml,
        xml.element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2"),
    ):
        if rows.notes():
            with xml.element("meta"):
                xml.leaf("description", " ".join(rows.notes()))
        with xml.element("graph", defaultedgetype="undirected", mode="static"):
            _declare(xml, "node", of_node)
            _declare(xml, "edge", of_edge)
            _write_nodes(xml, of_node, nodes)
            _write_edges(xml, of_edge, edges)


def _write_nodes(xml: Markup, columns: Mapping[str, str], nodes: pa.RecordBatchReader) -> None:
    with xml.element("nodes"):
        for row in records(nodes):
            with xml.element("node", id=row["account"], label=short(row["account"])):
                _values(xml, columns, row)


def _write_edges(xml: Markup, columns: Mapping[str, str], edges: pa.RecordBatchReader) -> None:
    with xml.element("edges"):
        for number, row in enumerate(records(edges)):
            ends = {"source": row["account_a"], "target": row["account_b"]}
            with xml.element("edge", id=number, **ends, weight=row["weight"]):
                _values(xml, columns, row)


def _declare(xml: Markup, owner: str, columns: Mapping[str, str]) -> None:
    with xml.element("attributes", class_=owner):
        for name, kind in columns.items():
            xml.leaf("attribute", id=name, title=name, type=kind)


def _values(xml: Markup, columns: Mapping[str, str], row: Mapping[str, Any]) -> None:
    with xml.element("attvalues"):
        for name in columns:
            if row[name] is not None:
                xml.leaf("attvalue", for_=name, value=row[name])


EXPORTER: Final = Exporter(
    id="gexf",
    title="GEXF network",
    suits="Gephi: tied accounts with their campaigns, ties weighted by bits",
    write=write,
)
