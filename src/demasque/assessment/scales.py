"""The scales a judgement is given on, each knowing its own algebra.

Likelihood says how probable a statement is; confidence says how good the ground under the judgement
is. They answer different questions and never share a sentence (United States Intelligence Community
Directive 203, from which the seven degrees of likelihood are taken).
"""

from enum import Enum, IntEnum
from typing import Final, Self

from demasque.wording import Message, message


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
    def title(self) -> Message:
        """Its name."""
        return _RUNGS[self][0]

    @property
    def meaning(self) -> Message:
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
    def words(self) -> Message:
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
    def words(self) -> Message:
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
    def words(self) -> Message:
        """Its name."""
        return _STANDINGS[self]


_LIKELIHOOD_BORDERS: Final = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)

_LIKELIHOODS: Final = {
    Likelihood.ALMOST_NO_CHANCE: message("almost without a chance"),
    Likelihood.VERY_UNLIKELY: message("very unlikely"),
    Likelihood.UNLIKELY: message("unlikely"),
    Likelihood.EVEN: message("about as likely as not"),
    Likelihood.LIKELY: message("likely"),
    Likelihood.VERY_LIKELY: message("very likely"),
    Likelihood.ALMOST_CERTAIN: message("almost certain"),
}
_CONFIDENCES: Final = {
    Confidence.LOW: message("low"),
    Confidence.MODERATE: message("moderate"),
    Confidence.HIGH: message("high"),
}
_STANDINGS: Final = {
    Standing.SUPPORTED: message("what was measured supports it"),
    Standing.OPEN: message("open"),
    Standing.WEAKENED: message("what was measured speaks against it"),
}
_RUNGS: Final = {
    Rung.OBSERVATION: (
        message("Observation"),
        message("Accounts shared the same things. That alone says nothing about why."),
    ),
    Rung.COORDINATION: (
        message("Coordination beyond chance"),
        message(
            "They shared more, and closer together in time, than accounts that post independently "
            "would. Genuine people and offices coordinate too."
        ),
    ),
    Rung.INDICATORS: (
        message("Indicators of inauthenticity"),
        message(
            "Besides, signs of different sorts suggest that the accounts are not what they appear "
            "to be. Signs are not proof."
        ),
    ),
    Rung.SAME_OPERATION: (
        message("The same operation as a published one"),
        message("A named person judges so, with a source. This program does not."),
    ),
    Rung.ATTRIBUTION: (
        message("Attribution to an actor"),
        message("A named person judges so, with a source. This program never does."),
    ),
}
