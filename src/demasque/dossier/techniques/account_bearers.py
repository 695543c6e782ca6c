"""Which members bear a sign that is counted over accounts, as far as their profiles tell."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from demasque.campaigns import CampaignProfile

TOGETHER: Final = timedelta(days=7)
"""Accounts of one week count as created together, as for the sign where it has no base rate."""

NEW: Final = timedelta(days=30)
"""An account is new for a month: as long as an idle one is idle at least (``dormant``)."""


def created_in_one_week(profile: CampaignProfile) -> tuple[str, ...]:
    """The members of the week in which most of them were created; the first of such weeks."""
    dated = sorted(
        (each.created_at, each.account) for each in profile.members if each.created_at is not None
    )
    times = [at for at, _ in dated]
    ends = [bisect_right(times, at + TOGETHER) for at in times]
    best = max(range(len(dated)), key=lambda n: (ends[n] - n, -n), default=0)
    return tuple(account for _, account in dated[best : ends[best] if ends else 0])


def created_for_it(profile: CampaignProfile) -> tuple[tuple[str, ...], int]:
    """Members created a month or less before the first day on which members share anything.

    Those, and of how many the date is known.
    """
    begins = profile.shared_days[0].day - NEW if profile.shared_days else None
    dated = [each for each in profile.members if each.created_at is not None]
    new = [
        each.account
        for each in dated
        if begins is not None and each.created_at is not None and each.created_at.date() >= begins
    ]
    return tuple(new), len(dated)


def with_one_value(profile: CampaignProfile, column: str) -> tuple[str, ...]:
    """Members of the sample that have the same value of a column as another of them."""
    values = profile.sample.words(column)
    accounts: Sequence[str] = profile.sample.accounts["account"].to_pylist()
    uses = Counter(value for value in values if value is not None)
    rows = zip(accounts, values, strict=True)
    return tuple(account for account, value in rows if value is not None and uses[value] > 1)
