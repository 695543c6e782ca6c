"""What an entry of a file must hold before it is taken in: the rules of those that are typed.

A check gets the case, the entry and every entry by id (those of the case and those of the files),
and gives the body to keep; UsageError says what is wrong. It may complete the body of an entry
without id, never that of one with.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.decisions.account_naming import account_named
from demasque.dossier.decisions.deciding import verdict_named
from demasque.dossier.dossier_files.claim_checks import (
    check_channels,
    check_claim,
    check_claim_link,
)
from demasque.dossier.dossier_files.entry_fields import only_fields
from demasque.dossier.dossier_files.entry_files import WrittenEntry
from demasque.dossier.dossier_files.matrix_checks import checked_evidence, checked_hypothesis
from demasque.dossier.dossier_files.technique_checks import check_technique
from demasque.dossier.journal.journal import Entry, EntryKind, only_own
from demasque.dossier.judging_by_people.judged_members import about, members_digest
from demasque.dossier.judging_by_people.judged_words import kept_judgement, kept_words
from demasque.dossier.judging_by_people.judgement_rules import (
    agreement_of,
    checked_judgement,
    same_person,
    words_of,
)
from demasque.errors import UsageError

Entries = Mapping[str, Entry]
Check = Callable[[CaseStore, WrittenEntry, Entries], Mapping[str, Any]]

_ABOUT: Final = ("campaign", "accounts", "run", "members_sha256", "members")
_JUDGED: Final = (
    "rung", "statement", "likelihood", "confidence", "because", "would_change", "sources",
)  # fmt: skip


def check_judgement(store: CaseStore, written: WrittenEntry, known: Entries) -> Mapping[str, Any]:
    """A judgement: its own rules, whom it is about, and what it supersedes."""
    entry = written.entry
    body = dict(entry.body)
    only_fields(body, (*_ABOUT, *_JUDGED))
    words = checked_judgement(body)
    if "members" not in body and not written.named:
        body = {**about(store, words_of(body.get("campaign"), "campaign")), **body}
    members = body.get("members")
    if not isinstance(members, list) or not members or not all(type(m) is str for m in members):
        raise UsageError("A judgement names the accounts that it is about, in members.")
    if (len(members), members_digest(members)) != (body["accounts"], body["members_sha256"]):
        raise UsageError("The members are not those of members_sha256.")
    if entry.supersedes is not None:
        _superseded(entry, known)
    return body if written.named else {**body, **kept_judgement(store, words)}


def check_reading(store: CaseStore, written: WrittenEntry, known: Entries) -> Mapping[str, Any]:
    """A second reading: of a judgement that is there, by somebody else."""
    entry = written.entry
    only_fields(entry.body, ("judgement", "campaign", "agrees", "because"))
    judged = known.get(entry.body.get("judgement", ""))
    if judged is None or judged.kind is not EntryKind.JUDGEMENT:
        raise UsageError("This case has no judgement {entry}.", entry=entry.body.get("judgement"))
    agreement_of(entry.body.get("agrees"))
    reason = words_of(entry.body.get("because"), "because")
    if same_person(entry.by, judged.by):
        raise UsageError(
            "{person} made this judgement: a second reader is somebody else.", person=judged.by
        )
    if written.named:
        return entry.body
    return {**entry.body, "because": kept_words(store, reason, "because")}


def check_retraction(store: CaseStore, written: WrittenEntry, known: Entries) -> Mapping[str, Any]:
    """A retraction: of what the same person said, and of a judgement for a reason."""
    entry = written.entry
    if entry.supersedes is None:
        raise UsageError("A retraction names in supersedes what it takes back.")
    only_own(entry.by, known[entry.supersedes])
    if known[entry.supersedes].kind is not EntryKind.JUDGEMENT:
        return entry.body
    reason = words_of(entry.body.get("because"), "because")
    _superseded(entry, known)
    if written.named:
        return entry.body
    return {**entry.body, "because": kept_words(store, reason, "because")}


def check_decision(store: CaseStore, written: WrittenEntry, known: Entries) -> Mapping[str, Any]:
    """A decision: on an account, for a reason; it supersedes the same person's only."""
    entry, body = written.entry, written.entry.body
    only_fields(body, ("account", "verdict", "because"))
    earlier = None if entry.supersedes is None else known[entry.supersedes]
    if earlier is not None:
        only_own(entry.by, earlier)
    account, verdict = words_of(body.get("account"), "account"), str(body.get("verdict"))
    kept = {
        "account": account if written.named else account_named(store, account),
        "verdict": verdict_named(verdict).value,
        "because": words_of(body.get("because"), "because"),
    }
    if earlier is not None and (
        earlier.kind is not EntryKind.DECISION or earlier.body.get("account") != kept["account"]
    ):
        raise UsageError("{entry} is no decision on this account.", entry=earlier.id)
    return body if written.named else kept


def _check_hypothesis(store: CaseStore, written: WrittenEntry, known: Entries) -> Mapping[str, Any]:
    return checked_hypothesis(written.entry.body)


def _check_evidence(store: CaseStore, written: WrittenEntry, known: Entries) -> Mapping[str, Any]:
    return checked_evidence(written.entry.body)


CHECKS: Final[Mapping[EntryKind, Check]] = {
    EntryKind.JUDGEMENT: check_judgement,
    EntryKind.READING: check_reading,
    EntryKind.DECISION: check_decision,
    EntryKind.CLAIM: check_claim,
    EntryKind.CLAIM_LINK: check_claim_link,
    EntryKind.CHANNEL: check_channels,
    EntryKind.TECHNIQUE: check_technique,
    EntryKind.RETRACTION: check_retraction,
    EntryKind.HYPOTHESIS: _check_hypothesis,
    EntryKind.EVIDENCE: _check_evidence,
}
"""By kind of entry. To have entries of a kind checked is to name its check here."""


def _superseded(entry: Entry, known: Entries) -> None:
    """Raise UsageError where what a judgement supersedes is none, or is superseded already."""
    earlier = known[entry.supersedes or ""]
    if earlier.kind is not EntryKind.JUDGEMENT:
        raise UsageError("This case has no judgement {entry}.", entry=earlier.id)
    for other in known.values():
        if other.supersedes == earlier.id and _differ(other, entry):
            if other.kind is EntryKind.RETRACTION:
                raise UsageError(
                    "{entry} was withdrawn by {person}.", entry=earlier.id, person=other.by
                )
            raise UsageError(
                "{entry} was superseded by {later}: take that one.",
                entry=earlier.id,
                later=other.id,
            )


def _differ(one: Entry, other: Entry) -> bool:
    """Whether two entries are not one, written without id and then completed."""
    return one.id != other.id and (one.kind, one.at, one.by) != (other.kind, other.at, other.by)
