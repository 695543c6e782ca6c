"""Techniques of DISARM that a campaign uses, by the register's own ids.

The register's objects carry properties of MITRE's that strict readers of STIX refuse, so that only
their ids stand here; whoever loads the register has the rest. Where they are asked for whole they
are written without these properties, under the register's licence.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from demasque.assessment import Confidence
from demasque.dossier import CampaignTechnique, Technique, TechniqueStanding
from demasque.findings import HandedCampaign
from demasque.publish.exporters.stix.stix_frame import CONFIDENCES, StixFrame
from demasque.publish.exporters.stix.tlp_markings import TLP_MARKINGS
from demasque.sentences import Sentence
from demasque.wording import Wording

_PAGES: Final = (
    "https://github.com/DISARMFoundation/DISARMframeworks/blob/main/generated_pages/techniques"
)
_REGISTER: Final = "identity--f1a0f560-2d9e-4c5d-bf47-7e96e805de82"
_LICENCE: Final = "marking-definition--f79f25d2-8b96-4580-b169-eb7b613a7c31"
_MADE: Final = datetime(2024, 8, 1, tzinfo=UTC)
"""Older than any object of the register: whoever has the register's own keeps them."""

_CONFIDENCES: Final = {
    TechniqueStanding.ACCEPTED: CONFIDENCES[Confidence.MODERATE],
    TechniqueStanding.PROPOSED: CONFIDENCES[Confidence.LOW],
}
"""A person looked at what was accepted; what was rejected is left out."""


def techniques(frame: StixFrame, handed: HandedCampaign, main: str, relation: str) -> Iterator[Any]:
    """How ``main`` is tied to each technique that nobody rejected."""
    for each in handed.techniques:
        if each.standing in _CONFIDENCES:
            yield from frame.relate(
                main,
                relation,
                each.technique.stix_id,
                texts=partial(_described, each),
                confidence=_CONFIDENCES[each.standing],
                labels=[each.standing.value],
                external_references=[_reference(each.technique, "DISARM")],
            )


def techniques_whole(frame: StixFrame, handed: HandedCampaign) -> Iterator[Any]:
    """The techniques that are named, with name and tactic."""
    for each in handed.techniques:
        if each.standing in _CONFIDENCES:
            told = each.technique
            yield frame.stix2.AttackPattern(
                id=told.stix_id,
                created_by_ref=_REGISTER,
                created=_MADE,
                modified=_MADE,
                name=told.name,
                kill_chain_phases=[
                    {
                        "kill_chain_name": "mitre-attack",
                        "phase_name": "-".join(told.tactic_name.lower().split()),
                    }
                ],
                external_references=[_reference(told, "mitre-attack")],
                object_marking_refs=[_LICENCE, TLP_MARKINGS["clear"]],
            )


def disarm_licence(frame: StixFrame) -> Any:
    """The register's own marking: under which licence its techniques stand."""
    return frame.stix2.MarkingDefinition(
        id=_LICENCE,
        created_by_ref=_REGISTER,
        created="2024-08-02T17:12:32.313302Z",
        definition_type="statement",
        name="DISARM Foundation",
        definition={"statement": "CC-BY-SA-4.0 DISARM Foundation"},
    )


def _reference(told: Technique, source: str) -> dict[str, str]:
    return {"source_name": source, "external_id": told.id, "url": f"{_PAGES}/{told.id}.md"}


def _described(each: CampaignTechnique, words: Wording) -> dict[str, str]:
    name = each.technique.french if words.language == "fr" else None
    said = [f"{each.technique.id} {name or each.technique.name}."]
    if each.seen is not None:
        said.append(words.say(each.seen))
    if each.by is None:
        said.append(words.text("Proposed by the program from what was measured; nobody judged it."))
    else:
        said.append(words.say(Sentence("Accepted by {person}.", person=each.by)))
        said += [each.because] if each.because else []
    return {"description": " ".join(said)}
