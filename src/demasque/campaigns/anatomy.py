"""What a campaign is made of, for whoever tells others: to whom, when, with what around it.

:class:`demasque.campaigns.CampaignProfile` is what judgements rest on; this is what a reader asks
next. Each part is measured in a folder of its own and says what could not be known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from demasque.campaigns.placement.target_reading import placements
from demasque.campaigns.placement.targets import Placement
from demasque.case import CaseStore


@dataclass(frozen=True)
class Anatomy:
    """The parts of one campaign."""

    campaign: str
    placement: Placement  # whom it addresses, how much more than chance, and the harm


def anatomies(store: CaseStore, campaigns: Sequence[str]) -> dict[str, Anatomy]:
    """Measure the parts of campaigns, walking the case's tables once for all of them."""
    placed = placements(store, campaigns)
    return {campaign: Anatomy(campaign, placement=placed[campaign]) for campaign in campaigns}
