"""A part of a letter: a heading, paragraphs under it, and points under these."""

from dataclasses import dataclass

from demasque.sentences import Sentence


@dataclass(frozen=True)
class LetterSection:
    """One part of a letter, as every form of it shows it."""

    heading: Sentence
    paragraphs: tuple[Sentence, ...]
    points: tuple[Sentence, ...] = ()


def as_written(words: str) -> Sentence:
    """Words of a person, which no catalogue holds."""
    return Sentence("{words}", words=words)
