"""The tables that a step on Spark is given, as the schema declares them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as fn

from demasque.errors import UsageError
from demasque.schema import TABLES
from demasque.spark.part_traces import OF_POSTS

_TYPES: Final = {
    pa.string(): "string",
    pa.int32(): "int",
    pa.int64(): "long",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.timestamp("us", tz="UTC"): "timestamp",
}
# Where posts lie in a table and not in files, nothing can be said of the file.
_ABSENT: Final = {"source_file": "", "source_line": 0, "position": 0}


def given_tables(tables: Any) -> dict[str, DataFrame]:
    """The tables of posts by name, each with the columns of its schema; others are left out.

    These are ``posts`` and the tables whose rows belong to a post. ``tables`` maps names to frames,
    or has them as fields, or is the frame of ``posts`` alone. Columns that may be missing are null,
    ``source_file`` is "", ``source_line`` 0.

    Raises UsageError without ``posts``, and for a column that is needed and not there.
    """
    frames = _by_name(tables)
    if "posts" not in frames:
        raise UsageError("There is no table posts. Tables: {tables}.", tables=", ".join(frames))
    return {name: _whole(name, frames[name]) for name in OF_POSTS if name in frames}


def _by_name(tables: Any) -> dict[str, DataFrame]:
    if isinstance(tables, Mapping):
        return dict(tables)
    if is_dataclass(tables) and not isinstance(tables, type):
        return {each.name: getattr(tables, each.name) for each in fields(tables)}
    return {"posts": tables}


def _whole(name: str, frame: DataFrame) -> DataFrame:
    return frame.select(*(_column(name, field, frame) for field in TABLES[name].schema))


def _column(name: str, field: pa.Field, frame: DataFrame) -> Column:
    if field.name in frame.columns:
        value = fn.col(field.name)
    elif field.nullable or field.name in _ABSENT:
        value = fn.lit(_ABSENT.get(field.name))
    else:
        raise UsageError("The table {table} has no column {column}.", table=name, column=field.name)
    return value.cast(_TYPES[field.type]).alias(field.name)
