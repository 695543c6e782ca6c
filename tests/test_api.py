"""The Python door: what `import demasque` promises."""

import ast
import dataclasses
import inspect
import json
import sys
import types
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

import networkx
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest

import demasque
from demasque.campaigns import CampaignProfile
from exports import MEMBERS, write_posts


def test_every_name_is_there_and_documented() -> None:
    for name in demasque.__all__:
        assert getattr(demasque, name).__doc__, name
        assert name in dir(demasque)
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = demasque.nothing_like_it


def named_in(hint: Any) -> Iterator[type]:
    """The classes that an annotation names."""
    if isinstance(hint, list):
        for part in hint:
            yield from named_in(part)
    elif get_args(hint):
        yield from named_in(list(get_args(hint)))
    elif isinstance(hint, type):
        yield hint


@cache
def names_in(module: str) -> dict[str, Any]:
    """The names of a module, with those that only type checkers import."""
    names = dict(vars(sys.modules[module]))
    for each in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(each.body, []), module, "exec"), names)
    return names


def hints_of(thing: Any) -> dict[str, Any]:
    """The annotations of a function or a dataclass, as types."""
    return get_type_hints(thing, names_in(thing.__module__))


def given_by(thing: Any) -> Iterator[type]:
    """The classes of what a function returns, or of what a class's public members give."""
    if inspect.isfunction(thing):
        yield from named_in(hints_of(thing).get("return"))
    if not isinstance(thing, type):
        return
    hints = hints_of(thing) if dataclasses.is_dataclass(thing) else {}
    for name in (name for name in {*dir(thing), *hints} if not name.startswith("_")):
        yield from named_in(hints.get(name))
        member = inspect.getattr_static(thing, name, None)
        member = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
        if inspect.isfunction(member) and member.__module__.startswith("demasque."):
            yield from given_by(member)


def test_every_type_that_is_returned_is_exported() -> None:
    waiting: list[Any] = [getattr(demasque, name) for name in demasque.__all__]
    met: set[type] = set()
    while waiting:
        for kind in given_by(waiting.pop()):
            if kind.__module__.startswith("demasque.") and kind not in met:
                met.add(kind)
                waiting.append(kind)
    assert {"Findings", "AddedFile", "CampaignProfile", "Member"} <= {one.__name__ for one in met}
    exported = [getattr(demasque, name) for name in demasque.__all__]
    assert [kind for kind in met if kind not in exported] == []


def test_the_package_says_that_it_is_typed() -> None:
    assert files("demasque").joinpath("py.typed").is_file()


