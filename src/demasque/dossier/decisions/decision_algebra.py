"""What several people's decisions on one account come to: the most cautious one.

The values are those of judgements in nomenklatura (positive, negative, unsure, none). A doubt is
never outvoted: exclude holds before unsure, and unsure before confirm, so that nobody is named in a
campaign against the word of one who looked and said no. In which order people spoke, and how often,
does not matter: combining is commutative, associative and idempotent, and no decision is neutral.
"""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What one person says of an account, the least cautious first."""

    CONFIRM = "confirm"  # it belongs to what was found
    UNSURE = "unsure"
    EXCLUDE = "exclude"  # it does not


_CAUTION = tuple(Verdict)


def most_cautious(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """Combine verdicts; None, which stands for no decision, where there is none."""
    said = [verdict for verdict in verdicts if verdict is not None]
    return max(said, key=_CAUTION.index, default=None)
