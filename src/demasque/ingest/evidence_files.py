"""The files of a case's evidence, each ready to be read again by its source."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.sources import InputFile, Reading, Source, source_of_evidence, take_sample


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """The kept copy of an export file, how it is read, and what the case notes of it."""

    source: Source
    reading: Reading
    added_at: datetime
    keep_profile_text: bool

    @property
    def name(self) -> str:
        """What messages call it: the name that the export file had."""
        return self.reading.file.name

    @property
    def source_file(self) -> str:
        """SHA-256 of its bytes, by which the tables name it."""
        return self.reading.source_file

    @property
    def mapping(self) -> Mapping[str, str]:
        """Field -> column, as the user gave it."""
        return self.reading.mapping

    def fresh(self) -> "EvidenceFile":
        """The same file, to be read once more from its beginning."""
        file = InputFile(self.reading.file.path, self.name)
        fields = self.source.fields(self.reading.sample)
        return replace(self, reading=replace(self.reading, file=file, fields=fields))


def evidence_files(store: CaseStore) -> Iterator[EvidenceFile]:
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
        source = source_of_evidence(row["source"], file, sample, mapping)
        reading = Reading(file, sample, digest, mapping, source.fields(sample))
        yield EvidenceFile(source, reading, row["added_at"], bool(row["keep_profile_text"]))
