"""What a watch tells: of campaigns, words, sites, media, venues and feeds, never of an account."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from demasque.sentences import Sentence
from demasque.watch.alerts.kept_sentences import sentence_of, sentence_record

ALERT_KINDS: Final = (
    "new-campaign",
    "campaign-grew",
    "campaign-moved",
    "rate",
    "seen-again",
    "regenerated",
    "rule",
    "feed-silent",
    "feed-changed",
)
"""What an alert can be of. ``campaign-moved``: to another platform, language, target or narrative.
``rule``: words, hashtags, sites, media, languages, venues or campaigns that the analyst named."""


@dataclass(frozen=True)
class Alert:
    """One thing that the analyst should know.

    ``subject`` is the name of a campaign, rule or feed: an alert never names an account, nor is it
    about one alone. Times are UTC. ``how_sure`` says what supports it and how it could be chance;
    ``innocent`` are explanations that accuse nobody; ``evidence`` says where to look: the command
    or the address of a page. ``about`` are the values that tell this alert from others of the same
    kind and subject, and make its id: the same thing noticed again after a kill is the same alert.
    """

    kind: str
    subject: str
    what: Sentence
    how_sure: Sentence
    innocent: tuple[Sentence, ...]
    evidence: tuple[Sentence, ...]
    noticed_at: datetime
    round: int
    since: datetime | None = None
    about: tuple[str, ...] = ()
    figures: Mapping[str, float | int | str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """``A`` and twelve hexadecimal digits: a hash of kind, subject and ``about``."""
        named = json.dumps([self.kind, self.subject, *self.about], ensure_ascii=False)
        return "A" + hashlib.sha256(named.encode()).hexdigest()[:12]

    def record(self) -> str:
        """Return as JSON what the table keeps beside its own columns."""
        kept = {
            "what": sentence_record(self.what),
            "how_sure": sentence_record(self.how_sure),
            "innocent": [sentence_record(each) for each in self.innocent],
            "evidence": [sentence_record(each) for each in self.evidence],
            "about": list(self.about),
            "figures": dict(self.figures),
        }
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Alert":
        """Make the alert again from its row of ``alerts``."""
        kept = json.loads(row["record"])
        return cls(
            kind=row["kind"],
            subject=row["subject"],
            what=sentence_of(kept["what"]),
            how_sure=sentence_of(kept["how_sure"]),
            innocent=tuple(sentence_of(each) for each in kept["innocent"]),
            evidence=tuple(sentence_of(each) for each in kept["evidence"]),
            noticed_at=row["noticed_at"],
            round=row["round"],
            since=row["since"],
            about=tuple(kept["about"]),
            figures=kept["figures"],
        )
