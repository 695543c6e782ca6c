"""Everything a report shows, gathered from the case before a word is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from demasque.assessment import Assessment, assess
from demasque.campaigns import CampaignProfile, profiles
from demasque.case import CaseStore
from demasque.findings.network import Network, network
from demasque.findings.telling import Meaning, Telling, tellings, with_leads
from demasque.findings.tie_evidence import Tie, strongest_ties
from demasque.findings.timeline import Timeline, timeline
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.text import Calibration

CAMPAIGNS: Final = 20
"""Campaigns shown in full; the overview lists ``LISTED`` and the exports hold all."""

LISTED: Final = 200
MEMBERS: Final = 100
"""Accounts, and likewise venues and traces, listed per campaign."""

_BAR_HEIGHT: Final = 150
_LANE_HEIGHT: Final = 26

_LOOKED_AT = """
SELECT count(*) AS posts, count(DISTINCT account) AS accounts,
       min(posted_at) AS first_at, max(posted_at) AS last_at,
       (SELECT count(*) FROM rejects) AS rejects,
       (SELECT count(*) FROM ties) AS ties,
       (SELECT count(*) FROM memberships) AS members
FROM posts
"""


@dataclass(frozen=True)
class LookedAt:
    """What the case holds: posts, accounts, the time they span, rows that could not be read."""

    posts: int
    accounts: int
    first_at: datetime | None
    last_at: datetime | None
    rejects: int
    ties: int
    members: int
    platforms: tuple[tuple[str, int], ...]  # with posts, most first
    kinds: tuple[tuple[str, int], ...]  # kinds of trace looked at, with the uses found
    precisions: tuple[tuple[str, int], ...]  # how closely times are known, with posts


@dataclass(frozen=True)
class Row:
    """One line of the overview."""

    campaign: str
    accounts: int
    posts: int
    ties: int
    first_at: datetime
    last_at: datetime
    platforms: list[str]
    in_full: bool


@dataclass(frozen=True)
class CampaignPage:
    """One campaign in full."""

    profile: CampaignProfile
    assessment: Assessment
    days: Timeline
    lane: Timeline
    network: Network
    told: tuple[Telling, ...]
    ties: tuple[Tie, ...]

    @property
    def labels(self) -> dict[int, str]:
        """Traces that are narratives, in their own words rather than in normal form."""
        return {each.narrative.family: each.narrative.label for each in self.told}


@dataclass(frozen=True)
class Input:
    """One file of evidence."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Content:
    """A whole report before wording."""

    case: str
    looked_at: LookedAt
    rows: tuple[Row, ...]
    campaigns_left_out: int
    pages: tuple[CampaignPage, ...]
    inputs: tuple[Input, ...]
    runs: tuple[Mapping[str, Any], ...]
    meaning: Calibration | None  # of the model that leads were looked for with


def gather(store: CaseStore, progress: Progress = quiet, meaning: Meaning | None = None) -> Content:
    """Read from a case what its report shows; with a model, leads between narratives too."""
    looked_at = _looked_at(store)
    campaigns = store.sql("SELECT * FROM campaigns ORDER BY substring(campaign, 2)::BIGINT")
    listed = [
        Row(
            **{name: row[name] for name in Row.__annotations__ if name != "in_full"},
            in_full=n < CAMPAIGNS,
        )
        for n, row in enumerate(campaigns.slice(0, LISTED).to_pylist())
    ]
    in_full = [row.campaign for row in listed if row.in_full]
    seen: list[CampaignProfile] = []
    for each in profiles(store, in_full):
        seen.append(each)
        progress("report", len(seen), len(in_full))
    return Content(
        case=store.path.resolve().name,
        looked_at=looked_at,
        rows=tuple(listed),
        campaigns_left_out=campaigns.num_rows - len(listed),
        pages=_pages(store, seen, _told(seen, meaning, progress)),
        inputs=tuple(
            sorted(
                (Input(f.name, f.size, f.sha256) for f in store.evidence.files().values()),
                key=lambda file: (file.name, file.sha256),
            )
        ),
        runs=_runs(store),
        meaning=meaning.calibration if meaning is not None else None,
    )


def _looked_at(store: CaseStore) -> LookedAt:
    return LookedAt(
        **store.sql(_LOOKED_AT).to_pylist()[0],
        platforms=_tally(store, "platform", "posts"),
        kinds=_tally(store, "kind", "events"),
        precisions=_tally(store, "time_precision", "posts"),
    )


def _tally(store: CaseStore, column: str, table: str) -> tuple[tuple[str, int], ...]:
    counted = store.sql(f"SELECT {column}, count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1")
    return tuple((value, n) for value, n in map(dict.values, counted.to_pylist()))


def _told(
    seen: Sequence[CampaignProfile], meaning: Meaning | None, progress: Progress
) -> list[tuple[Telling, ...]]:
    """What each campaign says."""
    if meaning is None:
        return [tellings(each.narratives) for each in seen]
    progress("meaning", 0, None)
    linked = with_leads([each.narratives for each in seen], meaning)
    return [tellings(narratives) for narratives in linked]


def _pages(
    store: CaseStore, seen: list[CampaignProfile], told: list[tuple[Telling, ...]]
) -> tuple[CampaignPage, ...]:
    span = _span(seen) if seen else (date.min, date.min)
    ties = strongest_ties(store, [each.campaign for each in seen])
    return tuple(
        _page(store, each, ties[each.campaign], span, said)
        for each, said in zip(seen, told, strict=True)
    )


def _span(seen: list[CampaignProfile]) -> tuple[date, date]:
    """Return the first and the last day on which any of the campaigns shared something."""
    return (
        min(each.shared_days[0].day for each in seen),
        max(each.shared_days[-1].day for each in seen),
    )


def _page(
    store: CaseStore,
    seen: CampaignProfile,
    ties: tuple[Tie, ...],
    span: tuple[date, date],
    told: tuple[Telling, ...],
) -> CampaignPage:
    days = seen.shared_days
    return CampaignPage(
        profile=seen,
        assessment=assess(seen),
        days=timeline(days, days[0].day, days[-1].day, _BAR_HEIGHT),
        lane=timeline(days, *span, _LANE_HEIGHT),
        network=network(store, seen),
        told=told,
        ties=ties,
    )


def _runs(store: CaseStore) -> tuple[Mapping[str, Any], ...]:
    """Read the records of finished runs, oldest first; a torn record is left out."""
    records = []
    for path in sorted((store.path / "runs").glob("*/run.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue
        if record.get("outcome") == "done":
            records.append({**record, "warnings": _warnings(record)})
    # A case is made before anything else, though a run may begin within the same second.
    return tuple(sorted(records, key=lambda run: (run["command"] != "init", str(run["began"]))))


def _warnings(record: Mapping[str, Any]) -> list[Sentence]:
    """The warnings of a run, to be said in the reader's language where their forms were kept."""
    worded = record.get("worded") or [{"form": said, "values": {}} for said in record["warnings"]]
    return [Sentence.recorded(each) for each in worded]
