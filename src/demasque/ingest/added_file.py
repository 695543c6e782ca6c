"""Adding the rows of one file to the tables of a case, and what became of the file."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from demasque.case import Adding
from demasque.errors import Sentence
from demasque.ingest.evidence_files import EvidenceFile
from demasque.ingest.unlikely_times import UnlikelyTimes
from demasque.progress import Progress, quiet
from demasque.sources import Batch, InputFile, Source, rejection_advice


@dataclass(frozen=True, slots=True)
class AddedFile:
    """What became of one export file that was added, or read again.

    ``rows`` were read: some are ``posts``, ``accounts`` and ``follows`` now, others were
    ``rejected`` (reason -> rows) or ``duplicates`` (ids that were there already).
    ``deletions`` are its notices of networks that a post or an account is gone: because of them
    ``deleted`` posts of earlier files left the tables, and because of them or earlier ones
    ``kept_out`` posts of this file did not come in.
    ``personal_dropped`` counts the values of each personal field that did not pass the door.
    ``first_rejects`` are (line, reason) of the first few. ``mapping`` is field -> column (or
    ``=constant``) as it was read, ``mapping_given`` the part of it that the user gave;
    ``fields_read`` are the columns or key paths that a format with fields of its own read.
    ``problem`` is the sentence that says why a file could not be read at all; ``may_pass`` is true
    where that lies with the machine, a full disk say, and not with the file; ``already`` is true
    for a file that the case holds.
    """

    name: str
    source_file: str = ""  # SHA-256
    source: str = ""  # id of the format
    rows: int = 0
    posts: int = 0
    accounts: int = 0
    follows: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    deletions: int = 0
    deleted: int = 0
    kept_out: int = 0
    fields_never_seen: tuple[str, ...] = ()
    fields_unknown: tuple[str, ...] = ()
    personal_dropped: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    first_rejects: tuple[tuple[int, str], ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    mapping_given: Mapping[str, str] = field(default_factory=dict)
    fields_read: tuple[str, ...] = ()
    already: bool = False
    problem: str | None = None
    may_pass: bool = False

    @property
    def kept(self) -> int:
        """Rows that are in the case now because of this file."""
        return self.posts + self.accounts + self.follows

    @property
    def usable(self) -> bool:
        """Whether any row could be used, now or when it was added before."""
        gone = self.deletions or self.kept_out
        return not self.rejected or bool(self.kept or self.duplicates or gone)


def add_rows(adding: Adding, file: EvidenceFile, progress: Progress = quiet) -> AddedFile:
    """Read a file of evidence and add its rows to an open transaction; what became of it."""
    counts, kept = RowCounts(), file.reading.file
    for batch in file.source.read(file.reading):
        adding.append(batch.tables)
        counts.add(batch)
        progress(f"reading {file.name}", kept.done, kept.size)
    progress(f"ending {file.name}", 0, None)
    dropped = adding.finish()
    _note_file(adding, file, counts.rows)
    return _report(file, counts, dropped, adding)


_FIRST = 5  # rejected rows of a file that are shown with their line


class RowCounts:
    """Counts over the batches of one file."""

    def __init__(self) -> None:
        self.rows = 0
        self.made: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.first_rejects: list[tuple[int, str]] = []
        self.times = UnlikelyTimes()

    def add(self, batch: Batch) -> None:
        """Add one batch."""
        self.rows += batch.rows
        self.times.count(batch.tables)
        for name, table in batch.tables.items():
            self.made[name] += table.num_rows
        if "rejects" in batch.tables:
            rejects = batch.tables["rejects"]
            reasons = rejects["reason"].to_pylist()
            self.rejected.update(reasons)
            if reasons and len(self.first_rejects) < _FIRST:
                lines = rejects["source_line"].to_pylist()
                self.first_rejects += list(zip(lines, reasons, strict=True))[:_FIRST]
                del self.first_rejects[_FIRST:]


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


def _report(
    file: EvidenceFile, counts: RowCounts, dropped: Mapping[str, int], adding: Adding
) -> AddedFile:
    name, source, reading = file.name, file.source, file.reading
    left_out, withdrawn = adding.left_out, adding.withdrawn
    seen, dropped_values = reading.fields.seen, reading.fields.dropped
    used = _used(file)
    personal = (source.personal_in(seen) - set(used.values())) | dropped_values.keys()
    warnings = [*reading.sample.warnings, *reading.fields.warnings]
    warnings += counts.times.warnings(name)
    warnings += rows_missed(name, counts)
    says_platform = "platform" in used or source.cannot_map({"platform": ""})
    if dropped["posts"] * 2 > max(counts.made["posts"], 99) and not says_platform:
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
    warnings += bytes_mended(name, reading.file)
    return AddedFile(
        name=name,
        source_file=reading.source_file,
        source=source.id,
        rows=counts.rows,
        posts=counts.made["posts"] - dropped["posts"] - withdrawn.kept_out,
        accounts=counts.made["accounts"] - dropped["accounts"],
        follows=counts.made["follows"],
        rejected=dict(counts.rejected.most_common()),
        duplicates=dropped["posts"],
        deletions=withdrawn.notices,
        deleted=withdrawn.posts,
        kept_out=withdrawn.kept_out,
        fields_never_seen=tuple(sorted(source.never_seen(seen))),
        fields_unknown=tuple(sorted(source.unknown(seen, used.values()))),
        personal_dropped={name: dropped_values[name] for name in sorted(personal)},
        warnings=tuple(warnings),
        first_rejects=tuple(counts.first_rejects),
        mapping=used,
        mapping_given=dict(file.mapping),
        fields_read=_fields_read(source, seen),
    )


def rows_missed(name: str, counts: RowCounts) -> list[Sentence]:
    """What is to be said of a file without rows, or most of whose rows could not be used."""
    if not counts.rows:
        return [
            Sentence(
                "{name} holds no rows: there was nothing to add. Is the export whole?", name=name
            )
        ]
    rejected = sum(counts.rejected.values())
    return [_most_rejected(name, rejected, counts)] if rejected * 2 > counts.rows else []


def bytes_mended(name: str, file: InputFile) -> list[Sentence]:
    """What is to be said of a file that is not UTF-8, or whose compressed data ends too early."""
    said = []
    if file.encoding:
        said.append(
            Sentence(
                "{name} is not UTF-8: it was read as {encoding}. Check some accented letters, and "
                "where they are wrong, save the file as UTF-8 and add that one instead.",
                name=name,
                encoding=file.encoding,
            )
        )
    if file.cut:
        said.append(Sentence("{name}: {what}.", name=name, what=Sentence(file.cut)))
    return said


def _used(file: EvidenceFile) -> dict[str, str]:
    """Field -> column (or constant) by which a file was read, columns that it has only."""
    fields = file.reading.fields
    used = {**file.mapping, **fields.used}
    return {f: c for f, c in used.items() if c.startswith("=") or c in fields.seen}


def _fields_read(source: Source, seen: Collection[str]) -> tuple[str, ...]:
    """The fields of its own that a format read from a file."""
    own = () if source.by_field else source.required | source.optional
    return tuple(sorted(set(own) & set(seen)))


def _most_rejected(name: str, rejected: int, counts: RowCounts) -> Sentence:
    """What may be wrong with a file most of whose rows could not be used."""
    reason, times = counts.rejected.most_common(1)[0]
    return Sentence(
        "{name}: {rejected} of {rows} rows could not be used, {times} of them for this reason: "
        "{reason}. {advice}",
        name=name,
        rejected=rejected,
        rows=counts.rows,
        reason=Sentence(reason),
        times=times,
        advice=rejection_advice(reason, times / counts.rows),
    )
