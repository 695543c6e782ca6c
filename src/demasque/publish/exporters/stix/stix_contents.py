"""What is in a bundle, one object after another: nothing is held but ids that others point to."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from demasque.assessment import Rung
from demasque.findings import HandedCampaign
from demasque.publish.exporters.campaign_words import described, placed_by
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.stix.opencti_objects import beside, of_campaign
from demasque.publish.exporters.stix.stix_frame import CONFIDENCES, StixFrame, publisher
from demasque.publish.exporters.stix.stix_judgements import judged
from demasque.publish.exporters.stix.stix_members import members
from demasque.publish.exporters.stix.stix_shared import shared
from demasque.publish.exporters.stix.stix_targets import targets
from demasque.publish.exporters.stix.stix_techniques import (
    disarm_licence,
    techniques,
    techniques_whole,
)
from demasque.publish.exporters.stix.tlp_markings import tlp_marking
from demasque.sentences import Sentence
from demasque.wording import Wording

_OBSERVABLES: Final = ("user-account", "url", "file")
_REPORTED: Final = ("campaign", "grouping", "identity", "relationship", "note", "opinion")
"""What a report points to; accounts and addresses hang on the campaign."""


def contents(rows: CaseRows, frame: StixFrame) -> Iterator[Any]:
    """Every object of the bundle, each id once."""
    options = rows.options
    yield tlp_marking(frame.stix2, frame.label)
    if options.with_disarm:
        yield disarm_licence(frame)
        if frame.label != "clear":
            yield tlp_marking(frame.stix2, "clear")
    yield publisher(frame, options.by)
    given: set[str] = set()
    reported: list[str] = []
    for handed in rows.campaigns:
        for made in _campaign(rows, frame, handed):
            # Two campaigns may share an address or a target; members are in one alone.
            if made.id in given:
                continue
            if len(rows.campaigns) > 1 and made._type != "user-account":
                given.add(made.id)
            if _is_reported(made):
                reported.append(made.id)
            yield made
    yield from _report(rows, frame, reported)


def is_campaign(handed: HandedCampaign) -> bool:
    """Whether it is more than coordination: up to rung 1 it is a grouping of what was seen."""
    return handed.rung > Rung.COORDINATION


def main_id(frame: StixFrame, handed: HandedCampaign) -> str:
    """The id of the object that stands for a campaign."""
    return frame.id("campaign" if is_campaign(handed) else "grouping", handed.campaign)


def _is_reported(made: Any) -> bool:
    if made._type == "relationship":
        return made.source_ref.split("--")[0] not in _OBSERVABLES
    return made._type in _REPORTED and "message" not in made.get("labels", ())


def _campaign(rows: CaseRows, frame: StixFrame, handed: HandedCampaign) -> Iterator[Any]:
    main, named = main_id(frame, handed), is_campaign(handed)
    # The standard gives these verbs to campaigns; a grouping is related to things.
    uses, aims = ("uses", "targets") if named else ("related-to", "related-to")
    held: list[str] = []
    for made in observed(rows, frame, handed):
        yield made
        if made._type in (*_OBSERVABLES, "observed-data") and not named:
            held.append(made.id)
        if rows.options.profile == "opencti":
            yield from beside(frame, made, main, uses)
    yield from _main(frame, handed, held, revealed=bool(rows.names))
    yield from targets(frame, handed, main, aims)
    yield from techniques(frame, handed, main, uses)
    if rows.options.with_disarm:
        yield from techniques_whole(frame, handed)
    yield from judged(rows, frame, handed, main)
    if rows.options.profile == "opencti":
        yield from of_campaign(rows, frame, handed, main, uses)


def observed(rows: CaseRows, frame: StixFrame, handed: HandedCampaign) -> Iterator[Any]:
    """Members and what they shared; each observable is tied to a campaign, a grouping holds it."""
    main, named = main_id(frame, handed), is_campaign(handed)
    for made in chain(members(rows, frame, handed), shared(rows, frame, handed, main)):
        yield made
        if named and made._type in _OBSERVABLES:
            yield from frame.relate(made.id, "related-to", main)


def _main(
    frame: StixFrame, handed: HandedCampaign, held: list[str], *, revealed: bool
) -> Iterator[Any]:
    def texts(words: Wording) -> dict[str, str]:
        said = map(words.say, described(handed, revealed))
        name = words.text("{campaign}: accounts acting together", campaign=handed.campaign)
        return {"name": name, "description": " ".join(said)}

    told = placed_by(handed) or handed.found.assessment
    fields: dict[str, Any] = {"confidence": CONFIDENCES[told.confidence]}
    if is_campaign(handed):
        kind = frame.stix2.Campaign
        fields |= {"first_seen": handed.profile.first_at, "last_seen": handed.profile.last_at}
    else:
        kind = frame.stix2.Grouping
        fields |= {"context": "suspicious-activity", "object_refs": held}
    yield from frame.told(kind, handed.campaign, texts=texts, **fields)


def _report(rows: CaseRows, frame: StixFrame, reported: list[str]) -> Iterator[Any]:
    left = len(rows.found.summaries) + rows.found.campaigns_left_out - len(rows.campaigns)
    groups = Sentence.counted(
        "{n} group of accounts shares more, and closer together in time, than chance alone would "
        "give.",
        "{n} groups of accounts share more, and closer together in time, than chance alone would "
        "give.",
        len(rows.campaigns),
    )
    others = Sentence.counted(
        "{n} more group of the case is not in this bundle.",
        "{n} more groups of the case are not in this bundle.",
        left,
    )
    said = (groups, others) if left > 0 else (groups,)

    def texts(words: Wording) -> dict[str, str]:
        return {
            "name": words.text("Accounts acting together"),
            "description": " ".join(map(words.say, said)),
        }

    named = any(map(is_campaign, rows.campaigns))
    yield from frame.told(
        frame.stix2.Report,
        *rows.options.campaigns,
        texts=texts,
        published=frame.modified,
        report_types=["campaign" if named else "observed-data"],
        object_refs=reported,
    )
