"""A campaign comes out named, ordered, measured, and the same each time."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from demasque.campaigns import Day, find_campaigns
from demasque.campaigns.measuring import profile
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.schema import CAMPAIGNS, MEMBERSHIPS
from hand_made import case_of, world


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("world"), world()) as store:
        find_campaigns(store)
        yield store


def members(store: CaseStore, campaign: str) -> list[str]:
    query = "SELECT account FROM memberships WHERE campaign = ? ORDER BY account"
    return store.sql(query, (campaign,))["account"].to_pylist()


def test_the_operation_and_the_office_are_two_campaigns(store: CaseStore) -> None:
    assert members(store, "C1") == [f"op{n:03d}" for n in range(8)]
    assert members(store, "C2") == ["office0", "office1", "office2"]
    assert store.sql("SELECT campaign FROM campaigns")["campaign"].to_pylist() == ["C1", "C2"]


def test_a_pair_comes_after_larger_campaigns_however_strong(tmp_path: Path) -> None:
    tables = world()
    ties = tables["strengths"].to_pylist()
    pair = {"account_a": "bystander0", "account_b": "bystander1", "bits": 1e6, "kinds": ["text"]}
    tables["strengths"] = tables["strengths"].from_pylist([pair, *ties], tables["strengths"].schema)
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        assert members(store, "C3") == ["bystander0", "bystander1"]


def test_the_same_case_and_seed_give_the_same_tables(store: CaseStore, tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as again:
        find_campaigns(again)
        for table in ("campaigns", "memberships"):
            assert again.sql(f"SELECT * FROM {table}").equals(store.sql(f"SELECT * FROM {table}"))


def test_a_case_without_ties_gives_empty_tables(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        assert find_campaigns(store).equals(CAMPAIGNS.empty_table())
        assert store.sql("SELECT * FROM memberships").cast(MEMBERSHIPS).num_rows == 0


def test_the_overview_agrees_with_the_profile(store: CaseStore) -> None:
    row = store.sql("SELECT * FROM campaigns WHERE campaign = 'C1'").to_pylist()[0]
    seen = profile(store, "C1")
    assert row["accounts"] == len(seen.members) == 8
    assert row["posts"] == seen.posts == 8 * 7 * 2
    assert row["ties"] == seen.pairs == seen.possible_pairs == 28
    assert row["bits"] == seen.bits
    assert (row["first_at"], row["last_at"]) == (seen.first_at, seen.last_at)
    assert row["filler"] == seen.filler == 0.5
    assert row["platforms"] == ["facebook", "x"]
    assert row["posts_per_day"] == seen.posts_per_day
    assert row["languages"][0] == "en" == seen.languages[0][0]


def test_the_profile_measures_what_the_posts_say(store: CaseStore) -> None:
    seen = profile(store, "C1")
    assert [(t.kind, t.pairs, t.window_seconds) for t in seen.ties] == [("text", 28, 60.0)]
    assert [(v.account, v.posts, v.members) for v in seen.venues] == [("ministry", 56, 8)]
    assert seen.days[0] == Day(date(2026, 3, 2), 16, 8)
    assert sum(day.posts for day in seen.days) == sum(seen.hours) == seen.posts
    assert seen.coarse_times == 0
    assert seen.sharing.traces == seen.sharing.texts == seen.sharing.crossing == 7
    assert seen.sharing.gap_seconds == pytest.approx(9)
    assert seen.sharing.outsiders == 0
    assert all(trace.accounts == 8 and trace.platforms == 2 for trace in seen.traces)
    assert seen.audience.answers == 0
    assert all(member.stability == 1 for member in seen.members)


def test_quiet_days_count_in_the_series(tmp_path: Path) -> None:
    tables = world(rounds=7)
    posts = tables["posts"]
    kept = [row for row in posts.to_pylist() if row["posted_at"].date() != date(2026, 3, 4)]
    tables["posts"] = posts.from_pylist(kept, posts.schema)
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        assert Day(date(2026, 3, 4), 0, 0) in profile(store, "C1").days


def test_links_are_counted_by_site(store: CaseStore) -> None:
    assert profile(store, "C2").sharing.domains == (("office.example", 21),)


def test_an_unknown_campaign_is_a_usage_error(store: CaseStore) -> None:
    with pytest.raises(UsageError, match="C9"):
        profile(store, "C9")
