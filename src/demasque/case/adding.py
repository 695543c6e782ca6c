"""Everything of one input file in one transaction: all of it is in the case, or none."""

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import duckdb
import pyarrow as pa

from demasque.case.store_file.ddl import column_list, first_rows, repeated_keys
from demasque.case.taking_out.deletions import Withdrawn, honour_deletions
from demasque.case.taking_out.tombstones import Tombstones
from demasque.privacy import Masking, Pseudonymiser, by_platform, with_pseudonyms
from demasque.schema import TABLES, Lifetime, tables_of

NO_TOMBSTONES: Final = Tombstones()
_IN_FLIGHT: Final = 2  # calls whose rows are being protected or written: memory for speed


class Adding:
    """An open transaction that takes tables with raw ids; made by :meth:`CaseStore.adding`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        names: Pseudonymiser,
        keep_profile_text: bool = False,
        tombstones: Tombstones = NO_TOMBSTONES,
    ) -> None:
        self._connection = connection
        self._tombstones = tombstones
        self.left_out = 0  # rows that people's tombstones keep out
        self.withdrawn = Withdrawn()  # what networks say is gone, known when it is finished
        self._names = names
        self._masking = Masking(names, keep_profile_text, tombstones.accounts)
        self._protector = ThreadPoolExecutor(max_workers=1)
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._writing: deque[Future[None]] = deque()
        self._before = {
            table.name: self._last_row(table.name) for table in tables_of(Lifetime.SOURCE)
        }

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchall()[0][0])

    def _last_row(self, table: str) -> int:
        return self._number(f"SELECT coalesce(max(rowid), -1) FROM {table}")

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows of source tables. Their raw ids become pseudonyms here, in memory.

        A table whose rows carry no platform (links, mentions, ...) takes it from the posts of the
        same call, which must hold the posts that its rows belong to. Pseudonyms are made and rows
        written in the background, while the caller reads on: an error is raised by a later call.
        """
        while len(self._writing) >= _IN_FLIGHT:
            self._writing.popleft().result()
        protected = self._protector.submit(self._protected, dict(tables))
        self._writing.append(self._writer.submit(lambda: self._insert_all(protected.result())))

    def note_file(self, source_file: str, row: pa.Table) -> None:
        """Say in the table of files that this one was read, in the place of what is said there."""
        self._wait()
        self._connection.execute("DELETE FROM files WHERE source_file = ?", [source_file])
        self._insert({"files": row})

    def _wait(self) -> None:
        while self._writing:
            self._writing.popleft().result()

    def close(self) -> None:
        """Let the work in the background end, whatever came of it."""
        self._protector.shutdown(wait=True)
        self._writer.shutdown(wait=True)

    def _insert_all(self, parts: list[dict[str, pa.Table]]) -> None:
        for tables in parts:
            self._insert(tables)

    def _insert(self, tables: Mapping[str, pa.Table]) -> None:
        for name, incoming in tables.items():
            if incoming.num_rows:
                columns = column_list(incoming.column_names)
                # DuckDB finds the rows by the variable's name. To register them would make a view,
                # which holds them in memory until the transaction ends.
                query = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming"
                self._connection.execute(query).fetchall()

    def _protected(self, tables: Mapping[str, pa.Table]) -> list[dict[str, pa.Table]]:
        """The rows of each platform, as they may be kept."""
        return [self._pseudonymous(word, part) for word, part in by_platform(tables).items()]

    def _pseudonymous(self, platform: str, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        made = with_pseudonyms(self._names, platform, tables)
        if self._tombstones:
            made, cut = self._tombstones.without(made, made)
            self.left_out += cut
        return self._masking.masked(platform, made)

    def finish(self) -> dict[str, int]:
        """Take out what networks say is gone, drop what was there before; duplicates per table.

        The first row of an id stays.
        """
        self._wait()
        self.withdrawn = honour_deletions(self._connection, self._before)
        return {
            table.name: self._drop_repeated(table.name, table.key)
            for table in tables_of(Lifetime.SOURCE)
            if table.key and table.key in [column.name for column in table.ids()]
        }

    def _drop_repeated(self, table: str, key: str) -> int:
        after = self._before[table]
        if not self._number(repeated_keys(table, key, after)):
            return 0
        query = f"CREATE OR REPLACE TEMP TABLE firsts AS {first_rows(table, key, after)}"
        self._connection.execute(query).fetchall()
        if table == "posts":
            self._drop_children_of_known_posts()
            self._drop_equal_children()
        if table == "accounts":
            self._complete_accounts()
        dropped = self._number(
            f"DELETE FROM {table} USING firsts "
            f"WHERE {table}.{key} = firsts.k AND {table}.rowid > firsts.first"
        )
        self._connection.execute("DROP TABLE firsts").fetchall()
        return dropped

    def _complete_accounts(self) -> None:
        """What the first row of an account leaves open is taken from the next that says it."""
        columns = [column.name for column in TABLES["accounts"].columns if column.nullable]
        told = ", ".join(f'arg_min("{c}", rowid) AS "{c}"' for c in columns)
        kept = ", ".join(f'"{c}" = told."{c}"' for c in columns)
        self._connection.execute(
            f"UPDATE accounts SET {kept} FROM (SELECT account, {told} FROM accounts "
            "WHERE account IN (SELECT k FROM firsts) GROUP BY account) AS told, firsts "
            "WHERE accounts.account = told.account AND accounts.rowid = firsts.first"
        ).fetchall()

    def _drop_children_of_known_posts(self) -> None:
        """A post from an earlier file keeps the links, hashtags, ... that came with it."""
        for child in _of_posts():
            self._connection.execute(
                f"DELETE FROM {child} USING firsts WHERE {child}.post = firsts.k "
                f"AND firsts.first <= {self._before['posts']} "
                f"AND {child}.rowid > {self._before[child]}"
            ).fetchall()

    def _drop_equal_children(self) -> None:
        """Exports with one row per post and hashtag repeat a post: its rows are put together."""
        for child in _of_posts():
            if TABLES[child].key is None:
                columns = column_list(TABLES[child].schema.names)
                new = f"rowid > {self._before[child]} AND post IN (SELECT k FROM firsts)"
                self._connection.execute(
                    f"DELETE FROM {child} WHERE {new} AND rowid NOT IN "
                    f"(SELECT min(rowid) FROM {child} WHERE {new} GROUP BY {columns})"
                ).fetchall()


def _of_posts() -> list[str]:
    """Tables whose rows belong to a post."""
    return [table.name for table in tables_of(Lifetime.SOURCE) if table.parent == "posts"]
