"""What is left of a file of evidence when something was taken out of it.

When an account is forgotten, or what is too old purged, an export that held it cannot stay as it
was, and no general way cuts one post out of any export's bytes. So the file is replaced by what was
read from it, less what has to go: one JSON line per batch of rows, with the platforms' own ids, as
the source gave them, and the line each row had in the original.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import SOURCE_TABLES
from demasque.sources.readers.json_records import read_records
from demasque.sources.source import Batch, Reading, Source

MARK: Final = "demasque_extract"
VERSION: Final = 1


def extract_line(batch: Batch) -> bytes:
    """One batch as a line of an extract."""
    tables = {name: _columns(table) for name, table in batch.tables.items() if table.num_rows}
    return msgspec.json.encode({MARK: VERSION, "rows": batch.rows, "tables": tables}) + b"\n"


def _columns(table: pa.Table) -> dict[str, list[Any]]:
    columns = {}
    for name in table.column_names:
        column = table[name]
        if name == "source_file":
            continue  # the extract is the file now, and has its own name
        if pa.types.is_timestamp(column.type):
            column = pc.cast(column, pa.int64())  # microseconds
        columns[name] = column.to_pylist()
    return columns


def _read(reading: Reading) -> Iterator[Batch]:
    for records in read_records(reading.file, reading.sample.shape):
        for record in records.values:
            tables = {
                name: _table(name, columns, reading.source_file)
                for name, columns in record["tables"].items()
            }
            yield Batch(record["rows"], tables)


def _table(name: str, columns: Mapping[str, list[Any]], source_file: str) -> pa.Table:
    schema = SOURCE_TABLES[name]
    rows = len(next(iter(columns.values())))
    made = []
    for field in schema:
        cells = columns.get(field.name, [None] * rows)
        if field.name == "source_file":
            cells = [source_file] * rows
        whole = pa.types.is_timestamp(field.type)
        array = pa.array(cells, pa.int64() if whole else field.type)
        made.append(pc.cast(array, field.type) if whole else array)
    return pa.table(made, schema=schema)


EXTRACT: Final = Source(
    id="extract",
    title="What demasque left of a file when something was taken out of it",
    platform="as in the original",
    required=frozenset({MARK, "rows", "tables"}),
    ignored=frozenset({"tables"}),
    shapes=frozenset({"ndjson"}),
    time_precision="as in the original",
    checked_against="the program's own writing",
    read=_read,
)
