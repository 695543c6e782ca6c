"""A statement for the public, as values: sentences, each with the findings that it rests on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.sentences import Sentence

SAID: Final = "{value}"
"""The form of a value that stands alone: it is written as sentences write it."""


@dataclass(frozen=True)
class StatedFinding:
    """One finding that sentences rest on.

    ``value`` is what fills the place of a sentence: a number, a day, a sentence, text, or a list of
    these. ``how`` is the Python that gives it: of ``case``, an open case, and of ``profile`` and
    ``assessment``, which are ``case.campaign(...)``.
    """

    title: Sentence
    value: object
    how: str

    @property
    def said(self) -> Sentence:
        """The value, to be worded in any language."""
        return Sentence(SAID, value=self.value)


@dataclass(frozen=True)
class StatedSentence:
    """One sentence, and the findings that it rests on: one at least."""

    words: Sentence
    sources: tuple[StatedFinding, ...]


@dataclass(frozen=True)
class StatementPart:
    """One part of a statement under its heading."""

    heading: Sentence
    sentences: tuple[StatedSentence, ...]


@dataclass(frozen=True)
class PublicStatement:
    """A statement on one campaign. ``advised_against`` says why it had better not be published."""

    campaign: str
    title: Sentence
    found_at: datetime | None
    advised_against: Sentence | None
    doubt: Sentence | None  # where the custody log is not as it was written
    to_check: Sentence | None  # by the writer of a draft, before it is signed
    parts: tuple[StatementPart, ...]

    @property
    def annex(self) -> tuple[StatedFinding, ...]:
        """All findings that it rests on, in the order in which sentences name them first."""
        named = (
            source for part in self.parts for each in part.sentences for source in each.sources
        )
        return tuple({(one.title, one.how): one for one in named}.values())

    def numbers(self, sentence: StatedSentence) -> tuple[int, ...]:
        """Where in the annex the findings of a sentence stand, from 1 on."""
        places = {(one.title, one.how): n for n, one in enumerate(self.annex, 1)}
        return tuple(sorted({places[one.title, one.how] for one in sentence.sources}))


def rests(words: Sentence, *sources: StatedFinding) -> StatedSentence:
    """A sentence with what it rests on."""
    return StatedSentence(words, sources)
