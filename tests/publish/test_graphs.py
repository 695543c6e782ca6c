"""Networks that people work with: what nodes and ties carry, one kind, a backbone, their times."""

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import networkx
import pyarrow as pa
import pytest

import demasque
from demasque.api.graph_objects import graph_widget, igraph_graph, networkx_graph
from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings import tied_network
from demasque.publish import ExportOptions, export
from demasque.publish.exporters import gexf
from demasque.schema import DECIDED, EVENTS, STRENGTHS, TIES
from hand_made import START, case_of, minutes, rows, world

READ = {"gexf": networkx.read_gexf, "graphml": networkx.read_graphml}
FORMATS = sorted(READ)
OF_NODE = {"campaign", "bits", "platform", "posts", "languages", "first_at", "last_at", "label"}
OF_EDGE = {"weight", "kinds", "shared", "q", "window_seconds", "first_at", "last_at"}
GEXF = "{http://www.gexf.net/1.2draft}"


def of_two_kinds() -> dict[str, pa.Table]:
    """The hand-made world, where two of the operation share links too, weakly and later."""
    tables = world()
    url = {"account_a": "op000", "account_b": "op001", "kind": "url", "window_seconds": 600.0}
    url |= {"shared": 2, "shared_ever": 2, "post_pairs": 2, "a_first": 2, "b_first": 0}
    url |= {"expected": 0.1, "log10_p": -3.0, "log10_p_timing": None, "q": 0.01, "bits": 5.0}
    url |= {"first_at": minutes(-10), "last_at": minutes(50_000)}
    pairs = tables["strengths"].to_pylist()
    for pair in pairs:
        if (pair["account_a"], pair["account_b"]) == ("op000", "op001"):
            pair |= {"kinds": ["url", "text"], "bits": 24.0}
    ties = pa.concat_tables([tables["ties"], rows(TIES, [url])])
    return tables | {"ties": ties, "strengths": rows(STRENGTHS, pairs)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("graphs"), of_two_kinds()) as store:
        find_campaigns(store)
        yield store


def network(store: CaseStore, format: str, folder: Path, **options: Any) -> networkx.Graph:
    asked = ExportOptions(**options)
    return READ[format](export(store, format, folder / f"net.{format}", options=asked))


@pytest.mark.parametrize("format", FORMATS)
def test_nodes_and_ties_carry_what_is_known_with_types(
    store: CaseStore, format: str, tmp_path: Path
) -> None:
    graph = network(store, format, tmp_path)
    assert set(graph.nodes["op000"]) == OF_NODE
    assert set(graph.nodes["office0"]) == OF_NODE
    node = graph.nodes["op000"]
    assert node["first_at"] == "2026-03-02T09:05:00Z"
    assert node["languages"].split("|")[0] == "en"
    assert set(node["languages"].split("|")) == {"en", "fr", "zh", "ar"}
    assert (type(node["bits"]), type(node["posts"])) == (float, int)
    edge = {name: value for name, value in graph.edges["op000", "op001"].items() if name != "id"}
    assert set(edge) == OF_EDGE
    assert edge == {
        "weight": 24.0,
        "kinds": "text|url",
        "shared": 9,
        "q": 1e-6,
        "window_seconds": 60.0,
        "first_at": "2026-03-02T08:50:00Z",
        "last_at": "2026-04-06T02:20:00Z",
    }
    assert {name: type(value) for name, value in edge.items() if type(value) is not str} == {
        "weight": float,
        "shared": int,
        "q": float,
        "window_seconds": float,
    }


def test_operations_and_decisions_stand_at_their_accounts(tmp_path: Path) -> None:
    with case_of(tmp_path, of_two_kinds()) as store:
        find_campaigns(store)
        (operation,) = store.sql("SELECT * FROM memberships WHERE account = 'op000'").to_pylist()
        table = pa.table({"operation": ["O1"], "campaign": [operation["campaign"]], "linked": [0]})
        store.replace({"operations": table})
        graph = network(store, "gexf", tmp_path)
    assert graph.nodes["op000"]["operation"] == "O1"
    assert "operation" not in graph.nodes["office0"]


@pytest.mark.parametrize("format", FORMATS)
def test_one_kind_gives_its_ties_alone_with_their_own_bits(
    store: CaseStore, format: str, tmp_path: Path
) -> None:
    graph = network(store, format, tmp_path, kind="url")
    assert set(graph.nodes) == {"op000", "op001", "office0", "office1", "office2"}
    assert graph.number_of_edges() == 1 + 3
    edge = graph.edges["op000", "op001"]
    assert (edge["weight"], edge["kinds"], edge["shared"], edge["q"]) == (5.0, "url", 2, 0.01)
    text = (tmp_path / f"net.{format}").read_text("utf-8")
    assert "Only ties of the kind url are in this network" in text
    network(store, format, tmp_path, kind="url", lang="fr")
    assert "Only ties" not in (tmp_path / f"net.{format}").read_text("utf-8")


