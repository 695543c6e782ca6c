"""What a claim is, what was shown for it, and how claims stand to each other."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from demasque.sentences import Sentence


class EvidenceShown(StrEnum):
    """What was shown for a claim, least first.

    A scale of what others can look at and check; it says nothing of who claims, of how often the
    claim was repeated, or of whether it is true.
    """

    NONE = "none"
    ASSERTION = "assertion"
    DOCUMENTS = "documents"
    DATA = "data"
    REPRODUCED = "reproduced"

    @property
    def step(self) -> int:
        """Place on the scale: 1 (nothing) to 5 (independently reproduced)."""
        return 1 + list(EvidenceShown).index(self)

    @property
    def sentence(self) -> Sentence:
        """What the word stands for."""
        return _SHOWN[self]


_SHOWN = {
    EvidenceShown.NONE: Sentence("nothing shown"),
    EvidenceShown.ASSERTION: Sentence("evidence asserted, not shown"),
    EvidenceShown.DOCUMENTS: Sentence("documents shown"),
    EvidenceShown.DATA: Sentence("data open to check"),
    EvidenceShown.REPRODUCED: Sentence("independently reproduced"),
}


class Relation(StrEnum):
    """What a claim does to an earlier one."""

    ANSWERS = "answers"
    SUPPORTS = "supports"
    CORRECTS = "corrects"
    CONFIRMS = "confirms"

    @property
    def opposite(self) -> bool:
        """Whether the claim stands across from the other, as a counter-claim does."""
        return self in (Relation.ANSWERS, Relation.CORRECTS)

    @property
    def sentence(self) -> Sentence:
        """The verb, for readers."""
        return _VERBS[self]


_VERBS = {
    Relation.ANSWERS: Sentence("answers"),
    Relation.SUPPORTS: Sentence("supports"),
    Relation.CORRECTS: Sentence("corrects"),
    Relation.CONFIRMS: Sentence("confirms"),
}


@dataclass(frozen=True, slots=True)
class CarriedBy:
    """By what posts of the case are seen to carry a claim: any one of these is enough.

    ``narratives`` are messages as N and 16 hexadecimal digits; ``words`` as the analyst wrote them;
    ``urls`` canonical addresses (:func:`demasque.text.canonical_url`); ``hashtags`` folded, without
    their sign.
    """

    narratives: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.narratives or self.words or self.urls or self.hashtags)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims what about whom, when and where, and what was shown for it.

    ``when`` is the day of the claim, as its source dates it. ``archived`` is the address of a copy
    and ``sha256`` the hash of one, None where there is none. ``by`` is who entered it here, ``at``
    when (UTC). ``supersedes`` is the claim whose place it took; ``line`` is that
    of the custody log.
    """

    id: str
    what: str
    who: str
    about: str
    when: date
    where: str
    archived: str | None
    sha256: str | None
    evidence: EvidenceShown
    carried_by: CarriedBy
    by: str
    at: datetime
    supersedes: str | None
    line: int


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """One claim stands to another as ``relation`` says.

    ``id`` is that of the entry that says so: the claim's own, or that of a later link.
    """

    id: str
    claim: str
    other: str
    relation: Relation
    by: str
