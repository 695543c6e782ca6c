"""Signs in who listens to accounts: reactions from outside, followers."""

from statistics import median
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
from demasque.sentences import Sentence


def no_audience(profile: CampaignProfile) -> Observation:
    """Almost nobody outside reacts to what they post."""
    if profile.audience.counted < 20:
        return Seen.UNKNOWN, Sentence("The export does not count reactions to their posts.")
    each = profile.audience.reactions / profile.audience.counted
    sentence = Sentence("Reactions from outside number {each} per post.", each=round(each, 1))
    return observed(each < 0.5, sentence)


def few_followers(profile: CampaignProfile) -> Observation:
    """Half of the accounts have ten followers or fewer."""
    followers = [m.followers for m in profile.members if m.followers is not None]
    if len(followers) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not say how many followers they have.")
    middle = median(followers)
    return observed(
        middle <= 10, Sentence("Half of the accounts have {n} followers or fewer.", n=middle)
    )


AUDIENCE_INDICATORS: Final = (
    Indicator("no-audience", "audience", Scope.ACCOUNT, no_audience),
    Indicator("few-followers", "audience", Scope.ACCOUNT, few_followers),
)
