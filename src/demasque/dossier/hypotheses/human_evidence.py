"""Hypotheses and evidence that people add, and their readings of rows: entries of the journal.

An entry of kind hypothesis adds a column; one of kind evidence adds a row, or says how a person
reads a row that is there (``row`` in its body). A person who reads a row again supersedes the
reading of before; both stay in the journal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from demasque.case import CaseStore
from demasque.dossier.hypotheses.admiralty import Credibility, Reliability
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.hypotheses.matrix_values import EvidenceRow, HypothesisColumn, PersonsReading
from demasque.dossier.journal.journal import (
    Entry,
    EntryKind,
    journal_entries,
    same_speaker,
    standing,
    write_entry,
)
from demasque.errors import UsageError
from demasque.sentences import Sentence

LONGEST = 1000
"""Characters of one thing said, as long as a paragraph: longer words belong into the source."""


def add_hypothesis(store: CaseStore, campaign: str, title: str, says: str, by: str) -> Entry:
    """Add a hypothesis to a campaign's matrix.

    Raises:
        UsageError: title, statement or name are missing or too long.
    """
    body = {
        "campaign": campaign,
        "title": said(title, "--title"),
        "says": said(says, "--says"),
    }
    return write_entry(store, EntryKind.HYPOTHESIS, by, body)


def add_evidence(
    store: CaseStore,
    campaign: str,
    what: str,
    source: str,
    reliability: Reliability,
    credibility: Credibility,
    by: str,
    values: Mapping[str, CellValue],
    cause: str | None = None,
) -> Entry:
    """Add a row to a campaign's matrix, and say how its author reads it.

    Raises:
        UsageError: words, source or name are missing or too long.
    """
    body = {
        "campaign": campaign,
        "what": said(what, "--what"),
        "source": said(source, "--source"),
        "reliability": reliability.value,
        "credibility": credibility.value,
        "cause": said(cause, "--cause") if cause else None,
        "says": _marks(values),
    }
    return write_entry(store, EntryKind.EVIDENCE, by, body)


def rate_row(
    store: CaseStore,
    campaign: str,
    row: str,
    by: str,
    values: Mapping[str, CellValue],
    because: str | None = None,
) -> Entry:
    """Say how a person reads a row; the reading of before, by the same person, is superseded.

    Raises:
        UsageError: nobody says it, or it is too long.
    """
    body = {
        "campaign": campaign,
        "row": row,
        "says": _marks(values),
        "because": said(because, "--because") if because else None,
    }
    earlier = [
        each.id for each in _entries(store, campaign)
        if same_speaker(each.by, by) and each.body.get("row") == row
    ]  # fmt: skip
    return write_entry(store, EntryKind.EVIDENCE, by, body, earlier[-1] if earlier else None)


def retract_evidence(store: CaseStore, entry: str, by: str, because: str) -> Entry:
    """Take back a hypothesis, a row or a reading; what was said stays in the journal.

    Raises:
        UsageError: no such entry stands in a matrix, somebody else said it, or nobody or no reason
            is named.
    """
    kinds = (EntryKind.HYPOTHESIS, EntryKind.EVIDENCE)
    standing_now = {each.id for each in standing(journal_entries(store)) if each.kind in kinds}
    if entry not in standing_now:
        raise UsageError("No hypothesis and no evidence {entry} stands in this case.", entry=entry)
    return write_entry(
        store,
        EntryKind.RETRACTION,
        by,
        {"because": said(because, "--because")},
        supersedes=entry,
    )


def said(words: str, option: str) -> str:
    """Return somebody's words on one line.

    Raises:
        UsageError: there are none, or too many.
    """
    kept = " ".join(words.split())
    if not kept:
        raise UsageError("{option} needs words.", option=option)
    if len(kept) > LONGEST:
        raise UsageError(
            "{option} is longer than {most} characters: put the rest into the source.",
            option=option,
            most=LONGEST,
        )
    return kept


def added_columns(store: CaseStore, campaign: str) -> tuple[HypothesisColumn, ...]:
    """The hypotheses that people added to a campaign's matrix, and that still stand."""
    return tuple(
        HypothesisColumn(
            each.id,
            Sentence("{words}", words=each.body["title"]),
            Sentence("{words}", words=each.body["says"]),
            Sentence("{words}", words=each.id),
            each.by,
        )
        for each in _entries(store, campaign)
        if each.kind is EntryKind.HYPOTHESIS
    )


def with_peoples_rows(
    store: CaseStore, campaign: str, measured: Sequence[EvidenceRow]
) -> tuple[EvidenceRow, ...]:
    """The program's rows with people's readings beside them, then the rows that people added.

    A reading of a row that is no longer measured is not shown; it stands in the journal.
    """
    entries = _entries(store, campaign)
    added = [each for each in entries if "what" in each.body]
    own = [_with_readings(each, entries) for each in measured]
    return (*own, *(_with_readings(_row(each), entries, each) for each in added))


def _entries(store: CaseStore, campaign: str) -> tuple[Entry, ...]:
    """Entries of a campaign's matrix that stand; what supersedes them may be of any kind."""
    kinds = (EntryKind.HYPOTHESIS, EntryKind.EVIDENCE)
    return tuple(
        each
        for each in standing(journal_entries(store))
        if each.kind in kinds and each.body.get("campaign") == campaign
    )


def _row(entry: Entry) -> EvidenceRow:
    body = entry.body
    return EvidenceRow(
        id=entry.id,
        cause=body.get("cause") or entry.id,
        what=Sentence("{words}", words=body["what"]),
        measured=None,
        source=body["source"],
        reliability=Reliability(body["reliability"]),
        credibility=Credibility(body["credibility"]),
    )


def _with_readings(
    row: EvidenceRow, entries: Iterable[Entry], author: Entry | None = None
) -> EvidenceRow:
    """The row with one reading of each person: an author who reads anew says it instead."""
    readings: dict[str, Entry] = {} if author is None else {author.by: author}
    readings |= {each.by: each for each in entries if each.body.get("row") == row.id}
    return replace(row, readings=tuple(map(_reading, readings.values())))


def _reading(entry: Entry) -> PersonsReading:
    values = {name: CellValue(mark) for name, mark in entry.body["says"].items()}
    return PersonsReading(entry.id, entry.by, entry.at, values, entry.body.get("because"))


def _marks(values: Mapping[str, CellValue]) -> dict[str, str]:
    return {name: values[name].value for name in sorted(values)}
