"""What a pack tells of how its case came about: lines of the custody log, runs, judgements."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from demasque.assessment import CONFIDENCE_TERMS, LIKELIHOOD_TERMS
from demasque.case import CaseStore
from demasque.dossier import EntryKind, Judgement
from demasque.findings import CaseFindings, HandedCampaign

_SHOWN: Final = frozenset(
    {"init", "add", "remap", "venues", "detect", "purge", "anonymise", "media protect", "label"}
)
"""Actions whose lines are shown whole: what the findings rest on, nothing of whom they reach."""

_CHANGING: Final = _SHOWN | {"forget", "dossier", "match"}
"""Actions that change a case. Lines after the last of them tell of reports and packs only."""

_ABOUT_A_CAMPAIGN: Final = frozenset(
    {EntryKind.JUDGEMENT, EntryKind.EVIDENCE, EntryKind.HYPOTHESIS, EntryKind.TECHNIQUE}
)
_PLACES: Final = frozenset({"path", "file", "files"})
_RUNS: Final = ("init", "add", "remap", "venues", "detect", "purge", "anonymise")
_PSEUDONYM: Final = re.compile(r"\b[ap]_[a-z2-7]{16}\b")


def packed_log(store: CaseStore, campaign: str) -> bytes:
    """The custody log up to the last line that changed the case, each with its hash.

    Lines about other campaigns, about accounts that are no members, and about what was handed to
    whom come without details (null); the chain of hashes runs through them all the same.
    """
    entries = store.custody.entries()
    last = max((n for n, each in enumerate(entries, 1) if each["action"] in _CHANGING), default=0)
    told = [each["details"] if _is_shown(each, campaign) else None for each in entries[:last]]
    members = _members_among(store, campaign, [_named(each) for each in told if each is not None])
    lines = [
        {**entry, "details": details if details and _named(details) <= members else None}
        for entry, details in zip(entries, told, strict=False)
    ]
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in lines)


def _is_shown(entry: Mapping[str, Any], campaign: str) -> bool:
    details = entry["details"]
    if entry["action"] != "dossier":
        return entry["action"] in _SHOWN
    body = details.get("body")
    about = body.get("campaign") if isinstance(body, dict) else None
    return details.get("kind") in _ABOUT_A_CAMPAIGN and about == campaign


def _named(details: Mapping[str, Any]) -> frozenset[str]:
    """The accounts and posts that a line names."""
    return frozenset(_PSEUDONYM.findall(json.dumps(details)))


def _members_among(
    store: CaseStore, campaign: str, named: Sequence[frozenset[str]]
) -> frozenset[str]:
    """Those of the ids that are members of the campaign, or their posts."""
    query = """
        WITH members AS (SELECT account FROM memberships WHERE campaign = $1),
        named AS (SELECT unnest($2::VARCHAR[]) AS id)
        SELECT id FROM named WHERE id IN (SELECT account FROM members)
        UNION ALL SELECT id FROM named JOIN posts ON post = id JOIN members USING (account)"""
    ids = sorted(frozenset().union(*named))
    return frozenset(store.sql(query, (campaign, ids))["id"].to_pylist())


def packed_runs(found: CaseFindings) -> list[dict[str, Any]]:
    """Records of the runs that the findings rest on, oldest first."""
    return [
        {name: value for name, value in run.items() if name != "worded"}
        | {"arguments": {name: _named_only(name, told) for name, told in run["arguments"].items()}}
        for run in found.runs
        if run["command"] in _RUNS
    ]


def _named_only(name: str, told: Any) -> Any:
    """An argument, of a file its name alone: where it lay is nobody's business."""
    if name in _PLACES and isinstance(told, str):
        return PurePath(told).name
    return [_named_only(name, each) for each in told] if isinstance(told, list) else told


def packed_judgements(handed: HandedCampaign) -> list[dict[str, Any]]:
    """What named persons judge of the campaign, in their words; likelihood and confidence apart."""
    return [_judgement(each) for each in handed.judgements]


def _judgement(one: Judgement) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "by": one.by,
        "run": one.run,
        "rung": int(one.rung),
        "statement": one.statement,
        "likelihood": LIKELIHOOD_TERMS[one.likelihood][0],
        "confidence": CONFIDENCE_TERMS[one.confidence][0],
        "because": one.because,
        "would_change": one.would_change,
        "sources": list(one.sources),
        "second_readings": _readings(one),
    }


def _readings(one: Judgement) -> Sequence[dict[str, Any]]:
    return [
        {"at": each.at.isoformat(), "by": each.by, "agrees": each.agrees.value}
        | {"because": each.because}
        for each in one.readings
        if each.vouched
    ]
