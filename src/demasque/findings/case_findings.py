"""Everything that was found in a case, as values: what a report, a page or a hand-over reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from demasque.accounts import CaseAccounts, case_accounts
from demasque.assessment import Assessment, assess
from demasque.campaigns import (
    Anatomy,
    CampaignProfile,
    Timetable,
    anatomies,
    codes_of,
    names_of,
    profiles,
)
from demasque.case import CaseStore
from demasque.findings.attached_evidence import AttachedAccount, attached_accounts
from demasque.findings.dossier.accounts_set_aside import PAIRS_LEFT
from demasque.findings.dossier.case_dossier import CaseDossier, case_dossier
from demasque.findings.exported_tables import TABLES
from demasque.findings.incident_evidence import CaseIncidents, case_incidents
from demasque.findings.known_fields import KnownFields, known_fields
from demasque.findings.media.case_media import case_media
from demasque.findings.media.sighting_values import CaseMedia
from demasque.findings.messages.case_waves import case_waves
from demasque.findings.messages.narrative_leads import Meaning, NarrativeLead, narrative_leads
from demasque.findings.messages.passed_on import PassedOn, passed_on
from demasque.findings.messages.wave_values import CaseWaves
from demasque.findings.nothing_found import why_nothing
from demasque.findings.operations.operation_evidence import CaseOperations, case_operations
from demasque.findings.reuse_evidence import ReusedWords, reused
from demasque.findings.run_history import finished_runs
from demasque.findings.tie_evidence import TiedPair, strongest_ties
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.text import Calibration, Narrative

CAMPAIGNS_IN_FULL: Final = 20
"""Campaigns given in full; ``CAMPAIGNS_LISTED`` are summed up, and the exports hold all."""

CAMPAIGNS_LISTED: Final = 200

CORE_MEMBERS: Final = 250
"""Most strongly tied accounts of a campaign whose tied pairs are given."""

_OVERVIEW: Final = f"""
WITH left_ties AS (SELECT * FROM ties WHERE {PAIRS_LEFT})
SELECT count(*) AS posts, count(DISTINCT account) AS accounts,
       min(posted_at) AS first_at, max(posted_at) AS last_at,
       (SELECT count(*) FROM rejects) AS rejects,
       (SELECT count(*) FROM left_ties) AS ties,
       (SELECT count(*) FROM (SELECT DISTINCT account_a, account_b FROM left_ties)) AS tied_pairs,
       (SELECT count(*) FROM memberships) AS members,
       (SELECT count(*) FROM posts JOIN memberships USING (account)) AS member_posts,
       (SELECT count(*) FROM attached) AS attached
