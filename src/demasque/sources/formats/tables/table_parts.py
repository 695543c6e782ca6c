"""A table of posts that comes in parts without an order, as from a cluster: no file, no lines.

What a file decides by its first rows (how times are written, how fine they are, which row of an
account is first) cannot depend on how rows lie there, so a part is read alike wherever it is cut:
times are timestamps or dates, each post has an id, and nothing is taken from a row for another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.schema import SOURCE_TABLES, TIME_PRECISIONS
from demasque.sources.fields import PERSONAL, apply_mapping, plain, recognise
from demasque.sources.mapping.flat import Plan, flat_batches
from demasque.sources.missing_fields import need
from demasque.sources.readers.table_rows import arrow_rows, parquet_columns
from demasque.sources.source import Batch, Fields

NO_FILE: Final = ""
"""What stands for the file of rows that are of none; their line is 0."""

_TIMES: Final = ("posted_at", "account_created_at")


@dataclass(frozen=True, slots=True)
class PartsReader:
    """Reads parts of a table by field -> column (or ``=constant``); times are as fine as said."""

    columns: Mapping[str, str]
    time_precision: str

    @classmethod
    def of(
        cls, schema: pa.Schema, mapping: Mapping[str, str], time_precision: str
    ) -> "PartsReader":
        """The reader for tables of this schema: columns by common names, overruled by ``mapping``.

        Raises UsageError for a field or column that does not exist, and for times that are text or
        numbers; DemasqueError where a field is missing that every post needs.
        """
        if time_precision not in TIME_PRECISIONS:
            raise UsageError(
                "A time precision is one of {known}, not {given}.",
                known=", ".join(TIME_PRECISIONS),
                given=time_precision,
            )
        name = str(Sentence("The table"))
        have = parquet_columns(schema)
        usable = [column for column in have if plain(column) not in PERSONAL]
        found = apply_mapping(recognise(usable), mapping, have, name)
        need(found, have, name)
        if "post" not in found:
            raise DemasqueError(
                "The table has no column of post ids, and its rows have no lines to name posts by. "
                "Name it: post=COLUMN."
            )
        for field in _TIMES:
            column = found.get(field, "")
            if column in schema.names:
                _check_times(column, schema.field(column).type)
        return cls(found, time_precision)

    @property
    def posted_at(self) -> str:
        """The column of the posts' times."""
        return self.columns["posted_at"]

    def used(self) -> list[str]:
        """The columns that are read, and paths in records."""
        return sorted({column for column in self.columns.values() if column[:1] != "="})

    def read(self, rows: pa.RecordBatch) -> Iterator[Batch]:
        """Tables with raw ids. Rows that nothing can read are rejects, whatever was raised."""
        try:
            parts = [arrow_rows(rows, self.used())]
            plan = Plan(self.columns, time_precision=self.time_precision, in_order=False)
            made = [_without_lines(batch) for batch in flat_batches(parts, plan, Fields(), NO_FILE)]
        except Exception as error:
            # What exceptions say may quote a post: the row is found by halves, and not quoted.
            if rows.num_rows > 1:
                half = rows.num_rows // 2
                yield from self.read(rows.slice(0, half))
                yield from self.read(rows.slice(half))
                return
            reason = Sentence("could not be read: {reason}", reason=type(error).__name__)
            values = {"source_file": [NO_FILE], "source_line": [0], "reason": [str(reason)]}
            rejects = pa.table(values, schema=SOURCE_TABLES["rejects"])
            made = [Batch(1, {"rejects": rejects})]
        yield from made


def _check_times(column: str, kind: pa.DataType) -> None:
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise UsageError(
            "Column {column} holds {type}, not times: make it a timestamp first (to_timestamp, "
            "timestamp_seconds).",
            column=column,
            type=str(kind),
        )


def _without_lines(batch: Batch) -> Batch:
    """Tables whose rows are of no line: what they were numbered by means nothing elsewhere."""
    tables = {}
    for name, table in batch.tables.items():
        at = table.schema.get_field_index("source_line")
        if at >= 0:
            nothing = pa.repeat(pa.scalar(0, pa.int64()), table.num_rows)
            table = table.set_column(at, table.schema.field(at), nothing)
        tables[name] = table
    return Batch(batch.rows, tables)
