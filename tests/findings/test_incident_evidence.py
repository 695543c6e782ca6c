"""Incidents are shown apart: the message in its own words, and who is named with what."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from demasque.case import CaseStore
from demasque.findings import read_findings
from demasque.publish import export, write_report
from demasque.schema import INCIDENT_ACCOUNTS, INCIDENT_COMPANY, INCIDENTS
from hand_made import START, case_of, minutes, rows, world

SAID = "The committee will publish its minutes on Thursday."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    """A case in which three of the accounts that posted a sentence are named for two others."""
    surprise = {"log10_p": -9.0, "q": 1e-4, "expected": 0.5}
    message = {"incident": "I1", "kind": "text", "trace": 100, "carriers": 8, "accounts": 3}
    message |= {"company": 16, "first_at": START, "last_at": minutes(9), **surprise}
    company = [
        {"incident": "I1", "kind": "text", "trace": 101 + n, "carriers": 8, **surprise}
        for n in range(2)
    ]
    accounts = [
        {"incident": "I1", "account": f"op00{n}", "shared": 2, **surprise} for n in range(3)
    ]
    with case_of(tmp_path, world()) as store:
        store.replace(
            {
                "incidents": rows(INCIDENTS, [message]),
                "incident_company": rows(INCIDENT_COMPANY, company),
                "incident_accounts": rows(INCIDENT_ACCOUNTS, accounts),
            }
        )
        yield store


def test_a_message_is_read_in_its_own_words_with_who_shares_what(store: CaseStore) -> None:
    found = read_findings(store).incidents
    assert (found.incidents, found.accounts) == (1, 3)
    (incident,) = found.shown
    assert incident.words == SAID
    assert [one.account for one in incident.accounts] == ["op000", "op001", "op002"]
    assert {one.company for one in incident.accounts} == {(1, 2)}
    assert [one.words[:9] for one in incident.company] == ["Le comité", "委员会将于星期四公"]


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        ("en", "Messages pushed by a group inside a crowd"),
        ("fr", "Messages poussés par un groupe au sein d’une foule"),
    ],
)
def test_the_report_has_a_section_for_them(
    lang: str, heading: str, store: CaseStore, tmp_path: Path
) -> None:
    page = write_report(store, tmp_path / "report.html", lang).read_text("utf-8")
    section = re.search(r'<section id="incidents">.*?</section>', page, re.DOTALL)
    assert section is not None
    assert heading in section[0]
    assert SAID in section[0]
    assert "op002" in section[0]


def test_a_case_without_any_has_no_such_section(store: CaseStore, tmp_path: Path) -> None:
    empty = {"incidents": INCIDENTS, "incident_accounts": INCIDENT_ACCOUNTS}
    store.replace({name: schema.empty_table() for name, schema in empty.items()})
    page = write_report(store, tmp_path / "report.html").read_text("utf-8")
    assert 'id="incidents"' not in page


def test_exports_hold_the_posts_of_those_named(store: CaseStore, tmp_path: Path) -> None:
    folder = export(store, "parquet", tmp_path / "out")
    posts = pq.read_table(folder / "incident_posts.parquet").to_pylist()
    assert {row["account"] for row in posts} == {"op000", "op001", "op002"}
    assert {row["trace"] for row in posts} == {100, 101, 102}
    assert len(posts) == 9
