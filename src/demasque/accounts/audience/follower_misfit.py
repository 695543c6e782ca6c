"""Followers that do not fit how old an account is and how much it posts."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import measured
from demasque.accounts.indicator import Indicator, Observation, Scope, Seen
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

Array = npt.NDArray[Any]

OUTSIDE: Final = 0.025
"""The share of others that lies beyond what fits, on either side (tried: 0.01 to 0.05)."""

_DAY: Final = 86_400.0


def follower_misfit(profile: CampaignProfile) -> Observation:
    """More accounts than others have many more or many fewer followers than others like them."""
    usual = profile.others.once(_usual)
    unknown = Sentence(
        "The export does not say of most accounts how many followers they have and how old they "
        "are."
    )
    if usual is None:
        return Seen.UNKNOWN, unknown
    return measured(
        profile,
        usual.misfits(profile.sample),
        usual.misfits(profile.others),
        lambda misfit, known: Sentence(
            "Many more or many fewer followers than other accounts as old and as active: {misfit} "
            "of {known} accounts.",
            misfit=misfit,
            known=known,
        ),
        unknown,
    )


@dataclass(frozen=True)
class _Usual:
    """What the others' followers follow from: coefficients, and what 95 % of them stay within."""

    now: float
    platforms: list[str]
    coefficients: Array
    low: float
    high: float

    def misfits(self, sample: AccountSample) -> Bearing:
        """Return who lies outside; not known of accounts of platforms that no other is on."""
        known, away = _away(sample, self.now, self.platforms, self.coefficients)
        return Bearing((away < self.low) | (away > self.high), known)


def _usual(others: AccountSample) -> _Usual | None:
    """Fit log followers to log age and log posts; None where nothing is known of the others."""
    now = float(others.at.max(initial=0))
    platforms = sorted(set(others.platform))
    x, followers = _told(others, now, platforms)
    known = ~np.isnan(followers + x.sum(axis=1))
    if not known.any():
        return None
    fit = np.linalg.lstsq(x[known], followers[known], rcond=None)[0]
    low, high = np.quantile((followers - x @ fit)[known], [OUTSIDE, 1 - OUTSIDE])
    return _Usual(now, platforms, fit, float(low), float(high))


def _away(
    sample: AccountSample, now: float, platforms: list[str], coefficients: Array
) -> tuple[Array, Array]:
    x, followers = _told(sample, now, platforms)
    away = followers - x @ coefficients
    return ~np.isnan(away) & np.isin(sample.platform, platforms), away


def _told(sample: AccountSample, now: float, platforms: list[str]) -> tuple[Array, Array]:
    """Return what followers are read from, and their logarithm; NaN where either is not known.

    Posts are those that the platform counts, or those of the case where it counts none. Of an
    account that the platform has verified nothing is said: its fame is from elsewhere.
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
