"""Taking files into a case: evidence first, then every row in one transaction per file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from demasque.case import CaseStore, StoredFile, files_by_the_log
from demasque.errors import DemasqueError, Sentence, UsageError, readable
from demasque.ingest.added_file import Intake, read_into
from demasque.ingest.evidence_files import EvidenceFile
from demasque.ingest.remapping import read_again
from demasque.progress import Progress, quiet
from demasque.sources.readers.input_file import InputFile
from demasque.sources.recognition import find_source, take_sample
from demasque.sources.source import Reading, Sample, Source
from demasque.sources.unread import UNREAD, looks_changed, seems_changed


@dataclass(frozen=True, slots=True)
class How:
    """How a file is to be read: as the command line said."""

    format: str | None
    mapping: dict[str, str]
    keep_profile_text: bool = False


def take_in(
    store: CaseStore,
    sources: Sequence[Source],
    paths: Iterable[str | Path],
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = quiet,
    keep_profile_text: bool = False,
) -> list[Intake]:
    """Add files to a case, each all or nothing; a file that cannot be read stops no other.

    Raises UsageError for a file that is not there, an unknown format, field or column.
    """
    files = [Path(path) for path in paths]
    for path in files:
        if not path.exists():
            raise UsageError("{path}: there is no such file.", path=path)
    intakes = []
    for path in files:
        name = readable(path.name)
        try:
            how = How(format, dict(mapping or {}), keep_profile_text)
            intakes.append(_take_one(store, sources, path, how, progress))
        except UsageError:
            raise
        except DemasqueError as error:
            intakes.append(Intake(name, problem=error.sentence))
        except (OSError, MemoryError, pa.ArrowException, duckdb.Error) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            problem = Sentence("{name} could not be read: {reason}", name=name, reason=reason)
            intakes.append(Intake(name, problem=problem))
    return intakes


def _take_one(
    store: CaseStore,
    sources: Sequence[Source],
    path: Path,
    how: How,
    progress: Progress,
) -> Intake:
    file = InputFile(path)
    sample = take_sample(file)
    source, problem = _chosen(sources, file, sample, how)
    progress(f"storing {file.name}", 0, file.size)
    evidence = store.evidence.keep(path)
    kept = InputFile(store.evidence.path(evidence.sha256), file.name)
    reading = Reading(kept, sample, evidence.sha256, how.mapping, source.fields(sample))
    now, keep = datetime.now(UTC), how.keep_profile_text
    added = EvidenceFile(file.name, evidence.sha256, source, reading, how.mapping, now, keep)
    if (known := _known(store, evidence)) is not None:
        if not _otherwise(known, source, how):
            return Intake(file.name, evidence.sha256, known["source"], already=True)
        return read_again(store, sources, replace(added, added_at=known["added_at"]), progress)
    _refuse_what_was_taken_out(store, evidence)
    with store.adding(keep) as adding:
        intake = read_into(adding, added, progress)
    _custody(store, intake, evidence)
    return replace(intake, problem=problem)


def _chosen(
    sources: Sequence[Source], file: InputFile, sample: Sample, how: How
) -> tuple[Source, str | None]:
    """What reads a file; UNREAD and why, for one that seems to be of a format that has changed.

    Raises DemasqueError for a file that is not to be kept.
    """
    source = find_source(sources, file, sample, how.format)
    if source.by_field and not how.mapping and how.format is None:
        near = looks_changed(sources, sample)
        if near is not None:
            return UNREAD, Sentence(
                "{name} looks like format {near} with a field renamed or missing. Nothing of it "
                "was read; the file is kept as evidence. Add it again with --format table, or "
                "--map FIELD=COLUMN, to read it as any table; or read it with demasque remap once "
                "demasque knows the new columns.",
                name=file.name,
                near=near,
            )
    try:
        source.check_file(sample, how.mapping, file.name)
    except UsageError:
        raise
    except DemasqueError as error:
        # A check of the format's own is a refusal: what it refuses must not be kept.
        refused = source.check is not None and not source.by_field
        if refused or not seems_changed(sources, sample, how.format):
            raise
        return UNREAD, Sentence(
            "{problem} Has the platform changed its export? Nothing of it was read; the file is "
            "kept as evidence. Add it again with --map FIELD=COLUMN, or read it with demasque "
            "remap once demasque knows the new columns.",
            problem=error.sentence,
        )
    return source, None


def _refuse_what_was_taken_out(store: CaseStore, evidence: StoredFile) -> None:
    _, gone = files_by_the_log(store)
    if evidence.sha256 in gone:
        store.evidence.remove([evidence.sha256])
        raise DemasqueError(
            "{name} is a file from which something was taken out of this case "
            "(forget, purge or anonymise); it stays out. What may stay of it is in "
            "the case already.",
            name=evidence.name,
        )


def _known(store: CaseStore, evidence: StoredFile) -> dict[str, Any] | None:
    """What the case notes of a file that is in its tables already, None for a new one."""
    rows = store.sql("SELECT * FROM files WHERE source_file = ?", [evidence.sha256]).to_pylist()
    if not rows or rows[0]["source"] == UNREAD.id:
        return None
    logged = (entry["details"].get("sha256") for entry in store.custody.entries())
    if evidence.sha256 not in logged:
        # The command that added it was killed after its transaction, before it wrote this line.
        store.custody.write(
            "add", file=evidence.name, sha256=evidence.sha256, format=rows[0]["source"],
            rows=rows[0]["rows"],
        )  # fmt: skip
    return dict(rows[0])


def _otherwise(known: Mapping[str, Any], source: Source, how: How) -> bool:
    """Whether the user asks for a file to be read in another way than it was."""
    mapped = bool(how.mapping) and json.loads(known["mapping"]) != how.mapping
    named = how.format is not None and known["source"] != source.id
    return mapped or named or (how.keep_profile_text and not known["keep_profile_text"])


def _custody(store: CaseStore, intake: Intake, evidence: StoredFile) -> None:
    store.custody.write(
        "add",
        file=evidence.name,
        sha256=evidence.sha256,
        format=intake.source,
        rows=intake.rows,
        posts=intake.posts,
        accounts=intake.accounts,
        rejected=sum(intake.rejected.values()),
        duplicates=intake.duplicates,
    )
