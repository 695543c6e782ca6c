"""Entries of files taken into a case: all of them, or none where one cannot be taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.case import CaseStore
from demasque.dossier.dossier_files.entry_checks import CHECKS
from demasque.dossier.dossier_files.entry_files import WrittenEntry, read_entries
from demasque.dossier.journal.journal import (
    Entry,
    EntryKind,
    append_entries,
    journal_entries,
    said_elsewhere,
)
from demasque.dossier.written.kept_words import kept_bodies, kept_body
from demasque.dossier.written.signing_names import signing_name
from demasque.errors import Sentence, UsageError

_ABOUT_MEMBERS: Final = (EntryKind.JUDGEMENT, EntryKind.TECHNIQUE)
_TELLING: Final = ("rung", "technique", "verdict")


@dataclass(frozen=True)
class ImportedDossier:
    """What became of files of entries: ``added`` in the order of writing; ``known`` before."""

    added: tuple[Entry, ...]
    known: int


def import_dossier(store: CaseStore, path: Path) -> ImportedDossier:
    """Append the entries of a file or a folder that the case does not have.

    Each is on disk before the next. Killed in between, those written stay, and the same call again
    adds the rest.

    Raises:
        UsageError: something cannot be taken (see :func:`read_entries`); nothing is added then.
    """
    have = {entry.id: entry for entry in journal_entries(store)}
    given = read_entries(path)
    known = {**{each.entry.id: each.entry for each in given}, **have}
    fresh: dict[str, Entry] = {}
    for each in given:
        if each.entry.id not in have and not _judged_already(each, have.values()):
            entry = _checked(store, each, known)
            fresh[entry.id] = entry
    _refuse_names(store, [each for each in given if each.named and each.entry.id in fresh])
    ordered = tuple(_in_order([entry for name, entry in fresh.items() if name not in have]))
    append_entries(store, ordered)
    written = {entry.id: entry for entry in journal_entries(store)}
    return ImportedDossier(tuple(written[each.id] for each in ordered), len(given) - len(ordered))


def _judged_already(written: WrittenEntry, have: Iterable[Entry]) -> bool:
    """Whether a judgement, or a word on a technique, without id was taken in before.

    It was completed then by the campaign's accounts, which may be others by now: the person, the
    second, the campaign and the rung or the technique tell.
    """
    entry = written.entry
    if written.named or entry.kind not in _ABOUT_MEMBERS:
        return False
    return any(
        (each.kind, each.at, each.by, each.supersedes)
        == (entry.kind, entry.at, entry.by, entry.supersedes)
        and all(each.body.get(field) == entry.body.get(field) for field in _TELLING)
        and each.body.get("campaign") == str(entry.body.get("campaign")).strip()
        for each in have
    )


def _checked(store: CaseStore, written: WrittenEntry, known: Mapping[str, Entry]) -> Entry:
    """The entry to write, once its references and its body are in order."""
    entry = written.entry
    if entry.supersedes is not None and entry.supersedes not in known:
        written.refuse(Sentence("This case has no entry {entry}.", entry=entry.supersedes))
    check = CHECKS.get(entry.kind)
    if check is None:
        return entry
    try:
        body = check(store, written, known)
        if not written.named:
            body = kept_body(store, body)
        signing_name(store, entry.by)
    except UsageError as error:
        written.refuse(error.sentence)
    return said_elsewhere(entry.kind, entry.at, entry.by, body, entry.supersedes)


def _refuse_names(store: CaseStore, given: Sequence[WrittenEntry]) -> None:
    """Refuse the first that names accounts of the case: one that has an id may not change."""
    bodies = [each.entry.body for each in given]
    for each, kept in zip(given, kept_bodies(store, bodies, noted=False), strict=True):
        if kept != each.entry.body:
            each.refuse(
                Sentence(
                    "Its words name an account of this case, or hold an e-mail address, a "
                    "telephone number or the like, and would be kept for good. Without the line "
                    "with its id it is taken in as a new entry, with pseudonyms and masks."
                )
            )


def _in_order(entries: Sequence[Entry]) -> Iterator[Entry]:
    """By time, as given within a second; what an entry supersedes before it."""
    waiting = {entry.id: entry for entry in sorted(entries, key=lambda entry: entry.at)}
    while waiting:
        name = next(iter(waiting))
        for earlier in reversed(list(_chain(name, waiting))):
            yield waiting.pop(earlier)


def _chain(name: str, waiting: Mapping[str, Entry]) -> Iterable[str]:
    """An entry, what it supersedes, and so on, as far as these still wait."""
    following: str | None = name
    while following is not None and following in waiting:
        yield following
        following = waiting[following].supersedes
