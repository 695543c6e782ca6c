"""Looking after a case, for Python: the part of :class:`demasque.api.Case` about keeping data."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque import case, ingest, media
from demasque.api.options import PathLike
from demasque.errors import UsageError, readable
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.ingest import AddedFile, Removal, VenueNaming
    from demasque.media import AddedMedia


class Upkeep:
    """Remap, name venues, purge, forget, anonymise and verify."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def remap(self, *, progress: Progress = quiet) -> list[AddedFile]:
        """Read the evidence again with today's mapping; what became of each file.

        Findings stay. All or nothing.

        Raises:
            DemasqueError: a file cannot be read any more, or the case is anonymised.
        """
        with self._run("remap", {}) as record:
            added = ingest.remap(self._store, progress)
            record.note("files", how_read(added))
            record.note("personal_dropped", personal_dropped(added))
        return added

    def name_venues(self, file: PathLike) -> VenueNaming:
        """Say by an analyst's list what kind of venue accounts are, and what they are called.

        Args:
            file: CSV with the columns platform, account, kind (department, media, politician,
                private_person, other) and name. It takes the place of an earlier list. The name of
                a private person is never stored; who is not on the list stays a pseudonym.

        Raises:
            UsageError: a line cannot be used; the sentence says which, and the column.
            DemasqueError: the case is anonymised.
        """
        with self._run("venues", {"file": os.fspath(file)}) as record:
            named = ingest.name_venues(self._store, file)
            record.note("listed", named.listed)
        return named

    def purge(self, older_than: str, *, progress: Progress = quiet) -> Removal:
        """Take posts older than an ISO 8601 duration ("P12M") out of tables, findings, evidence.

        Raises:
            UsageError: this is no duration.
        """
        with self._run("purge", {"older_than": older_than}) as record:
            media.keep_protection(self._store)
            removal = ingest.purge(self._store, older_than, progress)
            record.note("files", self._how_kept())
        return removal

    def forget(self, *accounts: str, progress: Progress = quiet) -> Removal:
        """Take accounts out of tables, findings and evidence; a tombstone keeps them out.

        Args:
            accounts: pseudonyms, or "platform:id"; the run's record does not name them.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: the case knows no such account.
        """
        with self._run("forget", {"accounts": len(accounts)}) as record:
            media.keep_protection(self._store)
            removal = ingest.forget(self._store, accounts, progress)
            record.note("files", self._how_kept())
        return removal

    def anonymise(self, *, keep_evidence: bool = False) -> int:
        """Destroy the key, and the evidence unless it is to be kept; how many files went.

        Nobody can undo it, and nobody is asked: ask before you call.
        """
        with self._run("anonymise", {"keep_evidence": keep_evidence}):
            media.keep_protection(self._store)
            return case.anonymise(self._store, keep_evidence)

    def verify(self) -> list[str]:
        """Check the custody log and the evidence; one sentence per thing that was changed."""
        return case.verify(self._store)

    def rejects(self, file: str | None = None) -> pa.Table:
        """The rows of export files that could not be used: ``file, line, reason``.

        Rows of lists of pictures and clips come last, as FOLDER/LIST, and then the pictures and
        clips that could not be read, as FOLDER/FILE with no line; '?' stands for the bytes of a
        name that are no UTF-8.

        Args:
            file: the name or SHA-256 of a file, or the name of a folder; None for all, in the
                order of adding.

        Raises:
            UsageError: no file of this name was read.
        """
        files = self._store.sql("SELECT name, source_file FROM files ORDER BY name").to_pylist()
        beside = self._store.media_rejects.read()
        known = [*files, *({"name": row.folder} for row in beside)]
        if file is not None and not any(file in each.values() for each in known):
            names = ", ".join(sorted({each["name"] for each in known}))
            raise UsageError(
                "No file called {file} was read into this case. Files: {files}.",
                file=file,
                files=names or Sentence("none so far"),
            )
        rows = self._store.sql(
            "SELECT f.name AS file, r.source_line AS line, r.reason FROM rejects r "
            "JOIN files f USING (source_file) WHERE ? IS NULL OR ? IN (f.name, r.source_file) "
            "ORDER BY f.added_at, r.source_file, r.source_line, r.reason",
            [file, file],
        )
        wanted = [row for row in beside if file in (None, row.folder)]
        columns = [
            [readable(f"{row.folder}/{row.file}") for row in wanted],
            [row.line for row in wanted],
            [row.reason for row in wanted],
        ]
        return pa.concat_tables([rows, pa.table(columns, schema=rows.schema)])

    def _how_kept(self) -> dict[str, dict[str, Any]]:
        """File (SHA-256) -> how the case reads it from now on, for a run's record."""
        rows = self._store.sql("SELECT source_file, name, source, mapping FROM files").to_pylist()
        return {
            row["source_file"]: {
                "name": row["name"],
                "format": row["source"],
                "mapping_given": json.loads(row["mapping"]),
            }
            for row in rows
        }

    def custody_head(self) -> tuple[int, str]:
        """How many lines the custody log has, and the hash it ends on."""
        head = self._store.custody.head()
        return head.lines, head.hash


def how_read(added: Sequence[AddedFile]) -> dict[str, dict[str, Any]]:
    """File (SHA-256) -> format, mapping and fields by which it was read, for a run's record."""
    return {
        file.source_file: {
            "name": file.name,
            "format": file.source,
            "mapping": dict(file.mapping),
            "mapping_given": dict(file.mapping_given),
            "fields_read": list(file.fields_read),
        }
        for file in added
        if file.source_file and not file.already
    }


def personal_dropped(added: Sequence[AddedFile]) -> dict[str, dict[str, int]]:
    """File (SHA-256) -> personal field -> how many of its values were dropped, for a run's log."""
    return {i.source_file: dict(i.personal_dropped) for i in added if i.personal_dropped}


def note_media(record: RunRecord, media: Sequence[AddedMedia]) -> None:
    """Note in a run's record what became of folders of files beside posts, without their names."""
    counted = ("layouts", "files", "new", "linked", "avatars", "left_out", "copied", "rejected")
    if media:
        record.note("media", [{name: getattr(m, name) for name in counted} for m in media])
    for each in media:
        for sentence in (*each.warnings, *([each.problem] if each.problem else [])):
            record.warn(sentence)


def note_added(record: RunRecord, file: AddedFile) -> None:
    """Note in a run's record the file that was added, and what there was to say of it."""
    if file.source_file:
        record.input(file.name, file.source_file)
    for sentence in (*file.warnings, *([file.problem] if file.problem else [])):
        record.warn(sentence)
