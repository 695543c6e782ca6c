"""Tags of MISP's taxonomies and galaxies: how likely, how sure, how reliable, which techniques.

Taxonomies: tlp, workflow, estimative-language (ICD 203), admiralty-scale. The galaxy is
disarm-techniques, of DISARM v1.3; what it has no name for stands in a remark.
"""

from collections.abc import Iterator
from typing import Any, Final

from demasque.assessment import Confidence, Likelihood
from demasque.dossier import (
    DISARM_ATTRIBUTION,
    DISARM_REGISTER,
    CampaignTechnique,
    EvidenceRow,
    TechniqueStanding,
    galaxy_names,
)
from demasque.findings import HandedCampaign
from demasque.publish.exporters.campaign_words import placed_by
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.misp.misp_frame import MispFrame, both
from demasque.publish.exporters.stix.tlp_markings import tlp_label
from demasque.sentences import Sentence
from demasque.wording import catalogue

_LIKELIHOODS: Final = {
    each: each.name.lower().replace("_", "-") for each in Likelihood if each != Likelihood.EVEN
} | {Likelihood.EVEN: "roughly-even-chance"}
_CONFIDENCES: Final = {each: each.name.lower() for each in Confidence}
_LINKS: Final = ("http://", "https://")


def event_tags(rows: CaseRows) -> list[str]:
    """Tags of the event: whom it may reach, that it is a draft, and what its campaigns have.

    Raises:
        UsageError: TLP 2.0 has no such label.
    """
    own = [f"tlp:{tlp_label(rows.options.tlp)}", 'workflow:state="draft"']
    galaxies = {tag for each in rows.campaigns for tag in _galaxies(each)}
    # How likely something is belongs to one campaign: an event of several has it on their reports.
    judged = _judged(rows.campaigns[0]) if len(rows.campaigns) == 1 else ()
    return [*own, *judged, *sorted(galaxies)]


def campaign_tags(handed: HandedCampaign) -> tuple[str, ...]:
    """Tags of one campaign's report: how likely and how sure, and its techniques."""
    return (*_judged(handed), *_galaxies(handed))


def _judged(handed: HandedCampaign) -> tuple[str, str]:
    told = placed_by(handed) or handed.found.assessment
    return (
        f'estimative-language:likelihood-probability="{_LIKELIHOODS[told.likelihood]}"',
        f'estimative-language:confidence-in-analytic-judgment="{_CONFIDENCES[told.confidence]}"',
    )


def _accepted(handed: HandedCampaign) -> list[str]:
    return [
        each.technique.id
        for each in handed.techniques
        if each.standing is TechniqueStanding.ACCEPTED
    ]


def _galaxies(handed: HandedCampaign) -> tuple[str, ...]:
    names, _ = galaxy_names(_accepted(handed))
    return tuple(f'misp-galaxy:disarm-techniques="{name}"' for name in names)


def remarks(rows: CaseRows, frame: MispFrame) -> Iterator[dict[str, Any]]:
    """Attributes of the event: techniques without a tag, the register's licence, evidence."""
    classed = False
    for handed in rows.campaigns:
        _, unnamed = galaxy_names(_accepted(handed))
        for each in handed.techniques:
            classed |= each.standing is not TechniqueStanding.REJECTED
            if each.standing is TechniqueStanding.PROPOSED or each.technique.id in unnamed:
                yield _technique(frame, each, handed.campaign)
    if classed:
        yield frame.remark("comment", "Other", DISARM_ATTRIBUTION, "DISARM")
    yield from _evidence(rows, frame)


def _technique(frame: MispFrame, each: CampaignTechnique, campaign: str) -> dict[str, Any]:
    def said(lang: str) -> str:
        sentence = Sentence(
            "{campaign}: {technique} ({register}), {standing}",
            campaign=campaign,
            technique=f"{each.technique.id} {each.technique.named(lang)}",
            register=DISARM_REGISTER,
            standing=each.standing.words,
        )
        return catalogue(lang).say(sentence)

    return frame.remark("comment", "Other", said("en"), said("fr"))


def _evidence(rows: CaseRows, frame: MispFrame) -> Iterator[dict[str, Any]]:
    """Sources that people brought; one that several rows name is one attribute, as MISP wants."""
    named: dict[str, list[tuple[str, EvidenceRow]]] = {}
    for handed in rows.campaigns:
        for row in handed.matrix.rows if handed.matrix else ():
            if row.source:
                named.setdefault(row.source, []).append((handed.campaign, row))
    for source, told in named.items():
        kind = "link" if source.lower().startswith(_LINKS) else "text"
        comment = "\n".join(f"{campaign}: {_told(row)}" for campaign, row in told)
        tags = sorted({tag for _, row in told for tag in _grades(row)})
        yield frame.remark(kind, "External analysis", source, comment, tags)


def _told(row: EvidenceRow) -> str:
    grade = "".join(each.value for each in (row.reliability, row.credibility) if each is not None)
    words = catalogue("en").say(row.what) if row.measured is None else both(row.what)
    return f"{words} ({grade})" if grade else words


def _grades(row: EvidenceRow) -> Iterator[str]:
    if row.reliability is not None:
        yield f'admiralty-scale:source-reliability="{row.reliability.value.lower()}"'
    if row.credibility is not None:
        yield f'admiralty-scale:information-credibility="{row.credibility.value}"'
