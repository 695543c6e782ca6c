"""The matrix holds what was measured, beside what people say, and neither overwrites the other."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from claim_cases import claimed_case
from hypothesis import given
from hypothesis import strategies as st

from demasque.accounts import INDICATORS
from demasque.assessment import HYPOTHESES, MEASURES, Rung, assess
from demasque.campaigns import CampaignProfile, KindTies, Sharing, Venue, find_campaigns
from demasque.case import CaseStore
from demasque.dossier import (
    CellValue,
    Credibility,
    Matrix,
    Reliability,
    add_evidence,
    add_hypothesis,
    checked_values,
    journal_entries,
    known_row,
    matrix,
    matrix_of,
    ranking_sentences,
    rate_row,
    retract_evidence,
    sensitivity_sentence,
)
from demasque.dossier.hypotheses.documented_table import heading_rows, markdown_rows
from demasque.dossier.hypotheses.machine_table import FACTS, SIGNS, STANDING_COLUMNS
from demasque.dossier.hypotheses.matrix_values import MATRIX
from demasque.errors import UsageError
from hand_made import case_of, world
from made_profiles import START, members, plain, sharing

C, N, I, II = (CellValue(mark) for mark in ("C", "N", "I", "II"))  # noqa: E741
GRADES = (Reliability.B, Credibility.TWO)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        yield store


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    """A case in which nobody has said anything, for profiles written by hand."""
    with case_of(tmp_path_factory.mktemp("empty")) as store:
        yield store


def weighed(store: CaseStore, profile: CampaignProfile) -> Matrix:
    return matrix_of(store, profile, assess(profile))


def test_the_table_speaks_of_every_fact_and_of_no_other() -> None:
    assert set(FACTS) == {fact.id for measure in MEASURES for fact in measure.facts}
    assert set(SIGNS) <= set(INDICATORS)
    for reading in (*FACTS.values(), *SIGNS.values()):
        assert {*reading.consistent, *reading.inconsistent} <= set(STANDING_COLUMNS)
        assert not {*reading.consistent} & {*reading.inconsistent}
    ids = [measure.id for measure in MEASURES]
    assert len(set(ids)) == len(ids)


PROFILES = st.builds(
    lambda size, shared, coarse, files, digits, young, venues, verified, hours, kinds: replace(
        plain(
            members=members(
                size,
                handle_digits=8 if digits else None,
                created_at=START if young else None,
                verified=verified,
            ),
            sharing=shared,
            coarse_times=coarse,
            source_files=files,
            hours=hours,
            venues=(Venue("v", 40, size),) if venues else (),
        ),
        ties=tuple(KindTies(kind, 9, 9, 0.1, 60.0) for kind in kinds),
    ),
    st.sampled_from([2, 3, 8, 15, 16, 51]),
    st.builds(
        Sharing,
        traces=st.integers(1, 6),
        posts=st.integers(1, 100),
        reposts=st.integers(0, 100),
        texts=st.integers(0, 9),
        crossing=st.integers(0, 3),
        domains=st.sampled_from([(), (("a.example", 50),), (("a.example", 3), ("b.example", 3))]),
        shop_like=st.integers(0, 9),
        outsiders=st.integers(0, 60),
        gap_seconds=st.sampled_from([None, 0.0, 59.0, 60.0, 299.0, 300.0, 3600.0, 3601.0]),
        same_second=st.sampled_from([None, 0.0, 0.5, 1.0]),
    ),
    st.sampled_from([0.0, 0.049, 0.05, 0.5, 1.0]),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, True, False]),
    st.sampled_from([(7,) * 24, (0,) * 8 + (20,) * 9 + (0,) * 7]),
    st.sampled_from([("text",), ("text", "url"), ("repost",)]),
)


@given(profile=PROFILES)
def test_it_says_of_innocent_explanations_what_the_explanations_say(
    empty: CaseStore, profile: CampaignProfile
) -> None:
    """A reason for is a consistent cell, a reason against an inconsistent one, and nothing else."""
    found = weighed(empty, profile)
    for explanation in assess(profile).hypotheses:
        cells = {row.id: row.value(explanation.hypothesis) for row in found.rows}
        for reasons, value in ((explanation.in_favour, C), (explanation.against, I)):
            rows = [row for row in found.rows if any(reason in row.what for reason in reasons)]
            assert all(any(reason in row.what for row in rows) for reason in reasons)
            said = {row.id for row in found.rows if cells[row.id] is value}
            assert said <= {row.id for row in rows}
            assert all(
                any(cells[row.id] is value for row in rows if reason in row.what)
                for reason in reasons
            )


@given(profile=PROFILES)
def test_a_network_has_something_against_it_below_rung_2_unless_too_little_is_known(
    empty: CaseStore, profile: CampaignProfile
) -> None:
    assessment = assess(profile)
    found = weighed(empty, profile)
    ladder = [row for row in found.rows if row.cause == "ladder"]
    if assessment.rung >= Rung.INDICATORS:
        assert not any(row.value("network") is I for row in ladder)
    elif known_row(found, "sorts").value("network").known:
        assert any(row.value("network") is I for row in ladder)
    if "network" in found.first and assessment.rung < Rung.INDICATORS:
        assert "no sign" in found.cautions[0]
        assert found.cautions[0] in ranking_sentences(found)


def test_what_was_not_measured_is_unknown_and_no_guess(empty: CaseStore) -> None:
    found = weighed(empty, sharing(gap_seconds=None, same_second=None))
    for name in ("pace", "same-second", "verified", "selling"):
        row = known_row(found, name)
        assert {row.value(column) for column in found.names} == {CellValue.UNKNOWN}
        assert not row.because
        assert "not known" in row.what


def test_an_operation_ranks_as_a_network_and_offices_do_not(store: CaseStore) -> None:
    assert matrix(store, "C1").first == ("network",)
    assert not matrix(store, "C1").cautions
    assert "network" not in matrix(store, "C2").first


@pytest.mark.parametrize(
    ("profile", "first"),
    [
        # A newsroom with one agency: one site, within the hour, at home, verified.
        (
            replace(
                sharing(domains=(("agency.example", 80),), gap_seconds=900.0, outsiders=30),
                members=members(12, verified=True),
            ),
            "syndication",
        ),
        # A fan club: reposts of one star, hours apart, as many others do.
        (sharing(reposts=75, gap_seconds=7_200.0, outsiders=200), "fans"),
        # A fan club that pastes one text within a minute: much against every explanation.
        (sharing(texts=9, gap_seconds=20.0, outsiders=0), "staff"),
        # Staff of a party: one site, office hours, minutes apart.
        (
            replace(
                sharing(domains=(("party.example", 80),), gap_seconds=900.0),
                hours=(0,) * 8 + (20,) * 9 + (0,) * 7,
            ),
            "staff",
        ),
        # A seller.
        (sharing(texts=6, shop_like=6, domains=(("shop.example", 80),)), "spam"),
    ],
)
def test_genuine_groups_do_not_rank_as_a_network(
    empty: CaseStore, profile: CampaignProfile, first: str
) -> None:
    found = weighed(empty, profile)
    assert first in found.first
    assert "network" not in found.first


def test_peoples_evidence_is_a_row_that_counts(store: CaseStore) -> None:
    values = {"network": II, "staff": C}
    added = add_evidence(
        store, "C1", " One\n employer ", "a letter", *GRADES, "A, an office", values
    )
    found = matrix(store, "C1")
    row = known_row(found, added.id)
    assert (row.what, row.source) == ("One employer", "a letter")
    assert (row.reliability, row.credibility) == GRADES
    assert row.value("fans") is CellValue.UNKNOWN
    assert "network" not in found.first
    assert sensitivity_sentence(found, row) == "then first: Network"
    assert matrix(store, "C2").rows == matrix(store, "C2").rows
    assert all(each.id != added.id for each in matrix(store, "C2").rows)


def test_evidence_of_a_cause_that_is_there_counts_no_second_time(store: CaseStore) -> None:
    before = matrix(store, "C1").places
    add_evidence(
        store, "C1", "Opened in one week", "x", *GRADES, "A", {"fans": I, "network": C}, "accounts"
    )
    assert matrix(store, "C1").places == before


def test_a_persons_reading_stands_beside_the_programs_cell(store: CaseStore) -> None:
    before = matrix(store, "C1")
    machine = known_row(before, "pace").value("fans")
    assert machine is I
    rate_row(store, "C1", "pace", "A, an office", {"fans": N}, "they agreed on the hour")
    found = matrix(store, "C1")
    row = known_row(found, "pace")
    assert row.value("fans") is machine
    assert found.places == before.places
    assert row.disputed("fans")
    assert not row.disputed("spam")
    assert [(e.by, e.values, e.because) for e in row.readings] == [
        ("A, an office", {"fans": N}, "they agreed on the hour")
    ]
    assert {e["by"] for e in found.table().to_pylist() if e["row"] == "pace"} == {
        None, "A, an office"
    }  # fmt: skip


def test_a_reader_whose_own_ranking_differs_is_named(store: CaseStore) -> None:
    for row, says in (("sorts", {"network": II}), ("links", {"spam": N})):
        rate_row(store, "C1", row, "A, an office", says)
    found = matrix(store, "C1")
    assert found.first == ("network",)
    assert found.readers == ("A, an office",)
    assert "network" in [p.hypothesis for p in found.read_by("A, an office") if p.place != 1]
    assert any("As A, an office reads it" in each for each in ranking_sentences(found))


def test_people_who_differ_are_both_shown_and_neither_counts(store: CaseStore) -> None:
    added = add_evidence(store, "C1", "What", "source", *GRADES, "A", {"network": II, "fans": C})
    assert known_row(matrix(store, "C1"), added.id).value("network") is II
    rate_row(store, "C1", added.id, "B", {"network": C})
    row = known_row(matrix(store, "C1"), added.id)
    assert row.value("network") is CellValue.UNKNOWN
    assert row.disputed("network")
    assert [(each.by, each.values["network"]) for each in row.readings] == [("A", II), ("B", C)]
    assert row.value("fans") is C


def test_reading_again_supersedes_ones_own_reading_and_keeps_it(store: CaseStore) -> None:
    first = rate_row(store, "C1", "pace", "A", {"fans": N})
    other = rate_row(store, "C1", "pace", "B", {"fans": C})
    again = rate_row(store, "C1", "pace", " A ", {"fans": II})
    assert again.supersedes == first.id
    readings = known_row(matrix(store, "C1"), "pace").readings
    assert {each.by: each.values["fans"] for each in readings} == {"B": C, "A": II}
    assert {first.id, other.id, again.id} == {each.id for each in journal_entries(store)}


def test_an_added_hypothesis_is_ranked_once_evidence_speaks_of_it(store: CaseStore) -> None:
    added = add_hypothesis(store, "C1", "A school project", "A class posts its homework.", "A")
    found = matrix(store, "C1")
    assert [p.place for p in found.places if p.hypothesis == added.id] == [None]
    assert added.id not in found.first
    assert any("Not ranked" in each and "school" in each for each in ranking_sentences(found))
    for row in found.rows:
        if found.is_diagnostic(row):
            assert row.value(added.id) is CellValue.UNKNOWN
    assert added.id not in matrix(store, "C2").names


def test_readings_of_measured_rows_count_for_a_hypothesis_that_the_program_does_not_know(
    store: CaseStore,
) -> None:
    added = add_hypothesis(store, "C1", "A school project", "A class posts its homework.", "A").id
    before = matrix(store, "C1")
    telling = {row.cause: row.id for row in before.rows if before.is_diagnostic(row)}
    for row in telling.values():
        rate_row(store, "C1", row, "A", {added: N})
    found = matrix(store, "C1")
    assert [place.place for place in found.places if place.hypothesis == added] == [1]
    assert "network" in found.first


def test_a_network_is_not_ranked_where_signs_could_not_be_looked_for(empty: CaseStore) -> None:
    """With nothing looked for, nothing would speak against one."""
    pasted = replace(sharing(texts=9, gap_seconds=20.0, outsiders=0), members=members(3))
    found = weighed(empty, pasted)
    assert not known_row(found, "sorts").value("network").known
    assert [place.place for place in found.places if place.hypothesis == "network"] == [None]


def test_a_sort_of_signs_that_is_missing_counts_only_where_two_are_not_there(
    empty: CaseStore, store: CaseStore
) -> None:
    operation = matrix(store, "C1")
    sorts = [row for row in operation.rows if row.id.startswith("sort_")]
    assert sorts
    assert all(row.value("network") is not I for row in sorts)
    genuine = weighed(empty, plain(members=members(handle_digits=0, handle_length=9, followers=90)))
    missing = {row.id for row in genuine.rows if row.value("network") is I}
    assert {"sort_accounts", "sorts"} <= missing


def test_what_is_retracted_leaves_the_matrix_and_stays_in_the_journal(store: CaseStore) -> None:
    before = matrix(store, "C1")
    column = add_hypothesis(store, "C1", "Other", "Something else.", "A")
    row = add_evidence(store, "C1", "What", "source", *GRADES, "A", {column.id: C, "fans": I})
    for each in (row, column):
        retract_evidence(store, each.id, "A", "an error")
    assert matrix(store, "C1") == before
    assert {row.id, column.id} <= {each.id for each in journal_entries(store)}
    for gone in (row.id, "E00000000"):
        with pytest.raises(UsageError, match="stands in this case"):
            retract_evidence(store, gone, "A", "again")


def test_readings_survive_a_detection(store: CaseStore) -> None:
    rate_row(store, "C1", "pace", "A", {"fans": N})
    add_evidence(store, "C1", "What", "source", *GRADES, "A", {"fans": I})
    before = matrix(store, "C1")
    find_campaigns(store)
    assert matrix(store, "C1") == before


def test_the_same_case_gives_the_same_table(store: CaseStore) -> None:
    table = matrix(store, "C1").table()
    assert table.schema == MATRIX
    assert table.equals(matrix(store, "C1").table())
    measured = [row for row in table.to_pylist() if row["by"] is None]
    rows = len(MEASURES) + len(INDICATORS) + len({e.family for e in INDICATORS.values()}) + 3
    assert len(measured) == rows * len(STANDING_COLUMNS)
    assert {row["value"] for row in measured} <= {None, "C", "I", "N"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "Say of one hypothesis"),
        ("fans", "does not say of which hypothesis"),
        ("fans=perhaps", "no mark 'perhaps'"),
        ("martians=C", "no hypothesis 'martians'"),
        ("fans=C,FANS=I", "named twice"),
    ],
)
def test_wrong_marks_are_refused_in_words(store: CaseStore, given: str, words: str) -> None:
    found = matrix(store, "C1")
    with pytest.raises(UsageError, match=words):
        checked_values(found, given)
    assert checked_values(found, " fans = i , spam=very-consistent,") == {
        "fans": I, "spam": CellValue.VERY_CONSISTENT,
    }  # fmt: skip


def test_wrong_requests_leave_nothing_behind(store: CaseStore) -> None:
    with pytest.raises(UsageError):
        matrix(store, "C99")
    with pytest.raises(UsageError, match="--what needs words"):
        add_evidence(store, "C1", "  ", "source", *GRADES, "A", {"fans": I})
    with pytest.raises(UsageError, match="longer than 1,000"):
        add_hypothesis(store, "C1", "x" * 1001, "says", "A")
    with pytest.raises(UsageError, match="Say who judges"):
        rate_row(store, "C1", "pace", " ", {"fans": N})
    with pytest.raises(UsageError, match="has no row 'pase'"):
        known_row(matrix(store, "C1"), "pase")
    assert journal_entries(store) == ()


def test_the_documentation_has_the_whole_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "dossier.md").read_text("utf-8").splitlines()
    begin = page.index(heading_rows()[0])
    table = [*itertools.takewhile(lambda line: line.startswith("|"), page[begin:])]
    assert table == [*heading_rows(), *markdown_rows()]


def test_accounts_of_the_case_are_named_by_pseudonyms_only(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        add_hypothesis(store, "C1", "A club of @ann", "They follow @ann and @stranger.", "A")
        add_evidence(store, "C1", "@bob says so", "https://x.com/bob", *GRADES, "A", {"fans": C})
        rate_row(store, "C1", "pace", "A", {"fans": N}, "as @ann does")
        written = str([each.body for each in journal_entries(store)])
        assert "@stranger" in written
        assert store.names.one("account", "x", "ann") in written
        assert not re.search(r"\b(ann|bob)\b", written)


def test_every_explanation_has_its_column(empty: CaseStore) -> None:
    found = weighed(empty, plain())
    assert found.names == (*(each.id for each in HYPOTHESES), "network")
