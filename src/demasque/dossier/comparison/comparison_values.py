"""A comparison as values: by class, how alike, and how rare that is among unrelated groups."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import pyarrow as pa

from demasque.dossier.signatures.signature_names import quoted
from demasque.sentences import Sentence
from demasque.wording import catalogue

USUAL_DRAWS: Final = 999
"""Random groups that two groups are compared with, unless more or fewer are asked for."""

CLASSES: Final = (
    "words", "media", "sites", "hashtags", "sources", "accounts",
    "names", "hours", "languages", "platforms", "venues",
)  # fmt: skip
"""Classes of link between two groups of accounts, in the order of a comparison's table."""

CAUSES: Final = {
    "words": "words", "media": "media", "accounts": "accounts",
    "sites": "circle", "hashtags": "circle", "sources": "circle", "venues": "circle",
    "names": "conduct", "hours": "conduct", "languages": "conduct", "platforms": "conduct",
}  # fmt: skip
"""What may make two groups alike in a class: words and media are what accounts make; a circle of
people shares its topics, sites, sources and venues; work is done in the hours, languages and
places of an office. Classes of one cause are counted once."""

MADE: Final = ("words", "media", "accounts")
"""Causes that count by themselves."""

CONDUCT: Final = "conduct"
"""A cause that counts only beside one of these that is strong: any two offices share it."""

COMPARED: Final = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("likeness", pa.float64()),
        pa.field("p", pa.float64()),
        pa.field("p_low", pa.float64()),
        pa.field("p_high", pa.float64()),
        pa.field("counted", pa.bool_(), nullable=False),
        pa.field("expected", pa.float64()),
        pa.field("shared", pa.int64()),
        pa.field("cause", pa.string(), nullable=False),
    ]
)
"""The table of a comparison: null where one side says nothing of a class, or nothing is known of
chance. ``expected`` is the largest mean likeness that random groups have; ``shared`` counts things
that the two have in common and hardly anybody else has."""

CHANGES: Final = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("value", pa.string()),
        pa.field("earlier", pa.float64()),
        pa.field("later", pa.float64()),
        pa.field("change", pa.string(), nullable=False),
        pa.field("features", pa.int64(), nullable=False),
    ]
)
"""What stayed, is gone and is new: of hashed classes the number of ``features``, with the share of
either side's own that these are; of languages, platforms and hours one row a ``value`` with its
share of posts. ``earlier`` and ``later`` say which of the two began first."""


class Grade(StrEnum):
    """The rubric's three answers, fixed before anything is compared."""

    NONE = "no link"
    WEAK = "weak"
    SEVERAL = "several independent links"


CLASS_NAMES: Final = {
    "words": Sentence("words"),
    "media": Sentence("pictures and clips"),
    "sites": Sentence("sites"),
    "hashtags": Sentence("hashtags"),
    "sources": Sentence("whose posts are passed on"),
    "accounts": Sentence("accounts"),
    "names": Sentence("how names are made"),
    "hours": Sentence("hours of the week"),
    "languages": Sentence("languages"),
    "platforms": Sentence("platforms"),
    "venues": Sentence("venues"),
}
"""Classes as readers are told them."""

_PROPOSES: Final = Sentence(
    "This proposes what people should look at; it does not show who is behind either."
)


@dataclass(frozen=True)
class Comparison:
    """Two groups of accounts compared.

    ``classes`` is a table as :data:`COMPARED`, ``changes`` one as :data:`CHANGES`. ``independent``
    is how many causes count at p < .01, after classes of one cause are joined. ``unknown`` says
    what could not be compared, and why. ``draws`` is how many random groups chance was read from.
    """

    one: str
    other: str
    classes: pa.Table
    independent: int
    changes: pa.Table
    unknown: tuple[Sentence, ...]
    draws: int
    seed: int
    made_at: datetime

    @property
    def grade(self) -> Grade:
        """The rubric's answer."""
        if self.independent > 1:
            return Grade.SEVERAL
        return Grade.WEAK if self.independent else Grade.NONE

    def told(self) -> Sentence:
        """The answer in one sentence of the rubric, to be worded in any language."""
        if self.classes["p"].null_count == self.classes.num_rows:
            return Sentence(
                "Not known: what chance gives cannot be told for {one} and {other}, so nothing is "
                "said of a link.",
                one=self.one,
                other=self.other,
            )
        counted = [row["class"] for row in self.classes.to_pylist() if row["counted"]]
        return rubric_sentence(self.one, self.other, self.independent, counted)

    def sentence(self, lang: str = "en") -> str:
        """The answer in one sentence of the rubric, and what it is not; "en" or "fr".

        Raises:
            UsageError: there is no wording in this language.
        """
        words = catalogue(lang)
        return f"{words.say(self.told())} {words.say(_PROPOSES)}"


def named(one: str) -> str:
    """The first of two groups: of one word as it stands, or in quotation marks."""
    return quoted(one) if " " in one else one


def rubric_sentence(one: str, other: str, independent: int, counted: list[str]) -> Sentence:
    """The rubric's sentence; ``counted`` are the classes beyond chance."""
    names = [CLASS_NAMES[each] for each in counted]
    one, other = named(one), quoted(other)
    if not independent:
        return Sentence(
            "No link: nothing that {one} and {other} have in common counts as one.",
            one=one,
            other=other,
        )
    if independent == 1:
        return Sentence(
            "Weak: {one} and {other} are more alike than unrelated groups in what may have one "
            "cause ({classes}).",
            one=one,
            other=other,
            classes=names,
        )
    return Sentence(
        "Several independent links: {one} and {other} are more alike than unrelated groups in "
        "{independent} ways that have different causes ({classes}).",
        one=one,
        other=other,
        independent=independent,
        classes=names,
    )
