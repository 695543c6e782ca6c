"""Techniques of DISARM Red v1.6, and what is said of them in one campaign: values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from demasque.sentences import Sentence


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


class Policy(StrEnum):
    """Whether the program may propose a technique by itself."""

    SUGGEST = "auto-suggest"
    ANALYST = "needs analyst"
    NEVER = "never automatic"


class TechniqueStanding(StrEnum):
    """Whether people took a technique for what was seen."""

    PROPOSED = "proposed"  # by the program, and nobody said anything
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CampaignTechnique:
    """One technique of one campaign.

    ``seen`` says what was measured that shows it, None where only a person says so. ``posts`` are
    pseudonyms of posts that show it. ``by``, ``because`` and ``at`` (UTC) are those of the person
    who accepted or rejected it, None where nobody did.
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
