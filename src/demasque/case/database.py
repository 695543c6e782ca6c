"""The tables of a case: one DuckDB file, changed in whole transactions only.

New findings are written beside the earlier ones and take their place at one stroke, when all of
them are there. Until then they stand in tables of their own, and views in a schema of their own,
which a search path puts before the others, let a run read what it has found so far by the usual
names. A run that is interrupted or killed leaves the earlier findings; what it had written is
dropped, at the latest when the case is opened again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from demasque.case.ddl import HELD_COLUMNS, column_list, create_table, missing_parts
from demasque.case.interrupts import as_keyboard_interrupt, interrupts_wait
from demasque.errors import DemasqueError
from demasque.schema import TABLES, Lifetime, Table, tables_of

MEMORY: Final = "512MB"

READING_THREADS: Final = 2
"""Of a copy, for all who look at it: memory grows with them."""

_UPCOMING: Final = "upcoming"
"""Schema of the views by which a run reads the findings that it has made so far."""


class Database:
    """An open store of tables. Every call works on a cursor of its own."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.connection = _only_reading(path) if read_only else _connect(path)
        self._replacing: tuple[Table, ...] = ()
        self._in_little = False

    def close(self) -> None:
        """Write everything down."""
        self.connection.close()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same tables, which sees findings that are being made."""
        cursor = self.connection.cursor()
        if self._replacing:
            cursor.execute(f"SET search_path = '{_UPCOMING},main'").fetchall()
        return cursor

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Run one statement; its result as a table (without columns where it gives none)."""
        with as_keyboard_interrupt():
            try:
                return self._answer(query, parameters)
            except duckdb.OutOfMemoryException:
                if not self._in_little:
                    raise
                self._allow(MEMORY)
                return self._answer(query, parameters)

    def _answer(self, query: str, parameters: Sequence[object]) -> pa.Table:
        relation = self.cursor().sql(query, params=list(parameters))
        return pa.table({}) if relation is None else relation.to_arrow_table()

    @contextmanager
    def in_little(self, memory: str) -> Iterator[None]:
        """Allow less memory in the block; the usual again as soon as a question needs it."""
        self._allow(memory)
        try:
            yield
        finally:
            self._allow(MEMORY)

    def _allow(self, memory: str) -> None:
        self._in_little = memory != MEMORY
        self.connection.execute(f"SET memory_limit = '{memory}'").fetchall()

    def stream(
        self, query: str, parameters: Sequence[object] = (), rows: int = 65_536
    ) -> pa.RecordBatchReader:
        """Run one query; its result in batches of ``rows``, without holding all of it."""
        with as_keyboard_interrupt():
            relation = self.cursor().sql(query, params=list(parameters))
            return relation.to_arrow_reader(rows)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose changes are kept when the block ends, and undone on an exception."""
        with as_keyboard_interrupt():
            connection = self.cursor()
            connection.execute("BEGIN").fetchall()
            try:
                yield connection
            except BaseException:
                _undo(connection)
                raise
            with interrupts_wait():
                connection.execute("COMMIT").fetchall()

    def replace(self, tables: Mapping[str, pa.Table | pa.RecordBatchReader]) -> None:
        """Put new content in the place of tables', in one transaction."""
        with self.transaction() as connection:
            for name, rows in tables.items():
                place = self._place(name)
                connection.execute(f"DELETE FROM {place}").fetchall()
                _insert(connection, place, column_list(TABLES[name].schema.names), rows)

    def insert(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows to tables, in one transaction."""
        with self.transaction() as connection:
            for name, rows in tables.items():
                if rows.num_rows:
                    columns = column_list(TABLES[name].schema.names)
                    _insert(connection, self._place(name), columns, rows)

    @contextmanager
    def replacing_findings(self, run: str | None = None) -> Iterator[None]:
        """Findings made in the block take the place of the earlier ones when it ends, all at once.

        Inside, result tables are empty at first and hold what the block writes. With an exception,
        or killed, the earlier findings stay. ``run`` names the run that makes them. A block inside
        a block is part of it.
        """
        if self._replacing:
            yield
            return
        with self._apart(_replaced_together()):
            yield
        with interrupts_wait(), self.transaction() as connection:
            _put_in_place(connection, run)

    @contextmanager
    def changing_findings(self, tables: Sequence[str]) -> Iterator[None]:
        """What is written to these result tables in the block is seen when it ends, all at once.

        Inside they hold at first what they held; by ``main.`` they are read as they were. With an
        exception, or killed, they stay so. Inside :meth:`replacing_findings` a block is part of it.
        """
        if self._replacing:
            yield
            return
        changed = tuple(TABLES[name] for name in tables)
        with self._apart(changed, copied=True):
            yield
        with interrupts_wait(), self.transaction() as connection:
            _swap(connection, changed)

    def _place(self, table: str) -> str:
        new = TABLES[table] in self._replacing
        return f"main.{_upcoming(table) if new else table}"

    @contextmanager
    def _apart(self, tables: tuple[Table, ...], *, copied: bool = False) -> Iterator[None]:
        """These tables stand apart in the block, empty or as they were, and go if it fails."""
        with self.transaction() as connection:
            connection.execute(f"CREATE SCHEMA {_UPCOMING}").fetchall()
            for table in tables:
                _set_apart(connection, table, copied)
        self._replacing = tables
        try:
            yield
        except BaseException:
            self._replacing = ()
            with suppress(duckdb.Error):
                _drop_upcoming(self.connection.cursor())
            raise
        self._replacing = ()


def _replaced_together() -> tuple[Table, ...]:
    """What a detection makes anew, all of it or nothing, and what it needs on the way."""
    return tables_of(Lifetime.RESULT, Lifetime.WORKING)


def _upcoming(table: str) -> str:
    return f"{_UPCOMING}_{table}"


def _set_apart(connection: duckdb.DuckDBPyConnection, table: Table, copied: bool) -> None:
    new = f"main.{_upcoming(table.name)}"
    connection.execute(create_table(table, new)).fetchall()
    view = f"CREATE VIEW {_UPCOMING}.{table.name} AS SELECT * FROM {new}"
    connection.execute(view).fetchall()
    if copied:
        columns = column_list(table.schema.names)
        rows = f"INSERT INTO {new} ({columns}) SELECT {columns} FROM main.{table.name}"
        connection.execute(rows).fetchall()


def _swap(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    connection.execute(f"DROP SCHEMA {_UPCOMING} CASCADE").fetchall()
    for table in tables:
        connection.execute(f"DROP TABLE main.{table.name}").fetchall()
        rename = f"ALTER TABLE main.{_upcoming(table.name)} RENAME TO {table.name}"
        connection.execute(rename).fetchall()


def _put_in_place(connection: duckdb.DuckDBPyConnection, run: str | None) -> None:
    _swap(connection, tables_of(Lifetime.RESULT))
    for table in tables_of(Lifetime.WORKING):
        connection.execute(f"DROP TABLE main.{_upcoming(table.name)}").fetchall()
    connection.execute("DELETE FROM main.findings_run").fetchall()
    if run is not None:
        row = pa.table({"run": [run]}, schema=TABLES["findings_run"].schema)
        _insert(connection, "main.findings_run", '"run"', row)


def _drop_upcoming(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop findings that were never finished, and what earlier versions put aside elsewhere."""
    connection.execute(f"DROP SCHEMA IF EXISTS {_UPCOMING} CASCADE").fetchall()
    for table in _replaced_together():
        connection.execute(f"DROP TABLE IF EXISTS main.{_upcoming(table.name)}").fetchall()
    for table in tables_of(Lifetime.WORKING):
        connection.execute(f"DROP TABLE IF EXISTS main.{table.name}").fetchall()


def _undo(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo a transaction, in whatever state an error or an interrupt has left it.

    DuckDB may have undone it already, and refuses to do so twice. Closing undoes what is left.
    """
    with interrupts_wait():
        with suppress(duckdb.Error, RuntimeError):
            connection.execute("ROLLBACK").fetchall()
        connection.close()


def _insert(
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
            raise raised[0] from error
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


def _only_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A store of which nobody writes any more: a copy."""
    connection = duckdb.connect(
        str(path), read_only=True, config={"memory_limit": MEMORY, "threads": READING_THREADS}
    )
    connection.execute("SET TimeZone = 'UTC'").fetchall()
    connection.execute("SET enable_progress_bar = false").fetchall()
    return connection


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), config={"memory_limit": MEMORY})
        connection.execute("SET TimeZone = 'UTC'").fetchall()
        connection.execute("SET enable_progress_bar = false").fetchall()
        # A full row group is written at once: that of every table in memory is enough.
        connection.execute("SET write_buffer_row_group_count = 1").fetchall()
        _drop_upcoming(connection)
        held = dict(connection.execute(HELD_COLUMNS).fetchall())
        for table in tables_of(Lifetime.SOURCE, Lifetime.RESULT, Lifetime.KEPT):
            for statement in missing_parts(table, held):
                connection.execute(statement).fetchall()
    except duckdb.Error as error:
        raise DemasqueError(
            "{path} cannot be opened: {reason} The evidence is not touched; a new "
            "case made from the files in evidence/ holds the same data.",
            path=path,
            reason=str(error).splitlines()[0],
        ) from error
    return connection
