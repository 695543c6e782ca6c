"""Names that end in a row of digits, as names that software makes up do."""

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

LONG: Final = 4
"""Digits at the end of a name; fewer are often a year of birth or of joining."""


def numbered_names(profile: CampaignProfile) -> Observation:
    """More account names end in four digits or more than others' do."""
    return or_alone(rate_of(profile, _numbered), _says, _half(profile))


def _numbered(sample: AccountSample) -> Bearing:
    digits = sample.numbers("handle_digits")
    return Bearing(digits >= LONG, ~np.isnan(digits))


def _half(profile: CampaignProfile) -> Observation:
    """Half of the account names or more end in four digits or more."""
    digits = [m.handle_digits for m in profile.members if m.handle_digits is not None]
    if len(digits) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not hold the accounts' names.")
    long = sum(count >= LONG for count in digits)
    return observed(long >= len(digits) / 2, _says(long, len(digits)))


def _says(long: int, known: int) -> Sentence:
    return Sentence(
        "The names of {long} of {known} accounts end in four digits or more.",
        long=long,
        known=known,
    )


NUMBERED_NAMES: Final = Indicator(
    "numbered-names",
    "accounts",
    Scope.ACCOUNT,
    numbered_names,
    (
        Sentence("The platform itself proposes such names, and many people keep them."),
        Sentence("A custom of those who speak a language or share a hobby."),
    ),
)
