"""Followers that do not fit how old an account is and how much it posts."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import measured
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

Array = npt.NDArray[Any]

OUTSIDE: Final = 0.025
"""The share of others that lies beyond what fits, on either side (tried: 0.01 to 0.05)."""

_DAY: Final = 86_400.0


def follower_misfit(profile: CampaignProfile) -> Observation:
    """More accounts than others have many more or many fewer followers than others like them."""
    inside, outside = _misfits(profile.sample, profile.others)
    return measured(
        profile,
        inside,
        outside,
        lambda misfit, known: Sentence(
            "Many more or many fewer followers than other accounts as old and as active: {misfit} "
            "of {known} accounts.",
            misfit=misfit,
            known=known,
        ),
        Sentence(
            "The export does not say of most accounts how many followers they have and how old "
            "they are."
        ),
    )


def _misfits(members: AccountSample, others: AccountSample) -> tuple[Bearing, Bearing]:
    """Fit log followers of the others to log age and log posts; who lies far from that fits not.

    Of an account that the platform has verified nothing is said: its fame is from elsewhere.
    """
    now = float(np.concatenate([members.at, others.at, [0]]).max())
    platforms = sorted(set(others.platform))
    (x, y), (around, followers) = (_of(each, now, platforms) for each in (members, others))
    known, usual = ~np.isnan(y + x.sum(axis=1)), ~np.isnan(followers + around.sum(axis=1))
    if not usual.any():
        return Bearing(np.zeros_like(known), known), Bearing(np.zeros_like(usual), usual)
    fit = np.linalg.lstsq(around[usual], followers[usual], rcond=None)[0]
    far, away = y - x @ fit, followers - around @ fit
    low, high = np.quantile(away[usual], [OUTSIDE, 1 - OUTSIDE])
    return (
        Bearing((far < low) | (far > high), known),
        Bearing((away < low) | (away > high), usual),
    )


def _of(sample: AccountSample, now: float, platforms: list[str]) -> tuple[Array, Array]:
    """Return what followers are read from, and their logarithm; NaN where either is not known.

    Posts are those that the platform counts, or those of the case where it counts none.
    """
    age = np.maximum(now - sample.numbers("created_at"), _DAY) / _DAY
    total = sample.numbers("posts_total")
    posts = np.where(np.isnan(total), sample.numbers("posts"), total)
    where = (sample.platform[:, None] == np.array(platforms, dtype=object)[None, :]) * 1.0
    famous = pc.fill_null(sample.accounts["verified"], False).to_numpy()
    counted = np.where(famous, np.nan, sample.numbers("followers"))
    followers = np.log1p(np.maximum(counted, 0))
    return np.column_stack([where, np.log(age), np.log1p(np.maximum(posts, 0))]), followers


FOLLOWER_MISFIT: Final = Indicator(
    "follower-misfit",
    "audience",
    Scope.ACCOUNT,
    follower_misfit,
    (
        Sentence("People who are known from elsewhere."),
        Sentence("Accounts that follow back whoever follows them."),
    ),
)
