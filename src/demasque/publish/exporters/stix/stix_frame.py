"""What all objects of one bundle have in common: ids, times, publisher, marking, languages.

Ids are UUIDs of version 5, so that the same case gives the same bundle; those of observables follow
from their values, as the standard says (STIX 2.1, section 2.9), all others from the case, the kind
of object and what it is about. A later bundle of the same case holds newer versions of the same
objects: ``created`` is the first detection, ``modified`` the last thing that happened to findings.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from demasque.assessment import Confidence
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.handed_values import case_times
from demasque.publish.exporters.stix.tlp_markings import TLP_MARKINGS, tlp_label
from demasque.wording import Wording, catalogue

_NAMESPACE: Final[UUID] = uuid5(NAMESPACE_URL, "urn:demasque:stix")
_PUBLISHER_MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""A publisher is one object, whatever the case: it must not differ from bundle to bundle."""

PROGRAM: Final = "Démasque"
CONFIDENCES: Final = {Confidence.LOW: 15, Confidence.MODERATE: 50, Confidence.HIGH: 85}
"""As numbers (STIX 2.1, appendix A: the scale None, Low, Med, High)."""

Texts = Callable[[Wording], Mapping[str, str]]
"""Fields that are read by people, worded in one language."""


@dataclass(frozen=True)
class StixFrame:
    """One bundle's frame. ``stix2`` is the package; ``case`` what makes its ids its own."""

    stix2: Any
    case: str
    created: datetime
    modified: datetime
    publisher: str  # id of the identity that publishes it
    label: str  # of TLP 2.0

    def id(self, kind: str, *about: str) -> str:
        """The id of an object of this case."""
        return f"{kind}--{uuid5(_NAMESPACE, json.dumps([self.case, kind, *about]))}"

    @property
    def marked(self) -> dict[str, Any]:
        """The fields that observables share with all the rest."""
        return {"object_marking_refs": [TLP_MARKINGS[self.label]]}

    def make(self, kind: Any, *about: str, **fields: Any) -> Any:
        """An object that is no observable; ``about`` says which of its kind it is."""
        return kind(
            id=self.id(kind._type, *about),
            created=self.created,
            modified=self.modified,
            created_by_ref=self.publisher,
            **self.marked,
            **fields,
        )

    def told(self, kind: Any, *about: str, texts: Texts, **fields: Any) -> Iterator[Any]:
        """An object in English, and beside it the same words in French."""
        made = self.make(kind, *about, lang="en", **texts(catalogue("en")), **fields)
        yield made
        yield self.make(
            self.stix2.LanguageContent,
            made.id,
            allow_custom=True,  # what OpenCTI has of its own is worded, too
            object_ref=made.id,
            object_modified=made.modified,
            contents={"fr": dict(texts(catalogue("fr")))},
        )

    def relate(
        self, source: str, relation: str, target: str, *, texts: Texts | None = None, **fields: Any
    ) -> Iterator[Any]:
        """A relationship; with words on it, in both languages."""
        ends = {"relationship_type": relation, "source_ref": source, "target_ref": target}
        about = (source, relation, target)
        if texts is None:
            yield self.make(self.stix2.Relationship, *about, **ends, **fields)
        else:
            yield from self.told(self.stix2.Relationship, *about, texts=texts, **ends, **fields)


def stix_frame(rows: CaseRows) -> StixFrame:
    """The frame of a bundle of this case.

    Raises:
        UsageError: TLP 2.0 has no such label.
    """
    import stix2

    label, by = tlp_label(rows.options.tlp), rows.options.by or PROGRAM
    times = case_times(rows)
    return StixFrame(
        stix2=stix2,
        case=times.case,
        created=times.created,
        modified=times.modified,
        publisher=f"identity--{uuid5(_NAMESPACE, json.dumps(['publisher', by]))}",
        label=label,
    )


def publisher(frame: StixFrame, by: str | None) -> Any:
    """The identity that publishes the bundle: the body that was named, or else the program."""
    return frame.stix2.Identity(
        id=frame.publisher,
        created=_PUBLISHER_MADE,
        modified=_PUBLISHER_MADE,
        name=by or PROGRAM,
        identity_class="organization" if by else "system",
        **frame.marked,
    )
