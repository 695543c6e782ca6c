"""Everything that was found in a case, as values: what a report, a page or a hand-over reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from demasque.accounts import CaseAccounts, case_accounts
from demasque.campaigns import (
    Timetable,
    codes_of,
    names_of,
)
from demasque.case import CaseStore
from demasque.findings.campaign_findings import CampaignFindings, campaigns_in_full
from demasque.findings.case_in_short import (
    CampaignSummary,
    CaseOverview,
    campaign_summaries,
    case_overview,
)
from demasque.findings.dossier.case_dossier import CaseDossier, case_dossier
from demasque.findings.exported_tables import TABLES
from demasque.findings.incident_evidence import CaseIncidents, case_incidents
from demasque.findings.known_fields import KnownFields, known_fields
from demasque.findings.media.case_media import case_media
from demasque.findings.media.sighting_values import CaseMedia
from demasque.findings.messages.case_waves import case_waves
from demasque.findings.messages.narrative_leads import Meaning, NarrativeLead, narrative_leads
from demasque.findings.messages.wave_values import CaseWaves
from demasque.findings.nothing_found import why_nothing
from demasque.findings.operations.operation_evidence import CaseOperations, case_operations
from demasque.findings.reuse_evidence import ReusedWords, reused
from demasque.findings.run_history import finished_runs
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.text import Calibration

CAMPAIGNS_IN_FULL: Final = 20
"""Campaigns given in full; more are summed up, and the exports hold all."""


@dataclass(frozen=True)
class KeptFile:
    """One file of evidence."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class CaseFindings:
    """All that was found in a case, its evidence and its runs."""

    case: str  # the folder's name
    overview: CaseOverview
    known: KnownFields
    accounts: CaseAccounts  # what stands out among all of them; nothing rests on it
    summaries: tuple[CampaignSummary, ...]
    campaigns_left_out: int  # beyond the summaries
    campaigns: tuple[CampaignFindings, ...]
    inputs: tuple[KeptFile, ...]
    runs: tuple[Mapping[str, Any], ...]  # records of finished runs, oldest first
    meaning: Calibration | None  # of the model that leads were looked for with
    leads: Mapping[int, tuple[NarrativeLead, ...]]  # by family, likeliest first
    reuse: ReusedWords  # leads: nothing of the campaigns rests on them
    incidents: CaseIncidents  # leads, too
    operations: CaseOperations  # campaigns that belong together
    waves: CaseWaves  # messages that went round, whoever carried them
    media: CaseMedia  # pictures and clips that were added beside posts
    dossier: CaseDossier  # what people judged, on what evidence
    nothing: tuple[Sentence, ...]  # why no campaign was found, where none was
    codes: Mapping[int, str]  # by family of the narratives and waves given, to name it by
    names: Mapping[int, tuple[str, ...]]  # that people gave these


@dataclass(frozen=True)
class CaseParts:
    """What :class:`CaseFindings` holds whichever campaigns are in full; ``foremost`` names the
    first ``CAMPAIGNS_IN_FULL``.
    """

    case: str
    overview: CaseOverview
    known: KnownFields
    accounts: CaseAccounts
    foremost: tuple[str, ...]
    summaries: tuple[CampaignSummary, ...]
    campaigns_left_out: int
    inputs: tuple[KeptFile, ...]
    runs: tuple[Mapping[str, Any], ...]
    reuse: ReusedWords
    incidents: CaseIncidents
    operations: CaseOperations
    waves: CaseWaves
    nothing: tuple[Sentence, ...]


