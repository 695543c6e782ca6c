"""The Admiralty code: how reliable a source is, and how credible what it says.

Two answers to two questions (NATO AJP-2.1, annex on the evaluation of information): a reliable
source may pass on what is improbable, an unreliable one what others confirm. They stand side by
side, are never combined, and have neither order nor arithmetic; nothing is counted by them.
"""

from enum import Enum
from typing import Final

from demasque.errors import UsageError
from demasque.sentences import Sentence


class Reliability(Enum):
    """How reliable the source is."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @classmethod
    def named(cls, letter: str) -> "Reliability":
        """Return the grade of a letter.

        Raises:
            UsageError: there is no such grade.
        """
        try:
            return cls(letter.strip().upper())
        except ValueError:
            raise UsageError(
                "The reliability of a source is a letter from A (completely reliable) to E "
                "(unreliable), or F (cannot be judged), not {given}.",
                given=repr(letter),
            ) from None

    @property
    def words(self) -> Sentence:
        """Its name."""
        return _RELIABILITY[self]


class Credibility(Enum):
    """How credible the information is."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"

    @classmethod
    def named(cls, digit: str) -> "Credibility":
        """Return the grade of a digit.

        Raises:
            UsageError: there is no such grade.
        """
        try:
            return cls(str(digit).strip())
        except ValueError:
            raise UsageError(
                "The credibility of information is a digit from 1 (confirmed by other sources) to "
                "5 (improbable), or 6 (cannot be judged), not {given}.",
                given=repr(digit),
            ) from None

    @property
    def words(self) -> Sentence:
        """Its name."""
        return _CREDIBILITY[self]


_RELIABILITY: Final = {
    Reliability.A: Sentence("completely reliable"),
    Reliability.B: Sentence("usually reliable"),
    Reliability.C: Sentence("fairly reliable"),
    Reliability.D: Sentence("not usually reliable"),
    Reliability.E: Sentence("unreliable"),
    Reliability.F: Sentence("its reliability cannot be judged"),
}
_CREDIBILITY: Final = {
    Credibility.ONE: Sentence("confirmed by other sources"),
    Credibility.TWO: Sentence("probably true"),
    Credibility.THREE: Sentence("possibly true"),
    Credibility.FOUR: Sentence("doubtful"),
    Credibility.FIVE: Sentence("improbable"),
    Credibility.SIX: Sentence("its truth cannot be judged"),
}
