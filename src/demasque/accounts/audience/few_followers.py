"""Accounts that almost nobody follows."""

from statistics import median
from typing import Final

import numpy as np

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import or_alone, rate_of
from demasque.accounts.indicator import (
    FEWEST_ACCOUNTS,
    Indicator,
    Observation,
    Scope,
    Seen,
    observed,
)
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

FEW: Final = 10


def few_followers(profile: CampaignProfile) -> Observation:
    """More accounts than others have ten followers or fewer."""
    return or_alone(
        rate_of(profile, _hardly_followed),
        lambda few, known: Sentence(
            "Ten followers or fewer: {few} of {known} accounts.", few=few, known=known
        ),
        _half(profile),
    )


def _hardly_followed(sample: AccountSample) -> Bearing:
    followers = sample.numbers("followers")
    return Bearing(followers <= FEW, ~np.isnan(followers))


def _half(profile: CampaignProfile) -> Observation:
    """Half of the accounts have ten followers or fewer."""
    followers = [m.followers for m in profile.members if m.followers is not None]
    if len(followers) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not say how many followers they have.")
    middle = median(followers)
    return observed(
        middle <= FEW, Sentence("Half of the accounts have {n} followers or fewer.", n=middle)
    )


FEW_FOLLOWERS: Final = Indicator(
    "few-followers",
    "audience",
    Scope.ACCOUNT,
    few_followers,
    (
        Sentence("New accounts, and people who came to read."),
        Sentence("A platform or a corner of it where people do not follow each other."),
    ),
)
