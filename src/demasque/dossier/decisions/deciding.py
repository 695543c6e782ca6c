"""Decisions on accounts: said by named persons, read from the journal, never rewritten.

A decision is one entry of the journal (kind ``decision``; body ``account``, ``verdict``,
``because``). A person who decides anew on an account supersedes the earlier decision; one who takes
it back adds a retraction. All of them stay in the journal, in their order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from demasque.case import CaseStore
from demasque.dossier.decisions.account_naming import account_named
from demasque.dossier.decisions.decision_algebra import Verdict, most_cautious
from demasque.dossier.journal.journal import (
    Entry,
    EntryKind,
    journal_entries,
    same_speaker,
    speaker,
    write_entry,
)
from demasque.dossier.written.kept_words import without_names
from demasque.errors import UsageError


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided on one account.

    ``entry`` is the journal's id. ``at`` is UTC, whole seconds. ``stands`` is false once the same
    person decided anew or took it back.
    """

    entry: str
    account: str
    verdict: Verdict
    by: str
    because: str
    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of an account, and how many persons' decisions on it stand."""

    verdict: Verdict
    people: int


def decide(store: CaseStore, account: str, verdict: str, by: str, because: str) -> Decision:
    """Write down a person's decision on an account; it supersedes the same person's earlier one.

    Said again in the same words, it is the one that stands already. Figures follow with
    :func:`settle`.

    Args:
        store: an open case.
        account: a pseudonym, or an unambiguous beginning of six characters or more.
        verdict: "confirm", "unsure" or "exclude".
        by: who decides, with the office.
        because: the reason. It stays in the custody log for good: it should name no person.

    Raises:
        UsageError: no such account or verdict, or nobody or nothing is said. Nothing is written.
    """
    meant, chosen = account_named(store, account), verdict_named(verdict)
    reason = without_names(store, " ".join(because.split()))
    if not reason:
        raise UsageError("Say why: a decision without a reason cannot be checked by others.")
    before = _standing_of(store, meant, by)
    body = {"account": meant, "verdict": chosen.value, "because": reason}
    if before is not None and (before.verdict, before.because) == (chosen, reason):
        return before
    superseded = None if before is None else before.entry
    return _decision(write_entry(store, EntryKind.DECISION, by, body, superseded), stands=True)


def take_back(store: CaseStore, account: str, by: str) -> Decision:
    """Take back what a person decided on an account; the decision stays in the journal.

    Raises:
        UsageError: no such account, or no decision of this person on it stands.
    """
    meant = account_named(store, account)
    before = _standing_of(store, meant, by)
    if before is None:
        raise UsageError(
            "No decision of {person} on {account} stands. Decisions: demasque decide {case} --list",
            person=repr(" ".join(by.split())),
            account=meant,
            case=store.path,
        )
    write_entry(store, EntryKind.RETRACTION, by, {"account": meant}, before.entry)
    return before


def decisions_made(store: CaseStore) -> tuple[Decision, ...]:
    """Every decision ever made in the case, in the order of the journal."""
    entries = journal_entries(store, EntryKind.DECISION, EntryKind.RETRACTION)
    return decisions_among(entries)


def decisions_among(entries: Iterable[Entry]) -> tuple[Decision, ...]:
    """The decisions among entries of a journal, in their order.

    A decision stands unless a later entry supersedes it or takes it back, and unless the same
    person decided on the account at a later time (two copies of a case may each have one). An
    entry that is given twice counts once; one that no command could have written is none.
    """
    listed = tuple({entry.id: entry for entry in entries if _readable(entry)}.values())
    gone = {entry.supersedes for entry in listed}
    last: dict[tuple[str, str], Entry] = {}
    for entry in listed:
        if entry.kind is EntryKind.DECISION and entry.id not in gone:
            place = (entry.body["account"], speaker(entry.by))
            last[place] = max(last.get(place, entry), entry, key=_when)
    stand = {entry.id for entry in last.values()}
    return tuple(
        _decision(entry, stands=entry.id in stand)
        for entry in listed
        if entry.kind is EntryKind.DECISION
    )


def held(said: Iterable[Decision]) -> dict[str, Held]:
    """What holds of each account by the decisions that stand, of several the most cautious."""
    verdicts: dict[str, list[Verdict]] = {}
    for each in said:
        if each.stands:
            verdicts.setdefault(each.account, []).append(each.verdict)
    combined = {account: most_cautious(each) for account, each in verdicts.items()}
    return {
        account: Held(verdict, len(verdicts[account]))
        for account, verdict in sorted(combined.items())
        if verdict is not None
    }


def verdict_named(word: str) -> Verdict:
    """The verdict that a word means. UsageError for any other word."""
    try:
        return Verdict(word.strip().lower())
    except ValueError:
        raise UsageError(
            "{word} is no decision. Decisions: {listed}.", word=repr(word), listed=list(Verdict)
        ) from None


def _standing_of(store: CaseStore, account: str, by: str) -> Decision | None:
    for each in decisions_made(store):
        if each.stands and each.account == account and same_speaker(each.by, by):
            return each
    return None


def _readable(entry: Entry) -> bool:
    body = entry.body
    return entry.kind is not EntryKind.DECISION or (
        isinstance(body.get("account"), str)
        and isinstance(body.get("because"), str)
        and body.get("verdict") in list(Verdict)
    )


def _when(entry: Entry) -> tuple[datetime, int, str]:
    """Of two decisions in one second the more cautious counts as the later."""
    return entry.at, list(Verdict).index(Verdict(entry.body["verdict"])), entry.id


def _decision(entry: Entry, *, stands: bool) -> Decision:
    return Decision(
        entry=entry.id,
        account=entry.body["account"],
        verdict=Verdict(entry.body["verdict"]),
        by=entry.by,
        because=entry.body["because"],
        at=entry.at,
        stands=stands,
    )
