"""Accounts kept on one server, on networks of many servers."""

from typing import Final

from demasque.accounts.comparing import in_common
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence


def one_host(profile: CampaignProfile) -> Observation:
    """More accounts are kept on one and the same server than others are."""
    return in_common(
        profile,
        _hosts,
        lambda host, same, known: Sentence(
            "Kept on the same server, {host}: {same} of {known} accounts.",
            same=same,
            known=known,
            host=host,
        ),
        Sentence("The export does not say on which servers the accounts are."),
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
