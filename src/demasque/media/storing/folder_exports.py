"""The exports of posts that lie in a folder, added by the ordinary way before its files are."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from demasque.case import UNPACKED_FOLDERS, CaseStore
from demasque.errors import DemasqueError, Sentence
from demasque.ingest import AddedFile, add_files
from demasque.media.storing.post_matching import FileOwner, PostMatcher
from demasque.progress import Progress, quiet
from demasque.sources import (
    FolderListing,
    FolderReading,
    InputFile,
    MediaRow,
    Source,
    choose_source,
    gather_infos,
    info_row,
    take_sample,
)

_EXPORT_ENDINGS: Final = (
    *(".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".parquet", ".xml", ".rss"),
    *(".gz", ".zst"),
)
_INFOS: Final = "yt-dlp.info.ndjson"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """How the user asks for exports to be read."""

    format: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    keep_profile_text: bool = False


def add_exports(
    store: CaseStore,
    folder: FolderListing,
    reading: FolderReading,
    request: ExportRequest,
    progress: Progress = quiet,
) -> tuple[list[AddedFile], list[Sentence]]:
    """Add the exports of a folder; what became of each, and what was no export after all."""
    added: list[AddedFile] = []
    unread: list[Sentence] = []
    lists = {row.listed_in for row in reading.rows}
    lists |= {row.listed_in for row in reading.rejected}
    for file in reading.exports:
        if not file.casefold().endswith(_EXPORT_ENDINGS):
            continue
        path = folder.path(file)
        try:
            source = _source(path, file, request)
        except DemasqueError as error:
            # A table that only says which file belongs to which post has done its work.
            if file not in lists:
                unread.append(
                    Sentence("{file} was not read: {problem}", file=file, problem=error.sentence)
                )
            continue
        fields = {k: v for k, v in request.mapping.items() if k not in source.cannot_map({k: v})}
        added += add_files(
            store, [path], request.format, fields, progress, request.keep_profile_text
        )
    return added + _add_infos(store, folder, reading, request, progress), unread


def _source(path: Path, file: str, request: ExportRequest) -> Source:
    """What reads an export, with or without the user's mapping, which is for all of a folder."""
    export = InputFile(path, posixpath.basename(file))
    sample = take_sample(export)
    try:
        return choose_source(export, sample, request.format, {})[0]
    except DemasqueError as error:
        if not request.mapping:
            raise
        try:
            return choose_source(export, sample, request.format, request.mapping)[0]
        except DemasqueError:
            raise error from None


def _add_infos(
    store: CaseStore,
    folder: FolderListing,
    reading: FolderReading,
    request: ExportRequest,
    progress: Progress,
) -> list[AddedFile]:
    """Make posts of those of yt-dlp's descriptions whose post the case does not have.

    They go into the evidence as one file: a folder has thousands of them. Those of accounts that
    were forgotten stay out.
    """
    rows = [row for file in reading.infos if (row := info_row(folder, file))]
    rows = [row for row in rows if not _is_forgotten(store, row)]
    owners = PostMatcher(store).match(rows)
    new = [
        row.listed_in
        for row, owner in zip(rows, owners, strict=True)
        if not isinstance(owner, FileOwner)
    ]
    if not new:
        return []
    with TemporaryDirectory(prefix=UNPACKED_FOLDERS, dir=store.path) as scratch:
        path = Path(scratch) / _INFOS
        gather_infos(folder, new, path)
        return add_files(store, [path], "yt-dlp", None, progress, request.keep_profile_text)


def _is_forgotten(store: CaseStore, row: MediaRow) -> bool:
    gone = store.tombstones().accounts
    if not gone or row.platform is None:
        return False
    return any(store.names.one("account", row.platform, who) in gone for who in row.accounts)
