"""Judgements of named persons: judged, read by a second person, superseded, withdrawn.

Nothing is rewritten: each step appends an entry to the journal.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from demasque.assessment import Confidence, Likelihood, Rung
from demasque.case import CaseStore
from demasque.dossier.journal.journal import EntryKind, write_entry
from demasque.dossier.judging_by_people.judged_members import about
from demasque.dossier.judging_by_people.judged_words import kept_judgement, kept_words
from demasque.dossier.judging_by_people.judgement_rules import (
    agreement_of,
    checked_judgement,
    same_person,
    words_of,
)
from demasque.dossier.judging_by_people.judgement_values import Agreement, Judgement
from demasque.dossier.judging_by_people.reading_judgements import judgements
from demasque.errors import UsageError


def judge(
    store: CaseStore,
    campaign: str,
    *,
    rung: int | Rung,
    by: str,
    likelihood: str | Likelihood,
    confidence: str | Confidence,
    because: str,
    sources: Sequence[str] = (),
    statement: str | None = None,
    would_change: str | None = None,
    supersedes: str | None = None,
    at: datetime | None = None,
) -> Judgement:
    """Write down what a named person judges of a campaign; it is on disk when this returns.

    Args:
        store: an open case.
        campaign: such as "C1"; its accounts now are what is judged, whatever they are called later.
        rung: 0 to 4. From 3 on (the same operation, attribution) only with a source.
        by: who judges: a name, and the office.
        likelihood: a degree of ICD 203, by its name in English or French.
        confidence: low, moderate or high, likewise.
        because: the reasons.
        sources: http(s) links.
        statement: what exactly is judged, where the rung's own name does not say enough.
        would_change: what would change the judgement.
        supersedes: the id of a judgement whose place this one takes; that one stays, marked.
        at: when it was said (with a zone); None for now.

    Raises:
        UsageError: no such campaign, a rule is broken, or the judgement to supersede does not
            stand, or is about another campaign.
    """
    said: dict[str, Any] = {
        "rung": int(rung) if isinstance(rung, Rung) else rung,
        "likelihood": _name(likelihood),
        "confidence": _name(confidence),
        "because": because,
        "sources": [sources] if isinstance(sources, str) else list(sources),
        "statement": statement,
        "would_change": would_change,
    }
    body = {**about(store, campaign), **kept_judgement(store, checked_judgement(said))}
    if supersedes is not None:
        earlier = _standing(store, supersedes)
        if earlier.found is not None and earlier.found.campaign != campaign:
            raise UsageError(
                "{entry} is about {other}, not {campaign}.",
                entry=supersedes,
                other=earlier.found.campaign,
                campaign=campaign,
            )
    ordered = {key: body[key] for key in (*_FIRST, *body) if key in body}
    entry = write_entry(store, EntryKind.JUDGEMENT, by, ordered, supersedes, at)
    return judgement(store, entry.id)


def read_judgement(
    store: CaseStore,
    judged: str,
    *,
    by: str,
    agrees: str | Agreement,
    because: str,
    at: datetime | None = None,
) -> Judgement:
    """Write down what a second reader says of a judgement; the judgement, with its readings.

    Raises:
        UsageError: there is no such judgement, or it no longer stands; the reader is who judged;
            no reason is given.
    """
    read = _standing(store, judged)
    answer = agreement_of(agrees)
    reason = kept_words(store, words_of(because, "because"), "because")
    if same_person(by, read.by):
        raise UsageError(
            "{person} made this judgement: a second reader is somebody else.", person=read.by
        )
    body = {"judgement": judged, "campaign": read.campaign, "agrees": str(answer.value)}
    write_entry(store, EntryKind.READING, by, {**body, "because": reason}, at=at)
    return judgement(store, judged)


def withdraw_judgement(
    store: CaseStore, judged: str, *, by: str, because: str, at: datetime | None = None
) -> Judgement:
    """Take a judgement back, with the reason; it stays in the log, marked.

    Raises:
        UsageError: there is no such judgement, it no longer stands, somebody else made it, or no
            reason is given.
    """
    read = _standing(store, judged)
    reason = kept_words(store, words_of(because, "because"), "because")
    body = {"campaign": read.campaign, "because": reason}
    write_entry(store, EntryKind.RETRACTION, by, body, judged, at)
    return judgement(store, judged)


def judgement(store: CaseStore, judged: str) -> Judgement:
    """One judgement by its id. UsageError where the case has none."""
    known = {each.id: each for each in judgements(store)}
    if judged not in known:
        raise UsageError("This case has no judgement {entry}.", entry=judged)
    return known[judged]


def _standing(store: CaseStore, judged: str) -> Judgement:
    """One judgement that still stands. UsageError where it does not."""
    read = judgement(store, judged)
    if read.superseded_by is not None:
        raise UsageError(
            "{entry} was superseded by {later}: take that one.",
            entry=judged,
            later=read.superseded_by,
        )
    if read.withdrawal is not None:
        raise UsageError(
            "{entry} was withdrawn by {person}.", entry=judged, person=read.withdrawal.by
        )
    return read


_FIRST = (
    "campaign",
    "rung",
    "statement",
    "likelihood",
    "confidence",
    "because",
    "would_change",
    "sources",
)


def _name(degree: str | Likelihood | Confidence) -> str:
    return degree if isinstance(degree, str) else degree.name.replace("_", " ").lower()
