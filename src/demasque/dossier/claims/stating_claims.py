"""Entering claims and links between them, and taking them back: each one entry of the journal."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from demasque.case import CaseStore
from demasque.dossier.claims.cited_words import cited_address, cited_words
from demasque.dossier.claims.claim_ledger import ClaimLedger, claim_ledger
from demasque.dossier.claims.claim_threads import would_circle
from demasque.dossier.claims.claim_values import (
    CarriedBy,
    Claim,
    ClaimLink,
    EvidenceShown,
    Relation,
)
from demasque.dossier.claims.markers import checked_markers
from demasque.dossier.journal.journal import (
    Entry,
    EntryKind,
    journal_entries,
    standing,
    write_entry,
)
from demasque.dossier.written.kept_words import kept_body
from demasque.errors import UsageError

_Word = TypeVar("_Word", bound=StrEnum)

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def add_claim(
    store: CaseStore,
    what: str,
    *,
    who: str,
    about: str,
    when: str | date,
    where: str,
    evidence: str,
    by: str,
    answers: Sequence[str] = (),
    archived: str | None = None,
    sha256: str | None = None,
    carried_by: CarriedBy | None = None,
    supersedes: str | None = None,
) -> Claim:
    """Enter a claim; it stands when this returns.

    Args:
        store: an open case.
        what: what is claimed.
        who: who claims it.
        about: about whom.
        when: the day, as YYYY-MM-DD.
        where: the address of the page where it is claimed.
        evidence: what was shown: none, assertion, documents, data or reproduced.
        by: who enters it: a name, and the office.
        answers: ids of claims that it answers.
        archived: the address of a copy.
        sha256: the hash of a copy, 64 hexadecimal digits.
        carried_by: by what posts are seen to carry it; see :func:`checked_markers`.
        supersedes: the id of a claim whose place it takes; that one stays in the journal.

    Raises:
        UsageError: one of them makes no sense, names an unknown claim, or would close a circle; or
            the ledger holds this claim already. Nothing is written.
    """
    ledger = claim_ledger(store)
    earlier = ledger.find(supersedes).id if supersedes is not None else None
    answered = sorted({ledger.find(each).id for each in answers} - {earlier})
    body = claim_body(
        store,
        what=what,
        who=who,
        about=about,
        when=when,
        where=where,
        evidence=evidence,
        archived=archived,
        sha256=sha256,
        carried_by=carried_by,
    )
    if answered:
        body["answers"] = answered
    _refuse_twice(ledger, body, earlier)
    for other in answered:
        _refuse_foresight(date.fromisoformat(body["when"]), body["what"], ledger.find(other))
    if earlier is not None:
        for other in answered:
            _refuse_circle(ledger, earlier, other)
    entry = write_entry(store, EntryKind.CLAIM, by, body, supersedes=earlier)
    return claim_ledger(store).find(entry.id)


def claim_body(
    store: CaseStore,
    *,
    what: str,
    who: str,
    about: str,
    when: str | date,
    where: str,
    evidence: str,
    archived: str | None = None,
    sha256: str | None = None,
    carried_by: CarriedBy | None = None,
) -> dict[str, Any]:
    """What an entry of the journal holds of a claim, but for what it answers; names no account.

    Raises:
        UsageError: one of them makes no sense.
        DemasqueError: they name an account, and the case's key is gone.
    """
    body: dict[str, Any] = {
        "what": cited_words(what, "--what"),
        "who": cited_words(who, "--who"),
        "about": cited_words(about, "--about"),
        "when": _day(when).isoformat(),
        "where": cited_address(where),
        "evidence": one_of(EvidenceShown, evidence, "--evidence").value,
    }
    if archived is not None:
        body["archived"] = cited_address(archived)
    if sha256 is not None:
        body["sha256"] = _hash(sha256)
    markers = checked_markers(store, carried_by or CarriedBy())
    told = {name: list(getattr(markers, name)) for name in CarriedBy.__dataclass_fields__}
    return kept_body(store, body | {name: found for name, found in told.items() if found})


def link_claims(store: CaseStore, claim: str, other: str, relation: str, *, by: str) -> ClaimLink:
    """Say that a claim answers, supports, corrects or confirms another.

    Raises:
        UsageError: an unknown claim or relation, a claim linked to itself, a link that is there
            already, or one that would close a circle of claims that rest on each other.
    """
    ledger = claim_ledger(store)
    one, two = ledger.find(claim), ledger.find(other)
    stands = one_of(Relation, relation, "--as")
    for link in ledger.links:
        if (link.claim, link.other, link.relation) == (one.id, two.id, stands):
            raise UsageError("That {claim} {verb} {other} is in the ledger already.",
                             claim=one.id, verb=stands.sentence, other=two.id)  # fmt: skip
    _refuse_circle(ledger, one.id, two.id)
    if stands.opposite:
        _refuse_foresight(one.when, one.id, two)
    body = {"claim": one.id, "other": two.id, "relation": stands.value}
    entry = write_entry(store, EntryKind.CLAIM_LINK, by, body)
    return ClaimLink(entry.id, one.id, two.id, stands, entry.by)


def retract_entry(store: CaseStore, entry: str, *, by: str, because: str) -> Entry:
    """Take back a claim, a link between claims, or the list of channels; it stays in the journal.

    ``entry`` is the id of a claim (K...), of a link (L...) or of a list of channels (O...).

    Raises:
        UsageError: nothing of this id stands, somebody else entered it, or no reason is given.
    """
    reason = cited_words(because, "--because")
    return write_entry(
        store, EntryKind.RETRACTION, by, {"because": reason}, supersedes=_standing(store, entry)
    )


def _standing(store: CaseStore, entry: str) -> str:
    """The whole id of an entry of these kinds that stands, readable or not."""
    wanted = entry.strip()[:1].upper() + entry.strip()[1:].lower()
    kinds = (EntryKind.CLAIM, EntryKind.CLAIM_LINK, EntryKind.CHANNEL)
    entries = journal_entries(store, *kinds, EntryKind.RETRACTION)
    if wanted in {each.id for each in standing(entries)}:
        return wanted
    if wanted[:1] in ("L", "O"):
        raise UsageError("No link and no list of channels {entry} stands.", entry=entry)
    return claim_ledger(store).find(entry).id


def _day(when: str | date) -> date:
    try:
        day = when if isinstance(when, date) else date.fromisoformat(when.strip())
    except ValueError as error:
        raise UsageError("{when} is no day. Write it as 2024-07-08.", when=when or "''") from error
    if day > datetime.now(UTC).date():
        raise UsageError("{when} has not come yet.", when=day.isoformat())
    return day


def _hash(sha256: str) -> str:
    plain = sha256.strip().lower().removeprefix("sha256:")
    if not _SHA256.fullmatch(plain):
        raise UsageError("{hash} is no SHA-256: 64 hexadecimal digits.", hash=sha256 or "''")
    return plain


def one_of(words: type[_Word], given: str, option: str) -> _Word:
    """The word of a scale or a list that was given.

    Raises:
        UsageError: it is none of them; ``option`` says in the sentence which was wrong.
    """
    try:
        return words(given.strip().lower())
    except ValueError as error:
        raise UsageError(
            "{option}: {given} is none of {known}.",
            option=option,
            given=given or "''",
            known=", ".join(words),
        ) from error


def _refuse_twice(ledger: ClaimLedger, body: dict[str, Any], earlier: str | None) -> None:
    told = tuple(body[name].casefold() for name in ("what", "who", "about", "when", "where"))
    for each in ledger.claims:
        same = (each.what, each.who, each.about, each.when.isoformat(), each.where)
        if each.id != earlier and tuple(part.casefold() for part in same) == told:
            raise UsageError("This claim is in the ledger already, as {claim}.", claim=each.id)


def _refuse_circle(ledger: ClaimLedger, claim: str, other: str) -> None:
    if claim == other:
        raise UsageError("{claim} cannot be linked to itself.", claim=claim)
    if would_circle(ledger.links, claim, other):
        raise UsageError(
            "{other} rests on {claim} already, by the links of the ledger: a circle of claims "
            "shows nothing.",
            claim=claim,
            other=other,
        )


def _refuse_foresight(day: date, claim: str, other: Claim) -> None:
    if day < other.when:
        raise UsageError(
            "{claim} is dated {day}, before {other} ({later}): it cannot answer or correct that.",
            claim=claim,
            day=day.isoformat(),
            other=other.id,
            later=other.when.isoformat(),
        )
