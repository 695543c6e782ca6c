"""How common a sign is among others, and whether members bear it beyond that."""

from dataclasses import dataclass
from typing import Final

from demasque.sentences import Percent, Sentence

FEWEST_OTHERS: Final = 30
"""Other accounts of a platform that must be known: among fewer, none of whom bears a sign, one in
ten might (the rule of three)."""

SURPRISING: Final = 0.001
"""The largest p. Twenty signs are looked for in each campaign, so that at this p, one campaign in
fifty would show one of them by chance if nothing else were asked (tried: 0.001 to 0.05)."""

FEWEST_SHARE: Final = 0.25
"""The smallest share of members that bear it (tried: 0.1 to 0.5)."""

FEWEST_ODDS: Final = 5.0
"""The smallest odds ratio (tried: 2 to 10). With many accounts any difference is surprising; only a
large one means something."""

FEWEST_BEARERS: Final = 4
"""The fewest members that bear it."""


@dataclass(frozen=True)
class BaseRate:
    """Accounts that bear a sign, of those known: members of a campaign, and others of the case.

    ``p``: how probable it is that as many members or more bear it if members are like the others.
    """

    members_with: int
    members_known: int
    others_with: int
    others_known: int
    p: float

    @property
    def share(self) -> float:
        """The share of the known members that bear it."""
        return self.members_with / max(1, self.members_known)

    @property
    def others_share(self) -> float:
        """The share of the known others that bear it: the base rate."""
        return self.others_with / max(1, self.others_known)

    @property
    def odds_ratio(self) -> float:
        """Members' odds over others', half an account added to each count (Haldane, Anscombe)."""
        inside = (self.members_with + 0.5) / (self.members_known - self.members_with + 0.5)
        outside = (self.others_with + 0.5) / (self.others_known - self.others_with + 0.5)
        return inside / outside

    @property
    def beyond(self) -> bool:
        """Whether members bear it beyond the others: surprising, and by a large difference."""
        return (
            self.members_with >= FEWEST_BEARERS
            and self.share >= FEWEST_SHARE
            and self.odds_ratio >= FEWEST_ODDS
            and self.p <= SURPRISING
        )

    def beside(self, sign: Sentence) -> Sentence:
        """Say the base rate after a sentence about members."""
        return Sentence(
            "{sign} Of {known} other accounts of the case: {n} ({share}).",
            sign=sign,
            known=self.others_known,
            n=self.others_with,
            share=Percent(self.others_share),
        )


def without_base_rate(sign: Sentence) -> Sentence:
    """Say after a sentence about members that no base rate is known."""
    return Sentence(
        "{sign} How common that is, this case does not tell: it holds too few other accounts of "
        "which as much is known.",
        sign=sign,
    )


NO_BASE_RATE: Final = Sentence(
    "This case holds too few other accounts of which enough is known to say how common it is."
)
