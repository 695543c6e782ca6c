"""Rows of several tables in one frame, so that a file is read once for all of them.

A row has `number` (which file), `place` (which row of its table in that file, from 0), `table`, and
one record for each table, null but for its own.
"""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from demasque.schema import SOURCE_TABLES

READ_FILES: Final = pa.schema(
    [
        ("name", pa.string()),
        ("source_file", pa.string()),
        ("source", pa.string()),
        ("mapping", pa.string()),
        ("rows", pa.int64()),
        ("keep_profile_text", pa.bool_()),
        ("problem", pa.string()),
        ("warnings", pa.list_(pa.string())),
        ("deletions", pa.int64()),
    ]
)
"""What became of the files: fields of :class:`demasque.ingest.ReadFile`."""

TOGETHER: Final[Mapping[str, pa.Schema]] = {**SOURCE_TABLES, "files": READ_FILES}

_SPARK_TYPES: Final = {
    pa.string(): "string",
    pa.int64(): "bigint",
    pa.int32(): "int",
    pa.bool_(): "boolean",
    pa.timestamp("us", tz="UTC"): "timestamp",
    pa.list_(pa.string()): "array<string>",
}

ROWS_AT_ONCE: Final = 16_384
"""Rows that go to Spark in one batch (4,096 to 65,536 are equally fast, the last takes most)."""


def columns_of(table: str) -> str:
    """The columns of a table in Spark's words."""
    return ", ".join(f"`{c.name}` {_SPARK_TYPES[c.type]}" for c in TOGETHER[table])


def schema_together() -> str:
    """The columns of the frame in Spark's words."""
    records = (f"`{name}` struct<{columns_of(name).replace('` ', '`:')}>" for name in TOGETHER)
    return ", ".join(["number int", "place bigint", "`table` string", *records])


class Packer:
    """Makes rows of the frame from the tables of one file after another, numbering their places."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._places: dict[str, int] = {}

    def pack(self, table: str, rows: pa.Table) -> list[pa.RecordBatch]:
        """Some rows of one table, in the order in which they stand in the file."""
        nullable = pa.schema([c.with_nullable(True) for c in TOGETHER[table]])
        rows = rows.select(nullable.names).cast(nullable)
        first = self._places.get(table, 0)
        self._places[table] = first + rows.num_rows
        made = []
        for start in range(0, rows.num_rows, ROWS_AT_ONCE):
            piece = rows.slice(start, ROWS_AT_ONCE).combine_chunks()
            made.append(self._batch(table, piece, first + start))
        return made

    def _batch(self, table: str, rows: pa.Table, first: int) -> pa.RecordBatch:
        count = rows.num_rows
        arrays = [column.combine_chunks() for column in rows.columns]
        record = pa.StructArray.from_arrays(arrays, fields=list(rows.schema))
        columns = {
            "number": pa.repeat(pa.scalar(self._number, pa.int32()), count),
            "place": pa.array(range(first, first + count), pa.int64()),
            "table": pa.repeat(pa.scalar(table, pa.string()), count),
        }
        for name, schema in TOGETHER.items():
            fields = [c.with_nullable(True) for c in schema]
            columns[name] = record if name == table else pa.nulls(count, pa.struct(fields))
        return pa.RecordBatch.from_pydict(columns)


def rows_of(together: DataFrame, table: str) -> DataFrame:
    """The rows of one table, with `number` and `place`."""
    columns = [f.col(f"{table}.{name}").alias(name) for name in TOGETHER[table].names]
    return together.where(f.col("table") == table).select("number", "place", *columns)
