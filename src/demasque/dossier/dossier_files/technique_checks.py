"""Checks of entries of files that say of a technique whether a campaign shows it."""

from collections.abc import Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.dossier_files.entry_fields import only_fields
from demasque.dossier.dossier_files.entry_files import WrittenEntry
from demasque.dossier.journal.journal import Entry, EntryKind, only_own
from demasque.dossier.judging_by_people.judged_members import about, members_digest
from demasque.dossier.judging_by_people.judged_words import kept_words
from demasque.dossier.judging_by_people.judgement_rules import words_of
from demasque.dossier.techniques.disarm_register import technique_named
from demasque.dossier.techniques.reading_techniques import readable
from demasque.dossier.techniques.saying_techniques import members_posts
from demasque.dossier.techniques.technique_values import TechniqueVerdict
from demasque.errors import UsageError

_FIELDS: Final = (
    "campaign", "accounts", "run", "members_sha256", "members", "technique", "verdict", "because",
    "posts",
)  # fmt: skip


def check_technique(
    store: CaseStore, written: WrittenEntry, known: Mapping[str, Entry]
) -> Mapping[str, Any]:
    """Of a technique that the register has, for a reason; it supersedes the same person's only."""
    entry, body = written.entry, dict(written.entry.body)
    only_fields(body, _FIELDS)
    body["technique"] = technique_named(words_of(body.get("technique"), "technique")).id
    _verdict(body.get("verdict"))
    reason = words_of(body.get("because"), "because")
    if "members" not in body and not written.named:
        body = {**about(store, words_of(body.get("campaign"), "campaign")), **body}
    if not readable(said := _as_entry(entry, body)) or not body["members"]:
        raise UsageError("It names the accounts that it is about, in members.")
    if (len(body["members"]), members_digest(body["members"])) != (
        body.get("accounts"),
        body.get("members_sha256"),
    ):
        raise UsageError("The members are not those of members_sha256.")
    if entry.supersedes is not None:
        _superseded(said, known)
    if written.named:
        return entry.body
    shown = members_posts(store, body["members"], body.get("posts", []))
    kept = {**body, "because": kept_words(store, reason, "because")}
    return {**kept, "posts": list(shown)} if shown else kept


def _verdict(given: object) -> None:
    known = [each.value for each in TechniqueVerdict]
    if given not in known:
        raise UsageError(
            "{option}: {given} is none of {known}.",
            option="verdict",
            given=repr(given),
            known=", ".join(known),
        )


def _as_entry(entry: Entry, body: Mapping[str, Any]) -> Entry:
    return Entry(entry.id, entry.kind, entry.at, entry.by, body, entry.supersedes, entry.line)


def _superseded(entry: Entry, known: Mapping[str, Entry]) -> None:
    earlier = known[entry.supersedes or ""]
    only_own(entry.by, earlier)
    if (earlier.kind, earlier.body.get("technique")) != (
        EntryKind.TECHNIQUE,
        entry.body["technique"],
    ):
        raise UsageError("{entry} says nothing of this technique.", entry=earlier.id)
