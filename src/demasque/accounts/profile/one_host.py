"""Accounts kept on one server, on networks of many servers."""

from typing import Final

from demasque.accounts.base_rates.base_rate import NO_BASE_RATE
from demasque.accounts.base_rates.common_value import commonest
from demasque.accounts.comparing import against_others
from demasque.accounts.indicator import FEWEST_ACCOUNTS, Indicator, Observation, Scope, Seen
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence


def one_host(profile: CampaignProfile) -> Observation:
    """More accounts are kept on one and the same server than others are."""
    inside = profile.sample.once(_hosts)
    if len(inside) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not say on which servers the accounts are.")
    found = commonest(profile.sample, inside, profile.others, profile.others.once(_hosts))
    if found is None:
        return Seen.UNKNOWN, NO_BASE_RATE
    return against_others(
        found.rate,
        lambda same, known: Sentence(
            "Kept on the same server, {host}: {same} of {known} accounts.",
            same=same,
            known=known,
            host=found.value,
        ),
    )


def _hosts(sample: AccountSample) -> dict[int, set[str]]:
    return {row: {host} for row, host in enumerate(sample.words("host")) if host is not None}


ONE_HOST: Final = Indicator(
    "one-host",
    "accounts",
    Scope.CAMPAIGN,
    one_host,
    (
        Sentence("A server that an organisation or a community runs for its own people."),
        Sentence("Accounts made in the same weeks are given to the same server by the platform."),
    ),
)
