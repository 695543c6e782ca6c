"""Accounts made within a short time of each other."""

from bisect import bisect_right
from datetime import timedelta
from typing import Final

from demasque.accounts.base_rates.creation_scan import creation_burst
from demasque.accounts.comparing import or_alone
from demasque.accounts.indicator import (
    FEWEST_ACCOUNTS,
    Indicator,
    Observation,
    Scope,
    Seen,
    observed,
)
from demasque.campaigns import CampaignProfile
from demasque.sentences import Seconds, Sentence

NEW_WITHIN: Final = timedelta(days=7)


def created_together(profile: CampaignProfile) -> Observation:
    """More accounts were created within a short time than random groups of others have."""
    burst = creation_burst(profile.sample, profile.others)
    span = Seconds(burst.seconds if burst else 0)
    return or_alone(
        burst.rate if burst else None,
        lambda most, known: Sentence(
            "Within {span}, {most} of {known} accounts were created.",
            span=span,
            most=most,
            known=known,
        ),
        _within_a_week(profile),
    )


def _within_a_week(profile: CampaignProfile) -> Observation:
    """Half of the accounts or more were created within one week."""
    created = sorted(m.created_at for m in profile.members if m.created_at is not None)
    if len(created) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not say when most accounts were created.")
    most = max(bisect_right(created, first + NEW_WITHIN) - n for n, first in enumerate(created))
    return observed(
        most >= FEWEST_ACCOUNTS and most >= len(created) / 2,
        Sentence(
            "Within one week, {most} of {known} accounts were created.",
            most=most,
            known=len(created),
        ),
    )


CREATED_TOGETHER: Final = Indicator(
    "created-together",
    "accounts",
    Scope.CAMPAIGN,
    created_together,
    (
        Sentence("An organisation that gives accounts to all of its staff at once."),
        Sentence("An event or a call that brought many people to the platform in the same days."),
    ),
)
