"""What becomes of a file? Add, remap, retention, redaction, reveal; the door of this room."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from demasque.case import CaseStore
from demasque.ingest.added_file import Intake
from demasque.ingest.adding_files import take_in
from demasque.ingest.remapping import remap_with
from demasque.ingest.retention import Removal, forget_with, purge_with
from demasque.ingest.revealing import reveal_with
from demasque.privacy import IdKind
from demasque.progress import Progress, quiet
from demasque.sources import READERS


def add_files(
    store: CaseStore,
    paths: Iterable[str | Path],
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = quiet,
    keep_profile_text: bool = False,
) -> list[Intake]:
    """Add export files to a case; what became of each, in the order given.

    ``format`` is a source's id (found out from each file when None); ``mapping`` is field ->
    column, or field -> ``=constant``. A file that cannot be read has its ``problem`` in words and
    stops no other. ``keep_profile_text`` stores display names and bios as written, not only as
    hashes. Raises UsageError for a missing file, an unknown format, field or column.
    """
    return take_in(store, READERS, paths, format, mapping, progress, keep_profile_text)


def reveal(store: CaseStore, kind: IdKind = "account", progress: Progress = quiet) -> pa.Table:
    """Pseudonym -> raw id of every account (or post) in the evidence.

    Columns ``pseudonym, platform, raw``, sorted. The caller writes the custody line.
    """
    return reveal_with(store, READERS, kind, progress)


def remap(store: CaseStore, progress: Progress = quiet) -> list[Intake]:
    """Read the evidence again with today's mapping; what became of each file.

    Analysts' work stays. All or nothing; DemasqueError when a file cannot be read any more.
    """
    return remap_with(store, READERS, progress)


def forget(store: CaseStore, accounts: Iterable[str], progress: Progress = quiet) -> Removal:
    """Take accounts (pseudonyms, or ``platform:id``) out of tables, findings and evidence.

    Raises UsageError for an account that the case does not know.
    """
    return forget_with(store, READERS, accounts, progress)


def purge(store: CaseStore, older_than: str, progress: Progress = quiet) -> Removal:
    """Take posts older than an ISO 8601 duration (``P12M``) out of tables, findings and evidence.

    Raises UsageError for what is no duration.
    """
    return purge_with(store, READERS, older_than, progress=progress)


__all__ = [
    "Intake",
    "Removal",
    "add_files",
    "forget",
    "purge",
    "remap",
    "reveal",
]
