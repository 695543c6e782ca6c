"""The scales a judgement is given on, each knowing its own algebra.

Likelihood says how probable a statement is; confidence says how good the ground under the judgement
is. They answer different questions and never share a sentence (United States Intelligence Community
Directive 203, from which the seven degrees of likelihood are taken).
"""

from enum import Enum, IntEnum
from typing import Final, Self

from demasque.sentences import Sentence


class Rung(IntEnum):
    """How far up from what was seen a statement stands. Compare and ``min`` as numbers."""

    OBSERVATION = 0
    COORDINATION = 1
    INDICATORS = 2
    SAME_OPERATION = 3
    ATTRIBUTION = 4

    @property
    def by_program(self) -> bool:
        """Whether the program may state it; above, a named person with a source must."""
        return self <= Rung.INDICATORS

    def capped(self) -> "Rung":
        """Return this rung, or the highest that the program may state."""
        return min(self, Rung.INDICATORS)

    @property
    def title(self) -> Sentence:
        """Its name."""
        return _RUNGS[self][0]

    @property
    def meaning(self) -> Sentence:
        """What standing on it says, and what it does not."""
        return _RUNGS[self][1]


class Likelihood(IntEnum):
    """How probable a statement is. ``opposite`` is the likelihood of its denial."""

    ALMOST_NO_CHANCE = 1
    VERY_UNLIKELY = 2
    UNLIKELY = 3
    EVEN = 4
    LIKELY = 5
    VERY_LIKELY = 6
    ALMOST_CERTAIN = 7

    @classmethod
    def of(cls, probability: float) -> Self:
        """Return the degree that holds a probability (0 to 1)."""
        above = sum(probability >= border for border in _LIKELIHOOD_BORDERS)
        return cls(1 + above)

    @property
    def opposite(self) -> "Likelihood":
        """The likelihood that the statement is wrong."""
        return Likelihood(8 - self)

    @property
    def words(self) -> Sentence:
        """The standard's own term."""
        return _LIKELIHOODS[self]


class Confidence(IntEnum):
    """How good the ground under a judgement is; a chain is as good as its weakest link (``&``)."""

    LOW = 1
    MODERATE = 2
    HIGH = 3

    def __and__(self, other: int) -> "Confidence":
        return Confidence(min(int(self), int(other)))

    @property
    def words(self) -> Sentence:
        """Its name."""
        return _CONFIDENCES[self]


class Standing(Enum):
    """Where an innocent explanation stands once what speaks for and against it is weighed."""

    SUPPORTED = "supported"
    OPEN = "open"
    WEAKENED = "weakened"

    @classmethod
    def of(cls, in_favour: int, against: int) -> Self:
        """Weigh reasons: two more on one side move it off open."""
        if in_favour - against >= 2:
            return cls("supported")
        return cls("weakened" if against - in_favour >= 2 else "open")

    @property
    def words(self) -> Sentence:
        """Its name."""
        return _STANDINGS[self]


_LIKELIHOOD_BORDERS: Final = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)

_LIKELIHOODS: Final = {
    Likelihood.ALMOST_NO_CHANCE: Sentence("almost without a chance"),
    Likelihood.VERY_UNLIKELY: Sentence("very unlikely"),
    Likelihood.UNLIKELY: Sentence("unlikely"),
    Likelihood.EVEN: Sentence("about as likely as not"),
    Likelihood.LIKELY: Sentence("likely"),
    Likelihood.VERY_LIKELY: Sentence("very likely"),
    Likelihood.ALMOST_CERTAIN: Sentence("almost certain"),
}
_CONFIDENCES: Final = {
    Confidence.LOW: Sentence("low"),
    Confidence.MODERATE: Sentence("moderate"),
    Confidence.HIGH: Sentence("high"),
}
_STANDINGS: Final = {
    Standing.SUPPORTED: Sentence("what was measured supports it"),
    Standing.OPEN: Sentence("open"),
    Standing.WEAKENED: Sentence("what was measured speaks against it"),
}
_RUNGS: Final = {
    Rung.OBSERVATION: (
        Sentence("Observation"),
        Sentence("Accounts shared the same things. That alone says nothing about why."),
    ),
    Rung.COORDINATION: (
        Sentence("Coordination beyond chance"),
        Sentence(
            "They shared more, and closer together in time, than accounts that post independently "
            "would. Genuine people and offices coordinate too."
        ),
    ),
    Rung.INDICATORS: (
        Sentence("Indicators of inauthenticity"),
        Sentence(
            "Beyond acting together, signs of different sorts suggest that the accounts are not "
            "what they appear to be. Signs are not proof."
        ),
    ),
    Rung.SAME_OPERATION: (
        Sentence("The same operation as a published one"),
        Sentence("A named person judges so, with a source. This program does not."),
    ),
    Rung.ATTRIBUTION: (
        Sentence("Attribution to an actor"),
        Sentence("A named person judges so, with a source. This program never does."),
    ),
}
