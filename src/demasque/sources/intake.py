"""Taking files into a case: evidence first, then every row in one transaction per file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from demasque.sources.source import Batch, Fields, Reading, Source


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one file.

    ``rows`` were read: some are ``posts`` and ``accounts`` now, others were ``rejected`` (reason ->
    rows) or ``duplicates`` (ids that were there already). ``problem`` is the sentence that says why
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
    personal_dropped: tuple[str, ...] = ()
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
    source = find_source(sources, file, sample, how.format)
    source.check_file(sample, how.mapping, file.name)
    progress(f"storing {file.name}", 0, file.size)
    evidence = store.evidence.keep(path)
    if (known := _known(store, evidence)) is not None:
        return known
    _refuse_what_was_taken_out(store, evidence)
    kept = InputFile(store.evidence.path(evidence.sha256), file.name)
    reading = Reading(kept, sample, evidence.sha256, how.mapping, Fields(set(sample.columns)))
    now, keep = datetime.now(UTC), how.keep_profile_text
    added = EvidenceFile(file.name, evidence.sha256, source, reading, how.mapping, now, keep)
    with store.adding(keep) as adding:
        intake = read_into(adding, added, progress)
    _custody(store, intake, evidence)
    return intake


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
    if not rows:
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
    adding.append_pseudonymous("files", pa.table(values))


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
    seen = reading.fields.seen
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
        personal_dropped=tuple(sorted(source.personal_in(seen))),
        warnings=tuple(warnings),
    )
