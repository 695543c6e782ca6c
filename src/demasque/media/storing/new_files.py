"""Fingerprints of files that the case does not have, written group by group."""

from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.media.fingerprint import Fingerprint
from demasque.media.fingerprints import fingerprint_files
from demasque.media.storing.added_media import RejectedRows
from demasque.media.storing.file_links import FileLinks, tables_of_links
from demasque.media.storing.folder_files import OpenedFolder
from demasque.media.storing.stored_fingerprints import NewFile, tables_of_files
from demasque.progress import Progress, quiet

GROUP: Final = 100
"""Files that are written at once: fewer cost time (a transaction each), more would be lost."""
PATIENCE: Final = 30.0
"""Seconds after which what there is is written: what a kill can lose of long clips."""


@dataclass(slots=True)
class FreshFiles:
    """What was written: files, those of them that were copied into the evidence, and links."""

    new: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    posts: int = 0
    avatars: int = 0


def write_new_files(
    store: CaseStore,
    folder: OpenedFolder,
    links: FileLinks,
    known: Collection[str],
    keep: bool,
    rejected: RejectedRows,
    progress: Progress = quiet,
) -> FreshFiles:
    """Fingerprint the files that are not ``known`` and write them with their links."""
    fresh = FreshFiles()
    digests = sorted(set(links.media) - set(known), key=lambda digest: links.media[digest])
    paths = {folder.listing.path(links.media[digest]): digest for digest in digests}
    group: list[NewFile] = []
    written = monotonic()
    # Closed at once when something goes wrong: the processes that read end with it.
    with closing(_fingerprints(list(paths), progress)) as found:
        for path, made in found:
            digest = paths[path]
            if not isinstance(made, Fingerprint):
                rejected.add(links.media[digest], 0, made)
                continue
            group.append(NewFile(digest, path.stat().st_size, made, keep))
            if len(group) >= GROUP or monotonic() - written > PATIENCE:
                _write(store, folder, links, group, fresh)
                group, written = [], monotonic()
    if group:
        _write(store, folder, links, group, fresh)
    return fresh


def _write(
    store: CaseStore,
    folder: OpenedFolder,
    links: FileLinks,
    group: list[NewFile],
    fresh: FreshFiles,
) -> None:
    """One group: copies first, then all its rows in one transaction."""
    copies = {f.media: folder.listing.path(links.media[f.media]) for f in group if f.kept}
    store.evidence.keep_as_it_is(copies)
    rows = tables_of_files(group, datetime.now(UTC))
    owners, counts = tables_of_links(store, links, [file.media for file in group])
    store.insert({**rows, **owners})
    fresh.new += [file.media for file in group]
    fresh.kept += list(copies)
    fresh.posts += counts.posts
    fresh.avatars += counts.avatars


def _fingerprints(
    paths: list[Path], progress: Progress
) -> Generator[tuple[Path, Fingerprint | Sentence], None, None]:
    yield from fingerprint_files(paths, progress) if paths else ()
