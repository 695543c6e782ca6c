"""What entries of files about claims must hold: the rules of those that are typed.

One without id is completed as if it had been typed: accounts of the case become pseudonyms, codes
of messages whole numbers.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.claims.channel_files import ChannelClass
from demasque.dossier.claims.claim_values import CarriedBy, Relation
from demasque.dossier.claims.stating_claims import claim_body, one_of
from demasque.dossier.dossier_files.entry_fields import only_fields
from demasque.dossier.dossier_files.entry_files import WrittenEntry
from demasque.dossier.journal.journal import Entry, EntryKind
from demasque.errors import UsageError
from demasque.text import canonical_url

_MARKERS: Final = tuple(CarriedBy.__dataclass_fields__)
_CLAIM: Final = ("what", "who", "about", "when", "where", "evidence", "archived", "sha256",
                 "answers", *_MARKERS)  # fmt: skip
_NEEDED: Final = _CLAIM[:6]
_CHANNEL: Final = ("account", "platform", "site", "class", "name", "source")
_PSEUDONYM: Final = re.compile(r"a_[a-z2-7]{16}")


def check_claim(
    store: CaseStore, written: WrittenEntry, known: Mapping[str, Entry]
) -> Mapping[str, Any]:
    """A claim: its own rules, and claims that it answers or takes the place of.

    One with an id stands so in a journal somewhere, and is taken as it was said: the ledger leaves
    out, and names, what it cannot read.
    """
    entry, body = written.entry, written.entry.body
    if written.named:
        return body
    only_fields(body, _CLAIM)
    for field in _NEEDED:
        if not isinstance(body.get(field), str):
            raise UsageError("A claim needs words in {field}.", field=field)
    answers = _texts(body, "answers")
    for claim in (*answers, *([entry.supersedes] if entry.supersedes is not None else [])):
        _known_claim(claim, known)
    made = claim_body(
        store,
        **{field: body[field] for field in (*_NEEDED, "archived", "sha256") if field in body},
        carried_by=CarriedBy(*(_texts(body, marker) for marker in _MARKERS)),
    )
    return {**made, "answers": sorted(set(answers))} if answers else made


def check_claim_link(
    store: CaseStore, written: WrittenEntry, known: Mapping[str, Entry]
) -> Mapping[str, Any]:
    """A link: between two claims that are there, by one of the relations."""
    body = written.entry.body
    only_fields(body, ("claim", "other", "relation"))
    for end in ("claim", "other"):
        _known_claim(body.get(end), known)
    if body["claim"] == body["other"]:
        raise UsageError("{claim} cannot be linked to itself.", claim=body["claim"])
    one_of(Relation, str(body.get("relation")), "relation")
    return body


def check_channels(
    store: CaseStore, written: WrittenEntry, known: Mapping[str, Entry]
) -> Mapping[str, Any]:
    """A list of channels: accounts by their pseudonyms, sites, and the class of each."""
    body = written.entry.body
    only_fields(body, ("sha256", "channels"))
    rows = body.get("channels")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError("A list of channels names them in channels.")
    for row in rows:
        only_fields(row, _CHANNEL)
        one_of(ChannelClass, str(row.get("class")), "class")
        account, site = row.get("account"), row.get("site")
        if account is not None and not _PSEUDONYM.fullmatch(str(account)):
            raise UsageError(
                "An account stands here under its pseudonym; lists with ids are for claim channels."
            )
        if site is not None and canonical_url(str(site)) != site:
            raise UsageError(
                "{site} is no site: a host's name, such as example.org", site=repr(site)
            )
        if account is None and site is None:
            raise UsageError("neither an account nor a site")
    return body


def _known_claim(claim: object, known: Mapping[str, Entry]) -> None:
    found = known.get(claim) if isinstance(claim, str) else None
    if found is None or found.kind is not EntryKind.CLAIM:
        raise UsageError(
            "There is no claim {claim}. The command claim list lists those of a case.",
            claim=repr(claim),
        )


def _texts(body: Mapping[str, Any], field: str) -> tuple[str, ...]:
    given = body.get(field, [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise UsageError("A claim has a list of words in {field}.", field=field)
    return tuple(given)
