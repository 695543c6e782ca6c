"""What stands out among all accounts of a case, tied or not."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

import demasque
from demasque.accounts import creation_rushes
from demasque.accounts.whole_case.creation_rushes import (
    AROUND,
    DAY,
    WIDTHS,
)

REDDIT = Path(__file__).resolve().parents[3] / "shared" / "data" / "reddit_ira_2018"
START = 1_400_000_000


def ordinary(seed: int, count: int = 2_000) -> np.ndarray:
    """Dates of accounts that came to a growing platform over eight years, more of them by day."""
    rng = np.random.default_rng(seed)
    day = np.floor(8 * 365 * np.sqrt(rng.random(count)))
    return START + day * DAY + (8 + 12 * rng.beta(2, 2, count)) * 3_600


def test_a_rush_is_found_with_its_time_and_size() -> None:
    rng = np.random.default_rng(1)
    begins = START + 5 * 365 * DAY
    dates = np.concatenate([ordinary(0), begins + rng.random(60) * 5 * DAY])
    first, *others = creation_rushes(dates)
    assert not others
    assert first.seconds == 7 * DAY
    assert abs(first.first - begins) <= 2 * DAY
    assert 55 <= first.accounts <= 75
    assert first.expected < 10
    assert first.p < 1e-9


def test_two_rushes_do_not_hide_each_other() -> None:
    rng = np.random.default_rng(2)
    begins = START + np.array([5, 5.5]) * 365 * DAY
    dates = np.concatenate([ordinary(0), *(each + rng.random(80) * DAY / 2 for each in begins)])
    found = sorted(rush.first for rush in creation_rushes(dates))
    assert np.allclose(found, begins, atol=DAY)


def test_a_growing_platform_has_none_in_98_worlds_of_100_or_more() -> None:
    assert sum(bool(creation_rushes(ordinary(seed))) for seed in range(100)) <= 2


@pytest.mark.parametrize("dates", [[], [5.0], [7.0] * 3, [7.0] * 500])
def test_few_dates_and_equal_ones_are_no_trouble(dates: list[float]) -> None:
    # All at one moment: there is no other time to compare with.
    assert creation_rushes(np.array(dates)) == []


@pytest.mark.hypothesis
@given(st.lists(st.integers(0, 400), min_size=4, max_size=30), st.integers(0, 400))
def test_the_first_rush_is_the_most_surprising_of_all_windows(days: list[int], rush: int) -> None:
    dates = np.sort(np.array([*days, *[rush + 0.1 * n for n in range(8)]], dtype=float)) * DAY
    slow = None
    for width in WIDTHS:
        for first in dates:
            inside = sum(first <= date <= first + width for date in dates)
            near = sum(first - AROUND <= date <= first + width + AROUND for date in dates)
            around = near - inside
            seconds = min(AROUND, first - dates[0]) + min(AROUND, max(0, dates[-1] - first - width))
            if seconds < width or inside < max(4, 5 * (around + 0.5) * width / seconds):
                continue
            tail = binom.sf(inside - 1, inside + around, width / (width + seconds))
            p = tail * len(dates) * len(WIDTHS)
            if p <= 0.009 and (slow is None or p < slow):
                slow = p
    found = creation_rushes(dates)
    if slow is not None:
        # The bound on the tail is at most a little above it.
        assert slow <= found[0].p * 1.000001 <= slow * 1.5


def test_what_is_said_when_nothing_is_known(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(
        "post_id,account_id,created_at,text\n1,a,2024-03-01T10:00:00Z,good morning everybody\n"
    )
    with demasque.create_case(tmp_path / "case") as case:
        case.add(file)
        found = case.account_overview()
    assert (found.accounts, found.dated, found.rushes, found.idle_known) == (1, 0, (), 0)
    assert len(found.sentences) == 2


@pytest.mark.skipif(not REDDIT.exists(), reason="the Reddit data is not on this machine")
def test_a_known_list_of_accounts_shows_when_it_was_made_and_who_lay_idle(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "case") as case:
        case.add(REDDIT / "comments.csv.gz", REDDIT / "users.csv")
        case.detect()
        found = case.account_overview()
        report = case.report(tmp_path / "report.html").read_text("utf-8")
        brief = case.brief(tmp_path / "brief.html").read_text("utf-8")
    first = found.rushes[0]
    assert (first.first_at.date().isoformat(), first.seconds) == ("2015-05-12", 7 * DAY)
    assert (first.accounts, first.dated) == (711, 940)
    assert first.expected < 5
    assert found.idle_known >= 30
    assert found.idle > 0
    assert "711 of 940 accounts were created" in report
    assert "711 of 940 accounts were created" in brief
    assert "Accounts acting together" not in report + brief
    assert "lay idle for a month or more" in report