def test_an_investigation(tmp_path: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        (file,) = case.add(write_posts(tmp_path / "posts.csv"))
        assert (file.posts, file.problem) == (360, None)
        assert not case.detected
        findings = case.detect(["60s"], seed=4)
        assert findings.detection.pairs == 15
        assert findings.campaigns.equals(case.campaigns())
        members = {case.pseudonym("x", name) for name in MEMBERS}
        assert set(case.memberships()["account"].to_pylist()) == members
        measured, assessment = case.campaign("C1")
        assert isinstance(measured, CampaignProfile)
        assert assessment.rung.by_program
        pair = sorted(members)[:2]
        behind = case.tie_posts(*pair, "text")
        assert behind.num_rows == 10
        assert case.report(tmp_path / "r.html", "fr").exists()
        assert case.export("csv", tmp_path / "out").is_dir()
        assert case.verify() == []
    with demasque.open_case(tmp_path / "case", create=True) as again:
        assert again.campaigns().num_rows == 1


def test_the_same_seed_gives_the_same_findings(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        first = case.detect(["60s"]).campaigns, case.memberships()
        again = case.detect(["60s"]).campaigns, case.memberships()
    assert first[0].equals(again[0])
    assert first[1].equals(again[1])


def test_a_run_that_fails_says_so_in_its_record(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "case") as case:
        with pytest.raises(demasque.DemasqueError, match="no posts yet"):
            case.detect()
        folder = sorted((tmp_path / "case/runs").glob("*-detect"))[0]
    assert json.loads((folder / "run.json").read_text())["outcome"].startswith("failed: ")


def test_wrong_requests_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(demasque.UsageError, match="is not a case"):
        demasque.open_case(tmp_path / "nowhere")
    with demasque.create_case(tmp_path / "case") as case:
        for wrong in (
            lambda: case.add(),
            lambda: case.add(tmp_path / "missing.csv"),
            lambda: case.detect("60s"),
            lambda: case.detect(kinds="url"),
            lambda: case.detect(min_shared=0),
            lambda: case.campaign("C9"),
            lambda: case.report(tmp_path / "r.html", "tlh"),
            lambda: case.export("docx", tmp_path / "out"),
        ):
            with pytest.raises(demasque.UsageError):
                wrong()


def test_without_a_case() -> None:
    events = pa.table(
        {
            "account_id": [f"m{n}" for n in range(3) for _ in range(8)]
            + [f"o{n}" for n in range(99)],
            "trace_id": [*range(8)] * 3 + [100 + n // 3 for n in range(99)],
            "posted_at": [9000 * t + n for n in range(3) for t in range(8)]
            + [777 * n for n in range(99)],
        }
    )
    ties = demasque.find_ties(events, window="60s")
    assert set(ties["account_a"].to_pylist() + ties["account_b"].to_pylist()) == {"m0", "m1", "m2"}
    posts = pa.table(
        {"post_id": ["a", "b"], "text": ["One and the same text.", "one AND the same text"]}
    )
    families = demasque.find_copies(posts)["family"].to_pylist()
    assert families[0] == families[1]


def frames(tmp_path: Path) -> dict[str, Any]:
    table = pyarrow.csv.read_csv(
        write_posts(tmp_path / "posts.csv"),
        convert_options=pyarrow.csv.ConvertOptions(column_types={"created_at": pa.string()}),
    )
    return {
        "arrow": table,
        "polars": pl.DataFrame(table),
        "lazy": pl.LazyFrame(table),
        "pandas": table.to_pandas(),
        "dictionary": table.set_column(
            1, table.column_names[1], table.column(1).dictionary_encode()
        ),
    }


def test_a_table_in_memory_is_added_like_a_file(tmp_path: Path) -> None:
    given = frames(tmp_path)
    with demasque.create_case(tmp_path / "case") as case:
        (first,) = case.add(given.pop("arrow"))
        assert (first.posts, first.problem) == (360, None)
        assert first.name == f"frame-{first.source_file[:16]}.parquet"
        for form, frame in given.items():
            (again,) = case.add(frame)
            assert again.already, form
        assert case.verify() == []
        kept = [entry.name for entry in (tmp_path / "case/evidence").iterdir()]
        assert first.source_file in kept
        record = json.loads(next((tmp_path / "case/runs").glob("*-add/run.json")).read_text())
        assert record["arguments"]["files"] == [first.name]  # not where it lay for a moment
        found = case.detect(["60s"], seed=4)
        assert found.detection.pairs == 15


def test_a_table_in_memory_can_have_a_name_and_a_mapping(tmp_path: Path) -> None:
    frame = frames(tmp_path)["pandas"].rename(columns={"account_id": "who"})
    with demasque.create_case(tmp_path / "case") as case:
        (added,) = case.add(frame, name="my posts", mapping={"account": "who"})
        assert (added.name, added.posts) == ("my posts.parquet", 360)
        for wrong in (
            lambda: case.add(frame, name="../posts"),
            lambda: case.add(frame, frame, name="posts"),
            lambda: case.add(tmp_path / "posts.csv", name="posts"),
            lambda: case.add(7),
            lambda: case.add([frame]),
        ):
            with pytest.raises(demasque.UsageError):
                wrong()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    folder = tmp_path_factory.mktemp("found")
    with demasque.create_case(folder / "a <b> case") as case:
        case.add(write_posts(folder / "posts.csv"))
        yield case, case.detect(["60s"])


def test_findings_are_a_graph_of_networkx(found: tuple[Any, Any]) -> None:
    case, findings = found
    graph = findings.to_networkx()
    members = {case.pseudonym("x", name) for name in MEMBERS}
    assert set(graph.nodes) == members
    assert graph.number_of_edges() == 15
    assert networkx.is_connected(graph)
    for _, node in graph.nodes(data=True):
        assert (node["campaign"], node["platform"]) == ("C1", "x")
        assert node["bits"] > 0
    for _, _, edge in graph.edges(data=True):
        assert edge["bits"] > 0
        assert "text" in edge["kinds"].split("|")
        assert edge["shared"] >= 10
    assert networkx.utils.graphs_equal(graph, case.to_networkx())


def test_findings_are_a_graph_of_igraph(
    found: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # igraph is under the GPL and stays the user's own: a stand-in takes what it would be given.
    stand_in = types.ModuleType("igraph")
    monkeypatch.setattr(stand_in, "Graph", lambda **given: given, raising=False)
    monkeypatch.setitem(sys.modules, "igraph", stand_in)
    findings = found[1]
    given = findings.to_igraph()
    same = findings.to_networkx()
    names = given["vertex_attrs"]["name"]
    assert (given["n"], given["directed"]) == (6, False)
    assert set(names) == set(same.nodes)
    assert {frozenset((names[a], names[b])) for a, b in given["edges"]} == {
        frozenset(edge) for edge in same.edges
    }
    assert set(given["vertex_attrs"]) == {
        *("name", "campaign", "bits", "platform", "posts", "operation"),
        *("languages", "first_at", "last_at", "decision"),
    }
    assert set(given["edge_attrs"]) == {
        *("bits", "kinds", "shared", "q", "window_seconds", "first_at", "last_at"),
    }


def test_the_widget_is_given_by_findings_and_by_the_case(found: tuple[Any, Any]) -> None:
    pytest.importorskip("ipysigma", reason="ipysigma is not installed here")
    for graph in (found[0].graph(edges=9), found[1].graph(edges=9)):
        assert (len(graph.data["nodes"]), len(graph.data["edges"])) == (6, 9)


@pytest.mark.parametrize("library", ["networkx", "igraph"])
def test_a_graph_library_that_is_missing_is_named(
    library: str, found: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(demasque.UsageError, match=f"pip install {library}"):
        getattr(found[1], f"to_{library}")()


def test_a_notebook_shows_short_summaries_without_raw_names(found: tuple[Any, Any]) -> None:
    case, findings = found
    profile, _ = case.campaign("C1")
    shown = {
        "case": (case, "<Case 'a <b> case'>", "360 posts by"),
        "findings": (findings, "Findings(pairs=15, accounts=6, campaigns=1)", "15 pairs of"),
        "profile": (profile, "CampaignProfile('C1', accounts=6", "6 accounts, "),
    }
    for thing, plain, sentence in shown.values():
        html = thing._repr_html_()
        assert repr(thing).startswith(plain)
        assert sentence in html
        assert "<b> case" not in html
        assert not [name for name in MEMBERS if name in html or name in repr(thing)]
        assert not [word for word in ("<script", "http", "src=") if word in html]
        assert len(html) < 4_000


def test_times_to_the_day_tie_nobody_unless_asked_and_the_rest_works(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    lines = [
        f"{who}{n},{who},2024-03-{n + 1:02d},Words {n} of this day."
        for who in "abcd"
        for n in range(6)
    ]
    file.write_text("\n".join(["post_id,account_id,created_at,text", *lines]) + "\n")
    with demasque.create_case(tmp_path / "case") as case:
        case.add(file)
        found = case.detect().detection
        assert found.pairs == 0
        assert "No ties were looked for" in found.warnings[-1]
        assert case.detect(["10s", "1d"]).detection.windows == {"text": [86_400.0]}
        report = case.report(tmp_path / "rapport.html", "fr").read_text("utf-8")
        assert "jour" in report
        assert case.brief(tmp_path / "brief.html").exists()
