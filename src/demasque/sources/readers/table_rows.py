"""Any file as batches of text columns: what flat formats are read from.

CSV, NDJSON, JSON and Parquet all come out the same: named columns of text (times of Parquet stay
times), each row with its line in the file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demasque.sources.key_paths import key_paths
from demasque.sources.mapping.cells import EXACT, as_text
from demasque.sources.readers.csv_rows import read_csv_rows
from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.json_lines import read_json_lines
from demasque.sources.readers.json_records import read_records
from demasque.sources.readers.json_rows import cell_text, record_rows
from demasque.sources.source import Sample


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows: ``columns`` are text (or timestamps), null or blank where there is nothing."""

    lines: np.ndarray  # int64, 1-based
    columns: dict[str, pa.Array]
    problems: list[tuple[int, str]] = field(default_factory=list)  # rows that could not be read


def read_rows(
    file: InputFile,
    shape: str,
    wanted: frozenset[str],
    saw: Callable[[set[str]], None],
    counted: frozenset[str] = frozenset(),
) -> Iterator[Rows]:
    """The rows of a flat file, only the columns ``wanted``; ``saw`` is told of all column names.

    Columns that are to be ``counted`` are given as well, and a cell there that cannot be read
    spoils no row.

    In JSON a dotted name reaches into records ('author.name'), and a document that is an object
    with one list of records is read as that list.
    """
    if shape == "csv":
        yield from (Rows(*rows) for rows in read_csv_rows(file, wanted, counted))
    elif shape == "parquet":
        yield from _parquet(file, wanted | counted)
    else:
        yield from _json(file, shape, wanted | counted, saw)


def columns_of(sample: Sample) -> tuple[str, ...]:
    """The columns that :func:`read_rows` finds in a file that begins like ``sample``."""
    if sample.shape == "json" and len(sample.records) == 1:
        records, _ = _only_list(sample.records[0])
        return tuple(dict.fromkeys(path for record in records[:100] for path in key_paths(record)))
    return sample.columns


def _parquet(file: InputFile, wanted: frozenset[str]) -> Iterator[Rows]:
    parquet = pq.ParquetFile(file.path)
    names = [path for path in parquet_columns(parquet.schema_arrow) if path in wanted]
    line = 1
    for batch in parquet.iter_batches(batch_size=65_536, columns=names):
        yield arrow_rows(batch, names, line)
        line += batch.num_rows
        file.done = file.size * (line - 1) // max(parquet.metadata.num_rows, 1)


def arrow_rows(batch: pa.RecordBatch, names: Iterable[str], first_line: int = 1) -> Rows:
    """The named columns (or paths in records) of a batch as rows, numbered from ``first_line``."""
    columns = {name: _as_column(_reached(batch, name)) for name in names}
    return Rows(np.arange(first_line, first_line + batch.num_rows), columns)


def parquet_columns(schema: pa.Schema) -> tuple[str, ...]:
    """The columns of a Parquet file; fields of records by their path ('author.id').

    A name that occurs again is there once.
    """
    return tuple(dict.fromkeys(path for field in schema for path in _paths(field, "")))


def _paths(field: pa.Field, before: str) -> Iterator[str]:
    path = before + field.name
    yield path
    if pa.types.is_struct(field.type):
        for inner in field.type:
            yield from _paths(inner, path + ".")


def _reached(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column, the first of its name, or the field of a record at a path."""
    if name in batch.schema.names:
        return batch.column(batch.schema.names.index(name))
    path = name.split(".")
    starts = (n for n in range(len(path), 0, -1) if ".".join(path[:n]) in batch.schema.names)
    at = next(starts)
    column = _reached(batch, ".".join(path[:at]))
    for key in path[at:]:
        column = pc.struct_field(column, key)
    return column


def _as_column(column: pa.Array) -> pa.Array:
    """A Parquet column as text, or as timestamps."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_column(column.dictionary_decode())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        if whole and (pc.max(pc.abs(column)).as_py() or 0) < EXACT:
            return pc.cast(pc.cast(column, pa.int64(), safe=False), pa.string())
        return pa.array([as_text(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_duration(kind) or pa.types.is_time(kind):
        return pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([cell_text(value) for value in column.to_pylist()], pa.string())
    return pc.cast(column, pa.string())


def _json(
    file: InputFile, shape: str, wanted: frozenset[str], saw: Callable[[set[str]], None]
) -> Iterator[Rows]:
    if shape == "ndjson":
        yield from (Rows(*rows) for rows in read_json_lines(file, wanted, saw))
        return
    for records in read_records(file, shape):
        if len(records.values) == 1:
            records.values, records.lines = _only_list(records.values[0])
        yield Rows(*record_rows(records, wanted, saw))


def _only_list(value: Any) -> tuple[list[Any], list[int]]:
    """The one list of records in an object; the object itself when it has none, or several."""
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        if len(lists) == 1:
            return lists[0], list(range(1, len(lists[0]) + 1))
    return [value], [1]
