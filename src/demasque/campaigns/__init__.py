"""Who belongs together, what are they doing, to whom, when? Ties -> campaigns.

find_campaigns(store, seed=0)   divides the tied accounts; fills campaigns and memberships
profile(store, "C1")            one campaign, measured, as a CampaignProfile
"""

from demasque.campaigns.finding import find_campaigns
from demasque.campaigns.measuring import profile
from demasque.campaigns.profile import (
    Audience,
    CampaignProfile,
    Day,
    KindTies,
    Member,
    Sharing,
    Trace,
    Venue,
)

__all__ = [
    "Audience",
    "CampaignProfile",
    "Day",
    "KindTies",
    "Member",
    "Sharing",
    "Trace",
    "Venue",
    "find_campaigns",
    "profile",
]
