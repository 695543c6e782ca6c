"""Accounts that lay idle for long, against their own past, and woke for the campaign."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.accounts.activity.campaign_time import BEFORE, DAY, campaign_time
from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import measured
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

Array = npt.NDArray[Any]

LONG: Final = 30 * DAY
"""The shortest gap that counts: longer than a holiday (tried: 21 to 60 days)."""

TIMES_OWN: Final = 3.0
"""How many times the longest earlier gap of the same account it must be (tried: 2 to 5)."""

PAST: Final = 60 * DAY
"""How long before the campaign an account's posts must begin, for a gap to be told from a start."""

UNUSED: Final = 365 * DAY
"""For how long an account had been there before its first post, where the export holds all."""

POSTS_BEFORE: Final = 5
"""Posts from before a gap that an account has at least."""


def dormant(profile: CampaignProfile) -> Observation:
    """More accounts woke from an unusual gap in the campaign's time than others did then."""
    start, end = campaign_time(profile)
    return measured(
        profile,
        _woke(profile.sample, start, end),
        _woke(profile.others, start, end),
        lambda woke, known: Sentence(
            "As far as the export holds their posts, {woke} of {known} accounts lay idle for a "
            "month or more, much longer than ever before, until the campaign or the month before "
            "it.",
            woke=woke,
            known=known,
        ),
        Sentence(
            "The export holds too few posts from before the campaign to see whether the accounts "
            "lay idle."
        ),
    )


def _woke(sample: AccountSample, start: float, end: float) -> Bearing:
    nobody = np.zeros(len(sample), dtype=bool)
    if not len(sample.row):
        return Bearing(nobody, nobody)
    past = sample.per_account(sample.at < start) >= POSTS_BEFORE
    present = sample.per_account((sample.at >= start - BEFORE) & (sample.at < end)) > 0
    first = _first_posts(sample)
    early = first <= start - PAST
    unused, dated = _unused(sample, first, start, end)
    return Bearing(_gaps(sample, start, end) | unused, (past & early & present) | (dated & present))


def _gaps(sample: AccountSample, start: float, end: float) -> Array:
    """Return whether a long gap, against the account's own earlier ones, ends in that time."""
    at, row = sample.at.astype(np.float64), sample.row
    same = np.concatenate([[False], row[1:] == row[:-1]])
    gap = np.where(same, np.diff(at, prepend=at[0]), 0.0)
    # The longest so far, begun anew with each account: accounts stand apart by more than any gap.
    apart = row * (gap.max() + 1)
    longest = np.maximum.accumulate(gap + apart)
    before = np.where(same, np.concatenate([[0.0], longest[:-1]]) - apart, 0.0)
    counts = sample.per_account()
    place = np.arange(len(row)) - (np.cumsum(counts) - counts)[row]
    woke = (
        (gap >= LONG)
        & (gap >= TIMES_OWN * before)
        & (place >= POSTS_BEFORE)
        & (at >= start - BEFORE)
        & (at < end)
    )
    return np.asarray(sample.per_account(woke) > 0)


def _unused(sample: AccountSample, first: Array, start: float, end: float) -> tuple[Array, Array]:
    """Return who first posted in that time a year or more after joining, and of whom that is known.

    It is known where the case holds nine in ten of all posts that the platform counts, or more.
    """
    made, total = sample.numbers("created_at"), sample.numbers("posts_total")
    whole = sample.numbers("posts") >= 0.9 * total
    known = whole & (made <= start - UNUSED)
    woke = known & (first - made >= UNUSED) & (first >= start - BEFORE) & (first < end)
    return woke, known


def _first_posts(sample: AccountSample) -> Array:
    """Return for each account the time of its first post; infinite for one without."""
    first = np.full(len(sample), np.inf)
    np.minimum.at(first, sample.row, sample.at.astype(np.float64))
    return first


DORMANT: Final = Indicator(
    "dormant",
    "history",
    Scope.ACCOUNT,
    dormant,
    (
        Sentence("An event that brought people back who had stopped posting."),
        Sentence("A collection that holds older posts of some accounts only."),
    ),
)
