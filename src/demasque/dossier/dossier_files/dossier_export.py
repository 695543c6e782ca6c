"""The entries of a case as files: one file, or a folder with one per kind and campaign."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from demasque.atomic import write_file
from demasque.case import CaseStore
from demasque.dossier.dossier_files.entry_files import read_entries
from demasque.dossier.dossier_files.entry_toml import entries_as_toml
from demasque.dossier.journal.journal import Entry, journal_entries
from demasque.errors import UsageError


@dataclass(frozen=True)
class ExportedDossier:
    """The files written, and how many entries they hold.

    ``broken_at`` is the first line of the custody log that is not as it was written, None where the
    log proves every entry. An entry whose words were changed there is not given out.
    """

    files: tuple[Path, ...]
    entries: int
    broken_at: int | None


def export_dossier(store: CaseStore, path: Path) -> ExportedDossier:
    """Write every entry of the journal to a file ``*.toml``, or to a folder of them.

    Entries stand by time, then in the order of the log. The same entries give the same bytes.

    Raises:
        UsageError: what is there already is no dossier, or holds entries that the case does not
            have, or cannot be written over.
    """
    entries = sorted(journal_entries(store), key=lambda entry: (entry.at, entry.line))
    one = path.suffix == ".toml" and not path.is_dir()
    _check_what_is_there(path, {entry.id for entry in entries})
    contents = {path: entries} if one else _by_file(path, entries)
    try:
        for file, held in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_file(file, entries_as_toml(held).encode())
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
        ) from error
    broken = store.custody.verify()
    return ExportedDossier(
        tuple(contents), len(entries), None if broken is None else broken.doubtful_from
    )


def _by_file(folder: Path, entries: Iterable[Entry]) -> dict[Path, list[Entry]]:
    files: dict[Path, list[Entry]] = {}
    for entry in entries:
        campaign = entry.body.get("campaign")
        named = isinstance(campaign, str) and re.fullmatch(r"C\d{1,9}", campaign)
        parts = [entry.kind.value.replace(" ", "-"), *([str(campaign)] if named else [])]
        files.setdefault(folder / f"{'-'.join(parts)}.toml", []).append(entry)
    return dict(sorted(files.items()))


def _check_what_is_there(path: Path, known: set[str]) -> None:
    """Nobody's words are written over: entries that a person added to a file come in first."""
    if path.is_dir():
        if not any(path.glob("*.toml")):
            return
    elif not path.exists():
        return
    unknown = [each for each in read_entries(path) if each.entry.id not in known]
    if unknown:
        raise UsageError(
            "{path}, line {line}: this entry is not in the case yet. Import it first (demasque "
            "dossier import), or choose another name.",
            path=unknown[0].file,
            line=unknown[0].line,
        )
