"""Posts that fall into working hours, day after day."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.accounts.base_rates.base_rate import BaseRate
from demasque.accounts.base_rates.exact_test import Bearing, compare
from demasque.accounts.comparing import or_alone
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

Array = npt.NDArray[Any]

WORKING_DAY: Final = 9
NEARLY_ALL: Final = 0.9
FEWEST_POSTS: Final = 20
"""Posts with a time of day that an account needs: of fewer, nine hours often hold nine in ten."""


def in_shifts(profile: CampaignProfile) -> Observation:
    """More accounts than others post nine posts in ten within the same nine hours of the day."""
    return or_alone(
        _rate(profile),
        lambda within, known: Sentence(
            "Within the same nine hours of the day, {within} of {known} accounts wrote nine in ten "
            "of their posts.",
            within=within,
            known=known,
        ),
        _together(profile),
    )


def _rate(profile: CampaignProfile) -> BaseRate | None:
    """Members within the campaign's busiest hours; others within their own, which is easier."""
    inside, outside = profile.sample.once(_by_hour), profile.others.once(_by_hour)
    busiest = _windows(np.array(profile.hours)[None, :]).argmax()
    within = _windows(inside)[:, busiest]
    here = Bearing(within >= NEARLY_ALL * inside.sum(axis=1), inside.sum(axis=1) >= FEWEST_POSTS)
    most = _windows(outside).max(axis=1)
    there = Bearing(most >= NEARLY_ALL * outside.sum(axis=1), outside.sum(axis=1) >= FEWEST_POSTS)
    if here.known.sum() < FEWEST_ACCOUNTS:
        return None
    return compare(profile.sample, here, profile.others, there)


def _by_hour(sample: AccountSample) -> Array:
    """Return (account, hour): posts by hour of the day, where it is known."""
    to_the_hour = pa.array(["second", "minute"])
    precise = pc.is_in(sample.posts["time_precision"], to_the_hour).to_numpy()
    place = sample.row[precise] * 24 + sample.at[precise] // 3_600 % 24
    return np.bincount(place, minlength=24 * len(sample)).reshape(-1, 24)


def _windows(hours: Array) -> Array:
    """Return the posts of the nine hours that begin with each hour of the day."""
    return sum((np.roll(hours, -n, axis=1) for n in range(WORKING_DAY)), np.zeros_like(hours))


def _together(profile: CampaignProfile) -> Observation:
    """Nine posts in ten of all members fall into the same nine hours of the day."""
    total = sum(profile.hours)
    if total < 100:
        return Seen.UNKNOWN, Sentence("Too few posts have a time of day to see working hours.")
    busiest = int(_windows(np.array(profile.hours)[None, :]).max())
    sentence = Sentence(
        "The busiest nine hours of the day hold {share} of their posts.",
        share=Percent(busiest / total),
    )
    return observed(busiest / total >= NEARLY_ALL, sentence)


IN_SHIFTS: Final = Indicator(
    "in-shifts",
    "rhythm",
    Scope.ACCOUNT,
    in_shifts,
    (
        Sentence("People who post for their work, in office hours."),
        Sentence("People of one time zone who post in the evening only."),
    ),
)
