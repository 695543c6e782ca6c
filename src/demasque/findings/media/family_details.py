"""What is known of a family's files themselves: length, shared stretch, words, origin."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.findings.media.sighting_queries import EXEMPLARS, STRETCHES
from demasque.media import OriginFacts, family_words, origin_facts

_EXEMPLARS_OF: Final = """
    SELECT media, exemplar FROM media_families WHERE exemplar IN (SELECT unnest(?::VARCHAR[]))
    ORDER BY media"""
_WAYS: Final[tuple[Literal["read", "heard"], ...]] = ("read", "heard")


@dataclass
class FamilyDetails:
    """What the files of one family are and hold; empty where that is not known, or protected."""

    kind: str | None = None
    seconds: float | None = None
    stretch: tuple[float, float] | None = None
    words: tuple[tuple[str, str], ...] = ()
    origins: tuple[Sentence, ...] = ()


def family_details(
    store: CaseStore, families: Sequence[str], protected: Collection[str]
) -> dict[str, FamilyDetails]:
    """Read, by exemplar, what is known of families; of protected ones no more than the kind."""
    found = {family: FamilyDetails() for family in families}
    for row in store.sql(EXEMPLARS, (list(families),)).to_pylist():
        found[row["media"]].kind, found[row["media"]].seconds = row["kind"], row["seconds"]
    told = [family for family in families if family not in protected]
    for row in store.sql(STRETCHES, (told,)).to_pylist():
        found[row["family"]].stretch = (row["start"], row["end"])
    rows = store.sql(_EXEMPLARS_OF, (told,)).to_pylist()
    exemplars = {row["media"]: row["exemplar"] for row in rows}
    for how in _WAYS:
        words = family_words(store, how, exemplars)
        for family in told:
            if words.get(family):
                found[family].words += ((how, words[family]),)
    facts = origin_facts(store)
    for family in told:
        if family in facts:
            found[family].origins = tuple(_telling(facts[family]).sentences())
    return found


def _telling(facts: OriginFacts) -> OriginFacts:
    """Leave out that there are no Content Credentials: nearly no file has any."""
    none = ("credentials", "none")
    told = tuple(each for each in facts.facts if (each.name, each.value) != none)
    return replace(facts, facts=told)
