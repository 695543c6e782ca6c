"""Days that end at the same number of posts, as a quota or a program's limit makes them."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import measured
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

Array = npt.NDArray[Any]

FEWEST_DAYS: Final = 8
"""Days with posts that an account needs."""

HIGH: Final = 3
"""The lowest ceiling: two posts a day are the most of many people's days (tried: 2 to 5)."""

OFTEN: Final = 0.25
"""The share of its days on which an account posts exactly its most (tried: 0.15 to 0.5)."""


def posting_ceiling(profile: CampaignProfile) -> Observation:
    """More accounts than others reach exactly their largest number of posts on many days."""
    return measured(
        profile,
        profile.sample.once(_ceiling),
        profile.others.once(_ceiling),
        lambda stop, known: Sentence(
            "Exactly as many posts as on the busiest day, on a quarter of the days or more: "
            "{stop} of {known} accounts.",
            stop=stop,
            known=known,
        ),
        Sentence("The export holds too few days of each account to see a daily limit."),
    )


def _ceiling(sample: AccountSample) -> Bearing:
    day = sample.at // 86_400
    first = day.min(initial=0)
    width = int(day.max(initial=0) - first) + 1
    pair, posts = np.unique(sample.row * width + (day - first), return_counts=True)
    account = pair // width
    most = np.zeros(len(sample), dtype=np.int64)
    np.maximum.at(most, account, posts)
    days = np.bincount(account, minlength=len(sample))
    at_most = np.bincount(account, weights=posts == most[account], minlength=len(sample))
    bears = (most >= HIGH) & (at_most >= OFTEN * days)
    return Bearing(bears, days >= FEWEST_DAYS)


POSTING_CEILING: Final = Indicator(
    "posting-ceiling",
    "rhythm",
    Scope.ACCOUNT,
    posting_ceiling,
    (
        Sentence("A newsroom's or an office's schedule of so many posts a day."),
        Sentence("A program that posts at set hours, or a limit that the platform sets."),
    ),
)
