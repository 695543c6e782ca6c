"""Accounts that repost or follow only one another."""

from typing import Final

import numpy as np

from demasque.accounts.base_rates.exact_test import Bearing
from demasque.accounts.comparing import measured
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

FEWEST_LINKS: Final = 3
"""Accounts that one reposts, quotes or follows, at least."""

NEARLY_ALL: Final = 0.7
"""The share of these that do so in return (tried: 0.6 to 0.9)."""


def closed_ring(profile: CampaignProfile) -> Observation:
    """More accounts than others repost and follow nearly none but who does so in return."""
    return measured(
        profile,
        _closed(profile.sample, inside=True),
        _closed(profile.others, inside=False),
        lambda closed, known: Sentence(
            "Members that repost, quote or follow hardly any account but members that do so in "
            "return: {closed} of {known}.",
            closed=closed,
            known=known,
        ),
        Sentence("The export does not hold whom most of the accounts repost or follow."),
    )


def _closed(sample: AccountSample, inside: bool) -> Bearing:
    """Of others any link that is returned counts, which is easier than among fellow members."""
    row = sample.links["row"].to_numpy()
    returned = sample.links["returned"].to_numpy()
    if inside:
        returned = returned & sample.links["fellow"].to_numpy()
    links = np.bincount(row, minlength=len(sample))
    closed = np.bincount(row, weights=returned, minlength=len(sample))
    return Bearing(closed >= NEARLY_ALL * links, links >= FEWEST_LINKS)


CLOSED_RING: Final = Indicator(
    "closed-ring",
    "audience",
    Scope.ACCOUNT,
    closed_ring,
    (
        Sentence("Friends, colleagues or a club who read mostly each other."),
        Sentence("A collection that began from these accounts and holds little around them."),
    ),
)
