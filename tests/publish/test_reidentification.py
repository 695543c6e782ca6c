"""Nobody can be traced back from open data: attacks by whoever has the platform's export as well.

Each attack must fail on the package; where that can be, the same attack on exact counts must
succeed, so that it is known to be one.
"""

import sys
from collections import defaultdict
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "open_data"))

from open_attacks import (
    activity,
    found_at_once,
    looked_up,
    platform_intervals,
    published,
    who_left,
)
from open_worlds import PLATFORMS, case_of_world, fill, handed, without, world

from demasque.publish.exporters.open_data.data_package import table_file
from demasque.publish.exporters.open_data.disclosure_control import FEWEST, SecretDraws
from demasque.publish.exporters.open_data.open_rows import open_rows
from demasque.publish.exporters.open_data.open_tables import OPEN_TABLES

World = dict[str, list[dict[str, Any]]]
worlds = st.builds(
    world,
    seed=st.integers(0, 10**6),
    groups=st.lists(st.integers(3, 45), min_size=1, max_size=3).map(tuple),
    days=st.integers(1, 4),
    rate=st.sampled_from([0.3, 1.0, 3.0]),
    others=st.sampled_from([0, 60]),
)
few = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])


def packaged(rows: World) -> dict[str, list[dict[str, Any]]]:
    with TemporaryDirectory() as folder, case_of_world(Path(folder) / "case", rows) as store:
        return open_rows(store, handed(rows))


def members_of(rows: World) -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for row in rows["memberships"]:
        members[row["campaign"]].add(row["account"])
    return members


def counted(rows: World, table: str, row: dict[str, Any]) -> dict[str, int]:
    """Posts by member that one published row tells of, counted plainly."""
    members = members_of(rows)[row["campaign"]]
    posts = {post["post"]: post for post in rows["posts"] if post["account"] in members}
    if table in ("domains", "media"):
        sites = {f"site{t['trace']}.example": t["trace"] for t in rows["traces"]}
        hashes = {f"{trace:064x}": trace for trace in sites.values()}
        trace = sites.get(row.get("domain", "")) or hashes.get(row.get("hash", ""), 0)
        carrying = {e["post"] for e in rows["events"] if (e["kind"], e["trace"]) == ("url", trace)}
        posts = {name: post for name, post in posts.items() if name in carrying}
    told = {
        "platform": lambda post: post["platform"],
        "day": lambda post: post["posted_at"].date().isoformat(),
        "hour": lambda post: post["posted_at"].hour,
        "language": lambda post: post["lang"],
    }
    number: dict[str, int] = defaultdict(int)
    for post in posts.values():
        if all(of(post) == row[key] for key, of in told.items() if key in row):
            number[post["account"]] += 1
    return number


@few
@given(worlds)
def test_whatever_is_published_matches_ten_accounts_or_more_and_is_true(rows: World) -> None:
    """Uniqueness: no row, with all that it says, narrows the members down to fewer than ten."""
    made = packaged(rows)
    members = members_of(rows)
    assert {row["campaign"] for row in made["campaigns"]} == {
        name for name, some in members.items() if len(some) >= FEWEST
    }
    for table in ("campaigns", "platforms", "days", "hours", "languages", "domains", "media"):
        for row in made[table]:
            number = counted(rows, table, row)
            posts = row["posts_at_least"] or 0
            assert FEWEST <= row["accounts_at_least"] <= len(number)
            assert posts <= sum(number.values())
            assert row["accounts_at_least"] % FEWEST == posts % FEWEST == 0
            assert len(members[row["campaign"]]) >= FEWEST


@few
@given(worlds)
def test_nothing_of_the_export_stands_in_the_package(rows: World) -> None:
    """Exact values: accounts, posts, words and moments."""
    made = packaged(rows)
    text = "\n".join(table_file(each, made[each.name]).decode() for each in OPEN_TABLES)
    for post in rows["posts"]:
        for secret in (post["post"], post["account"], post["text"], str(post["posted_at"])):
            assert secret not in text


@few
@given(worlds)
def test_what_is_looked_up_leads_to_strangers_as_likely_as_to_members(rows: World) -> None:
    """Sites and hashes: of their carriers in the export, half or more are no members."""
    made = packaged(rows)
    carriers: dict[str, set[str]] = defaultdict(set)
    for event in rows["events"]:
        if event["kind"] == "url":
            carriers[f"site{event['trace']}.example"].add(event["account"])
            carriers[f"{event['trace']:064x}"].add(event["account"])
    for campaign, members in members_of(rows).items():
        named = [row["domain"] for row in made["domains"] if row["campaign"] == campaign]
        named += [row["hash"] for row in made["media"] if row["campaign"] == campaign]
        assert all(share <= 0.5 for share in looked_up(carriers, members, named).values())


def test_what_everybody_carries_is_named_and_what_only_the_group_carries_is_not() -> None:
    rows = world(3, (30,), 20, rate=2.0, others=120)
    made = packaged(rows)
    assert {row["domain"] for row in made["domains"]} >= {"site1.example", "site2.example"}
    assert "site50.example" not in {row["domain"] for row in made["domains"]}
    assert f"{1:064x}" in {row["hash"] for row in made["media"]}
    assert f"{50:064x}" not in {row["hash"] for row in made["media"]}


