"""Reading a file through a source without a case."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from demasque.schema import SOURCE_TABLES
from demasque.sources import SOURCES, Batch, Reading
from demasque.sources.mapping import nested
from demasque.sources.readers.input_file import InputFile
from demasque.sources.recognition import find_source, take_sample


@dataclass(frozen=True)
class Read:
    source: str
    rows: int
    tables: Mapping[str, pa.Table]
    seen: set[str]
    warnings: list[str]
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def reasons(self) -> Counter[str]:
        return Counter(self.tables["rejects"]["reason"].to_pylist())

    def column(self, table: str, name: str) -> list:
        return self.tables[table][name].to_pylist()


def read_file(
    path: Path, named: str | None = None, mapping: Mapping[str, str] | None = None
) -> Read:
    """Every batch of a file put together, with raw ids."""
    file = InputFile(path)
    sample = take_sample(file)
    source = find_source(SOURCES, file, sample, named)
    source.check_file(sample, mapping or {}, path.name)
    reading = Reading(file, sample, "f" * 64, mapping or {}, source.fields(sample))
    batches: list[Batch] = list(source.read(reading))
    tables = {
        name: pa.concat_tables(
            [schema.empty_table(), *(b.tables[name] for b in batches if name in b.tables)]
        )
        for name, schema in SOURCE_TABLES.items()
    }
    # What a mapping raises is caught and rejects the row, but no mapping should raise.
    assert nested.UNEXPECTED not in tables["rejects"]["reason"].to_pylist()
    fields = reading.fields
    rows = sum(batch.rows for batch in batches)
    warnings = [*sample.warnings, *fields.warnings]
    return Read(source.id, rows, tables, fields.seen, warnings, fields.dropped)
