"""Profile pictures that several accounts have."""

from collections import Counter
from typing import Final

from demasque.accounts.base_rates.copied_values import copied
from demasque.accounts.comparing import or_alone
from demasque.accounts.indicator import Indicator, Observation, Scope, Seen, observed
from demasque.campaigns import CampaignProfile
from demasque.sentences import Sentence


def one_picture(profile: CampaignProfile) -> Observation:
    """More accounts have a fellow member's profile picture than in random groups of others."""
    return or_alone(
        copied(profile.sample, profile.others, "avatar"),
        lambda same, known: Sentence(
            "Of {known} accounts, {same} have the same profile picture as another of them.",
            same=same,
            known=known,
        ),
        _three(profile),
    )


def _three(profile: CampaignProfile) -> Observation:
    """Three accounts or more use one profile picture."""
    pictures = Counter(m.avatar for m in profile.members if m.avatar is not None)
    if pictures.total() < 2:
        return Seen.UNKNOWN, Sentence("The export does not hold the accounts' profile pictures.")
    most = max(pictures.values())
    return observed(
        most >= 3,
        Sentence.counted(
            "At most {n} account has the same profile picture.",
            "As many as {n} accounts have the same profile picture.",
            most,
        ),
    )


ONE_PICTURE: Final = Indicator(
    "one-picture",
    "accounts",
    Scope.CAMPAIGN,
    one_picture,
    (
        Sentence("A picture that the platform gives to those who choose none."),
        Sentence("The sign of a cause, a club or an employer that its people put on."),
    ),
)