def test_a_hash_that_few_accounts_of_the_group_carry_is_not_named() -> None:
    rows = world(4, (30,), 20, rate=2.0, others=120)
    members = sorted(members_of(rows)["C1"])[: FEWEST - 1]
    lone = "a" * 64
    for post in rows["posts"]:
        if post["account"] in members or post["account"].startswith("other"):
            rows["media_use"].append({"post": post["post"], "position": 1, "media": lone})
    assert lone not in {row["hash"] for row in packaged(rows)["media"]}


@few
@given(worlds)
def test_what_is_missing_cannot_be_worked_out_from_what_is_there(rows: World) -> None:
    """Complementary suppression: linear programs leave every missing row wide open."""
    made = packaged(rows)
    days = sorted({post["posted_at"].date().isoformat() for post in rows["posts"]})
    for campaign in (row["campaign"] for row in made["campaigns"]):
        found = platform_intervals(made, campaign, PLATFORMS, days)
        for cell, (low, high) in found.items():
            row = {"campaign": campaign} | dict(zip(("platform", "day"), cell, strict=False))
            true = len(counted(rows, "days", row))
            # Whoever is in doubt whether it is ten or none knows nothing of a small group.
            assert true >= FEWEST or (high >= FEWEST and high - low >= FEWEST - 1), (cell, true)


def test_exact_totals_would_give_a_missing_row_away() -> None:
    """The same programs, on numbers that are not drawn: the attack is one."""
    x = {"campaign": "C1", "platform": "x", "accounts_at_least": 27}
    rows = {
        "campaigns": [{"campaign": "C1", "accounts_at_least": 30}],
        "platforms": [x],
        "days": [x | {"day": "2026-03-02"}],
    }
    found = platform_intervals(rows, "C1", ("x", "youtube"), ("2026-03-02",), slack=0)
    assert found[("youtube",)] == pytest.approx((0, 3))


@given(st.lists(st.integers(1, 5000), max_size=60), st.sampled_from([1, 10, 100]), st.binary())
def test_no_account_is_more_than_a_tenth_of_a_total(
    posts: list[int], cap: int, secret: bytes
) -> None:
    """Threshold, dominance and the p% rule, whatever few accounts post."""
    capped = sorted((min(each, cap) for each in posts), reverse=True)
    bound = SecretDraws(secret[:32]).at_least(sum(capped), cap, "cell")
    if bound is not None:
        assert len(posts) >= FEWEST
        assert bound <= sum(capped) <= sum(posts)
        assert sum(capped) < bound + 2 * FEWEST * cap
        assert capped[0] <= bound / FEWEST
        assert sum(capped[2:]) >= 0.8 * capped[0]
    elif sum(capped) >= 2 * FEWEST * cap:
        pytest.fail("a large total is published whatever is drawn")


@pytest.mark.parametrize("cap", [1, 2, 3, 5])
def test_a_change_of_one_account_is_never_proven_by_two_numbers(cap: int) -> None:
    """Whatever two numbers a total gives before and after an account left, one total gives both."""
    step = FEWEST * cap
    gives = {
        total: {max(total - drawn, 0) // step for drawn in range(step - cap + 1)}
        for total in range(5 * step)
    }
    unchanged = {pair for some in gives.values() for pair in product(some, some)}
    for total, left in product(range(5 * step), range(cap + 1)):
        if left <= total:
            assert set(product(gives[total], gives[total - left])) <= unchanged


def test_two_packages_do_not_tell_which_account_left() -> None:
    """Differences: named first in fewer than one in ten guesses; by exact counts, in nearly all."""
    rows = world(7, (40,), 60, others=0)
    known, members = activity(rows["posts"]), sorted(members_of(rows)["C1"])
    hits, exact_hits = [], []
    with TemporaryDirectory() as folder, case_of_world(Path(folder) / "case", rows) as store:
        before = open_rows(store, handed(rows))
        exact = exactly(known, members)
        for gone in members[::2]:
            fill(store, {"memberships": without(rows, gone)["memberships"]})
            after = open_rows(store, handed(rows))
            hits.append([
                found_at_once(
                    who_left(published(before, "C1", column), published(after, "C1", column),
                             known, cap), gone)
                for column, cap in (("accounts_at_least", 1), ("posts_at_least", 10))
            ])  # fmt: skip
            left = exactly(known, [each for each in members if each != gone])
            exact_hits.append(found_at_once(who_left(exact, left, known, 1), gone))
    assert max(sum(each) for each in zip(*hits, strict=True)) < len(hits) / FEWEST
    assert sum(exact_hits) > 0.9 * len(hits)


def exactly(known: dict[str, Any], members: list[str]) -> dict[tuple[Any, ...], int]:
    number: dict[tuple[Any, ...], int] = defaultdict(int)
    for account in members:
        for cell in known[account]:
            number[cell] += 1
    return number


def test_draws_change_with_the_case_and_not_with_what_is_asked() -> None:
    rows = world(11, (40, 40), 10, rate=3.0, others=0)
    with TemporaryDirectory() as folder, case_of_world(Path(folder) / "case", rows) as store:
        both, first = open_rows(store, handed(rows)), open_rows(store, handed(rows)[:1])
        assert first["days"] == [row for row in both["days"] if row["campaign"] == "C1"]
        assert open_rows(store, handed(rows)) == both
        fill(store, {"memberships": without(rows, "member-1-0000")["memberships"]})
        other = open_rows(store, handed(rows))
    assert [r for r in other["days"] if r["campaign"] == "C1"] != first["days"]


def test_languages_that_are_no_codes_are_not_repeated() -> None:
    rows = world(5, (30,), 3, others=0)
    for post in rows["posts"]:
        post["lang"] = "call +1 613 555 0142"
    assert packaged(rows)["languages"] == []
