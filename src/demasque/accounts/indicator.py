"""What an indicator is: a sign that accounts may not be what they appear to be.

Each looks at one campaign's profile and says whether the sign is there, is not there, or cannot be
known from this case. None proves anything by itself: each has innocent causes, which is why two of
different families are needed before they count (:mod:`demasque.assessment`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from demasque.accounts.base_rates.base_rate import BaseRate
from demasque.campaigns import CampaignProfile
from demasque.sentences import Sentence

FEWEST_ACCOUNTS: Final = 4
"""Accounts that must be known before signs among them say anything."""


class Seen(Enum):
    """Whether a sign is there."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Scope(Enum):
    """What bears the sign: each account by itself, or only the accounts of a campaign together."""

    ACCOUNT = "account"
    CAMPAIGN = "campaign"


Observation = tuple[Seen, Sentence] | tuple[Seen, Sentence, BaseRate]
"""Whether a sign is there, the sentence that holds the numbers behind that, and, where others can
be compared, how common it is."""


@dataclass(frozen=True)
class Sign:
    """What looking for one indicator in one campaign gave.

    ``base_rate``: how many members and how many others bear it, None where that is not known;
    ``innocent``: what else it may mean.
    """

    indicator: str
    family: str
    seen: Seen
    sentence: Sentence
    base_rate: BaseRate | None = None
    innocent: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """One sign to look for.

    ``family``: signs of one family may have one cause; ``innocent``: causes that are no deceit.
    """

    id: str
    family: str
    scope: Scope
    check: Callable[[CampaignProfile], Observation]
    innocent: tuple[Sentence, ...] = ()

    def look(self, profile: CampaignProfile) -> Sign:
        """Look for it in one campaign."""
        seen, sentence, *rate = self.check(profile)
        return Sign(self.id, self.family, seen, sentence, rate[0] if rate else None, self.innocent)


def observed(present: bool, sentence: Sentence) -> Observation:
    """Return what was observed where enough is known to tell."""
    return (Seen.PRESENT if present else Seen.ABSENT), sentence
