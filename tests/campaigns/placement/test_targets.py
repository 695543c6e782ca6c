"""Whom a campaign addresses, how much more than chance, and what could not be known."""

from pathlib import Path

import numpy as np
import pytest
from placed_world import DAY, VENUES, Row, comment, crowd, members, placed_case

from demasque.campaigns import Placement, place_campaigns, placements
from demasque.schema import VENUE_LIST
from hand_made import minutes, rows


def placed(folder: Path, posts: list[Row], **more: list[Row]) -> Placement:
    with placed_case(folder, posts, **more) as store:
        place_campaigns(store)
        return placements(store, ["C1"])["C1"]


def test_a_venue_that_members_favour_is_said_with_how_much(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    found = placed(tmp_path, crowd(rng) + members(rng, 0.7))
    (favoured,) = found.favoured
    assert favoured.account == VENUES[0]
    assert favoured.ratio_low is not None
    assert 2 < favoured.ratio_low < favoured.ratio < 7
    assert favoured.compared == favoured.members == 10
    assert favoured.log10_p < -4
    assert found.unknown == ()


def test_members_who_choose_as_others_do_favour_nobody(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    found = placed(tmp_path, crowd(rng) + members(rng, 0.0))
    assert found.favoured == ()
    assert len(found.targets) == len(VENUES)
    assert all(each.q is not None for each in found.targets)


def test_one_busy_member_is_no_favour_of_the_campaign(tmp_path: Path) -> None:
    """Accounts are the unit: two hundred comments by one of them are one choice."""
    rng = np.random.default_rng(3)
    busy = [comment("member00", at, VENUES[0]) for at in np.linspace(0, 10 * DAY, 200)]
    assert placed(tmp_path, crowd(rng) + members(rng, 0.0) + busy).favoured == ()


def test_where_everybody_is_at_that_time_is_no_favour(tmp_path: Path) -> None:
    """The others choose the first venue too while the campaign is at work."""
    rng = np.random.default_rng(4)
    posts = [
        comment(f"other{n:03d}", at, VENUES[0] if 2 * DAY < at < 3 * DAY else VENUES[1 + n % 5])
        for n in range(120)
        for at in np.sort(rng.uniform(0, 10 * DAY, 10))
    ]
    own = [
        comment(f"member{n:02d}", 2 * DAY + at, VENUES[0] if n % 8 else VENUES[1])
        for n in range(10)
        for at in rng.uniform(5, DAY - 5, 8)
    ]
    assert placed(tmp_path, posts + own).favoured == ()


def test_each_way_of_addressing_is_counted_and_a_post_once(tmp_path: Path) -> None:
    posts = [
        comment("other", 0, None, kind="original"),
        comment("member1", 1, None, kind="reply", parent="p00000"),
        comment("member1", 2, None, kind="quote", parent="p00000"),
        comment("member2", 3, "other", kind="original"),
        comment("member2", 4, None, kind="original"),
        comment("member2", 5, "member1"),
        comment("member2", 6, "other", kind="repost", parent="p00000"),
    ]
    named = [{"post": f"p{n:05d}", "account": "other"} for n in (3, 4, 6)]
    (target,) = placed(tmp_path, posts, mentions=named).targets
    assert (target.account, target.posts, target.members) == ("other", 4, 2)
    assert (target.under, target.quotes, target.mentions) == (2, 1, 1)
    assert (target.all_posts, target.share) == (4, 1.0)
    assert (target.first_at, target.last_at) == (minutes(1), minutes(4))


def test_the_share_is_told_by_day(tmp_path: Path) -> None:
    posts = [comment("member1", at, "venue0") for at in (1, 2, DAY + 1)]
    posts += [comment("other1", at, "venue0") for at in (3, 2 * DAY)]
    (target,) = placed(tmp_path, posts).targets
    assert [(day.posts, day.all_posts) for day in target.days] == [(2, 3), (1, 1), (0, 1)]
    assert target.share == pytest.approx(3 / 5)


def test_with_nobody_to_compare_with_nothing_is_concluded(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    found = placed(tmp_path, members(rng, 1.0))
    assert all(each.ratio is each.q is None for each in found.targets)
    assert found.favoured == ()
    assert ["cannot be told" in each for each in found.unknown] == [True]


def test_without_venues_and_mentions_that_is_said(tmp_path: Path) -> None:
    found = placed(tmp_path, [comment(f"member{n}", n, None, kind="original") for n in range(4)])
    assert found.targets == ()
    assert ["does not say whom" in each for each in found.unknown] == [True]


def test_times_to_the_day_leave_favour_and_take_floods(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    posts = [
        post | {"time_precision": "day", "posted_at": minutes(DAY * (n % 10))}
        for n, post in enumerate(crowd(rng) + members(rng, 0.8))
    ]
    found = placed(tmp_path, posts)
    assert [each.account for each in found.favoured] == [VENUES[0]]
    assert found.floods == ()
    assert any("do not reach to the hour" in each for each in found.unknown)


def test_a_list_names_what_it_may_and_no_private_person(tmp_path: Path) -> None:
    posts = [comment("member1", n, f"venue{n}") for n in range(3)]
    listed = [
        {"account": "venue0", "kind": "media", "name": "The Daily"},
        # Not what the program writes: a name that got there otherwise stays hidden.
        {"account": "venue1", "kind": "private_person", "name": "Jo Roe"},
    ]
    with placed_case(tmp_path, posts) as store:
        store.replace({"venue_list": rows(VENUE_LIST, listed)})
        place_campaigns(store)
        targets = placements(store, ["C1"])["C1"].targets
    shown = [(each.kind, each.name) for each in targets]
    assert shown == [("media", "The Daily"), ("private_person", None), (None, None)]


def test_the_same_case_gives_the_same_tables(tmp_path: Path) -> None:
    made = []
    for turn in range(2):
        rng = np.random.default_rng(7)
        with placed_case(tmp_path / str(turn), crowd(rng) + members(rng, 0.5)) as store:
            place_campaigns(store)
            made.append([store.sql(f"FROM {name}") for name in ("targets", "target_days")])
    assert made[0] == made[1]


def test_a_case_without_campaigns_addresses_nobody(tmp_path: Path) -> None:
    with placed_case(tmp_path, [comment("other", 1, "venue0")]) as store:
        store.sql("DELETE FROM campaigns")
        assert place_campaigns(store) == 0
        assert store.sql("FROM targets").num_rows == 0
