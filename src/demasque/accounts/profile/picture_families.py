"""Profile pictures that are one picture in other clothes: mirrored, recoloured, cropped."""

from typing import Final

from demasque.accounts.base_rates.copied_values import copied
from demasque.accounts.comparing import or_alone
from demasque.accounts.indicator import Indicator, Observation, Scope, Seen, observed
from demasque.campaigns import CampaignProfile
from demasque.sentences import Sentence


def picture_families(profile: CampaignProfile) -> Observation:
    """More accounts have a copy of a fellow member's picture than in random groups of others."""
    return or_alone(copied(profile.sample, profile.others, "avatar_family"), _says, _alone(profile))


def _says(same: int, known: int) -> Sentence:
    return Sentence(
        "Of {known} accounts whose picture was added, {same} have a copy of another's, cropped, "
        "mirrored, recoloured or as it is.",
        known=known,
        same=same,
    )


def _alone(profile: CampaignProfile) -> Observation:
    """Three accounts or more have copies of one picture."""
    families = [family for family in profile.sample.words("avatar_family") if family is not None]
    if len(families) < 2:
        return Seen.UNKNOWN, Sentence("The case holds no files of the accounts' profile pictures.")
    uses = [families.count(family) for family in families]
    return observed(max(uses) >= 3, _says(sum(n > 1 for n in uses), len(families)))


PICTURE_FAMILIES: Final = Indicator(
    "picture-families",
    "accounts",
    Scope.CAMPAIGN,
    picture_families,
    (
        Sentence("A picture that the platform gives to those who choose none."),
        Sentence("The sign of a cause, a club or an employer that its people put on."),
    ),
)
