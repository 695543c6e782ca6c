"""Posts placed under the posts, or on the page, of one and the same account."""

from typing import Final

import numpy as np
import pyarrow.compute as pc

from demasque.accounts.base_rates.base_rate import BaseRate
from demasque.accounts.base_rates.common_value import commonest
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
from demasque.sentences import Sentence

LOOKED_AT: Final = 5
"""Placed posts of each account that are compared, evenly spaced in time: who places a hundred posts
comes by more places than who places five, and that is no sign (tried: 3 to 10)."""


def placed_together(profile: CampaignProfile) -> Observation:
    """More accounts placed posts with one and the same account than others did."""
    return or_alone(
        _rate(profile),
        lambda members, known: Sentence(
            "Under the posts or on the page of one and the same account, {members} of {known} "
            "members placed posts (of each, five placed posts are compared).",
            members=members,
            known=known,
        ),
        _half(profile),
    )


def _rate(profile: CampaignProfile) -> BaseRate | None:
    inside, outside = profile.sample.once(_places), profile.others.once(_places)
    if len(inside) < FEWEST_ACCOUNTS:
        return None
    found = commonest(profile.sample, inside, profile.others, outside)
    return found.rate if found is not None else None


def _places(sample: AccountSample) -> dict[int, list[str]]:
    """Return where each account placed posts, of those with ``LOOKED_AT`` placed posts or more."""
    encoded = pc.dictionary_encode(sample.posts["venue"]).combine_chunks()
    names = encoded.dictionary.to_pylist()
    code = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    own = pc.index_in(sample.accounts["account"].combine_chunks(), value_set=encoded.dictionary)
    elsewhere = (code >= 0) & (code != pc.fill_null(own, -1).to_numpy()[sample.row])
    placed, code = sample.row[elsewhere], code[elsewhere]
    counts = np.bincount(placed, minlength=len(sample))
    chosen = np.flatnonzero(counts >= LOOKED_AT)
    steps = np.arange(LOOKED_AT) * (counts[chosen, None] - 1) // (LOOKED_AT - 1)
    first = (np.cumsum(counts) - counts)[chosen, None]
    looked = code[first + steps]
    return {
        row: [names[venue] for venue in venues]
        for row, venues in zip(chosen.tolist(), looked.tolist(), strict=True)
    }


def _half(profile: CampaignProfile) -> Observation:
    """Half of the members or more placed posts under the same account's posts."""
    if not profile.venues:
        return Seen.UNKNOWN, Sentence("The export does not say under whose posts theirs stand.")
    widest = max(profile.venues, key=lambda venue: venue.members)
    return observed(
        widest.members >= max(FEWEST_ACCOUNTS, len(profile.members) / 2),
        Sentence(
            "Under the posts or on the page of one and the same account, {members} of {all} "
            "members placed posts.",
            members=widest.members,
            all=len(profile.members),
        ),
    )


PLACED_TOGETHER: Final = Indicator(
    "placed-together",
    "placement",
    Scope.CAMPAIGN,
    placed_together,
    (
        Sentence("People of one circle who discuss under the same outlet's or office's posts."),
        Sentence("A collection of comments under one account's posts."),
    ),
)
