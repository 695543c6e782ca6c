"""Signs in the hours at which accounts post."""

from typing import Final

from demasque.accounts.indicator import Indicator, Observation, Scope, Seen, observed
from demasque.campaigns import CampaignProfile
from demasque.sentences import Percent, Sentence


def in_shifts(profile: CampaignProfile) -> Observation:
    """Nine posts in ten fall into the same nine hours of the day."""
    total = sum(profile.hours)
    if total < 100:
        return Seen.UNKNOWN, Sentence("Too few posts have a time of day to see working hours.")
    doubled = profile.hours * 2
    busiest = max(sum(doubled[first : first + 9]) for first in range(24))
    sentence = Sentence(
        "The busiest nine hours of the day hold {share} of their posts.",
        share=Percent(busiest / total),
    )
    return observed(busiest / total >= 0.9, sentence)


RHYTHM_INDICATORS: Final = (Indicator("in-shifts", "rhythm", Scope.ACCOUNT, in_shifts),)
