"""Names made by one rule: the same runs of letters, digits and other characters."""

import re
from typing import Final

from demasque.accounts.base_rates.base_rate import NO_BASE_RATE
from demasque.accounts.base_rates.common_value import commonest
from demasque.accounts.comparing import against_others
from demasque.accounts.indicator import FEWEST_ACCOUNTS, Indicator, Observation, Scope, Seen
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

_LENGTH: Final = re.compile(r"(?<=[LU])\d+")


def naming_grammar(profile: CampaignProfile) -> Observation:
    """More names follow one pattern, found among them, than others' names do."""
    inside = profile.sample.once(_patterns)
    if len(inside) < FEWEST_ACCOUNTS:
        return Seen.UNKNOWN, Sentence("The export does not hold how the accounts' names are made.")
    found = commonest(profile.sample, inside, profile.others, profile.others.once(_patterns))
    if found is None:
        return Seen.UNKNOWN, NO_BASE_RATE
    return against_others(
        found.rate,
        lambda same, known: Sentence(
            "The names of {same} of {known} accounts follow one pattern, {pattern} (L: letters, d: "
            "digits, with how many).",
            same=same,
            known=known,
            pattern=found.value,
        ),
    )


def _patterns(sample: AccountSample) -> dict[int, set[str]]:
    """Return for each account the pattern of its name, with how many letters and without.

    Letters alone, as many as may be, are no pattern.
    """
    shapes = enumerate(sample.words("handle_shape"))
    return {
        row: {shape, _LENGTH.sub("", shape)} - {"L", "U"}
        for row, shape in shapes
        if shape is not None
    }


NAMING_GRAMMAR: Final = Indicator(
    "naming-grammar",
    "accounts",
    Scope.CAMPAIGN,
    naming_grammar,
    (
        Sentence("An organisation that names its accounts by one rule, such as place and office."),
        Sentence("The platform itself proposes names of that pattern."),
    ),
)
