"""What a campaign is made of, for whoever tells others: to whom, when, with what around it.

:class:`demasque.campaigns.CampaignProfile` is what judgements rest on; this is what a reader asks
next. Each part is measured in a folder of its own and says what could not be known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demasque.campaigns.cover.covering import covers
from demasque.campaigns.cover.parts_of_cover import Cover
from demasque.campaigns.messages.narrative_details import NarrativeDetails, narrative_details
from demasque.campaigns.placement.target_reading import placements
from demasque.campaigns.placement.targets import Placement
from demasque.campaigns.schedules.measuring_schedules import measure_schedules
from demasque.campaigns.schedules.schedule import Schedule
from demasque.campaigns.schedules.timetable import Timetable
from demasque.case import CaseStore


@dataclass(frozen=True)
class Anatomy:
    """The parts of one campaign."""

    campaign: str
    narratives: Mapping[int, NarrativeDetails]  # by family: who said it, when, on what
    cover: Cover | None  # filler, reactions from outside, pace; None without a post
    placement: Placement  # whom it addresses, how much more than chance, and the harm
    schedule: Schedule  # when they are at work


def anatomies(
    store: CaseStore,
    campaigns: Sequence[str],
    timetable: Timetable | None = None,
    lexicon: Sequence[str] | None = None,
) -> dict[str, Anatomy]:
    """Measure the parts of campaigns, walking the case's tables once for all of them.

    ``timetable`` names windows of the week to test, and calendars of public holidays;
    ``lexicon`` words of the analyst's, to be counted in posts per target.
    """
    placed = placements(store, campaigns, lexicon)
    covered = covers(store, campaigns)
    hours = measure_schedules(store, campaigns, timetable)
    said = narrative_details(store, campaigns)
    return {
        campaign: Anatomy(
            campaign,
            narratives=said[campaign],
            cover=covered.get(campaign),
            placement=placed[campaign],
            schedule=hours[campaign],
        )
        for campaign in campaigns
    }
