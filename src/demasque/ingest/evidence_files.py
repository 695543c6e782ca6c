"""The files of a case's evidence, each ready to be read again by its source."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.sources.readers.input_file import InputFile
from demasque.sources.recognition import find_source, take_sample
from demasque.sources.source import Reading, Source
from demasque.sources.unread import UNREAD, now_readable


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file of evidence, how it is read, and what the case notes of it."""

    name: str
    source_file: str  # SHA-256
    source: Source
    reading: Reading
    mapping: Mapping[str, str]
    added_at: datetime
    keep_profile_text: bool

    def fresh(self) -> "EvidenceFile":
        """The same file, to be read once more from its beginning."""
        file = InputFile(self.reading.file.path, self.name)
        fields = self.source.fields(self.reading.sample)
        return replace(self, reading=replace(self.reading, file=file, fields=fields))


def evidence_files(store: CaseStore, sources: Sequence[Source]) -> Iterator[EvidenceFile]:
    """The files that were read into the case, in the order of adding.

    Raises DemasqueError for one that is not there or whose format is not known any more.
    """
    kept = store.evidence.files()
    for row in store.sql("SELECT * FROM files ORDER BY added_at, source_file").to_pylist():
        digest, name = row["source_file"], row["name"]
        if digest not in kept:
            raise DemasqueError(
                "{name} (SHA-256 {digest}) is not in the evidence any more, so it cannot "
                "be read again. Check the case with: demasque verify {path}",
                name=name,
                digest=digest,
                path=store.path,
            )
        file = InputFile(store.evidence.path(digest), name)
        sample, mapping = take_sample(file), json.loads(row["mapping"])
        known = (source for source in (*sources, UNREAD) if source.id == row["source"])
        source = next(known, None)
        if source is None:
            raise DemasqueError(
                "{name} was read as {source}, a format not known here.",
                name=name,
                source=row["source"],
            )
        if source is UNREAD:
            source = now_readable(sources, file, sample, mapping)
        elif source.by_field and not mapping:
            source = find_source(sources, file, sample, None)
        reading = Reading(file, sample, digest, mapping, source.fields(sample))
        keep = bool(row["keep_profile_text"])
        yield EvidenceFile(name, digest, source, reading, mapping, row["added_at"], keep)
