"""Posts to which almost nobody outside reacts."""

from typing import Final

import numpy as np
import pyarrow.compute as pc

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import or_alone, rate_of
from demasque.accounts.indicator import Indicator, Observation, Scope, Seen, observed
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

FEW: Final = 0.5
"""Reactions a post below which an account has no audience."""

FEWEST_POSTS: Final = 5
"""Posts with counted reactions that an account needs."""


def no_audience(profile: CampaignProfile) -> Observation:
    """More accounts than others are reacted to by almost nobody outside."""
    return or_alone(
        rate_of(profile, _unheard),
        lambda unheard, known: Sentence(
            "To the posts of {unheard} of {known} accounts, almost nobody outside reacts.",
            unheard=unheard,
            known=known,
        ),
        _together(profile),
    )


def _unheard(sample: AccountSample) -> Bearing:
    """Reactions a post, less what the accounts of the same sample did themselves."""
    reactions = sample.posts["reactions"]
    counted = sample.per_account(pc.is_valid(reactions).to_numpy())
    summed = sample.per_account(pc.fill_null(reactions, 0).to_numpy())
    names = sample.accounts["account"].combine_chunks()
    answered = pc.index_in(sample.posts["parent_account"].combine_chunks(), value_set=names)
    own = np.bincount(answered.drop_null().to_numpy(), minlength=len(sample))
    return Bearing(summed - own < FEW * counted, counted >= FEWEST_POSTS)


def _together(profile: CampaignProfile) -> Observation:
    """Almost nobody outside reacts to what they post."""
    if profile.audience.counted < 20:
        return Seen.UNKNOWN, Sentence("The export does not count reactions to their posts.")
    each = profile.audience.reactions / profile.audience.counted
    sentence = Sentence("Reactions from outside number {each} per post.", each=round(each, 1))
    return observed(each < FEW, sentence)


NO_AUDIENCE: Final = Indicator(
    "no-audience",
    "audience",
    Scope.ACCOUNT,
    no_audience,
    (
        Sentence("New accounts, and accounts of people who write for few."),
        Sentence("Posts collected before anybody could react."),
    ),
)
