"""Reading one export file without a case: the rows that adding it would store, and what became of
it.

The rows come as they are stored, with pseudonyms in the place of ids and masks in words, made by
the functions that :func:`demasque.ingest.adding_files.add_files` goes through as well. What an id
had before, in another file or further up in this one, is not known here: all rows come.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from pathlib import Path

import pyarrow as pa

from demasque.errors import DemasqueError, Sentence
from demasque.ingest.added_file import RowCounts, bytes_mended, rows_missed
from demasque.privacy import Masking, Pseudonymiser, by_platform, with_pseudonyms
from demasque.sources import InputFile, Reading, choose_source, take_sample


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of one export file: the row of the table ``files``, and sentences about it.

    ``problem`` says why nothing of it was read; its rows, should some have come before, do not
    count then. ``mapping`` is JSON, field -> column, as the user gave it.
    """

    name: str
    source_file: str | None = None  # SHA-256
    source: str | None = None  # id of the format
    mapping: str = "{}"
    rows: int = 0
    keep_profile_text: bool = False
    problem: str | None = None
    warnings: list[str] = field(default_factory=list)
    deletions: int = 0  # notices that a post or an account is gone


class ExportReader:
    """Reads export files one after another in one way; ``format`` None: as each is recognised."""

    def __init__(
        self,
        names: Pseudonymiser,
        format: str | None = None,
        mapping: Mapping[str, str] | None = None,
        keep_profile_text: bool = False,
    ) -> None:
        self._names = names
        self._format = format
        self._mapping = dict(mapping or {})
        self._keep_profile_text = keep_profile_text
        self._masking = Masking(names, keep_profile_text)

    def read(self, path: Path, name: str) -> Iterator[dict[str, pa.Table] | ReadFile]:
        """Tables of some rows again and again, and at last what became of the file.

        Nothing is raised: a file that cannot be read has its ``problem`` in words, which name
        no value of any row.
        """
        try:
            yield from self._read(path, name)
        except DemasqueError as error:
            yield self._outcome(name, problem=error.sentence)
        except Exception as error:
            # What other exceptions say may quote the file, and goes into logs of other machines.
            said = error.strerror if isinstance(error, OSError) else None
            reason = said or type(error).__name__
            problem = Sentence("{name} could not be read: {reason}", name=name, reason=reason)
            yield self._outcome(name, problem=problem)

    def protected(self, tables: Mapping[str, pa.Table]) -> Iterator[dict[str, pa.Table]]:
        """Source tables with raw ids as they are stored, those of each platform apart."""
        for platform, part in by_platform(tables).items():
            yield self._masking.masked(platform, with_pseudonyms(self._names, platform, part))

    def _read(self, path: Path, name: str) -> Iterator[dict[str, pa.Table] | ReadFile]:
        export = InputFile(path, name)
        sample = take_sample(export)
        source, problem = choose_source(export, sample, self._format, self._mapping)
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        reading = Reading(export, sample, digest, self._mapping, source.fields(sample))
        counts = RowCounts()
        for batch in source.read(reading):
            counts.add(batch)
            yield from self.protected(batch.tables)
        said = [*sample.warnings, *reading.fields.warnings, *rows_missed(name, counts)]
        said += bytes_mended(name, export)
        read = self._outcome(name, digest, source.id, counts.rows, problem, said)
        yield replace(read, deletions=counts.made["deletions"])

    def _outcome(
        self,
        name: str,
        digest: str | None = None,
        source: str | None = None,
        rows: int = 0,
        problem: str | None = None,
        warnings: list[str] | None = None,
    ) -> ReadFile:
        mapping = json.dumps(self._mapping, sort_keys=True)
        kept = self._keep_profile_text
        return ReadFile(name, digest, source, mapping, rows, kept, problem, warnings or [])
