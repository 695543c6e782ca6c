"""Names made by one rule: the same runs of letters, digits and other characters."""

import re
from typing import Final

from demasque.accounts.comparing import in_common
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence

_LENGTH: Final = re.compile(r"(?<=[LU])\d+")


def naming_grammar(profile: CampaignProfile) -> Observation:
    """More names follow one pattern, found among them, than others' names do."""
    return in_common(
        profile,
        _patterns,
        lambda pattern, same, known: Sentence(
            "The names of {same} of {known} accounts follow one pattern, {pattern} (L: letters, d: "
            "digits, with how many).",
            same=same,
            known=known,
            pattern=pattern,
        ),
        Sentence("The export does not hold how the accounts' names are made."),
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
