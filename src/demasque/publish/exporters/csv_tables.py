"""CSV: one file per table, safe to open in a spreadsheet.

A spreadsheet runs a cell that begins with =, +, - or @ as a formula, and a post may be written to
exploit that. So a text that begins with one of these (or their full-width forms), with a tab, a
line break or an apostrophe gets an apostrophe in front. Taking one leading apostrophe off every
text that has one gives the original back. Numbers are left alone. Lists are joined with ``|``;
times are UTC in ISO 8601; missing is an empty cell; the files are UTF-8 without a byte order mark.
"""

from pathlib import Path
from typing import IO, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from demasque.findings import TABLES
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.sentences import Sentence

DANGEROUS: Final = "^(['=+\\-@\\t\\r\\n＝＋－＠])"
"""What a cell begins with that a spreadsheet would run, or take for an escape of it."""


def write(rows: CaseRows, folder: Path) -> None:
    """Write each table to its file."""
    for name in TABLES:
        write_csv(rows.table(name), folder / f"{name}.csv")


def write_csv(reader: pa.RecordBatchReader, sink: Path | IO[bytes]) -> None:
    """Write rows as CSV, cells as this module's first lines say."""
    schema = pa.schema([pa.field(f.name, _written_as(f.type)) for f in reader.schema])
    options = csv.WriteOptions(quoting_style="needed")
    with csv.CSVWriter(sink, schema, write_options=options) as writer:
        for batch in reader:
            writer.write_batch(safe_cells(batch))


def safe_cells(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows with cells as this module's first lines say, ready to be written as CSV."""
    return pa.RecordBatch.from_arrays(
        [_cells(column) for column in batch.columns], names=batch.schema.names
    )


def _written_as(kind: pa.DataType) -> pa.DataType:
    plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    return kind if plain else pa.string()


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ").cast(pa.string())
    if pa.types.is_list(column.type):
        column = pc.binary_join(column.cast(pa.list_(pa.string())), "|")
    if _written_as(column.type) == column.type and not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column.cast(pa.string()), DANGEROUS, r"'\1")


EXPORTER: Final = Exporter(
    id="csv",
    title=Sentence("CSV tables"),
    suits=Sentence("spreadsheets, and any program that reads tables"),
    write=write,
    files=tuple(f"{name}.csv" for name in TABLES),
)
