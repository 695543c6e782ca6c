"""Members and attached accounts: shown side by side, each as what it is, never mixed."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import networkx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demasque.api import open_case
from demasque.campaigns import attach_accounts, find_campaigns
from demasque.case import CaseStore
from demasque.cli import main
from demasque.findings import CaseFindings, read_findings
from demasque.publish import export, write_report
from demasque.schema import CAMPAIGNS
from hand_made import attached_rows, case_of, world

ATTACHED = attached_rows(
    {"campaign": "C1", "account": "bystander2", "q": 0.02, "shared": 4},
    {"campaign": "C1", "account": "bystander0", "q": 0.001, "shared": 5, "expected": 0.25},
    {"campaign": "C2", "account": "bystander1", "q": 0.03, "kind": "url"},
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    """C1 has eight members, C2 three; three bystanders stand with them, a fourth does not."""
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        attach_accounts(store, ATTACHED)
        store.replace({"findings_run": pa.table({"run": ["made-by-hand"], "since": [None]})})
        yield store


def exported(store: CaseStore, folder: Path) -> dict[str, pa.Table]:
    written = export(store, "parquet", folder / "tables")
    return {path.stem: pq.read_table(path) for path in written.iterdir()}


def report(store: CaseStore, folder: Path, language: str = "en") -> str:
    html = write_report(store, folder / f"{language}.html", language).read_text("utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_memberships_name_each_account_once_with_its_tier_members_first(
    store: CaseStore, tmp_path: Path
) -> None:
    table = exported(store, tmp_path)["memberships"]
    assert table.column_names == [
        "campaign",
        "account",
        "tier",
        "bits",
        "partners",
        "stability",
        "q",
        "decision",
    ]
    rows = table.to_pylist()
    assert len({row["account"] for row in rows}) == len(rows) == 11 + 3
    standing = [(row["campaign"], row["tier"]) for row in rows]
    assert standing == (
        [("C1", "tied")] * 8
        + [("C1", "attached")] * 2
        + [("C2", "tied")] * 3
        + [("C2", "attached")]
    )
    assert [row["account"] for row in rows[8:10]] == ["bystander0", "bystander2"]
    for row in rows:
        tied = row["tier"] == "tied"
        assert (row["q"] is None) == tied
        assert all((row[name] is not None) == tied for name in ("bits", "partners", "stability"))


def test_accounts_and_posts_say_the_tier_beside_the_campaign(
    store: CaseStore, tmp_path: Path
) -> None:
    tables = exported(store, tmp_path)
    for name in ("accounts", "posts"):
        said = {(r["account"], r["campaign"], r["tier"]) for r in tables[name].to_pylist()}
        assert {row for row in said if row[0][:3] in ("bys", "off", "op0")} >= {
            ("op000", "C1", "tied"),
            ("office1", "C2", "tied"),
            ("bystander0", "C1", "attached"),
            ("bystander3", None, None),
        }
        assert all((campaign is None) == (tier is None) for _, campaign, tier in said)
        rows = store.sql(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py()
        assert tables[name].num_rows >= rows


def test_the_evidence_of_attached_accounts_is_exported(store: CaseStore, tmp_path: Path) -> None:
    (first, *_), columns = exported(store, tmp_path)["attached"].to_pylist(), ATTACHED.schema.names
    assert list(first) == columns
    assert first == next(r for r in ATTACHED.to_pylist() if r["account"] == "bystander0")


def test_campaigns_count_the_attached_apart(store: CaseStore, tmp_path: Path) -> None:
    table = exported(store, tmp_path)["campaigns"]
    assert table["attached"].to_pylist() == [2, 1]
    assert table["accounts"].to_pylist() == [8, 3]
    assert table.column_names == [*CAMPAIGNS.names, "attached"]


@pytest.mark.parametrize("format", ["gexf", "graphml"])
def test_a_network_shows_ties_so_attached_accounts_are_not_in_it(
    store: CaseStore, format: str, tmp_path: Path
) -> None:
    path = export(store, format, tmp_path / "net.xml")
    graph = networkx.read_gexf(path) if format == "gexf" else networkx.read_graphml(path)
    assert graph.number_of_nodes() == 11
    assert not [name for name in graph.nodes if name.startswith("bystander")]


def unattached(found: CaseFindings) -> CaseFindings:
    return replace(
        found,
        overview=replace(found.overview, attached=0),
        summaries=tuple(replace(each, attached=0) for each in found.summaries),
        campaigns=tuple(replace(each, attached=()) for each in found.campaigns),
    )


def test_attached_accounts_change_no_figure_narrative_or_judgement(store: CaseStore) -> None:
    both = read_findings(store)
    store.replace({"attached": ATTACHED.slice(0, 0)})
    alone = read_findings(store)
    assert unattached(both) == alone
    assert [len(each.attached) for each in both.campaigns] == [2, 1]
    assert (both.overview.members, both.overview.attached) == (11, 3)
    assert [each.attached for each in both.summaries] == [2, 1]
    shown = [asdict(each) for each in both.campaigns[0].attached]
    assert [each["account"] for each in shown] == ["bystander0", "bystander2"]
    given = {row["account"]: row for row in ATTACHED.to_pylist()}
    for each in shown:
        assert each.pop("posts") == ()
        assert {**each, "campaign": "C1"} == given[each["account"]]


def test_the_report_shows_them_in_a_section_of_their_own(store: CaseStore, tmp_path: Path) -> None:
    text = report(store, tmp_path)
    assert "They hold 11 of the 16 accounts" in text
    assert "3 more accounts stand with these groups, less surely, and are counted apart." in text
    assert "8 accounts, " in text
    assert "2 more accounts stand with them , less surely" in text
    assert text.count("nothing said above rests on them") == 2
    first, second = text.split("Attached accounts")[1:]
    assert "bystander0 same message 5 0.25 1 minute 0.001 2 Mar 2026, 09:00 3 Mar 2026" in first
    assert first.index("bystander0") < first.index("bystander2")
    assert "bystander1" in second


def test_in_french_too(store: CaseStore, tmp_path: Path) -> None:
    text = report(store, tmp_path, "fr")
    assert "3 autres comptes sont rattachés à ces groupes, moins sûrement" in text
    assert text.count("Comptes rattachés") == 2
    assert not re.search(r"\b(stands?|less|surely|Attached|counted)\b", text)


def test_without_any_the_report_does_not_mention_them(store: CaseStore, tmp_path: Path) -> None:
    store.replace({"attached": ATTACHED.slice(0, 0)})
    text = report(store, tmp_path)
    assert "ttached" not in text
    assert "stand with" not in text


def test_a_long_list_is_cut_and_says_so(store: CaseStore, tmp_path: Path) -> None:
    many = [{"campaign": "C1", "account": f"stranger{n:03d}"} for n in range(130)]
    attach_accounts(store, attached_rows(*many))
    text = report(store, tmp_path)
    assert "100 of 130 are listed; the exports hold all." in text
    assert len(set(re.findall(r"stranger\d+", text))) == 100


def test_python_gives_both_tiers(store: CaseStore) -> None:
    path = store.path
    store.close()
    with open_case(path) as case:
        members = case.memberships()
        assert members["tier"].to_pylist().count("attached") == 3
        assert not members.schema.field("tier").nullable
        assert case.campaigns()["attached"].to_pylist() == [2, 1]
        measured, _ = case.campaign("C1")
        assert len(measured.members) == 8


@pytest.mark.parametrize(("language", "heading"), [("en", "Attached"), ("fr", "Rattachés")])
def test_the_command_line_counts_them_apart(
    store: CaseStore, language: str, heading: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store.path
    store.close()
    assert main(["campaigns", str(path), "--lang", language]) == 0
    shown = capsys.readouterr().out
    assert heading in shown
    line = next(line for line in shown.splitlines() if "C1" in line)
    assert line.split()[1:5] == ["8", "112", "28", "2"]
    said = {"en": "3 more accounts stand with", "fr": "3 autres comptes sont rattachés"}
    assert said[language] in shown


def test_the_command_line_says_nothing_of_none(
    store: CaseStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.replace({"attached": ATTACHED.slice(0, 0)})
    path = store.path
    store.close()
    assert main(["campaigns", str(path)]) == 0
    assert "ttached" not in capsys.readouterr().out
