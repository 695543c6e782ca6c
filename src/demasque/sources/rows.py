"""Any file as batches of text columns: what flat formats are read from.

CSV, NDJSON, JSON and Parquet all come out the same: named columns of text (times of Parquet stay
times), each row with its line in the file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demasque.sources.cells import as_text
from demasque.sources.csv_rows import read_csv_rows
from demasque.sources.files import InputFile
from demasque.sources.records import read_records
from demasque.sources.source import Sample, key_paths


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows: ``columns`` are text (or timestamps), null or blank where there is nothing."""

    lines: np.ndarray  # int64, 1-based
    columns: dict[str, pa.Array]
    problems: list[tuple[int, str]] = field(default_factory=list)  # rows that could not be read


def read_rows(
    file: InputFile, shape: str, wanted: frozenset[str], saw: Callable[[set[str]], None]
) -> Iterator[Rows]:
    """The rows of a flat file, only the columns ``wanted``; ``saw`` is told of all column names.

    In JSON a dotted name reaches into records ('author.name'), and a document that is an object
    with one list of records is read as that list.
    """
    if shape == "csv":
        yield from (Rows(*rows) for rows in read_csv_rows(file, wanted))
    elif shape == "parquet":
        yield from _parquet(file, wanted)
    else:
        yield from _json(file, shape, wanted, saw)


def columns_of(sample: Sample) -> tuple[str, ...]:
    """The columns that :func:`read_rows` finds in a file that begins like ``sample``."""
    if sample.shape == "json" and len(sample.records) == 1:
        records, _ = _only_list(sample.records[0])
        return tuple(dict.fromkeys(path for record in records[:100] for path in key_paths(record)))
    return sample.columns


def _parquet(file: InputFile, wanted: frozenset[str]) -> Iterator[Rows]:
    parquet = pq.ParquetFile(file.path)
    names = [name for name in parquet.schema_arrow.names if name in wanted]
    line = 1
    for batch in parquet.iter_batches(batch_size=65_536, columns=names):
        columns = {name: _as_column(batch.column(name)) for name in names}
        yield Rows(np.arange(line, line + batch.num_rows), columns)
        line += batch.num_rows
        file.done = file.size * (line - 1) // max(parquet.metadata.num_rows, 1)


def _as_column(column: pa.Array) -> pa.Array:
    """A Parquet column as text, or as timestamps."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_column(column.dictionary_decode())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        if whole and pc.max(pc.abs(column)).as_py() not in (None, float("inf")):
            return pc.cast(pc.cast(column, pa.int64(), safe=False), pa.string())
        return pa.array([as_text(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([_cell(value) for value in column.to_pylist()], pa.string())
    return pc.cast(column, pa.string())


def _json(
    file: InputFile, shape: str, wanted: frozenset[str], saw: Callable[[set[str]], None]
) -> Iterator[Rows]:
    for records in read_records(file, shape):
        values, lines, problems = records.values, records.lines, records.problems
        if shape == "json" and len(values) == 1:
            values, lines = _only_list(values[0])
        rows = values
        if any(kind is not dict for kind in set(map(type, values))):
            good = [isinstance(value, dict) for value in values]
            bad = zip(lines, good, strict=True)
            problems += [(line, "not a record with fields") for line, ok in bad if not ok]
            rows = [value for value, ok in zip(values, good, strict=True) if ok]
            lines = [line for line, ok in zip(lines, good, strict=True) if ok]
        names: set[str] = set()
        names.update(*set(map(tuple, rows)))  # records of one export have few different shapes
        saw(names)
        columns = _columns(rows, [name for name in wanted if name.split(".")[0] in names])
        kept = np.array(lines, np.int64)
        yield Rows(kept, columns, problems)


def _only_list(value: Any) -> tuple[list[Any], list[int]]:
    """The one list of records in an object; the object itself when it has none, or several."""
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        if len(lists) == 1:
            return lists[0], list(range(1, len(lists[0]) + 1))
    return [value], [1]


def _columns(rows: list[dict[str, Any]], names: list[str]) -> dict[str, pa.Array]:
    cells: list[Sequence[Any]]
    try:
        # One call per record where every record has every field: a third of the time.
        cells = list(zip(*map(itemgetter(*names), rows), strict=True)) if len(names) > 1 else []
    except KeyError:
        cells = []
    cells = cells or [[row.get(name) for row in rows] for name in names]
    return {name: _column(rows, name, each) for name, each in zip(names, cells, strict=True)}


def _column(rows: list[dict[str, Any]], name: str, cells: Sequence[Any]) -> pa.Array:
    if "." in name and all(cell is None for cell in cells):
        cells = [_reach(row, name.split(".")) for row in rows]
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowException, TypeError, UnicodeError):
        pass
    try:
        return pc.cast(pa.array(cells, pa.int64()), pa.string())
    except (pa.ArrowException, TypeError, OverflowError):
        return pa.array([_cell(cell) for cell in cells], pa.string())


def _reach(row: Any, path: list[str]) -> Any:
    for key in path:
        row = row.get(key) if isinstance(row, dict) else None
    return row


def _cell(value: Any) -> str | None:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, dict)):
        return msgspec.json.encode(value, enc_hook=str).decode() if value else None
    return as_text(value)
