"""Cutting what is to be taken out of the files of evidence."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore, Tombstones
from demasque.ingest.evidence_files import EvidenceFile, evidence_files
from demasque.ingest.revealing import ids_in_batch
from demasque.privacy import Pseudonymiser, by_platform, with_pseudonyms
from demasque.progress import Progress, quiet
from demasque.schema import TABLES
from demasque.sources import Batch, extract_line

_WORTH_KEEPING: Final = ("posts", "accounts", "deletions")
"""Tables for whose rows an extract is kept."""


def raw_names(
    store: CaseStore, accounts: frozenset[str], progress: Progress
) -> tuple[frozenset[str], frozenset[str]]:
    """What the evidence calls ``accounts`` (pseudonyms): raw ids and handles; and their posts.

    The posts are pseudonyms, of those that left the tables too, since others may refer to them.
    """
    names = store.names
    found: set[str] = set()
    posts: set[str] = set()
    for file in evidence_files(store):
        for batch in file.source.read(file.reading):
            for platform, raw in ids_in_batch(batch, "account"):
                made = names.many("account", platform, raw).to_pylist()
                words = zip(made, raw.to_pylist(), strict=True)
                found.update(word for pseudonym, word in words if pseudonym in accounts)
            posts |= _posts_of(names, batch, found)
            progress(f"reading {file.name}", file.reading.file.done, file.reading.file.size)
    return frozenset(found), frozenset(posts)


def _posts_of(names: Pseudonymiser, batch: Batch, accounts: Collection[str]) -> set[str]:
    """The pseudonyms of posts that a batch says, or says are gone, of raw ``accounts``."""
    made: set[str] = set()
    for name in ("posts", "deletions"):
        if name in batch.tables and accounts:
            table = batch.tables[name]
            own = table.filter(pc.is_in(table["account"], pa.array(sorted(accounts), pa.string())))
            for platform in pc.unique(own["platform"]).to_pylist():
                here = own.filter(pc.equal(own["platform"], platform))["post"].combine_chunks()
                made.update(names.many("post", platform, here).to_pylist())
    return made - {None}


def rewrite_evidence(
    store: CaseStore,
    files: Sequence[EvidenceFile],
    cut: Tombstones,
    names: frozenset[str],
    progress: Progress = quiet,
) -> dict[str, str | None]:
    """Store an extract of each file that holds something to be cut; SHA-256 old -> new.

    None stands for a file of which nothing is left. A file that says one of the raw ``names`` where
    no source looks is replaced as well. The old files stay, until the caller removes them.
    """
    replaced: dict[str, str | None] = {}
    with TemporaryDirectory(prefix=".extract-", dir=store.path) as folder:
        for file in files:
            path = Path(folder) / file.name
            cells, left = _write_extract(store, file.fresh(), cut, path, progress)
            if not cells and not _says(file.fresh(), names):
                continue
            kept = store.evidence.keep(path) if left else None
            replaced[file.source_file] = kept.sha256 if kept else None
            path.unlink()
    return replaced


def _write_extract(
    store: CaseStore, file: EvidenceFile, cut: Tombstones, path: Path, progress: Progress
) -> tuple[int, int]:
    """Write what is left of a file; (rows and cells that went, rows worth it that are left)."""
    gone = left = 0
    with path.open("wb") as out:
        for batch in file.source.read(file.reading):
            for part, cells in _cut_batch(store, file, batch, cut):
                gone += cells
                left += sum(part[name].num_rows for name in _WORTH_KEEPING if name in part)
                out.write(extract_line(Batch(batch.rows, part)))
            progress(f"reading {file.name}", file.reading.file.done, file.reading.file.size)
    return gone, left


def _cut_batch(
    store: CaseStore, file: EvidenceFile, batch: Batch, cut: Tombstones
) -> Iterator[tuple[dict[str, pa.Table], int]]:
    names = store.names
    for platform, tables in by_platform(batch.tables).items():
        if not file.keep_profile_text:
            tables.pop("profile_texts", None)
        part, cells = cut.without(tables, with_pseudonyms(names, platform, tables))
        for name, column in [(table, words) for table in part for words in TABLES[table].words]:
            if cut.accounts:
                words = part[name][column].combine_chunks()
                new = names.without(platform, words, cut.accounts)
                cells += 0 if new.equals(words) else 1
                at = part[name].schema.get_field_index(column)
                part[name] = part[name].set_column(at, part[name].schema.field(column), new)
        yield part, cells


def _says(file: EvidenceFile, names: frozenset[str]) -> bool:
    """Whether one of the names stands anywhere in a file, as bytes."""
    words = [name.encode() for name in names]
    if not words:
        return False
    if file.reading.file.is_parquet:
        return any(word in file.reading.file.path.read_bytes() for word in words)
    overlap, tail = max(map(len, words)), b""
    for chunk in file.reading.file.chunks():
        data = tail + chunk
        if any(word in data for word in words):
            return True
        tail = data[-overlap:]
    return False
