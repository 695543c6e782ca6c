"""Techniques of DISARM Red v1.6, and what is said of them in one campaign: values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from demasque.sentences import Sentence

MOST_POSTS: Final = 10
"""Posts that the program names for one technique: a sample to look at."""


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique of the register. ``french`` is None where no translation was published."""

    id: str  # T0084.001
    name: str
    french: str | None
    tactic: str  # TA06
    tactic_name: str
    stix_id: str
    misp_uuid: str | None

    def named(self, lang: str) -> str:
        """Its name in a language, as published: in English where there is none in French."""
        return self.french if lang == "fr" and self.french is not None else self.name


@dataclass(frozen=True, slots=True)
class EarlierTechnique:
    """One technique of version 1.3 that version 1.6 has not.

    ``now`` says what corresponds to it, None where nothing does: our judgement, not DISARM's.
    """

    id: str
    name: str
    now: str | None


class Policy(StrEnum):
    """Whether the program may propose a technique by itself."""

    SUGGEST = "auto-suggest"
    ANALYST = "needs analyst"
    NEVER = "never automatic"


class TechniqueVerdict(StrEnum):
    """What one person says of a technique, the least cautious first."""

    ACCEPT = "accept"
    REJECT = "reject"


class TechniqueStanding(StrEnum):
    """Whether people took a technique for what was seen."""

    PROPOSED = "proposed"  # by the program, and nobody said anything
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def words(self) -> Sentence:
        """What a reader is told."""
        return _STANDINGS[self]


_STANDINGS: Final = {
    TechniqueStanding.PROPOSED: Sentence("proposed by the program"),
    TechniqueStanding.ACCEPTED: Sentence("accepted by a named person"),
    TechniqueStanding.REJECTED: Sentence("rejected by a named person"),
}


@dataclass(frozen=True, slots=True)
class SaidOfTechnique:
    """What one person said of a technique in one campaign, as it stands in the journal.

    ``entry`` is the journal's id. ``campaign`` is the one that holds the accounts now, None where
    none does, ``named`` what it was called then. ``posts`` are pseudonyms that the person gave as
    evidence. ``at`` is UTC. ``stands`` is false once the same person said otherwise or took it
    back, and of an acceptance that the custody log no longer proves.
    """

    entry: str
    campaign: str | None
    named: str
    technique: Technique
    verdict: TechniqueVerdict
    by: str
    because: str
    posts: tuple[str, ...]
    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class CampaignTechnique:
    """One technique of one campaign.

    ``seen`` says what was measured that shows it, None where only a person says so. ``posts`` are
    pseudonyms of posts that show it, at most ``MOST_POSTS`` that the program found and those that
    people named, sorted; none where accounts show it and not posts. ``by``, ``because`` and
    ``at`` (UTC) are those of the person who accepted or rejected it, None where nobody did.
    """

    campaign: str
    technique: Technique
    policy: Policy
    standing: TechniqueStanding
    seen: Sentence | None
    posts: tuple[str, ...]
    by: str | None = None
    because: str | None = None
    at: datetime | None = None
