"""Signs in what accounts post and where they place it."""

from typing import Final

from demasque.accounts.indicator import (
    FEWEST_ACCOUNTS,
    Indicator,
    Observation,
    Scope,
    Seen,
    observed,
)
from demasque.campaigns import CampaignProfile
from demasque.sentences import Percent, Sentence


def little_of_their_own(profile: CampaignProfile) -> Observation:
    """Nearly every post carries something that a fellow member posted too."""
    sentence = Sentence(
        "Of all their posts, {share} carry nothing that a fellow member posted too.",
        share=Percent(profile.filler),
    )
    return observed(profile.filler <= 0.1 and profile.posts >= 5 * len(profile.members), sentence)


def across_platforms(profile: CampaignProfile) -> Observation:
    """The same words or links appear from different accounts on several platforms."""
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


def placed_together(profile: CampaignProfile) -> Observation:
    """Half of the members or more placed posts under the same account's posts."""
    if not profile.venues:
        return Seen.UNKNOWN, Sentence("The export does not say under whose posts theirs stand.")
    widest = max(profile.venues, key=lambda venue: venue.members)
    return observed(
        widest.members >= max(FEWEST_ACCOUNTS, len(profile.members) / 2),
        Sentence(
            "Under the posts or on the page of one and the same account, {members} of {all} "
            "members placed posts.",
            members=widest.members,
            all=len(profile.members),
        ),
    )


POSTING_INDICATORS: Final = (
    Indicator("little-of-their-own", "content", Scope.ACCOUNT, little_of_their_own),
    Indicator("across-platforms", "content", Scope.CAMPAIGN, across_platforms),
    Indicator("placed-together", "placement", Scope.CAMPAIGN, placed_together),
)