@pytest.mark.parametrize("format", FORMATS)
def test_whoever_gets_an_empty_network_is_told(format: str, tmp_path: Path) -> None:
    said: list[str] = []
    with case_of(tmp_path / "case") as empty:
        empty.tell = said.append
        assert not network(empty, format, tmp_path).nodes
    assert len(said) == 1
    assert "the network is empty" in said[0]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("most", [1, 5, 9, 12, 30])
def test_a_backbone_has_as_many_ties_as_asked_for_and_says_what_is_left_out(
    store: CaseStore, format: str, most: int, tmp_path: Path
) -> None:
    whole = network(store, format, tmp_path)
    graph = network(store, format, tmp_path, edges=most)
    assert graph.number_of_edges() == most
    assert not [edge for edge in graph.edges if not whole.has_edge(*edge)]
    assert not [node for node, ties in graph.degree if not ties]
    text = (tmp_path / f"net.{format}").read_text("utf-8")
    assert f"{31 - most} tie" in text
    assert "of 31" in text
    assert "Serrano" in text
    if most >= 9:  # the forest: 7 ties for the operation, 2 for the office
        parts = {frozenset(part) for part in networkx.connected_components(graph)}
        assert parts == {frozenset(part) for part in networkx.connected_components(whole)}
        assert "without a tie by this" not in text
    else:
        assert f"{11 - graph.number_of_nodes()} tied account" in text


def test_a_backbone_that_would_hold_every_tie_is_the_network(
    store: CaseStore, tmp_path: Path
) -> None:
    whole = export(store, "gexf", tmp_path / "whole").read_bytes()
    asked = ExportOptions(edges=31)
    assert export(store, "gexf", tmp_path / "net", options=asked).read_bytes() == whole


def test_times_are_written_as_spells_within_which_two_accounts_shared_something(
    store: CaseStore, tmp_path: Path
) -> None:
    asked = ExportOptions(dynamic=True)
    root = ElementTree.parse(export(store, "gexf", tmp_path / "net", options=asked)).getroot()
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "dateTime")
    spells = {
        name: [
            [
                (spell.get("start"), spell.get("end"))
                for spell in each.findall(f"{GEXF}spells/{GEXF}spell")
            ]
            for each in graph.iter(f"{GEXF}{name}")
        ]
        for name in ("node", "edge")
    }
    assert {len(each) for each in spells["node"]} == {1}
    # A round a day; op000 and op007 are never within the window, which leaves first to last.
    assert sorted(len(each) for each in spells["edge"]) == [1] + 30 * [7]
    for start, end in [spell for each in spells.values() for found in each for spell in found]:
        assert start is not None
        assert end is not None
        assert START <= datetime.fromisoformat(start) <= datetime.fromisoformat(end)
    pair = graph.find(f".//{GEXF}edge[@source='op000'][@target='op003']")
    assert pair is not None
    first = pair.find(f"{GEXF}spells/{GEXF}spell")
    assert first is not None
    assert first.attrib == {"start": "2026-03-02T09:05:00Z", "end": "2026-03-02T09:05:27Z"}


def test_ties_without_posts_are_there_from_first_to_last(tmp_path: Path) -> None:
    with case_of(tmp_path, of_two_kinds() | {"events": world()["events"].slice(0, 0)}) as store:
        find_campaigns(store)
        asked = ExportOptions(dynamic=True)
        text = export(store, "gexf", tmp_path / "net", options=asked).read_text("utf-8")
    assert '<spell start="2026-03-02T08:50:00Z" end="2026-04-06T02:20:00Z"/>' in text


def test_pairs_of_posts_that_overlap_in_time_are_one_spell(tmp_path: Path) -> None:
    draws = random.Random(7)
    ends = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    shared = {n: [(draws.randrange(4), draws.randrange(900)) for _ in range(12)] for n in range(5)}
    events = [
        {"kind": "text", "account": f"op{n:03d}", "trace": trace, "at": minutes(at / 60)}
        | {"post": f"q{n}-{i}"}
        for n, uses in shared.items()
        for i, (trace, at) in enumerate(uses)
    ]
    with case_of(tmp_path, world() | {"events": rows(EVENTS, events)}) as store:
        edges = tied_network(store).edges(spells=True).read_all().to_pylist()
    found = {
        (edge["account_a"], edge["account_b"]): [
            *zip(edge["spell_starts"], edge["spell_ends"], strict=True)
        ]
        for edge in edges
        if edge["spell_starts"]
    }
    for a, b in ends:
        pairs = [
            (min(at, other), max(at, other))
            for trace, at in shared[a]
            for same, other in shared[b]
            if trace == same and abs(at - other) <= 60
        ]
        merged = [(told(start), told(end)) for start, end in _merged(sorted(pairs))]
        assert found.get((f"op{a:03d}", f"op{b:03d}"), []) == merged


