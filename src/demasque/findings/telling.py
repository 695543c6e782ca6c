"""What a campaign says, for the reader: each narrative with how others wrote it, and its leads."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from demasque.case import CaseStore
from demasque.findings.marked_texts import shortened
from demasque.progress import Progress, quiet
from demasque.text import (
    FAMILY_RULES,
    Calibration,
    Embedder,
    Narrative,
    Wording,
    calibrate,
    disguises_each,
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
    worn = _worn(by_family.values())
    return tuple(
        Telling(
            each,
            tuple(_variant(each, wording, worn) for wording in each.wordings),
            tuple(by_family[other] for other in each.translations),
        )
        for each in by_family.values()
    )


def _worn(told: Collection[Narrative]) -> dict[str, tuple[str, ...]]:
    """The disguises of every text that is shown, shortened as it is shown."""
    texts = {shortened(each.words) for each in told}
    texts |= {shortened(wording.text) for each in told for wording in each.wordings}
    ordered = sorted(texts)
    return dict(zip(ordered, disguises_each(ordered, FAMILY_RULES), strict=True))


def _variant(
    narrative: Narrative, wording: Wording, worn: Mapping[str, tuple[str, ...]]
) -> Variant:
    before, after = shortened(narrative.words), shortened(wording.text)
    new = tuple(rule for rule in worn[after] if rule not in worn[before])
    return Variant(wording, marked_difference(before, after), new)
