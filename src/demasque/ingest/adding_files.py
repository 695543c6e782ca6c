"""Adding export files to a case: evidence first, then all rows of a file in one transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from demasque.case import CaseStore, StoredFile, files_by_the_log
from demasque.child_process import cores
from demasque.errors import DemasqueError, Sentence, UsageError, readable
from demasque.ingest.added_file import AddedFile, add_rows
from demasque.ingest.evidence_files import EvidenceFile
from demasque.ingest.machine_trouble import is_machines
from demasque.ingest.remapping import remap_file
from demasque.progress import Progress, quiet
from demasque.sources import UNREAD, InputFile, Reading, Source, choose_source, take_sample


@dataclass(frozen=True, slots=True)
class Request:
    """How the user asks for files to be read; ``format`` None: as each is recognised."""

    format: str | None
    mapping: dict[str, str]
    keep_profile_text: bool = False


def add_files(
    store: CaseStore,
    paths: Iterable[str | Path],
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = quiet,
    keep_profile_text: bool = False,
) -> list[AddedFile]:
    """Add export files to a case, each all or nothing; what became of each, in the order given.

    ``format`` is a source's id (found out from each file when None); ``mapping`` is field ->
    column, or field -> ``=constant``. A file that cannot be read has its ``problem`` in words and
    stops no other. ``keep_profile_text`` stores display names and bios as written, not only as
    hashes. Raises UsageError for a missing file, an unknown format, field or column.
    """
    files = [Path(path) for path in paths]
    for path in files:
        if not path.exists():
            raise UsageError("{path}: there is no such file.", path=path)
    request = Request(format, dict(mapping or {}), keep_profile_text)
    return [_add_file_or_say_why_not(store, path, request, progress) for path in files]


def _add_file_or_say_why_not(
    store: CaseStore, path: Path, request: Request, progress: Progress
) -> AddedFile:
    name = readable(path.name)
    try:
        return _add_file(store, path, request, progress)
    except UsageError:
        raise
    except DemasqueError as error:
        return AddedFile(name, problem=error.sentence)
    except (OSError, MemoryError, pa.ArrowException, duckdb.Error) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        problem = Sentence("{name} could not be read: {reason}", name=name, reason=reason)
        return AddedFile(name, problem=problem, may_pass=is_machines(error))


def _add_file(store: CaseStore, path: Path, request: Request, progress: Progress) -> AddedFile:
    export = InputFile(path)
    sample = take_sample(export)
    source, problem = choose_source(export, sample, request.format, request.mapping)
    progress(f"storing {export.name}", 0, export.size)
    stored = store.evidence.keep(path)
    kept = InputFile(store.evidence.path(stored.sha256), export.name)
    reading = Reading(kept, sample, stored.sha256, request.mapping, source.fields(sample), cores())
    file = EvidenceFile(source, reading, datetime.now(UTC), request.keep_profile_text)
    if (before := _row_of_files(store, stored)) is not None:
        if not _is_to_be_read_otherwise(before, source, request):
            return AddedFile(file.name, file.source_file, before["source"], already=True)
        return remap_file(store, replace(file, added_at=before["added_at"]), progress)
    _refuse_what_was_taken_out(store, stored)
    with store.adding(request.keep_profile_text) as adding:
        added = add_rows(adding, file, progress)
    _write_custody(store, added, stored)
    return replace(added, problem=problem)


def _deletions_of(added: AddedFile) -> dict[str, int]:
    """What the custody log says of notices of networks; nothing where there were none."""
    counts = {
        "deletions": added.deletions, "deleted": added.deleted, "kept_out": added.kept_out
    }  # fmt: skip
    return {name: count for name, count in counts.items() if count}


def _refuse_what_was_taken_out(store: CaseStore, stored: StoredFile) -> None:
    _, gone = files_by_the_log(store)
    if stored.sha256 in gone:
        store.evidence.remove([stored.sha256])
        raise DemasqueError(
            "{name} is a file from which something was taken out of this case "
            "(forget, purge or anonymise); it stays out. What may stay of it is in "
            "the case already.",
            name=stored.name,
        )


def _row_of_files(store: CaseStore, stored: StoredFile) -> dict[str, Any] | None:
    """What the case notes of a file that is in its tables already, None for a new one."""
    rows = store.sql("SELECT * FROM files WHERE source_file = ?", [stored.sha256]).to_pylist()
    if not rows or rows[0]["source"] == UNREAD.id:
        return None
    logged = (entry["details"].get("sha256") for entry in store.custody.entries())
    if stored.sha256 not in logged:
        # The command that added it was killed after its transaction, before it wrote this line.
        store.custody.write(
            "add", file=stored.name, sha256=stored.sha256, format=rows[0]["source"],
            rows=rows[0]["rows"],
        )  # fmt: skip
    return dict(rows[0])


def _is_to_be_read_otherwise(before: Mapping[str, Any], source: Source, request: Request) -> bool:
    """Whether the user asks for a file to be read in another way than it was."""
    mapped = bool(request.mapping) and json.loads(before["mapping"]) != request.mapping
    named = request.format is not None and before["source"] != source.id
    return mapped or named or (request.keep_profile_text and not before["keep_profile_text"])


def _write_custody(store: CaseStore, added: AddedFile, stored: StoredFile) -> None:
    store.custody.write(
        "add",
        file=stored.name,
        sha256=stored.sha256,
        format=added.source,
        rows=added.rows,
        posts=added.posts,
        accounts=added.accounts,
        rejected=sum(added.rejected.values()),
        duplicates=added.duplicates,
        **_deletions_of(added),
    )
