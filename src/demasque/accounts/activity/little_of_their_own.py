"""Accounts that post next to nothing that another does not post too."""

from typing import Final

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import or_alone, rate_of
from demasque.accounts.indicator import Indicator, Observation, Scope, observed
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Percent, Sentence

NEXT_TO_NOTHING: Final = 0.1
FEWEST_POSTS: Final = 5


def little_of_their_own(profile: CampaignProfile) -> Observation:
    """More accounts than others post next to nothing of their own."""
    return or_alone(
        rate_of(profile, _filler),
        lambda little, known: Sentence(
            "Next to nothing but what a fellow member posted too: {little} of {known} accounts.",
            little=little,
            known=known,
        ),
        _together(profile),
    )


def _filler(sample: AccountSample) -> Bearing:
    """Of members what a fellow member posted is not their own; of others what anybody posted."""
    posts = sample.per_account()
    shared = sample.per_account(sample.posts["shared"].to_numpy())
    return Bearing(posts - shared <= NEXT_TO_NOTHING * posts, posts >= FEWEST_POSTS)


def _together(profile: CampaignProfile) -> Observation:
    """Nearly every post of all members carries something that a fellow member posted too."""
    sentence = Sentence(
        "Of all their posts, {share} carry nothing that a fellow member posted too.",
        share=Percent(profile.filler),
    )
    many = profile.posts >= FEWEST_POSTS * len(profile.members)
    return observed(profile.filler <= NEXT_TO_NOTHING and many, sentence)


LITTLE_OF_THEIR_OWN: Final = Indicator(
    "little-of-their-own",
    "content",
    Scope.ACCOUNT,
    little_of_their_own,
    (
        Sentence("Accounts that only pass on headlines or announcements."),
        Sentence("A collection by keywords, which holds only what they have in common."),
    ),
)
