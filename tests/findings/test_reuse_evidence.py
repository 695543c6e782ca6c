"""Reused words are shown with their posts, apart from campaigns, and never as ties."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest

from demasque.case import CaseStore
from demasque.coordination import INNOCENT_REASONS
from demasque.findings import TABLES, TIED_ACCOUNTS, read_findings
from demasque.publish import write_report
from demasque.publish.drawing.naming import REASON_NAMES
from demasque.schema import EVENTS, MEMBERSHIPS, POSTS, REUSE, REUSED_WORDS, TRACES
from hand_made import START, case_of, rows

GROUP = ("anna", "bert", "cleo")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    """Three accounts with three sentences each, two days apart; cleo is a member of C1."""
    posts, events = [], []
    for trace in range(3):
        for turn, account in enumerate(GROUP):
            post, at = f"p{trace}{turn}", START + timedelta(days=2 * turn, hours=trace)
            words = f"Rare sentence {trace} of the harbour, as {account} has it."
            posts.append(
                {
                    "post": post,
                    "account": account,
                    "posted_at": at,
                    "text": words,
                    "kind": "original",
                }
                | {"time_precision": "second", "platform": "x"}
            )
            event = {"kind": "text", "account": account, "trace": trace, "at": at, "post": post}
            events.append(event)
    plain = {"shared": 3, "excused": 1, "expected": 0.01, "log10_p": -5.0, "traces": [0, 1, 2]}
    plain |= {"first_at": START, "last_at": START + timedelta(days=5)}
    pairs = [
        plain | {"account_a": a, "account_b": b, "q": 0.01 * n}
        for n, (a, b) in enumerate(combinations(GROUP, 2), start=1)
    ]
    words = [
        {"kind": "text", "trace": n, "accounts": 3, "posts": 3, "first_at": START}
        | {"last_at": START + timedelta(days=5), "reason": reason}
        for n, reason in enumerate((None, None, None, *INNOCENT_REASONS))
    ]
    member = {"campaign": "C1", "account": "cleo", "bits": 9.0, "partners": 1}
    traces = [{"kind": "text", "trace": n, "value": f"rare sentence {n}"} for n in range(3)]
    tables = {
        "posts": rows(POSTS, posts),
        "events": rows(EVENTS, events),
        "traces": rows(TRACES, traces),
        "reuse": rows(REUSE, pairs),
        "reused_words": rows(REUSED_WORDS, words),
        "memberships": rows(MEMBERSHIPS, [member]),
    }
    with case_of(tmp_path, tables) as store:
        yield store


def test_pairs_come_with_their_posts_side_by_side(store: CaseStore) -> None:
    found = read_findings(store).reuse
    assert (found.pairs, found.accounts) == (3, 3)
    first = found.shown[0]
    assert (first.account_a, first.account_b, first.q) == ("anna", "bert", 0.01)
    assert [pair.gap_seconds for pair in first.posts] == [2 * 86_400] * 3
    assert [each.campaign_b for each in found.shown] == [None, "C1", "C1"]
    assert dict(found.reasons) == {None: 3} | dict.fromkeys(INNOCENT_REASONS, 1)


@pytest.mark.parametrize(
    ("lang", "heading", "warning"),
    [("en", "Reused words", "These are leads"), ("fr", "Mots réemployés", "Ce sont des pistes")],
)
def test_the_report_shows_them_apart_and_says_that_they_are_leads(
    store: CaseStore, tmp_path: Path, lang: str, heading: str, warning: str
) -> None:
    page = write_report(store, tmp_path / "report.html", lang).read_text("utf-8")
    section = page[page.index('<section id="reuse">') :].split("</section>")[0]
    assert heading in section
    assert warning in section
    assert "Rare sentence 2 of the harbour" in section
    assert page.count("<blockquote") == section.count("<blockquote")


def test_without_them_there_is_no_section(store: CaseStore, tmp_path: Path) -> None:
    store.replace({"reuse": REUSE.empty_table()})
    page = write_report(store, tmp_path / "report.html").read_text("utf-8")
    assert 'id="reuse"' not in page


def test_exports_hold_every_post_and_every_reason(store: CaseStore) -> None:
    assert len(store.sql(TABLES["reuse"])) == 3
    posts = store.sql(TABLES["reuse_posts"]).to_pylist()
    assert len(posts) == 3 * 3 * 2
    assert all(row["account"] in (row["account_a"], row["account_b"]) for row in posts)
    assert store.sql(TABLES["reused_words"])["reason"].to_pylist()[3:] == list(INNOCENT_REASONS)


def test_no_network_names_an_account_for_its_words(store: CaseStore) -> None:
    assert len(store.sql(TIED_ACCOUNTS)) == 0
    assert store.sql(TABLES["accounts"])["tier"].drop_null().to_pylist() == ["tied"]


def test_every_reason_has_a_name_for_readers() -> None:
    assert set(REASON_NAMES) == {*INNOCENT_REASONS, None}
