"""The first page says which campaigns keep set hours, and only where some do."""

from dataclasses import replace
from pathlib import Path

from demasque.campaigns import find_campaigns
from demasque.campaigns.schedules.window_scan import EVERY_DAY, FoundWindow
from demasque.findings import CampaignFindings, CaseFindings, read_findings
from demasque.publish.brief_facts import facts
from hand_made import case_of, world

NOON = FoundWindow(EVERY_DAY, 0, 24, 2, 0.5, 0.1, 5.0, 0.0, 0.003, 30)


def when(found: CaseFindings, chosen: list[CampaignFindings]) -> str:
    return " ".join(dict(facts(found, chosen, whole=True))["When"])


def test_set_hours_are_named_where_there_are_any(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        found = read_findings(store)
    first, *rest = found.campaigns

    def keeping(*windows: FoundWindow) -> CampaignFindings:
        schedule = replace(first.anatomy.schedule, windows=windows)
        return replace(first, anatomy=replace(first.anatomy, schedule=schedule))

    said = when(found, [keeping(NOON), *rest])
    assert "At set hours, day after day: C1. Tools that publish at set hours do so, too." in said
    assert "At set hours" not in when(found, [keeping(), *rest])


def test_an_operation_that_posts_at_nine_every_day_keeps_set_hours(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        (found, *_) = read_findings(store).campaigns
    assert found.anatomy.schedule.ordered
    assert 18 in {window.start for window in found.anatomy.schedule.windows}  # 9:00 UTC
