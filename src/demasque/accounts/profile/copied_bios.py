"""Descriptions of themselves that several accounts have, word for word."""

from typing import Final

from demasque.accounts.base_rates.base_rate import NO_BASE_RATE
from demasque.accounts.base_rates.copied_values import copied
from demasque.accounts.comparing import against_others
from demasque.accounts.indicator import FEWEST_ACCOUNTS, Indicator, Observation, Scope, Seen
from demasque.campaigns import CampaignProfile
from demasque.sentences import Sentence


def copied_bios(profile: CampaignProfile) -> Observation:
    """More accounts have a fellow member's bio than in random groups of others."""
    if sum(bio is not None for bio in profile.sample.words("bio_hash")) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence(
            "The export does not hold what the accounts say of themselves."
        )
    rate = copied(profile.sample, profile.others, "bio_hash")
    if rate is None:
        return Seen.UNKNOWN, NO_BASE_RATE
    return against_others(
        rate,
        lambda same, known: Sentence(
            "Of {known} accounts that describe themselves, {same} do so in the same words as "
            "another of them.",
            same=same,
            known=known,
        ),
    )


COPIED_BIOS: Final = Indicator(
    "copied-bios",
    "accounts",
    Scope.CAMPAIGN,
    copied_bios,
    (
        Sentence("A template of an employer, a party or a service that makes accounts."),
        Sentence("A slogan that supporters put there."),
    ),
)
