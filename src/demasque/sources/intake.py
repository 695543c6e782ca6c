"""Taking files into a case: evidence first, then every row in one transaction per file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from demasque.case import Adding, CaseStore, StoredFile, files_by_the_log
from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.progress import Progress, quiet
from demasque.sources.detect import find_source, take_sample
from demasque.sources.evidence_files import EvidenceFile
from demasque.sources.files import InputFile
from demasque.sources.source import Batch, Reading, Sample, Source
from demasque.sources.unread import UNREAD, seems_changed


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one file.

    ``rows`` were read: some are ``posts`` and ``accounts`` now, others were ``rejected`` (reason ->
    rows) or ``duplicates`` (ids that were there already). ``personal_dropped`` counts the values of
    each personal field that did not pass the door. ``problem`` is the sentence that says why
    a file could not be read at all; ``already`` is true for a file that the case holds.
    """

    name: str
    source_file: str = ""  # SHA-256
    source: str = ""  # id of the format
    rows: int = 0
    posts: int = 0
    accounts: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    fields_never_seen: tuple[str, ...] = ()
    fields_unknown: tuple[str, ...] = ()
    personal_dropped: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    already: bool = False
    problem: str | None = None

    @property
    def kept(self) -> int:
        """Rows that are in the case now because of this file."""
        return self.posts + self.accounts


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
        try:
            how = How(format, dict(mapping or {}), keep_profile_text)
            intakes.append(_take_one(store, sources, path, how, progress))
        except UsageError:
            raise
        except DemasqueError as error:
            intakes.append(Intake(path.name, problem=error.sentence))
        except (OSError, MemoryError, pa.ArrowException, duckdb.Error) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            problem = Sentence("{name} could not be read: {reason}", name=path.name, reason=reason)
            intakes.append(Intake(path.name, problem=problem))
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
    if (known := _known(store, evidence)) is not None:
        return known
    _refuse_what_was_taken_out(store, evidence)
    kept = InputFile(store.evidence.path(evidence.sha256), file.name)
    reading = Reading(kept, sample, evidence.sha256, how.mapping, source.fields(sample))
    now, keep = datetime.now(UTC), how.keep_profile_text
    added = EvidenceFile(file.name, evidence.sha256, source, reading, how.mapping, now, keep)
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


def read_into(adding: Adding, file: EvidenceFile, progress: Progress = quiet) -> Intake:
    """Read a file of evidence into an open transaction; what became of it."""
    tally, kept = Tally(), file.reading.file
    for batch in file.source.read(file.reading):
        adding.append(batch.tables)
        tally.count(batch)
        progress(f"reading {file.name}", kept.done, kept.size)
    dropped = adding.finish()
    _note_file(adding, file, tally.rows)
    return _report(file, tally, dropped, adding.left_out)


def _known(store: CaseStore, evidence: StoredFile) -> Intake | None:
    """The answer for a file that is in the tables already, None for a new one."""
    rows = store.sql(
        "SELECT source, rows FROM files WHERE source_file = ?", [evidence.sha256]
    ).to_pylist()
    if not rows or rows[0]["source"] == UNREAD.id:
        return None
    logged = (entry["details"].get("sha256") for entry in store.custody.entries())
    if evidence.sha256 not in logged:
        # The command that added it was killed after its transaction, before it wrote this line.
        store.custody.write(
            "add", file=evidence.name, sha256=evidence.sha256, format=rows[0]["source"],
            rows=rows[0]["rows"],
        )  # fmt: skip
    return Intake(evidence.name, evidence.sha256, rows[0]["source"], already=True)


class Tally:
    """Counts over the batches of one file."""

    def __init__(self) -> None:
        self.rows = 0
        self.made: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()

    def count(self, batch: Batch) -> None:
        """Add one batch."""
        self.rows += batch.rows
        for name, table in batch.tables.items():
            self.made[name] += table.num_rows
        if "rejects" in batch.tables:
            self.rejected.update(batch.tables["rejects"]["reason"].to_pylist())


def _note_file(adding: Adding, file: EvidenceFile, rows: int) -> None:
    """The row that says the file is in: last in its transaction."""
    values = {
        "source_file": [file.source_file],
        "name": [file.name],
        "source": [file.source.id],
        "mapping": [json.dumps(dict(file.mapping), sort_keys=True)],
        "rows": [rows],
        "added_at": pa.array([file.added_at], pa.timestamp("us", tz="UTC")),
        "keep_profile_text": [file.keep_profile_text],
    }
    adding.note_file(file.source_file, pa.table(values))


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


def _report(file: EvidenceFile, tally: Tally, dropped: Mapping[str, int], left_out: int) -> Intake:
    name, source, reading = file.name, file.source, file.reading
    seen, dropped_values = reading.fields.seen, reading.fields.dropped
    personal = source.personal_in(seen) | dropped_values.keys()
    rejected = sum(tally.rejected.values())
    warnings = [*reading.sample.warnings, *reading.fields.warnings]
    if tally.rows and rejected * 2 > tally.rows:
        reason = tally.rejected.most_common(1)[0][0]
        warnings.append(
            Sentence(
                "{name}: {rejected} of {rows} rows could not be used, most of them for this "
                "reason: {reason}. Has the export changed its columns? The file is kept as "
                "evidence.",
                name=name,
                rejected=rejected,
                rows=tally.rows,
                reason=Sentence(reason),
            )
        )
    if dropped["posts"] * 2 > max(tally.made["posts"], 99):
        warnings.append(
            Sentence(
                "{name}: {posts} posts have ids that were there already. If the ids are only "
                "unique within one file, say which platform each is from: --map platform==NAME.",
                name=name,
                posts=dropped["posts"],
            )
        )
    if left_out:
        warnings.append(
            Sentence(
                "{name}: {left_out} rows or cells are of accounts that were forgotten, or older "
                "than what was purged, and were left out. The file itself still holds them: run "
                "forget or purge again to take them out of the evidence as well.",
                name=name,
                left_out=left_out,
            )
        )
    if reading.file.cut:
        warnings.append(Sentence("{name}: {what}.", name=name, what=Sentence(reading.file.cut)))
    return Intake(
        name=name,
        source_file=reading.source_file,
        source=source.id,
        rows=tally.rows,
        posts=tally.made["posts"] - dropped["posts"],
        accounts=tally.made["accounts"] - dropped["accounts"],
        rejected=dict(tally.rejected.most_common()),
        duplicates=dropped["posts"],
        fields_never_seen=tuple(sorted(source.never_seen(seen))),
        fields_unknown=tuple(sorted(source.unknown(seen))),
        personal_dropped={name: dropped_values[name] for name in sorted(personal)},
        warnings=tuple(warnings),
    )
