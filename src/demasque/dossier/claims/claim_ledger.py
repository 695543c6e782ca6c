"""The ledger of claims, read from the journal: those that stand, and how they stand to each other.

The order is that of the days on which things were claimed, then that in which they were entered.
No figure of who carries a claim, or how often, comes near it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.claims.claim_bodies import claim_in, links_in
from demasque.dossier.claims.claim_values import Claim, ClaimLink, Relation
from demasque.dossier.journal.journal import Entry, EntryKind, journal_entries, standing
from demasque.errors import UsageError
from demasque.schema import TIME

FEWEST_CHARACTERS = 5
"""Of a claim's id: K and four digits name it where no other begins with them."""

CLAIMS = pa.schema(
    [
        pa.field("claim", pa.string(), nullable=False),
        pa.field("what", pa.string(), nullable=False),
        pa.field("who", pa.string(), nullable=False),
        pa.field("about", pa.string(), nullable=False),
        pa.field("when", pa.date32(), nullable=False),
        pa.field("where", pa.string(), nullable=False),
        pa.field("archived", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("evidence", pa.string(), nullable=False),
        *(pa.field(relation.value, pa.list_(pa.string()), nullable=False) for relation in Relation),
        pa.field("narratives", pa.list_(pa.string()), nullable=False),
        pa.field("words", pa.list_(pa.string()), nullable=False),
        pa.field("urls", pa.list_(pa.string()), nullable=False),
        pa.field("hashtags", pa.list_(pa.string()), nullable=False),
        pa.field("by", pa.string(), nullable=False),
        pa.field("at", TIME, nullable=False),
        pa.field("supersedes", pa.string()),
    ]
)
"""One row a claim that stands: ``answers``, ``supports``, ``corrects`` and ``confirms`` hold ids of
other claims; ``evidence`` is one of the words of :class:`EvidenceShown`."""


@dataclass(frozen=True, slots=True)
class ClaimLedger:
    """Claims that stand, oldest first, and links between them.

    ``successors`` tells what became of earlier claims: the id that stands in their place, None for
    one that was taken back. A link to an earlier claim is one to what took its place.
    ``unreadable`` are ids of entries, from elsewhere, that are no claims or links.
    """

    claims: tuple[Claim, ...]
    links: tuple[ClaimLink, ...]
    successors: Mapping[str, str | None]
    unreadable: tuple[str, ...] = ()

    def find(self, code: str) -> Claim:
        """The claim of an id, or of the first characters of one, five at least.

        Raises:
            UsageError: no claim, or several, begin so; or it no longer stands.
        """
        wanted = code.strip()[:1].upper() + code.strip()[1:].lower()
        gone = self.successors.get(wanted, wanted)
        if gone is None:
            raise UsageError("The claim {claim} was taken back.", claim=wanted)
        if gone != wanted:
            raise UsageError("{other} took the place of claim {claim}.", claim=wanted, other=gone)
        found = [
            each
            for each in self.claims
            if each.id == wanted
            or (len(wanted) >= FEWEST_CHARACTERS and each.id.startswith(wanted))
        ]
        if len(found) > 1:
            raise UsageError(
                "Several claims begin with {claim}: {claims}.",
                claim=wanted,
                claims=", ".join(each.id for each in found[:5]),
            )
        if not found:
            raise UsageError(
                "There is no claim {claim}. The command claim list lists those of a case.",
                claim=code,
            )
        return found[0]


def claims(store: CaseStore) -> tuple[Claim, ...]:
    """The claims of a case that stand, oldest first."""
    return claim_ledger(store).claims


def claim_ledger(store: CaseStore) -> ClaimLedger:
    """Read the ledger of a case.

    An entry that came from elsewhere, and is no claim, is left out and named in ``unreadable``.
    """
    entries = journal_entries(store, EntryKind.CLAIM, EntryKind.CLAIM_LINK, EntryKind.RETRACTION)
    successors = _successors(entries)
    stated: list[Claim] = []
    links: list[ClaimLink] = []
    unreadable: list[str] = []
    for entry in standing(entries):
        try:
            links += links_in(entry, successors)
            stated += [claim_in(entry)] if entry.kind is EntryKind.CLAIM else []
        except (KeyError, TypeError, ValueError, AttributeError):
            unreadable.append(entry.id)
    stated.sort(key=lambda claim: (claim.when, claim.line))
    known = {each.id for each in stated}
    links = [
        link
        for link in links
        if link.claim in known and link.other in known and link.claim != link.other
    ]
    unique = {(each.claim, each.other, each.relation): each for each in reversed(links)}
    return ClaimLedger(
        tuple(stated),
        tuple(sorted(unique.values(), key=lambda each: (each.claim, each.other, each.relation))),
        successors,
        tuple(unreadable),
    )


def claims_table(ledger: ClaimLedger) -> pa.Table:
    """The ledger as :data:`CLAIMS`, oldest claim first."""
    return pa.Table.from_pylist([_row(each, ledger.links) for each in ledger.claims], CLAIMS)


def _row(claim: Claim, links: Iterable[ClaimLink]) -> dict[str, Any]:
    own = [each for each in links if each.claim == claim.id]
    return {
        "claim": claim.id,
        "what": claim.what,
        "who": claim.who,
        "about": claim.about,
        "when": claim.when,
        "where": claim.where,
        "archived": claim.archived,
        "sha256": claim.sha256,
        "evidence": claim.evidence.value,
        **{
            relation.value: [each.other for each in own if each.relation is relation]
            for relation in Relation
        },
        "narratives": list(claim.carried_by.narratives),
        "words": list(claim.carried_by.words),
        "urls": list(claim.carried_by.urls),
        "hashtags": list(claim.carried_by.hashtags),
        "by": claim.by,
        "at": claim.at,
        "supersedes": claim.supersedes,
    }


def _successors(entries: Iterable[Entry]) -> dict[str, str | None]:
    """Each claim that no longer stands -> what stands in its place now, None for nothing."""
    claimed = {each.id for each in entries if each.kind is EntryKind.CLAIM}
    after: dict[str, str | None] = {}
    for entry in entries:
        if entry.supersedes in claimed:
            after[entry.supersedes] = entry.id if entry.kind is EntryKind.CLAIM else None
    return {each: _last(after, each) for each in after}


def _last(after: Mapping[str, str | None], claim: str) -> str | None:
    last = after[claim]
    while last is not None and last in after:  # an entry names earlier ones only: this ends
        last = after[last]
    return last
