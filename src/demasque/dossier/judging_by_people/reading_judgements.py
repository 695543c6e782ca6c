"""Judgements read back from the journal, with what was said of them since."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from math import inf
from typing import Final, TypeVar

from demasque.assessment import Rung, confidence_named, likelihood_named
from demasque.case import CaseStore
from demasque.dossier.journal.journal import Entry, EntryKind, journal_entries
from demasque.dossier.judging_by_people.judged_members import found_again, memberships, taken_out
from demasque.dossier.judging_by_people.judgement_values import (
    Agreement,
    FoundAgain,
    Judgement,
    SecondReading,
    Withdrawal,
)
from demasque.errors import UsageError

_READ: Final = (EntryKind.JUDGEMENT, EntryKind.READING, EntryKind.RETRACTION)


def judgements(store: CaseStore) -> tuple[Judgement, ...]:
    """Every judgement of the case, in the order of writing; superseded and withdrawn ones too.

    Where the custody log is broken, those that it no longer proves are not ``vouched``.
    """
    entries = journal_entries(store, *_READ)
    judged = [each for each in entries if each.kind is EntryKind.JUDGEMENT]
    if not judged:
        return ()
    broken = store.custody.verify()
    doubtful = inf if broken is None else broken.doubtful_from
    now, out = memberships(store), taken_out(store)
    return _readable(
        lambda each: _judgement(
            each,
            entries,
            found_again(each.body["members"], now, out),
            doubtful,
        ),
        judged,
    )


_Made = TypeVar("_Made")


def _readable(make: Callable[[Entry], _Made], entries: Iterable[Entry]) -> tuple[_Made, ...]:
    """What is made of entries, without those that somebody rewrote in the log past reading."""
    made: list[_Made] = []
    for each in entries:
        with suppress(KeyError, TypeError, ValueError, AttributeError, UsageError):
            made.append(make(each))
    return tuple(made)


def _judgement(
    entry: Entry, entries: Iterable[Entry], found: FoundAgain | None, doubtful: float
) -> Judgement:
    """A judgement with what was said of it; lines from ``doubtful`` on are not vouched for."""
    body = entry.body
    later = [each for each in entries if each.supersedes == entry.id]
    taken_back = [each for each in later if each.kind is EntryKind.RETRACTION]
    read = [
        each
        for each in entries
        if each.kind is EntryKind.READING and each.body.get("judgement") == entry.id
    ]
    return Judgement(
        id=entry.id,
        at=entry.at,
        by=entry.by,
        campaign=body["campaign"],
        members=tuple(body["members"]),
        run=body.get("run"),
        rung=Rung(body["rung"]),
        statement=body.get("statement"),
        likelihood=likelihood_named(body["likelihood"]),
        confidence=confidence_named(body["confidence"]),
        because=body["because"],
        would_change=body.get("would_change"),
        sources=tuple(body["sources"]),
        supersedes=entry.supersedes,
        readings=_readable(partial(_second_reading, doubtful), read),
        superseded_by=next((e.id for e in later if e.kind is EntryKind.JUDGEMENT), None),
        withdrawal=next(iter(_readable(_withdrawal, taken_back)), None),
        found=found,
        vouched=entry.line < doubtful,
        line=entry.line,
    )


def _second_reading(doubtful: float, entry: Entry) -> SecondReading:
    return SecondReading(
        id=entry.id,
        at=entry.at,
        by=entry.by,
        agrees=Agreement(entry.body["agrees"]),
        because=entry.body["because"],
        vouched=entry.line < doubtful,
        line=entry.line,
    )


def _withdrawal(entry: Entry) -> Withdrawal:
    return Withdrawal(id=entry.id, at=entry.at, by=entry.by, because=str(entry.body["because"]))
