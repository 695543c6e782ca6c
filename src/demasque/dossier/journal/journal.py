"""The journal: what people said, appended to the custody log and read back from it.

An entry is one line of the log (action ``dossier``), whole: it is on disk when :func:`write_entry`
returns, hangs in the chain of hashes that ``verify`` follows, and there is no second place that
could fall behind or differ. Nothing is ever rewritten: a later entry may supersede an earlier one
or retract it, and both stay. Entries hold pseudonyms, never the platforms' own ids of accounts:
what a person writes comes through :func:`kept_body` first.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.written.kept_words import kept_body
from demasque.dossier.written.signing_names import signing_name
from demasque.errors import UsageError

ACTION: Final = "dossier"
"""Of the custody log's lines that are entries of the journal."""


class EntryKind(StrEnum):
    """What an entry is; the first letter of its id follows from it."""

    JUDGEMENT = "judgement"
    READING = "reading"  # of a judgement, by a second reader
    DECISION = "decision"
    HYPOTHESIS = "hypothesis"
    EVIDENCE = "evidence"
    CLAIM = "claim"
    CLAIM_LINK = "claim link"
    CHANNEL = "channel"
    TECHNIQUE = "technique"  # accepted or rejected
    RETRACTION = "retraction"


_LETTERS: Final = {
    EntryKind.JUDGEMENT: "J",
    EntryKind.READING: "R",
    EntryKind.DECISION: "D",
    EntryKind.HYPOTHESIS: "H",
    EntryKind.EVIDENCE: "E",
    EntryKind.CLAIM: "K",
    EntryKind.CLAIM_LINK: "L",
    EntryKind.CHANNEL: "O",
    EntryKind.TECHNIQUE: "T",
    EntryKind.RETRACTION: "X",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody said.

    ``id`` follows from all the rest but ``line``, so that two teams give one entry one id. ``at``
    is UTC, whole seconds. ``by`` is the person who says it, with the office. ``body`` holds JSON
    values; what is in it each kind of entry defines. ``supersedes`` is the id of an earlier entry
    that no longer stands, None for most; a retraction names there what it takes back. ``line`` is
    the line of the custody log.
    """

    id: str
    kind: EntryKind
    at: datetime
    by: str
    body: Mapping[str, Any]
    supersedes: str | None
    line: int


def write_entry(
    store: CaseStore,
    kind: EntryKind,
    by: str,
    body: Mapping[str, Any],
    supersedes: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append an entry; it is on disk when this returns. ``at`` is now unless it was said earlier.

    Names of the case's accounts and personal details in its words are replaced first.

    The same entry (same words, person, second) given again is the one that is there already.

    Raises:
        UsageError: nobody says it, the case has no entry of the id in ``supersedes``, or it would
            take back what somebody else said.
        DemasqueError: it names accounts, and the case's key is gone.
    """
    person = signing_name(store, by)
    known = {entry.id: entry for entry in journal_entries(store)}
    if supersedes is not None and supersedes not in known:
        raise UsageError("This case has no entry {entry}.", entry=supersedes)
    if kind is EntryKind.RETRACTION and supersedes is not None:
        only_own(person, known[supersedes])
    kept = kept_body(store, body)
    entry = said_elsewhere(kind, at or datetime.now(UTC), person, kept, supersedes)
    append_entries(store, [entry])
    return {each.id: each for each in journal_entries(store)}[entry.id]


def only_own(by: str, entry: Entry) -> None:
    """Raise UsageError where a person would take back what somebody else said."""
    if not same_speaker(by, entry.by):
        raise UsageError(
            "{entry} was said by {person}, and only who said it takes it back. Others say what "
            "they think beside it: in a judgement or a decision of their own, as a second reader, "
            "or in an entry that takes its place by name.",
            entry=entry.id,
            person=entry.by,
        )


def same_speaker(one: str, other: str) -> bool:
    """Whether two entries are by one person: name and office, in whatever case and spaces."""
    return speaker(one) == speaker(other)


def speaker(by: str) -> str:
    """What tells persons apart: name and office, case and spaces folded."""
    return " ".join(by.split()).casefold()


def said_elsewhere(
    kind: EntryKind, at: datetime, by: str, body: Mapping[str, Any], supersedes: str | None
) -> Entry:
    """An entry that is not in a log yet (``line`` 0), with the id that follows from its words."""
    when = at.astimezone(UTC).replace(microsecond=0)
    words = json.dumps(_said(kind, when, by, body, supersedes), ensure_ascii=False, sort_keys=True)
    name = _LETTERS[kind] + sha256(words.encode()).hexdigest()[:8]
    return Entry(name, kind, when, by, dict(body), supersedes, line=0)


def append_entries(store: CaseStore, entries: Iterable[Entry]) -> int:
    """Append entries as they are, each on disk before the next; how many were not there yet."""
    known = {entry.id for entry in journal_entries(store)}
    fresh = [entry for entry in entries if entry.id not in known]
    for entry in fresh:
        said = _said(entry.kind, entry.at, entry.by, entry.body, entry.supersedes)
        store.custody.write(ACTION, id=entry.id, **said)
    return len(fresh)


def _said(
    kind: EntryKind, at: datetime, by: str, body: Mapping[str, Any], supersedes: str | None
) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "said_at": at.isoformat(),
        "said_by": by,
        "body": dict(body),
        "supersedes": supersedes,
    }


def journal_entries(store: CaseStore, *kinds: EntryKind) -> tuple[Entry, ...]:
    """Entries of these kinds, or of all, in the order in which they were written.

    A line that somebody changed, so that its words no longer fit its id, is left out: nobody said
    that. ``verify`` names it.
    """
    read = (
        _entry(line["details"], line["line"])
        for line in store.custody.entries()
        if line["action"] == ACTION and (not kinds or line["details"].get("kind") in kinds)
    )
    return tuple(entry for entry in read if entry is not None)


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries that none of the others supersedes or retracts, in their order; no retractions."""
    listed = tuple(entries)
    gone = {entry.supersedes for entry in listed}
    return tuple(
        entry for entry in listed if entry.id not in gone and entry.kind is not EntryKind.RETRACTION
    )


def _entry(said: Mapping[str, Any], line: int) -> Entry | None:
    """An entry from a line of the log; None for one that was tampered with."""
    try:
        entry = Entry(
            id=said["id"],
            kind=EntryKind(said["kind"]),
            at=datetime.fromisoformat(said["said_at"]),
            by=said["said_by"],
            body=said["body"],
            supersedes=said["supersedes"],
            line=line,
        )
    except (KeyError, TypeError, ValueError):
        return None
    if type(line) is not int or entry.at.tzinfo is None or not isinstance(entry.body, dict):
        return None
    as_said = said_elsewhere(entry.kind, entry.at, entry.by, entry.body, entry.supersedes)
    return entry if entry.id == as_said.id else None
