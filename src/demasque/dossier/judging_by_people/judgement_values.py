"""A judgement of a named person, its second readings, and what became of it since: values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from demasque.assessment import BANDS, Confidence, Likelihood, Rung
from demasque.sentences import Percent, Sentence


class Agreement(StrEnum):
    """What a second reader says of a judgement."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"

    @property
    def words(self) -> Sentence:
        """What a reader of the report is told."""
        return _AGREEMENTS[self]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """Whether somebody else agrees with a judgement, and why.

    ``at`` is UTC. ``vouched`` is whether the custody log still proves that it is as it was said.
    """

    id: str
    at: datetime
    by: str
    agrees: Agreement
    because: str
    vouched: bool
    line: int  # of the custody log


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a judgement was taken back, by whom and why. ``at`` is UTC."""

    id: str
    at: datetime
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """Where the accounts that were judged are now.

    ``campaign`` holds more than half of them; ``joined`` and ``left`` count accounts since.
    """

    campaign: str
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a named person judges of a campaign: their words, and none of the program's.

    ``campaign`` is its name when it was judged, ``members`` its accounts then (pseudonyms), ``run``
    the detection that it came from. ``because`` and ``would_change`` (None where nothing was said)
    are in the person's words, ``statement`` too. ``superseded_by`` is the id of the judgement that
    took this one's place. ``found`` is None where no campaign holds most of the accounts any more.
    ``vouched`` is whether the custody log still proves that it is as it was said.
    """

    id: str
    at: datetime
    by: str
    campaign: str
    members: tuple[str, ...]
    run: str | None
    rung: Rung
    statement: str | None
    likelihood: Likelihood
    confidence: Confidence
    because: str
    would_change: str | None
    sources: tuple[str, ...]
    supersedes: str | None
    readings: tuple[SecondReading, ...]
    superseded_by: str | None
    withdrawal: Withdrawal | None
    found: FoundAgain | None
    vouched: bool
    line: int  # of the custody log

    @property
    def stands(self) -> bool:
        """Whether nothing took its place, and nobody took it back."""
        return self.superseded_by is None and self.withdrawal is None

    @property
    def likelihood_sentence(self) -> Sentence:
        """How probable the person judges it, without a word on confidence."""
        low, high = BANDS[self.likelihood]
        return Sentence(
            "Likelihood: {likelihood} ({low} to {high}).",
            likelihood=self.likelihood.words,
            low=Percent(low),
            high=Percent(high),
        )

    @property
    def confidence_sentence(self) -> Sentence:
        """How good the person finds the ground, without a word on likelihood."""
        return Sentence("Confidence: {confidence}.", confidence=self.confidence.words)


_AGREEMENTS = {
    Agreement.YES: Sentence("agrees"),
    Agreement.NO: Sentence("does not agree"),
    Agreement.PARTLY: Sentence("agrees in part"),
}