def told(second: int) -> str:
    return (START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _merged(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in pairs:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def test_a_large_network_with_times_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gexf, "MANY_DYNAMIC", 30)
    heard: list[str] = []
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        store.tell = heard.append
        export(store, "gexf", tmp_path / "net", options=ExportOptions(dynamic=True, edges=30))
        export(store, "gexf", tmp_path / "net")
        assert heard == []
        export(store, "gexf", tmp_path / "net", options=ExportOptions(dynamic=True))
    assert len(heard) == 1
    assert "31 ties" in heard[0]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("options", [{"kind": "url"}, {"edges": 10}, {"kind": "text", "edges": 4}])
def test_the_same_question_gives_the_same_bytes(
    store: CaseStore, format: str, options: dict[str, Any], tmp_path: Path
) -> None:
    asked = ExportOptions(**options)
    first = export(store, format, tmp_path / "net", options=asked).read_bytes()
    assert export(store, format, tmp_path / "net", options=asked).read_bytes() == first


def test_what_cannot_be_asked_is_said_and_nothing_is_written(
    store: CaseStore, tmp_path: Path
) -> None:
    out = tmp_path / "net"
    with pytest.raises(UsageError, match=r"tied by 'hashtag'\. Kinds that tie some: text, url"):
        export(store, "gexf", out, options=ExportOptions(kind="hashtag"))
    with pytest.raises(UsageError, match="0 ties"):
        export(store, "graphml", out, options=ExportOptions(edges=0))
    with pytest.raises(UsageError, match=r"--dynamic\. What does: gexf"):
        export(store, "graphml", out, options=ExportOptions(dynamic=True))
    with case_of(tmp_path) as nothing, pytest.raises(UsageError, match="nor by any other kind"):
        networkx_graph(nothing, kind="url")
    assert not out.exists()


def test_nobody_who_was_excluded_is_in_a_kind_a_backbone_or_a_spell(tmp_path: Path) -> None:
    with case_of(tmp_path, of_two_kinds()) as store:
        find_campaigns(store)
        store.replace({"decided": _excluded("op001")})
        for options in ({"kind": "url"}, {"edges": 12}, {"dynamic": True}):
            path = export(store, "gexf", tmp_path / "net", options=ExportOptions(**options))
            assert "op001" not in path.read_text("utf-8")
        with pytest.raises(UsageError, match="Kinds that tie some"):
            networkx_graph(store, kind="hashtag")


def _excluded(account: str) -> pa.Table:
    plain = {"account": account, "decision": "exclude", "people": 1}
    return rows(DECIDED, [plain])


def test_networkx_has_what_the_files_have(store: CaseStore, tmp_path: Path) -> None:
    for options in ({}, {"kind": "url"}, {"edges": 12}):
        graph = networkx_graph(store, **options)
        written = network(store, "graphml", tmp_path, **options)
        assert set(graph.nodes) == set(written.nodes)
        for account, node in graph.nodes(data=True):
            assert node | {"label": account[:8]} == written.nodes[account]
        for a, b, edge in graph.edges(data=True):
            held = dict(written.edges[a, b])
            assert edge == {"bits": held.pop("weight")} | held
        networkx.write_gexf(graph, tmp_path / "again.gexf")


def test_a_widget_of_a_notebook_shows_the_network(store: CaseStore, tmp_path: Path) -> None:
    ipysigma = pytest.importorskip("ipysigma", reason="ipysigma is not installed here")
    widget = graph_widget(store, edges=12)
    assert isinstance(widget, ipysigma.Sigma)
    assert len(widget.data["nodes"]) == 11
    assert len(widget.data["edges"]) == 12
    widget.to_html(tmp_path / "net.html")
    assert "op007" in (tmp_path / "net.html").read_text("utf-8")
    colours = [
        graph_widget(store, **settings).visual_variables["nodeColor"]["attribute"]
        for settings in ({}, {"node_color": "platform"})
    ]
    assert colours == ["campaign", "platform"]


def test_without_the_widgets_library_its_name_is_said(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ipysigma", None)
    with pytest.raises(demasque.UsageError, match="pip install ipysigma"):
        graph_widget(store)


def test_igraph_takes_one_kind_and_a_backbone_too(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = ModuleType("igraph")
    monkeypatch.setattr(stand_in, "Graph", lambda **given: given, raising=False)
    monkeypatch.setitem(sys.modules, "igraph", stand_in)
    given = igraph_graph(store, kind="url", edges=2)
    assert len(given["edges"]) == 2
    assert set(given["edge_attrs"]["kinds"]) == {"url"}
    assert set(given["vertex_attrs"]["operation"]) <= {None, "O1", "O2"}
