"""Portraits whose eyes are where generators of portraits put them.

A statistic of a group, never of one picture: among ordinary portraits a few in a hundred have their
eyes there, and real ones that were aligned for a data set nearly all do (docs/media.md).
"""

from typing import Final

import numpy as np
from scipy.special import betainc

from demasque.accounts.base_rates.base_rate import (
    FEWEST_BEARERS,
    FEWEST_SHARE,
    SURPRISING,
)
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
from demasque.sentences import Percent, Sentence

ORDINARY: Final = 0.1
"""The share of ordinary portraits that is taken where a case holds no others' pictures: of 220 that
were measured 3.6 % (the interval ends at 7 %; docs/media.md)."""


def eyes_in_one_place(profile: CampaignProfile) -> Observation:
    """More portraits have both eyes within the template than the other accounts' portraits do."""
    return or_alone(rate_of(profile, _on_template), _says, _alone(profile))


def _on_template(sample: AccountSample) -> Bearing:
    """Of accounts whose picture shows a face; others are not known."""
    seen = sample.words("on_template")
    known = np.array([value is not None for value in seen], dtype=bool)
    return Bearing(np.array([bool(value) for value in seen], dtype=bool), known)


def _says(there: int, known: int) -> Sentence:
    from scipy.stats import binomtest  # slow to import: not for every command

    interval = binomtest(there, known).proportion_ci(method="exact")
    return Sentence(
        "Of {known} profile pictures that show a face, {there} have both eyes where generators of "
        "portraits put them ({share}; 95 % interval {low} to {high}).",
        known=known,
        there=there,
        share=Percent(there / known),
        low=Percent(interval.low),
        high=Percent(interval.high),
    )


def _alone(profile: CampaignProfile) -> Observation:
    """Beside ordinary portraits as they were measured elsewhere."""
    inside = profile.sample.once(_on_template)
    known = int(inside.known.sum())
    if known < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence(
            "The case holds too few profile pictures of the accounts in which a face was looked "
            "for and seen."
        )
    there = int(inside.bears.sum())
    many = there >= FEWEST_BEARERS and there >= FEWEST_SHARE * known
    # P(X >= there) of a binomial law is the regularised incomplete beta function.
    stands_out = many and float(betainc(there, known - there + 1, ORDINARY)) <= SURPRISING
    return observed(stands_out, _says(there, known))


EYES_IN_ONE_PLACE: Final = Indicator(
    "eyes-in-one-place",
    "accounts",
    Scope.CAMPAIGN,
    eyes_in_one_place,
    (
        Sentence(
            "Real portraits that were aligned by one tool, as those of collections of faces are: "
            "nearly all of them have their eyes there."
        ),
        Sentence("An organisation that has all its people photographed and cropped alike."),
    ),
)