FROM posts
"""

_CORE: Final = """
SELECT account_a, account_b, bits FROM strengths
WHERE account_a IN (SELECT unnest(?::VARCHAR[])) AND account_b IN (SELECT unnest(?::VARCHAR[]))
ORDER BY bits DESC, account_a, account_b
"""


@dataclass(frozen=True)
class CaseOverview:
    """What the case holds, and what was found in all of it. Times are UTC."""

    posts: int
    accounts: int  # accounts with posts
    first_at: datetime | None
    last_at: datetime | None
    rejects: int  # rows that could not be read
    ties: int  # counted by kind of trace
    tied_pairs: int  # pairs of accounts with a tie of any kind
    members: int  # accounts in campaigns
    member_posts: int  # all that these posted
    attached: int  # others that stand with one beyond chance
    platforms: tuple[tuple[str, int], ...]  # with posts, most first
    kinds: tuple[tuple[str, int], ...]  # kinds of trace looked at, with the uses found
    precisions: tuple[tuple[str, int], ...]  # how closely times are known, with posts


@dataclass(frozen=True)
class CampaignSummary:
    """One campaign in one line. ``in_full``: whether it is given in full as well."""

    campaign: str
    accounts: int  # members
    attached: int  # others that stand with it beyond chance: no other figure counts them
    posts: int
    ties: int  # tied pairs
    first_at: datetime
    last_at: datetime
    platforms: list[str]
    in_full: bool


@dataclass(frozen=True)
class CampaignFindings:
    """One campaign in full.

    ``profile`` is what was measured: members, venues, languages, traces, ...; ``anatomy`` to whom,
    when and with what around it they posted; ``assessment`` what may be concluded: rung,
    likelihood, confidence, signs, explanations; ``narratives`` its messages, most used first;
    ``passed_on`` what most members reposted;
    ``tied_pairs`` the ties to show, with posts; ``core`` a table ``account_a, account_b, bits`` of
    the tied pairs among its ``CORE_MEMBERS`` most strongly tied accounts, strongest first;
    ``attached`` who else stands with it, the smallest q first: nothing of the rest rests on these.
    """

    profile: CampaignProfile
    anatomy: Anatomy
    assessment: Assessment
    narratives: tuple[Narrative, ...]
    passed_on: tuple[PassedOn, ...]
    tied_pairs: tuple[TiedPair, ...]
    core: pa.Table
    attached: tuple[AttachedAccount, ...]


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
    found = store.sql(TABLES["campaigns"])
    first = found["campaign"].to_pylist()[:CAMPAIGNS_IN_FULL]
    in_full = first if campaigns is None else list(campaigns)
    summaries = _summaries(found, in_full)
    measured: list[CampaignProfile] = []
    for each in profiles(store, in_full):
        measured.append(each)
        progress("report", len(measured), len(in_full))
    waves, shown = case_waves(store), _in_full(store, measured, timetable, lexicon)
    families = [each.family for one in shown for each in one.narratives]
    families += [each.figures.trace for each in waves.shown]
    return CaseFindings(
        case=store.path.resolve().name,
        overview=_overview(store),
        known=known_fields(store),
        accounts=case_accounts(store),
        summaries=summaries,
        campaigns_left_out=found.num_rows - len(summaries),
        campaigns=shown,
        inputs=_inputs(store),
        runs=finished_runs(store),
        meaning=meaning.calibration if meaning is not None else None,
        leads=narrative_leads(store, meaning) if meaning is not None else {},
        reuse=reused(store),
        incidents=case_incidents(store),
        operations=case_operations(store),
        waves=waves,
        media=case_media(
            store, in_full, _pictured(shown), _media_named(shown, waves), clear=show_media
        ),
        dossier=case_dossier(
            store, [(each.profile, each.anatomy, each.assessment) for each in shown], progress
        ),
        nothing=why_nothing(store),
        codes=codes_of(store, families),
        names=names_of(store, families),
    )


def _overview(store: CaseStore) -> CaseOverview:
    return CaseOverview(
        **store.sql(_OVERVIEW).to_pylist()[0],
        platforms=_tally(store, "platform", "posts"),
        kinds=_tally(store, "kind", "events"),
        precisions=_tally(store, "time_precision", "posts"),
    )


def _tally(store: CaseStore, column: str, table: str) -> tuple[tuple[str, int], ...]:
    counted = store.sql(f"SELECT {column}, count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1")
    return tuple((value, n) for value, n in map(dict.values, counted.to_pylist()))


def _summaries(campaigns: pa.Table, in_full: Sequence[str]) -> tuple[CampaignSummary, ...]:
    columns = [name for name in CampaignSummary.__annotations__ if name != "in_full"]
    listed = campaigns.slice(0, CAMPAIGNS_LISTED).select(columns).to_pylist()
    return tuple(CampaignSummary(**row, in_full=row["campaign"] in in_full) for row in listed)


def _in_full(
    store: CaseStore,
    measured: Sequence[CampaignProfile],
    timetable: Timetable | None,
    lexicon: Sequence[str] | None,
) -> tuple[CampaignFindings, ...]:
    names = [each.campaign for each in measured]
    ties, attached = strongest_ties(store, names), attached_accounts(store, names)
    parts, reposts = anatomies(store, names, timetable, lexicon), passed_on(store, names)
    return tuple(
        CampaignFindings(
            profile=each,
            anatomy=parts[each.campaign],
            assessment=assess(each),
            narratives=each.narratives,
            passed_on=reposts[each.campaign],
            tied_pairs=ties[each.campaign],
            core=_core_pairs(store, each),
            attached=attached[each.campaign],
        )
        for each in measured
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


def _core_pairs(store: CaseStore, measured: CampaignProfile) -> pa.Table:
    accounts = [member.account for member in measured.members[:CORE_MEMBERS]]
    return store.sql(_CORE, (accounts, accounts))


def _inputs(store: CaseStore) -> tuple[KeptFile, ...]:
    files = (KeptFile(f.name, f.size, f.sha256) for f in store.evidence.files().values())
    return tuple(sorted(files, key=lambda file: (file.name, file.sha256)))