def read_findings(
    store: CaseStore,
    progress: Progress = quiet,
    meaning: Meaning | None = None,
    campaigns: Sequence[str] | None = None,
    timetable: Timetable | None = None,
    lexicon: Sequence[str] | None = None,
    show_media: bool = False,
) -> CaseFindings:
    """Read all that was found from a case; with a model, leads between messages too.

    A case without findings, or without posts, gives findings that say so. ``progress`` hears the
    campaigns done, then the claims. Given in full are the first ``CAMPAIGNS_IN_FULL``, or the
    ``campaigns`` named; windows of a ``timetable`` are tested on each of them; words of a
    ``lexicon`` counted. Small pictures are blurred unless ``show_media`` says otherwise; those of
    protected people are not there at all.

    Raises:
        UsageError: the case has no campaign of a name in ``campaigns``.
    """
    progress("report case", 0, None)
    parts = case_parts(store)
    in_full = parts.foremost if campaigns is None else tuple(campaigns)
    shown = campaigns_in_full(store, in_full, progress, timetable, lexicon)
    return findings_of(store, parts, shown, progress, meaning, show_media)


def case_parts(store: CaseStore, before: CaseParts | None = None) -> CaseParts:
    """Read what is the same whichever campaigns are given in full.

    ``before`` is what was read when the tables were the same: only the rest is read anew.
    """
    if before is not None:
        return replace(before, inputs=kept_files(store), runs=finished_runs(store))
    found = store.sql(TABLES["campaigns"])
    summaries = campaign_summaries(store)
    return CaseParts(
        case=store.path.resolve().name,
        overview=case_overview(store),
        known=known_fields(store),
        accounts=case_accounts(store),
        foremost=tuple(found["campaign"].to_pylist()[:CAMPAIGNS_IN_FULL]),
        summaries=summaries,
        campaigns_left_out=found.num_rows - len(summaries),
        inputs=kept_files(store),
        runs=finished_runs(store),
        reuse=reused(store),
        incidents=case_incidents(store),
        operations=case_operations(store),
        waves=case_waves(store),
        nothing=why_nothing(store),
    )


def findings_of(
    store: CaseStore,
    parts: CaseParts,
    shown: Sequence[CampaignFindings],
    progress: Progress = quiet,
    meaning: Meaning | None = None,
    show_media: bool = False,
) -> CaseFindings:
    """Put together what was found, with these campaigns in full; see :func:`read_findings`."""
    progress("report judged", 0, None)
    families = [each.family for one in shown for each in one.narratives]
    families += [each.figures.trace for each in parts.waves.shown]
    in_full = [each.profile.campaign for each in shown]
    given = {each.name: getattr(parts, each.name) for each in fields(parts)}
    del given["foremost"]
    given["summaries"] = tuple(
        replace(each, in_full=each.campaign in in_full) for each in parts.summaries
    )
    return CaseFindings(
        **given,
        campaigns=tuple(shown),
        meaning=meaning.calibration if meaning is not None else None,
        leads=narrative_leads(store, meaning) if meaning is not None else {},
        media=case_media(
            store,
            in_full,
            _pictured(shown),
            _media_named(shown, parts.waves),
            clear=show_media,
        ),
        dossier=case_dossier(
            store, [(each.profile, each.anatomy, each.assessment) for each in shown], progress
        ),
        codes=codes_of(store, families),
        names=names_of(store, families),
    )


def _pictured(campaigns: Sequence[CampaignFindings]) -> set[str]:
    """Posts shown as evidence of a tie by pictures or clips."""
    return {
        post
        for campaign in campaigns
        for pair in campaign.tied_pairs
        for evidence in pair.kinds
        if evidence.kind == "media"
        for both in evidence.posts
        for post in (both.first.post, both.second.post)
    }


def _media_named(campaigns: Sequence[CampaignFindings], waves: CaseWaves) -> set[str]:
    """What pictures and clips are called that campaigns share or that go round: their hashes."""
    found = {each.words for each in waves.others if each.figures.kind == "media"}
    traces = (trace for campaign in campaigns for trace in campaign.profile.traces)
    return found | {trace.value for trace in traces if trace.kind == "media"}


def kept_files(store: CaseStore) -> tuple[KeptFile, ...]:
    """The files of evidence, by name."""
    files = (KeptFile(f.name, f.size, f.sha256) for f in store.evidence.files().values())
    return tuple(sorted(files, key=lambda file: (file.name, file.sha256)))
