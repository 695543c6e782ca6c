"""GEXF 1.2: the network of tied accounts, for Gephi, Gephi Lite and ipysigma.

Of the versions that each of these and NetworkX read (1.2 and 1.3), 1.2 is the one that Gephi before
0.10 reads as well, and it has all that is written here (https://gexf.net, GEXF 1.2draft).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

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

MANY_DYNAMIC: Final = 5_000
"""Ties above which a reader is told that a network with times may be too much for Gephi.

People report networks that freeze it from some thousand nodes on; no Gephi was at hand to measure.
"""


def write(rows: CaseRows, path: Path) -> None:
    """Write nodes and edges with all that is known of them; with spells if asked for."""
    dynamic = rows.options.dynamic
    nodes, edges = rows.nodes(), rows.edges(spells=dynamic)
    of_node = attribute_columns(nodes.schema, ("account",))
    of_edge = attribute_columns(edges.schema, ("account_a", "account_b", "weight"))
    times = {"mode": "dynamic", "timeformat": "dateTime"} if dynamic else {"mode": "static"}
    with (
        markup(path) as xml,
        xml.element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2"),
    ):
        if rows.notes():
            with xml.element("meta"):
                xml.leaf("description", " ".join(rows.notes()))
        with xml.element("graph", defaultedgetype="undirected", **times):
            _declare(xml, "node", of_node)
            _declare(xml, "edge", of_edge)
            _write_nodes(xml, of_node, nodes, dynamic)
            written = _write_edges(xml, of_edge, edges, dynamic)
    tell_if_empty(rows.store, written)
    if dynamic and written > MANY_DYNAMIC:
        rows.store.tell(_heavy(written))


def _write_nodes(
    xml: Markup, columns: Mapping[str, str], nodes: pa.RecordBatchReader, dynamic: bool
) -> None:
    with xml.element("nodes"):
        for row in records(nodes):
            with xml.element("node", id=row["account"], label=short(row["account"])):
                _values(xml, columns, row)
                if dynamic:
                    _spells(xml, [(row["first_at"], row["last_at"])])


def _write_edges(
    xml: Markup, columns: Mapping[str, str], edges: pa.RecordBatchReader, dynamic: bool
) -> int:
    written = 0
    with xml.element("edges"):
        for row in records(edges):
            ends = {"source": row["account_a"], "target": row["account_b"]}
            with xml.element("edge", id=written, **ends, weight=row["weight"]):
                _values(xml, columns, row)
                if dynamic:
                    shared = zip(row["spell_starts"] or (), row["spell_ends"] or (), strict=True)
                    _spells(xml, [*shared] or [(row["first_at"], row["last_at"])])
            written += 1
    return written


def _spells(xml: Markup, spells: list[tuple[str | None, str | None]]) -> None:
    """Write when it was there; nothing where that is not known, which means always."""
    known = [(start, end) for start, end in spells if start is not None and end is not None]
    if known:
        with xml.element("spells"):
            for start, end in known:
                xml.leaf("spell", start=start, end=end)


def _declare(xml: Markup, owner: str, columns: Mapping[str, str]) -> None:
    with xml.element("attributes", class_=owner, mode="static"):
        for name, kind in columns.items():
            xml.leaf("attribute", id=name, title=name, type=kind)


def _values(xml: Markup, columns: Mapping[str, str], row: Mapping[str, Any]) -> None:
    with xml.element("attvalues"):
        for name in columns:
            if row[name] is not None:
                xml.leaf("attvalue", for_=name, value=row[name])


def _heavy(ties: int) -> Sentence:
    return Sentence.counted(
        "The network has {n} tie with its times. Gephi is slow with such files and may stop: ask "
        "for fewer with --edges, or leave out --dynamic.",
        "The network has {n} ties with their times. Gephi is slow with such files and may stop: "
        "ask for fewer with --edges, or leave out --dynamic.",
        ties,
    )


EXPORTER: Final = Exporter(
    id="gexf",
    title=Sentence("GEXF network"),
    suits=Sentence(
        "Gephi, Gephi Lite, ipysigma: tied accounts with their campaigns, ties weighted by bits"
    ),
    write=write,
    heeds=frozenset({"dynamic", "kind", "edges", "lang"}),
)
