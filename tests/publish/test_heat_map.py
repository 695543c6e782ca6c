"""The picture of a week shows every hour in its place, and has words for who cannot see it."""

import re
from pathlib import Path

import pytest

from demasque.campaigns import WeekProfile, find_campaigns
from demasque.publish import write_report
from demasque.publish.drawing.heat_map import CELL, LEVELS, heat_map, heat_maps
from hand_made import case_of, world

MONDAY_NOON = WeekProfile(
    tuple(1.0 if n == 12 * 4 else 0.5 if n == 13 * 4 else 0.0 for n in range(672)), None
)


def test_an_hour_stands_in_its_row_and_column() -> None:
    week = heat_map(MONDAY_NOON.hours())
    assert [shade.level for shade in week.shades] == [LEVELS // 2, LEVELS]
    assert week.shades[-1].path.startswith(f"M{12 * CELL + 1} 1h")
    assert week.busiest[0] == "Monday 12 h"
    assert len(week.busiest) == 2
    east = heat_map(MONDAY_NOON.hours(13 * 60), 13 * 60)
    assert east.zone == "UTC+13"
    assert east.shades[-1].path.startswith(f"M{CELL + 1} {CELL + 1}h")
    assert east.busiest[0] == "Tuesday 1 h"


def test_a_second_week_is_drawn_where_another_zone_suits() -> None:
    assert [week.zone for week in heat_maps(MONDAY_NOON, None)] == ["UTC"]
    assert [week.zone for week in heat_maps(MONDAY_NOON, 0)] == ["UTC"]
    assert [week.zone for week in heat_maps(MONDAY_NOON, 330)] == ["UTC", "UTC+5:30"]
    beside = heat_maps(WeekProfile(MONDAY_NOON.quarters, MONDAY_NOON.quarters), None)
    assert [week.of_others for week in beside] == [False, True]


@pytest.mark.parametrize(("lang", "day"), [("en", "Monday"), ("fr", "lundi")])
def test_the_report_draws_the_week_with_its_words(tmp_path: Path, lang: str, day: str) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        report = write_report(store, tmp_path / "report.html", lang).read_text("utf-8")
    labels = re.findall(r'<svg class="week"[^>]*role="img" aria-label="([^"]*)"', report)
    assert labels
    assert any(day in label for label in labels)
