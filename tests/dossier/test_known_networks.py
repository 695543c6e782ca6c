"""A known network is a hypothesis where something names it: that it goes on, or is imitated."""

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.dossier import (
    CellValue,
    Comparison,
    Credibility,
    KnownIndicator,
    Matrix,
    PublishedIndicator,
    Reliability,
    add_evidence,
    known_row,
    match_library,
    matrix,
    ranking_sentences,
    rate_row,
)
from demasque.dossier.comparison.comparison_values import CAUSES, CHANGES, COMPARED
from demasque.dossier.comparison.kept_comparisons import keep_comparison
from demasque.dossier.hypotheses.documented_table import known_markdown_rows
from demasque.dossier.hypotheses.known_networks import KnownNetwork, first_day, rows_of
from demasque.dossier.library.known_values import INDICATORS
from demasque.schema import LINKS, POSTS
from hand_made import START, case_of, rows, world

C, N, I = (CellValue(mark) for mark in ("C", "N", "I"))  # noqa: E741
BOTH = ("continues:x", "imitates:x")


def cells(row_of: str, network: KnownNetwork, columns: tuple[str, ...] = BOTH) -> list[CellValue]:
    row = next(each for each in rows_of(network, ("fans", *columns)) if each.id == row_of)
    assert row.value("fans") in (N, CellValue.UNKNOWN)
    return [row.value(column) for column in columns]


def indicator(date: str | None, name: str = "i1") -> KnownIndicator:
    said = PublishedIndicator("list.csv", 1, "X", "rrn.world", None, date, None)
    return KnownIndicator("C1", name, "domain", "rrn[.]world", (said,), 9, 5, None)


def network(date: str | None, carried: datetime = START) -> KnownNetwork:
    return KnownNetwork("X", (indicator(date),), {"i1": carried})


def test_a_published_indicator_tells_continuation_and_imitation_not_apart() -> None:
    assert cells("known:x", network("2020-01-01")) == [C, C]


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-03-03", [C, I]),  # carried on the day before
        ("2026-03-02", [N, N]),  # on the same day: not before
        ("2020", [N, N]),
        ("2026-03", [N, N]),  # may have been published on the first of the month
        ("2026-04", [C, I]),
        ("2026-Q2", [C, I]),
        (None, [CellValue.UNKNOWN] * 2),
        ("last spring", [CellValue.UNKNOWN] * 2),
        ("2026-13-45", [CellValue.UNKNOWN] * 2),
    ],
)
def test_what_was_carried_before_its_publication_no_imitator_can_have(
    date: str | None, said: list[CellValue]
) -> None:
    assert cells("before:x", network(date)) == said


def test_of_several_dates_the_earliest_counts() -> None:
    early, late = indicator("2020-01-01").published, indicator("2027-01-01").published
    both = KnownIndicator("C1", "i1", "domain", "rrn[.]world", (*early, *late), 9, 5, None)
    assert cells("before:x", KnownNetwork("X", (both,), {"i1": START})) == [N, N]
    assert first_day("2023-Q4") == datetime(2023, 10, 1, tzinfo=UTC)


def test_names_make_ids_that_can_be_typed_and_differ() -> None:
    names = ("Doppelgänger", "Doppelganger", "Réseau 2023=a,b", "信息", "a" * 99)
    keys = [KnownNetwork(name).key for name in names]
    assert len(set(keys)) == len(names)
    assert all(key and not set(key) & set("=, :") for key in keys)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    """The operation links to a page, ten days before somebody lists its site; nobody else does."""
    tables = world()
    people = [
        {"post": f"q{n}", "account": f"person{n}", "posted_at": START, "platform": platform}
        | {"time_precision": "second", "kind": "original"}
        for n in range(60)
        for platform in ("x" if n % 2 else "facebook",)
    ]
    posts = tables["posts"].to_pylist()
    first = {row["account"]: row["post"] for row in reversed(posts)}
    tables["posts"] = pa.concat_tables([tables["posts"], rows(POSTS, people)])
    linking = [first[f"op{n:03d}"] for n in range(8)]
    tables["links"] = rows(LINKS, [{"post": p, "url": "https://rrn.world/a"} for p in linking])
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        yield store


def matched(store: CaseStore, *operations: str) -> Matrix:
    listed = [
        {"source": "list.csv", "digest": "d" * 64, "line": n, "kind": "domain"}
        | {"value": "rrn[.]world", "normal": "rrn.world", "operation": name}
        | {"date": (START + timedelta(days=10)).date().isoformat()}
        for n, name in enumerate(operations, 1)
    ]
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in INDICATORS.names} for row in listed], INDICATORS
    )
    match_library(store, table)
    return matrix(store, "C1")


