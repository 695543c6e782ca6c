"""JSON records as columns of text: one record, one row; a key, or a path of keys, is a column."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import Sentence
from demasque.sources.mapping.cells import as_text
from demasque.sources.readers.json_records import Records

Parsed = tuple[np.ndarray, dict[str, pa.Array], list[tuple[int, str]]]
"""Lines, columns, and the rows that could not be read (line, reason)."""

Saw = Callable[[set[str]], None]

_WHOLE = {int, type(None)}


def record_rows(records: Records, wanted: frozenset[str], saw: Saw) -> Parsed:
    """Records as rows of the columns ``wanted``; ``saw`` is told of all keys."""
    values, lines, problems = records.values, records.lines, records.problems
    rows = values
    if any(kind is not dict for kind in set(map(type, values))):
        good = [isinstance(value, dict) for value in values]
        bad = zip(lines, good, strict=True)
        problems += [(line, Sentence("not a record with fields")) for line, ok in bad if not ok]
        rows = [value for value, ok in zip(values, good, strict=True) if ok]
        lines = [line for line, ok in zip(lines, good, strict=True) if ok]
    names: set[str] = set()
    names.update(*set(map(tuple, rows)))  # records of one export have few different shapes
    saw(names)
    columns = _columns(rows, [name for name in wanted if is_held(name, names)])
    return np.array(lines, np.int64), columns, problems


def is_held(name: str, keys: set[str] | dict[str, None]) -> bool:
    """Whether records with these keys have a column: by its name, or by the path's first key."""
    return name in keys or name.split(".")[0] in keys


def cell_text(value: Any) -> str | None:
    """A value as the text of a cell: lists and records as JSON, null where they are empty."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, dict)):
        return msgspec.json.encode(value, enc_hook=str).decode() if value else None
    return as_text(value)


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
        if set(map(type, cells)) <= _WHOLE:  # asked, since Arrow would make 0 of 0.5
            return pc.cast(pa.array(cells, pa.int64()), pa.string())
        return pa.array(cells, pa.string())
    except (pa.ArrowException, TypeError, OverflowError, UnicodeError):
        return pa.array([cell_text(cell) for cell in cells], pa.string())


def _reach(row: Any, path: list[str]) -> Any:
    for key in path:
        row = row.get(key) if isinstance(row, dict) else None
    return row
