"""What a campaign says, for the reader: each narrative with how others wrote it, and its leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from demasque.case import CaseStore
from demasque.progress import Progress, quiet
from demasque.publish.difference import shortened
from demasque.text import (
    FAMILY_RULES,
    Calibration,
    Embedder,
    Narrative,
    Wording,
    calibrate,
    disguises,
    leads,
    linked,
    marked_difference,
)
from demasque.text import Piece as Stretch

_CALIBRATED_ON: Final = 400  # a small model reads some ten texts a second

# Names of posts are keyed hashes, so that the first in their order are as good as drawn.
_TEXTS: Final = f"""
SELECT text FROM posts WHERE length(text) >= 20 AND kind <> 'repost'
ORDER BY post LIMIT {_CALIBRATED_ON}"""


class Meaning(NamedTuple):
    """A model that tells which texts mean alike, and how alike they must be in this case."""

    embedder: Embedder
    calibration: Calibration


@dataclass(frozen=True)
class Variant:
    """One wording beside the exemplar's: where it departs, and the disguises only it wears."""

    wording: Wording
    pieces: tuple[Stretch, ...]
    disguises: tuple[str, ...]  # names of text rules


@dataclass(frozen=True)
class Telling:
    """One narrative as the report shows it."""

    narrative: Narrative
    variants: tuple[Variant, ...]
    translations: tuple[Narrative, ...]  # leads


def calibrated(store: CaseStore, embedder: Embedder, progress: Progress = quiet) -> Meaning:
    """Calibrate a model on posts of the case.

    Raises:
        UsageError: the case has too few posts with words for that.
    """
    progress("meaning", 0, None)
    return Meaning(embedder, calibrate(embedder, store.sql(_TEXTS)["text"].to_pylist()))


def with_leads(campaigns: Sequence[Sequence[Narrative]], meaning: Meaning) -> list[list[Narrative]]:
    """The narratives of each campaign, linked to those that may say the same."""
    words = {each.family: each.words for told in campaigns for each in told}
    found = leads(list(words), list(words.values()), *meaning)
    return [linked(told, found) for told in campaigns]


def tellings(told: Iterable[Narrative]) -> tuple[Telling, ...]:
    """Set the narratives of one campaign out for a reader."""
    by_family = {each.family: each for each in told}
    return tuple(
        Telling(
            each,
            tuple(_variant(each, wording) for wording in each.wordings),
            tuple(by_family[other] for other in each.translations),
        )
        for each in by_family.values()
    )


def _variant(narrative: Narrative, wording: Wording) -> Variant:
    before, after = shortened(narrative.words), shortened(wording.text)
    worn = disguises(before, FAMILY_RULES)
    return Variant(
        wording,
        marked_difference(before, after),
        tuple(rule for rule in disguises(after, FAMILY_RULES) if rule not in worn),
    )
