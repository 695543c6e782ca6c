"""A flood is more of a campaign's accounts within an hour than its ways and the crowd explain."""

from datetime import timedelta
from pathlib import Path

import numpy as np
from placed_world import DAY, VENUES, Row, comment, crowd, members, placed_case

from demasque.campaigns import Placement, place_campaigns, placements
from hand_made import minutes


def placed(folder: Path, posts: list[Row]) -> Placement:
    with placed_case(folder, posts) as store:
        place_campaigns(store)
        return placements(store, ["C1"])["C1"]


def burst(venue: str, accounts: int, at: float, who: str = "member") -> list[Row]:
    return [comment(f"{who}{n:02d}", at + 2.0 * n, venue) for n in range(accounts)]


def test_many_members_at_once_under_one_venue_are_a_flood(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    posts = crowd(rng) + members(rng, 0.2, 20) + burst(VENUES[2], 20, 5 * DAY)
    (flood,) = placed(tmp_path, posts).floods
    assert flood.account == VENUES[2]
    assert flood.members >= 18
    assert abs(flood.begins_at - minutes(5 * DAY)) <= timedelta(minutes=30)
    assert flood.expected < 3


def test_their_usual_rate_is_no_flood(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    assert placed(tmp_path, crowd(rng) + members(rng, 0.5, 20)).floods == ()


def test_a_busy_hour_of_theirs_over_all_venues_is_no_flood(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    posts = crowd(rng) + members(rng, 0.0, 20)
    for day in range(5):
        at = day * DAY + 300
        for n in range(20):
            posts += [comment(f"member{n:02d}", at + 2 * n, VENUES[(n + day) % 6])]
    assert placed(tmp_path, posts).floods == ()


def test_where_the_crowd_comes_at_that_hour_too_is_no_flood(tmp_path: Path) -> None:
    """A minister's speech draws everybody."""
    rng = np.random.default_rng(4)
    everybody = [comment(f"other{n:03d}", 5 * DAY + 0.4 * n, VENUES[2]) for n in range(120)]
    posts = crowd(rng, posts=2) + everybody + members(rng, 0.0, 20, posts=3)
    assert placed(tmp_path, posts + burst(VENUES[2], 12, 5 * DAY)).floods == ()


def test_one_account_alone_floods_nobody(tmp_path: Path) -> None:
    """Accounts are counted, not posts."""
    rng = np.random.default_rng(5)
    alone = [comment("member00", 5 * DAY + n / 2, VENUES[2]) for n in range(60)]
    assert placed(tmp_path, crowd(rng) + members(rng, 0.0, 20) + alone).floods == ()


def test_of_hours_that_overlap_one_is_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    posts = members(rng, 0.0, 30) + burst(VENUES[1], 30, 3 * DAY) + burst(VENUES[1], 30, 7 * DAY)
    floods = placed(tmp_path, crowd(rng) + posts).floods
    assert len(floods) == 2
    assert floods[1].begins_at - floods[0].begins_at > timedelta(days=3)
