"""The case's tables in DuckDB, made from their declarations, and rows put into them."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Final

import duckdb
import pyarrow as pa

from demasque.schema import Column, Lifetime, Table, tables_of

_TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.binary(): "BLOB",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.list_(pa.string()): "VARCHAR[]",
    pa.list_(pa.int64()): "BIGINT[]",
}


def create_table(table: Table, place: str | None = None) -> str:
    """SQL that makes a table, of its own name or another, unless it is there."""
    columns = ", ".join(
        f'"{column.name}" {_TYPES[column.type]}{_compression(table, column)}'
        f"{'' if column.nullable else ' NOT NULL'}"
        for column in table.columns
    )
    return f"CREATE TABLE IF NOT EXISTS {place or table.name} ({columns})"


def _compression(table: Table, column: Column) -> str:
    """SQL for columns that are not compressed as DuckDB would choose: looking for a way takes long.

    Pseudonyms are random, so nothing is gained on them. Words of exports would shrink, but that is
    half the time of adding; zstd takes half the time and half the room of what would be chosen for
    those of results.
    """
    found = table.lifetime is Lifetime.RESULT
    if column.id and (found or table.lifetime is Lifetime.SOURCE):
        return " USING COMPRESSION uncompressed"
    if column.words and table.lifetime is Lifetime.SOURCE:
        return " USING COMPRESSION uncompressed"
    return " USING COMPRESSION zstd" if column.words and found else ""


HELD_COLUMNS: Final = """
    SELECT table_name, list(column_name) FROM duckdb_columns()
    WHERE NOT internal AND schema_name = 'main' GROUP BY table_name
"""
"""SQL: the tables that are there, each with the names of its columns.

One question for all of them: to make each unless it is there, and to describe it, is most of the
time that a case takes to open.
"""


def missing_parts(table: Table, held: Mapping[str, Collection[str]]) -> list[str]:
    """SQL that makes a table, or adds what one made by an earlier version lacks.

    Nothing is required of columns that are added.
    """
    if table.name not in held:
        return [create_table(table)]
    return [
        f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {_TYPES[column.type]}'
        for column in table.columns
        if column.name not in held[table.name]
    ]


def column_list(names: list[str]) -> str:
    """Column names for SQL; quoted, since some (at) are words of the language."""
    return ", ".join(f'"{name}"' for name in names)


def repeated_keys(table: str, key: str, after: int) -> str:
    """SQL: how many keys occur more than once, among rows later than rowid ``after`` and before.

    Goes by a 64-bit hash of the key, a tenth of the work; what it finds is looked at exactly.
    """
    return f"""
        SELECT count(*) FROM (
            SELECT hash({key}) AS h FROM {table}
            WHERE {after} < 0 OR h IN (SELECT hash({key}) FROM {table} WHERE rowid > {after})
            GROUP BY h HAVING count(*) > 1)"""


def first_rows(table: str, key: str, after: int) -> str:
    """SQL: for each repeated key, the rowid of its first row."""
    return f"""
        SELECT {key} AS k, min(rowid) AS first FROM {table}
        WHERE {key} IN (SELECT {key} FROM {table} WHERE rowid > {after})
        GROUP BY {key} HAVING count(*) > 1"""


def posts_where(conditions: Collection[str]) -> dict[str, str]:
    """SQL of what posts of these conditions are, and what belongs to them; "" without any."""
    posts = f"SELECT * FROM main.posts WHERE {' AND '.join(conditions)}" if conditions else ""
    theirs = {
        table.name: f"SELECT * FROM main.{table.name} WHERE post IN (SELECT post FROM ({posts}))"
        for table in tables_of(Lifetime.SOURCE)
        if table.parent == "posts"
    }
    return {"posts": posts, **(theirs if conditions else dict.fromkeys(theirs, ""))}


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    place: str,
    columns: str,
    rows: pa.Table | pa.RecordBatchReader,
) -> None:
    """Add rows. What goes wrong while a reader makes them is raised as it was there.

    DuckDB would wrap it in an error of its own, whatever it was.
    """
    raised: list[BaseException] = []
    incoming = _observed(rows, raised) if isinstance(rows, pa.RecordBatchReader) else rows
    connection.register("incoming", incoming)
    try:
        statement = f"INSERT INTO {place} ({columns}) SELECT {columns} FROM incoming"
        connection.execute(statement).fetchall()
    except duckdb.Error as error:
        if raised:
            # Not kept here: with its traceback it would hold the database until it is collected.
            raise raised.pop() from error
        raise
    finally:
        with suppress(duckdb.Error):
            connection.unregister("incoming")


def _observed(rows: pa.RecordBatchReader, raised: list[BaseException]) -> pa.RecordBatchReader:
    """The same rows; an exception on the way is noted."""

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from rows
        except GeneratorExit:
            raise
        except BaseException as error:
            raised.append(error)
            raise

    return pa.RecordBatchReader.from_batches(rows.schema, batches())
