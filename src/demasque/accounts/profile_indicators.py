"""Signs in what accounts say of themselves: when they were made, their names, their pictures."""

from bisect import bisect_right
from collections import Counter
from datetime import timedelta
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

NEW_WITHIN: Final = timedelta(days=7)


def created_together(profile: CampaignProfile) -> Observation:
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


def numbered_names(profile: CampaignProfile) -> Observation:
    """Half of the account names or more end in four digits or more."""
    digits = [m.handle_digits for m in profile.members if m.handle_digits is not None]
    if len(digits) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not hold the accounts' names.")
    long = sum(count >= 4 for count in digits)
    return observed(
        long >= len(digits) / 2,
        Sentence(
            "The names of {long} of {known} accounts end in four digits or more.",
            long=long,
            known=len(digits),
        ),
    )


def one_picture(profile: CampaignProfile) -> Observation:
    """Three accounts or more use one profile picture."""
    pictures = Counter(m.avatar for m in profile.members if m.avatar is not None)
    if pictures.total() < 2:
        return Seen.UNKNOWN, Sentence("The export does not hold the accounts' profile pictures.")
    most = max(pictures.values())
    return observed(
        most >= 3,
        Sentence.counted(
            "At most {n} account has the same profile picture.",
            "As many as {n} accounts have the same profile picture.",
            most,
        ),
    )


PROFILE_INDICATORS: Final = (
    Indicator("created-together", "accounts", Scope.CAMPAIGN, created_together),
    Indicator("numbered-names", "accounts", Scope.ACCOUNT, numbered_names),
    Indicator("one-picture", "accounts", Scope.CAMPAIGN, one_picture),
)
