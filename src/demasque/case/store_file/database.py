"""The tables of a case: one DuckDB file, changed in whole transactions only.

New findings are written beside the earlier ones and take their place at one stroke, when all of
them are there. Until then they stand in tables of their own, which views in a schema that a search
path puts first let the run read by the usual names. A run that is interrupted or killed leaves the
earlier findings; what it had written is dropped, at the latest when the case is opened again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from demasque.case.interrupts import as_keyboard_interrupt, interrupts_wait
from demasque.case.store_file.ddl import (
    HELD_COLUMNS,
    column_list,
    create_table,
    insert_rows,
    missing_parts,
    posts_where,
)
from demasque.case.store_file.memory_allowed import SIZES, MemoryAllowed
from demasque.errors import DemasqueError
from demasque.schema import TABLES, Lifetime, Table, tables_of

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
        self.memory = MemoryAllowed(self.connection)
        self._shown: tuple[str, ...] = ()

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
            return self.memory.enough_for(lambda: self._answer(query, parameters))

    def _answer(self, query: str, parameters: Sequence[object]) -> pa.Table:
        made = self.cursor().sql(query, params=list(parameters))
        return pa.table({}) if made is None else made.to_arrow_table()

    def stream(
        self, query: str, parameters: Sequence[object] = (), rows: int = 65_536
    ) -> pa.RecordBatchReader:
        """Run one query; its result in batches of ``rows``, without holding all of it."""
        with as_keyboard_interrupt():
            return self.memory.enough_for(
                lambda: self.cursor().sql(query, params=list(parameters)).to_arrow_reader(rows)
            )

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
                insert_rows(connection, place, column_list(TABLES[name].schema.names), rows)

    def insert(self, tables: Mapping[str, pa.Table | pa.RecordBatchReader]) -> None:
        """Add rows to tables, in one transaction."""
        with self.transaction() as connection:
            for name, rows in tables.items():
                columns = column_list(TABLES[name].schema.names)
                insert_rows(connection, self._place(name), columns, rows)

    @contextmanager
    def replacing_findings(
        self, run: str | None = None, since: datetime | None = None
    ) -> Iterator[None]:
        """Findings made in the block take the place of the earlier ones when it ends, all at once.

        Inside, result tables are empty at first and hold what the block writes. With an exception,
        or killed, the earlier findings stay. ``run`` names the run that makes them. Posts before
        ``since`` are not there in it. A block inside a block is part of it.
        """
        if self._replacing:
            yield
            return
        with self._apart(_replaced_together()), self._from(since):
            yield
        with interrupts_wait(), self.transaction() as connection:
            _put_in_place(connection, run, since)

    @contextmanager
    def looking_at(self, condition: str) -> Iterator[None]:
        """Within the block only posts that meet this SQL condition are there, and what is theirs.

        Only while findings are made; a block inside another narrows further.
        """
        outer, self._shown = self._shown, (*self._shown, f"({condition})")
        try:
            self._show_posts()
            yield
        except BaseException:
            # With it go the findings that are made, and the views with them.
            self._shown = outer
            raise
        self._shown = outer
        self._show_posts()

    def _show_posts(self) -> None:
        with self.transaction() as connection:
            for name, rows in posts_where(self._shown).items():
                view = f"{_UPCOMING}.{name}"
                made = f"CREATE OR REPLACE VIEW {view} AS {rows}" if rows else f"DROP VIEW {view}"
                connection.execute(made).fetchall()

    def _from(self, since: datetime | None) -> AbstractContextManager[None]:
        if since is None:
            return nullcontext()
        return self.looking_at(f"posted_at >= TIMESTAMPTZ '{since.isoformat()}'")

    def _since(self) -> datetime | None:
        found = self.sql("SELECT since FROM main.findings_run")["since"].to_pylist()
        return found[0] if found else None

    @contextmanager
    def changing_findings(self, tables: Sequence[str]) -> Iterator[None]:
        """What is written to these result tables in the block is seen when it ends, all at once.

        Inside they hold at first what they held (``main.`` ones always do). With an exception, or
        killed, they stay so. Inside :meth:`replacing_findings` a block is part of it.
        """
        changed = tuple(TABLES[name] for name in tables)
        if self._replacing:
            yield
            return
        with self._apart(changed, copied=True), self._from(self._since()):
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


def _put_in_place(
    connection: duckdb.DuckDBPyConnection, run: str | None, since: datetime | None
) -> None:
    _swap(connection, tables_of(Lifetime.RESULT))
    for table in tables_of(Lifetime.WORKING):
        connection.execute(f"DROP TABLE main.{_upcoming(table.name)}").fetchall()
    connection.execute("DELETE FROM main.findings_run").fetchall()
    if run is not None:
        row = pa.table({"run": [run], "since": [since]}, schema=TABLES["findings_run"].schema)
        insert_rows(connection, "main.findings_run", '"run", "since"', row)


def _drop_upcoming(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop findings that were never finished, and what earlier versions put aside elsewhere."""
    connection.execute(f"DROP SCHEMA IF EXISTS {_UPCOMING} CASCADE").fetchall()
    for table in _replaced_together():
        connection.execute(f"DROP TABLE IF EXISTS main.{_upcoming(table.name)}").fetchall()
    for table in tables_of(Lifetime.WORKING):
        connection.execute(f"DROP TABLE IF EXISTS main.{table.name}").fetchall()


def _undo(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo a transaction, unless DuckDB has already. Closing undoes what is left."""
    with interrupts_wait():
        with suppress(duckdb.Error, RuntimeError):
            connection.execute("ROLLBACK").fetchall()
        connection.close()


def _only_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A copy, which nobody writes any more."""
    connection = duckdb.connect(str(path), read_only=True, config={"memory_limit": SIZES[0]})
    connection.execute(f"SET threads = {READING_THREADS}").fetchall()
    connection.execute("SET TimeZone = 'UTC'").fetchall()
    connection.execute("SET enable_progress_bar = false").fetchall()
    return connection


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), config={"memory_limit": SIZES[0]})
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
