"""The same items from different accounts on several platforms."""

from typing import Final

from demasque.accounts.indicator import Indicator, Observation, Scope, Seen, observed
from demasque.campaigns import CampaignProfile
from demasque.sentences import Sentence


def across_platforms(profile: CampaignProfile) -> Observation:
    """The same words or links appear from different accounts on several platforms.

    Other accounts have no items in common to compare this with: it has no base rate.
    """
    if len(profile.platforms) < 2:
        return Seen.UNKNOWN, Sentence("All posts come from one platform.")
    return observed(
        profile.sharing.crossing >= 3,
        Sentence.counted(
            "{n} shared item appears on more than one platform.",
            "{n} shared items appear on more than one platform.",
            profile.sharing.crossing,
        ),
    )


ACROSS_PLATFORMS: Final = Indicator(
    "across-platforms",
    "content",
    Scope.CAMPAIGN,
    across_platforms,
    (
        Sentence("One person or office with an account on each platform."),
        Sentence("What is in the news is passed on everywhere."),
    ),
)
