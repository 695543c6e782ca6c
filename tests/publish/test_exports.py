"""Every exporter passes these: same bytes, empty cases, any script, no raw ids unless asked."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import networkx
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings import TABLES
from demasque.progress import Progress
from demasque.publish import EXPORTERS, export
from demasque.publish.exporters.csv_tables import _cells
from hand_made import SENTENCES, case_of, world

# What is for everybody says nothing of so few accounts: test_open_data.py makes it.
FORMATS = sorted(each.id for each in EXPORTERS.values() if each.reveals)
GRAPHS = {"gexf": networkx.read_gexf, "graphml": networkx.read_graphml}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("world"), world()) as store:
        find_campaigns(store)
        yield store


def names(store: CaseStore, kind: str, progress: Progress) -> pa.Table:
    """Original ids for all but one account; one of them would break careless XML and CSV."""
    query = f"SELECT DISTINCT {kind} AS pseudonym FROM {kind}s WHERE {kind} <> 'op001' ORDER BY 1"
    known = store.sql(query)["pseudonym"].to_pylist()
    raw = [f"=raw-{kind}-<{name}>&\x0b王" for name in known]
    return pa.table({"pseudonym": known, "platform": ["x"] * len(known), "raw": raw})


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_case_gives_the_same_bytes(store: CaseStore, format: str, tmp_path: Path) -> None:
    first = content(export(store, format, tmp_path / "out"))
    assert first == content(export(store, format, tmp_path / "out"))
    assert first
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("format", sorted(EXPORTERS))
def test_without_findings_tables_are_empty_and_forms_about_campaigns_refused(
    format: str, tmp_path: Path
) -> None:
    with case_of(tmp_path) as store:
        find_campaigns(store)
        if "campaigns" not in EXPORTERS[format].heeds:
            files = content(export(store, format, tmp_path / "out"))
            assert set(files) == set(EXPORTERS[format].files or ["out"])
            return
        with pytest.raises(UsageError, match="no group of accounts to hand over"):
            export(store, format, tmp_path / "out")
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_original_ids_come_out_only_when_asked_and_leave_a_custody_line(
    store: CaseStore, format: str, tmp_path: Path
) -> None:
    before = len(store.custody.entries())
    plain = content(export(store, format, tmp_path / "plain", revealer=names))
    assert not any("王".encode() in data and b"raw-" in data for data in plain.values())
    assert len(store.custody.entries()) == before
    open_ids = content(export(store, format, tmp_path / "open", reveal=True, revealer=names))
    assert any(b"raw-account-" in data for data in open_ids.values())
    line = store.custody.entries()[-1]
    assert (line["action"], line["details"]["format"]) == ("reveal", format)
    assert str(tmp_path / "open") in json.dumps(line)


@pytest.mark.parametrize("format", FORMATS)
def test_a_place_that_cannot_be_written_is_a_usage_error(
    store: CaseStore, format: str, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    if EXPORTERS[format].is_folder:
        taken.mkdir()
        (taken / "thesis.txt").write_text("mine")
    else:
        taken.mkdir()
    with pytest.raises(UsageError, match="taken"):
        export(store, format, taken)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError):
        export(store, format, tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("format", FORMATS)
def test_a_failure_half_way_leaves_the_earlier_export(
    store: CaseStore, format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(export(store, format, tmp_path / "out"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(CaseStore, "stream", fail)
    with pytest.raises(UsageError, match="No space left"):
        export(store, format, tmp_path / "out")
    assert content(tmp_path / "out") == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_unknown_format_is_a_usage_error(store: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csv, parquet, gexf, graphml"):
        export(store, "docx", tmp_path / "out")


@pytest.mark.parametrize("format", sorted(GRAPHS))
def test_graphs_open_with_weights_and_campaigns(
    store: CaseStore, format: str, tmp_path: Path
) -> None:
    path = export(store, format, tmp_path / "net.xml", reveal=True, revealer=names)
    graph = GRAPHS[format](path)
    assert graph.number_of_nodes() == 11
    assert graph.number_of_edges() == 28 + 3
    assert not graph.is_directed()
    node, edge = graph.nodes["op000"], graph.edges["op000", "op003"]
    assert (node["campaign"], node["platform"], node["bits"]) == ("C1", "facebook", 20.0)
    assert node["source_account_id"] == "=raw-account-<op000>&王"
    assert "source_account_id" not in graph.nodes["op001"]
    assert (edge["weight"], edge["kinds"], edge["shared"]) == (20.0, "text", 7)


def test_tables_hold_the_whole_case(store: CaseStore, tmp_path: Path) -> None:
    folder = export(store, "parquet", tmp_path / "out", reveal=True, revealer=names)
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}
    accounts = {row["account"]: row for row in tables["accounts"].to_pylist()}
    assert accounts["op007"]["bits"] == 26.0
    assert accounts["op007"]["campaign"] == "C1"
    assert accounts["bystander0"]["bits"] == 0
    assert accounts["bystander0"]["campaign"] is None
    assert accounts["op000"]["source_account_id"].startswith("=raw-account")
    assert accounts["op001"]["source_account_id"] is None
    assert tables["posts"].num_rows == store.sql("SELECT * FROM posts").num_rows
    assert "source_post_id" in tables["posts"].column_names
    pairs = tables["tie_posts"].to_pylist()
    expected = store.sql("SELECT sum(post_pairs) AS n FROM ties")["n"][0].as_py()
    assert len(pairs) == expected - 7  # op000 and op007 are 63 seconds apart
    assert all(pair["value"] for pair in pairs)
    assert tables["memberships"].num_rows == 11


def test_csv_reads_back_as_what_parquet_holds(store: CaseStore, tmp_path: Path) -> None:
    folder = export(store, "csv", tmp_path / "csv")
    whole = export(store, "parquet", tmp_path / "parquet")
    for name in TABLES:
        read = polars.read_csv(folder / f"{name}.csv", infer_schema=False)
        held = pq.read_table(whole / f"{name}.parquet")
        assert read.columns == held.column_names
        assert read.height == held.num_rows
    posts = pandas.read_csv(folder / "posts.csv", keep_default_na=False)
    texts = [text[1:] if text.startswith("'") else text for text in posts["text"]]
    assert texts == pq.read_table(whole / "posts.parquet")["text"].to_pylist()
    assert {text for text, _ in SENTENCES} <= set(texts)


@given(st.text(max_size=20))
def test_no_cell_begins_a_formula_and_one_apostrophe_brings_the_text_back(text: str) -> None:
    try:
        cell = _cells(pa.array([text])).to_pylist()[0]
    except UnicodeEncodeError:  # a lone surrogate, which no table of the case can hold
        return
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
    assert (cell[1:] if cell.startswith("'") else cell) == text


FINDINGS = ["report case", "report", "report parts", "report judged"]
"""What takes time while findings are read, as the report tells it."""


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_says_how_far_it_is(store: CaseStore, format: str, tmp_path: Path) -> None:
    heard: list[tuple[str, int]] = []
    export(
        store, format, tmp_path / "out", progress=lambda step, done, _: heard.append((step, done))
    )
    tables = TABLES if format in ("csv", "parquet") else ("nodes", "edges")
    steps = FINDINGS if "campaigns" in EXPORTERS[format].heeds else [f"export {n}" for n in tables]
    assert list(dict.fromkeys(step for step, _ in heard)) == steps
    last = dict(heard)
    counted = store.sql("SELECT count(*) AS n FROM posts")["n"].to_pylist()
    assert "export posts" not in last or last["export posts"] == counted[0]


def test_a_table_is_named_before_it_is_asked_for(
    store: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the time that sorting it takes would count as that of the table before."""
    heard: list[str] = []
    stream = CaseStore.stream

    def asked(
        store: CaseStore, query: str, parameters: Sequence[object] = (), rows: int = 65_536
    ) -> pa.RecordBatchReader:
        heard.append("asked")
        return stream(store, query, parameters, rows)

    monkeypatch.setattr(CaseStore, "stream", asked)
    export(store, "csv", tmp_path / "out", progress=lambda step, _done, _: heard.append(step))
    before = [step for step, next_ in pairwise(heard) if next_ == "asked"]
    assert before == [f"export {name}" for name in TABLES]
