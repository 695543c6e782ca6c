"""Accounts that begin to post otherwise about when the campaign begins."""

from typing import Final

import numpy as np

from demasque.accounts.activity.campaign_time import BEFORE, DAY, campaign_time
from demasque.accounts.base_rates.change_points import BLOCKS, CHANGED, change_points
from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import measured
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

AFTER: Final = 14 * DAY
"""How long after the campaign's first day a change may come to light: blocks of posts blur it
(tried: 7 to 30 days)."""

_EACH_SIDE: Final = BLOCKS // 2  # posts on either side of the campaign's first day


def taken_over(profile: CampaignProfile) -> Observation:
    """More accounts change their language, hours, places or topics at its start than others."""
    start, _ = campaign_time(profile)
    return measured(
        profile,
        _changed(profile.sample, start),
        _changed(profile.others, start),
        lambda changed, known: Sentence(
            "About the campaign's beginning, {changed} of {known} accounts changed: their "
            "language, hours, program, places or topics.",
            changed=changed,
            known=known,
        ),
        Sentence(
            "The export holds too few posts from before the campaign to see whether the accounts "
            "changed."
        ),
    )


def _changed(sample: AccountSample, start: float) -> Bearing:
    """Return whose change-point lies near the start, of those with posts on either side of it."""
    bears = np.zeros(len(sample), dtype=bool)
    known = np.zeros(len(sample), dtype=bool)
    found = sample.once(change_points)
    near = (found.at >= start - BEFORE) & (found.at < start + AFTER)
    before = sample.per_account(sample.at < start)
    after = sample.per_account() - before
    bears[found.rows] = near & (found.p <= CHANGED)
    known[found.rows] = (before >= _EACH_SIDE)[found.rows] & (after >= _EACH_SIDE)[found.rows]
    return Bearing(bears, known)


TAKEN_OVER: Final = Indicator(
    "taken-over",
    "history",
    Scope.ACCOUNT,
    taken_over,
    (
        Sentence("People move, change work, or turn to a new subject when something happens."),
        Sentence("An account that a new colleague looks after."),
    ),
)
