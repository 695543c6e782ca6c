"""Pages of the case, its groups and one group: what an analyst is promised there."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import demasque
from handed_case import HandedCase, handed_case

pytest.importorskip("starlette", reason="the page needs the extra web")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from starlette.testclient import TestClient

from demasque.case import SnapshotStore
from demasque.findings import (
    CampaignSlice,
    campaign_span,
    campaign_steps,
    case_days,
    members_page,
    set_aside_accounts,
)
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.serving import guarded
from demasque.web.sessions import Sessions

HOST = "http://127.0.0.1:8765"
SPAN = "from=2026-03-03&until=2026-03-05"
SINCE, UNTIL = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
PAGES = ("/", "/campaigns", "/campaigns/C1", f"/campaigns/C1?{SPAN}")


@dataclass
class Reader:
    """A browser that was let in, and the case that it looks at."""

    client: TestClient
    case: HandedCase
    store: SnapshotStore

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return answer.text

    def rows(self, address: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.get(address))))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("groups")
    case = handed_case(folder)
    with demasque.open_case(case.path) as opened:
        torn = folder / "torn.csv"
        torn.write_text(
            "post_id,account_id,created_at,text,platform\n"
            "p1,a1,2026-02-20T10:00:00Z,Good morning,x\n"
            "p2,a1,not a time,Good evening,x\n"
            "p3,a1,2026-02-24T10:00:00Z,Good night,x\n"
        )
        opened.add(torn)
    sessions = Sessions("en", read_only=False)
    with (
        EditionKeeper(case.path) as keeper,
        TestClient(guarded(keeper, sessions), HOST) as client,
    ):
        client.get("/", params={"token": sessions.token})
        yield Reader(client, case, keeper.current().store)


def section(page: str, name: str) -> str:
    """What stands from the element of this id to the next heading of the first or second level."""
    start = page.index(f'id="{name}"')
    end = re.search(r"<section|<footer", page[start:])
    return page[start : start + end.start()] if end else page[start:]


def test_the_case_says_what_it_is_made_of(reader: Reader) -> None:
    page = reader.get("/")
    files = section(page, "files")
    assert "posts.csv" in files
    assert "torn.csv" in files
    assert re.search(r"[0-9a-f]{64}", files)
    listed = section(page, "what-is-in-it")
    assert "same message" in listed
    assert "the second" in listed


def test_rejected_rows_are_counted_by_reason_and_given_whole(reader: Reader) -> None:
    rejects = section(reader.get("/"), "rejects")
    assert "1 row of the exports could not be read" in rejects
    assert 'href="/?csv=rejects"' in rejects
    (row,) = reader.rows("/?csv=rejects")
    assert (row["file"], row["line"]) == ("torn.csv", "3")
    assert row["reason"] in rejects.replace("&#39;", "'")


def test_days_without_posts_are_named_as_gaps_of_the_export(reader: Reader) -> None:
    gaps = section(reader.get("/"), "days")
    assert "21 Feb 2026 – 23 Feb 2026" in gaps
    assert "a gap in the export first" in gaps


def test_the_days_of_a_platform_are_those_of_its_posts(reader: Reader) -> None:
    posts = reader.store.sql("SELECT platform, posted_at FROM posts").to_pylist()
    counted = Counter((row["platform"], row["posted_at"].date()) for row in posts)
    found = case_days(reader.store)
    assert {(one.platform, day): n for one in found.platforms for day, n in one.days} == counted
    for one in found.platforms:
        span = {one.first + timedelta(days=n) for n in range((one.last - one.first).days + 1)}
        empty = {each.first + timedelta(days=n) for each in one.empty for n in range(each.days)}
        assert empty == span - {day for day, _ in one.days}


def test_groups_are_sorted_as_asked_and_nothing_else(reader: Reader) -> None:
    names = [each["campaign"] for each in reader.rows("/campaigns?csv=campaigns")]
    for sort in ("strength", "accounts", "posts", "first", "last", "rung", "likelihood", "name"):
        page = section(reader.get(f"/campaigns?sort={sort}"), "groups")
        assert sorted(re.findall(r'<th scope="row"><a href="/campaigns/(C\d+)"', page)) == sorted(
            names
        )
    assert "is not sorted by" in reader.get("/campaigns?sort=password", 404)
    assert "is not the number of a page" in reader.get("/campaigns?page=-1", 404)


def test_every_group_has_its_first_sentence_and_what_people_judged(reader: Reader) -> None:
    page = reader.get("/campaigns")
    assert "accounts share more with each other, and closer in time" in page
    assert "Judged by A. Reader, Example Office" in page


def test_a_group_that_is_not_there_is_said_to_be_missing(reader: Reader) -> None:
    assert "has no group C99" in reader.get("/campaigns/C99", 404)
    assert "<script>" not in reader.get("/campaigns/<script>alert(1)<", 404)


def test_a_group_is_told_from_its_brief_to_its_accounts(reader: Reader) -> None:
    page = reader.get("/campaigns/C1")
    for name in ("brief", "stretch", "judgement", "people", "network", "evidence", "ways"):
        assert f'id="{name}"' in page
    for place in re.findall(r'href="#([\w-]+)"', page):
        assert f'id="{place}"' in page
    for account in reader.case.members:
        assert f"/accounts/{account}" in page


def test_accounts_set_aside_say_of_how_many_and_stand_in_a_table(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    (campaign,) = reader.store.sql("SELECT campaign FROM set_aside")["campaign"].to_pylist()
    n, listed = set_aside_accounts(reader.store, campaign, 0)
    assert (n, listed) == (1, ())
    rows = reader.rows(f"/campaigns/{campaign}?csv=set_aside")
    assert [each["account"] for each in rows] == [reader.case.excluded]
    assert "are listed; the table set_aside" not in reader.get(f"/campaigns/{campaign}")
    shown = set_aside_accounts(reader.store, campaign)[1]
    monkeypatch.setattr(
        "demasque.web.pages.grouped.campaign_view.set_aside_accounts", lambda *_: (101, shown)
    )
    said = "The first 1 of 101 are listed; the table set_aside has all of them, as CSV."
    assert said in reader.get(f"/campaigns/{campaign}?sort=posts")


def test_an_excluded_account_can_be_seen_and_counts_in_no_figure(reader: Reader) -> None:
    (aside,) = reader.store.sql("SELECT campaign, account FROM set_aside").to_pylist()
    assert aside["account"] == reader.case.excluded
    page = reader.get(f"/campaigns/{aside['campaign']}")
    assert reader.case.excluded in section(page, "set-aside")
    assert reader.case.excluded not in section(page, "stretch")
    accounts = [row["account"] for row in reader.rows("/campaigns/C1?csv=accounts")]
    assert sorted(accounts) == sorted(reader.case.members)


def test_a_stretch_of_time_narrows_what_they_did_and_says_what_it_leaves(reader: Reader) -> None:
    page = reader.get(f"/campaigns/C1?{SPAN}")
    assert "in this stretch of time" in section(page, "stretch")
    assert "of all times, not of the stretch" in section(page, "judgement")
    assert "of all times, not of the stretch" not in reader.get("/campaigns/C1")
    whole, part = (
        reader.rows("/campaigns/C1?csv=ties"),
        reader.rows(f"/campaigns/C1?{SPAN}&csv=ties"),
    )
    assert 0 < len(part) <= len(whole)


def test_a_stretch_without_posts_is_said_to_have_none(reader: Reader) -> None:
    page = reader.get("/campaigns/C1?from=2030-01-01")
    assert "No member has a post in it." in section(page, "stretch")
    assert "is not a time" in reader.get("/campaigns/C1?from=tomorrow", 404)


@pytest.mark.parametrize("stretch", [(SINCE, UNTIL), ("-infinity", SINCE), (UNTIL, "infinity")])
def test_what_is_counted_in_a_stretch_is_what_slow_counting_gives(
    reader: Reader, stretch: tuple[datetime | str, datetime | str]
) -> None:
    found = campaign_span(CampaignSlice(reader.store, "C1"), stretch)
    members = set(reader.case.members)
    low = stretch[0] if isinstance(stretch[0], datetime) else datetime.min.replace(tzinfo=UTC)
    high = stretch[1] if isinstance(stretch[1], datetime) else datetime.max.replace(tzinfo=UTC)
    posts = [
        row
        for row in reader.store.sql("SELECT * FROM posts").to_pylist()
        if row["account"] in members and low <= row["posted_at"] < high
    ]
    assert found.figures.posts == len(posts)
    assert found.figures.accounts == len({row["account"] for row in posts})
    assert found.figures.days == len({row["posted_at"].date() for row in posts})
    hours = Counter(row["posted_at"].weekday() * 24 + row["posted_at"].hour for row in posts)
    assert list(found.hours) == [hours[n] for n in range(168)]

    own = {row["post"] for row in posts}
    events = [e for e in reader.store.sql("SELECT * FROM events").to_pylist() if e["post"] in own]
    left: dict[tuple[str, int], list[dict[str, object]]] = {}
    for event in events:
        left.setdefault((event["kind"], event["trace"]), []).append(event)
    shared = {
        trace: (len({e["account"] for e in uses}), len({e["post"] for e in uses}))
        for trace, uses in left.items()
        if len({e["account"] for e in uses}) > 1
    }
    assert found.messages.found == sum(kind == "text" for kind, _ in shared)
    assert found.things.found == sum(kind != "text" for kind, _ in shared)
    for each in (*found.messages.rows, *found.things.rows):
        assert shared[each.kind, each.trace] == (each.accounts, each.posts)

    venues = Counter(row["venue"] for row in posts if row["venue"] not in members | {None})
    under = {each.account: each.under for each in found.addressed.rows if each.under}
    assert under == venues


def test_ties_that_met_left_the_same_within_their_window(reader: Reader) -> None:
    found = campaign_span(CampaignSlice(reader.store, "C1"), (SINCE, UNTIL))
    events = [
        e for e in reader.store.sql("SELECT * FROM events").to_pylist() if SINCE <= e["at"] < UNTIL
    ]
    ties = reader.store.sql("SELECT * FROM ties").to_pylist()
    for pair in found.ties.rows:
        met = {
            (a["kind"], a["trace"])
            for tie in ties
            if (tie["account_a"], tie["account_b"]) == (pair.account_a, pair.account_b)
            for a in events
            for b in events
            if (a["account"], b["account"]) == (pair.account_a, pair.account_b)
            if (a["kind"], a["trace"]) == (b["kind"], b["trace"]) and a["kind"] == tie["kind"]
            if abs((a["at"] - b["at"]).total_seconds()) <= tie["window_seconds"]
        }
        assert pair.shared == len(met) > 0


def test_the_timeline_has_every_post_once_in_steps_that_fit(reader: Reader) -> None:
    for campaign in ("C1", "C2"):
        steps = campaign_steps(CampaignSlice(reader.store, campaign))
        posts = [
            row["posted_at"].timestamp()
            for row in reader.store.sql(
                "SELECT posted_at FROM posts JOIN memberships USING (account) WHERE campaign = ?",
                [campaign],
            ).to_pylist()
        ]
        counted = Counter(int(at - steps.first) // steps.seconds for at in posts)
        assert list(steps.posts) == [counted[n] for n in range(len(steps.posts))]
        assert all(some <= whole for some, whole in zip(steps.shared, steps.posts, strict=True))
        assert steps.seconds == (3_600 if max(posts) - min(posts) < 70 * 3_600 else 86_400)


def test_accounts_are_given_a_page_at_a_time(reader: Reader) -> None:
    cut = CampaignSlice(reader.store, "C1")
    found = members_page(cut, sort="account")
    assert [each.account for each in found.rows] == sorted(reader.case.members)
    beyond = members_page(cut, page=99)
    assert (beyond.page, beyond.pages) == (1, 1)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_hostile_words_are_inert_and_nothing_needs_inline_code(reader: Reader, lang: str) -> None:
    for address in PAGES:
        mark = "&" if "?" in address else "?"
        page = reader.get(f"{address}{mark}lang={lang}")
        assert f'<html lang="{lang}"' in page
        assert "<script>alert" not in page
        assert not re.search(r'<[^>]* (style|on\w+)="', page)
        assert not re.search(r'(href|src)="(https?:|//|javascript:)', page)
        for kind in re.findall(r"<script(?![^>]*src=)([^>]*)>", page):
            assert 'type="application/json"' in kind
    reader.get("/?lang=en")


def test_tables_are_whole_and_of_the_stretch(reader: Reader) -> None:
    for name in ("accounts", "messages", "things", "addressed", "ties"):
        assert reader.rows(f"/campaigns/C1?csv={name}")
    rows = reader.rows(f"/campaigns/C1?{SPAN}&csv=messages")
    assert all("2026-03-03" <= row["first_at"] < "2026-03-05" for row in rows)


def test_a_case_without_anything_says_so(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "empty"):
        pass
    sessions = Sessions("en", read_only=True)
    with (
        EditionKeeper(tmp_path / "empty") as keeper,
        TestClient(guarded(keeper, sessions), HOST) as client,
    ):
        page = client.get("/", params={"token": sessions.token}).text
        assert "Nothing was looked for in this case yet" in page
        assert "No file was added yet." in page
        assert "No group of accounts was found" in client.get("/campaigns").text
