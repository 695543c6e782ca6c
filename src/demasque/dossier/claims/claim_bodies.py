"""What entries of the journal say of claims, checked: they may come from elsewhere, or a hand."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from demasque.dossier.claims.claim_values import (
    CarriedBy,
    Claim,
    ClaimLink,
    EvidenceShown,
    Relation,
)
from demasque.dossier.journal.journal import Entry, EntryKind
from demasque.text import canonical_url


def claim_in(entry: Entry) -> Claim:
    """The claim of an entry.

    Raises:
        KeyError, TypeError, ValueError: it is none: something is missing, or is not of its kind.
    """
    body = entry.body
    return Claim(
        id=entry.id,
        what=_words(body["what"]),
        who=_words(body["who"]),
        about=_words(body["about"]),
        when=date.fromisoformat(body["when"]),
        where=_page(body["where"]),
        archived=_page(body["archived"]) if body.get("archived") is not None else None,
        sha256=_words(body["sha256"]) if body.get("sha256") is not None else None,
        evidence=EvidenceShown(body["evidence"]),
        carried_by=_markers(body),
        by=entry.by,
        at=entry.at,
        supersedes=entry.supersedes,
        line=entry.line,
    )


def links_in(entry: Entry, successors: Mapping[str, str | None]) -> Iterator[ClaimLink]:
    """What an entry says of claims, told of those that stand now; an end may be gone ("").

    Raises:
        KeyError, TypeError, ValueError: it is neither a claim nor a link.
    """
    for claim, other, relation in _said(entry):
        one, two = (successors.get(each, each) or "" for each in (claim, other))
        yield ClaimLink(entry.id, one, two, Relation(relation), entry.by)


def _said(entry: Entry) -> list[tuple[str, str, str]]:
    if entry.kind is EntryKind.CLAIM_LINK:
        return [(entry.body["claim"], entry.body["other"], entry.body["relation"])]
    if entry.kind is EntryKind.CLAIM:
        return [(entry.id, other, Relation.ANSWERS) for other in entry.body.get("answers", ())]
    return []


def _markers(body: Mapping[str, Any]) -> CarriedBy:
    found = CarriedBy(
        *(tuple(map(_words, body.get(name, ()))) for name in CarriedBy.__dataclass_fields__)
    )
    for name in found.narratives:
        if len(name) != 17 or int(name[1:], 16) < 0:
            raise ValueError(name)
    return found


def _page(address: object) -> str:
    """An address that a report may link to: of a page on the web, and nothing that runs."""
    page = _words(address)
    if not page.lower().startswith(("http://", "https://")) or canonical_url(page) is None:
        raise ValueError(page)
    return page


def _words(said: object) -> str:
    if not isinstance(said, str) or not said.strip():
        raise ValueError(said)
    return said
