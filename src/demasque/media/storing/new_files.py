"""Fingerprints of files that the case does not have, written group by group."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
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
"""Files that are written at once: what a kill loses is some seconds of pictures."""


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
    for path, made in _fingerprints(list(paths), progress):
        digest = paths[path]
        if not isinstance(made, Fingerprint):
            rejected.add(links.media[digest], 0, made)
            continue
        size = path.stat().st_size
        group.append(NewFile(digest, size, made, made.container, keep))
        if len(group) >= GROUP:
            _write(store, folder, links, group, fresh)
            group = []
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
) -> Iterator[tuple[Path, Fingerprint | Sentence]]:
    yield from fingerprint_files(paths, progress) if paths else ()