def test_an_indicator_that_speaks_for_a_link_gives_its_network_two_columns(
    store: CaseStore,
) -> None:
    assert "continues:x" not in matrix(store, "C1").names
    found = matched(store, "X")
    assert found.names[-2:] == BOTH
    assert [known_row(found, "before:x").value(name) for name in BOTH] == [C, I]
    for row in found.rows:
        if row.id not in ("known:x", "before:x"):
            assert {row.value(name) for name in BOTH} == {row.value("network")}
    assert found.first == ("network", "continues:x")
    assert any("a named person judges, never this program" in e for e in ranking_sentences(found))
    assert matrix(store, "C2").names == found.names[:-2]


def test_no_more_than_three_networks_have_columns_and_the_others_are_named(
    store: CaseStore,
) -> None:
    found = matched(store, "Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    assert len([name for name in found.names if name.startswith("continues:")]) == 3
    assert "Also named, without columns here: “Epsilon”, “Gamma”." in ranking_sentences(found)


def comparison(independent: int, other: str = "X", **counted: bool | None) -> Comparison:
    """A comparison in which these classes count (True), do not, or are not known (None)."""
    classes = [
        {
            "class": name,
            "likeness": None if said is None else 0.5,
            "p": None if said is None else 0.5,
        }
        | {"counted": bool(said), "cause": CAUSES[name], "shared": 7}
        for name, said in counted.items()
    ]
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in COMPARED.names} for row in classes], COMPARED
    )
    at = START + timedelta(days=independent)
    return Comparison("C1", other, table, independent, CHANGES.empty_table(), (), 199, 0, at)


@pytest.mark.parametrize(
    ("found", "row", "said"),
    [
        (comparison(2, words=True, media=True), "compared:x", [C, C]),
        (comparison(1, words=True), "compared:x", [I, I]),
        (comparison(0, words=False), "compared:x", [I, I]),
        (comparison(0, words=None, hours=False), "compared:x", [CellValue.UNKNOWN] * 2),
        (comparison(1, accounts=True), "members:x", [C, I]),
        (comparison(0, accounts=False), "members:x", [N, N]),
        (comparison(0, accounts=None), "members:x", [CellValue.UNKNOWN] * 2),
        (comparison(2, words=True, hours=True), "conduct:x", [C, N]),
        (comparison(0, words=False, names=False), "conduct:x", [N, N]),
        (comparison(0, words=False, names=None), "conduct:x", [CellValue.UNKNOWN] * 2),
    ],
)
def test_a_comparison_says_what_it_says(found: Comparison, row: str, said: list[CellValue]) -> None:
    assert cells(row, KnownNetwork("X", comparison=found)) == said


def test_a_kept_comparison_gives_its_network_columns_and_the_last_one_counts(
    store: CaseStore,
) -> None:
    keep_comparison(store, comparison(2, words=True, media=True), "C1")
    found = matrix(store, "C1")
    assert found.names[-2:] == BOTH
    assert found.first == ("network", *BOTH)
    later = comparison(0, words=False, media=False)
    keep_comparison(store, dataclasses.replace(later, made_at=START + timedelta(days=9)), "C1")
    found = matrix(store, "C1")
    assert known_row(found, "compared:x").value("continues:x") is I
    assert found.first == ("network",)
    assert "continues:x" not in matrix(store, "C2").names


def test_what_people_hold_against_a_network_holds_against_a_known_one(store: CaseStore) -> None:
    """Otherwise evidence against any network would put a known one first."""
    keep_comparison(store, comparison(2, words=True, media=True), "C1")
    grades = (Reliability.A, Credibility.ONE)
    row = add_evidence(
        store, "C1", "An office says so", "a letter", *grades, "A", {"network": CellValue("II")}
    )
    found = matrix(store, "C1")
    assert not {"network", *BOTH} & {*found.first}
    own = {"network": CellValue("II"), "continues:x": C}
    rate_row(store, "C1", row.id, "A", own)
    assert matrix(store, "C1").first == ("continues:x",)


def test_comparisons_that_found_nothing_fill_no_page(store: CaseStore) -> None:
    for n in range(9):
        keep_comparison(store, comparison(0, f"other {n}", words=False), "C1")
    found = matrix(store, "C1")
    assert len([name for name in found.names if name.startswith("continues:")]) == 3
    assert not any("Also named" in each for each in ranking_sentences(found))


def test_the_documentation_has_the_table_of_known_networks() -> None:
    page = (Path(__file__).parents[2] / "docs" / "dossier.md").read_text("utf-8").splitlines()
    begin = page.index(known_markdown_rows()[0])
    table = [*itertools.takewhile(lambda line: line.startswith("|"), page[begin:])]
    assert table == known_markdown_rows()
