"""Everything of one input file in one transaction: all of it is in the case, or none."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case.pseudonyms import Pseudonymiser
from demasque.case.tables import CHILDREN, KEYS, column_list, first_rows, ids_in, repeated_keys
from demasque.schema import SOURCE_TABLES


class Adding:
    """An open transaction that takes tables with raw ids; made by :meth:`CaseStore.adding`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: Pseudonymiser) -> None:
        self._connection = connection
        self._names = names
        self._before = {table: self._last_row(table) for table in SOURCE_TABLES}

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchall()[0][0])

    def _last_row(self, table: str) -> int:
        return self._number(f"SELECT coalesce(max(rowid), -1) FROM {table}")

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows of source tables. Their raw ids become pseudonyms here, in memory.

        A table whose rows carry no platform (links, mentions, ...) takes it from the posts of the
        same call, which must hold the posts that its rows belong to.
        """
        posts = tables.get("posts")
        for name, table in tables.items():
            if not table.num_rows:
                continue
            rows = table.select(SOURCE_TABLES[name].names).cast(SOURCE_TABLES[name])
            for platform, part in _by_platform(name, rows, posts):
                self.append_pseudonymous(name, self._pseudonymous(name, platform, part))

    def append_pseudonymous(self, name: str, rows: pa.Table) -> None:
        """Add rows whose ids are pseudonyms already."""
        self._connection.register("incoming", rows)
        try:
            columns = column_list(rows.column_names)
            query = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming"
            self._connection.execute(query).fetchall()
        finally:
            self._connection.unregister("incoming")

    def _pseudonymous(self, name: str, platform: str, rows: pa.Table) -> pa.Table:
        for column, kind in ids_in(name):
            raw = rows[column].combine_chunks()
            made = self._names.many(kind, platform, raw)  # type: ignore[arg-type]
            rows = rows.set_column(rows.column_names.index(column), column, made)
        if name == "posts":
            texts = self._names.mentions(platform, rows["text"].combine_chunks())
            rows = rows.set_column(rows.column_names.index("text"), "text", texts)
        return rows

    def finish(self) -> dict[str, int]:
        """Drop what was there before (the first row of an id stays); duplicates per table."""
        dropped = {table: self._drop_repeated(table) for table in KEYS}
        for table in CHILDREN:
            if table not in KEYS and dropped["posts"]:
                self._drop_equal_rows(table)
        return dropped

    def _drop_repeated(self, table: str) -> int:
        after = self._before[table]
        if not self._number(repeated_keys(table, after)):
            return 0
        key = KEYS[table]
        query = f"CREATE OR REPLACE TEMP TABLE firsts AS {first_rows(table, after)}"
        self._connection.execute(query).fetchall()
        if table == "posts":
            self._drop_children_of_known_posts()
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
        columns = [f.name for f in SOURCE_TABLES["accounts"] if f.nullable and f.name != "account"]
        told = ", ".join(f'arg_min("{c}", rowid) AS "{c}"' for c in columns)
        kept = ", ".join(f'"{c}" = told."{c}"' for c in columns)
        self._connection.execute(
            f"UPDATE accounts SET {kept} FROM (SELECT account, {told} FROM accounts "
            "WHERE account IN (SELECT k FROM firsts) GROUP BY account) AS told, firsts "
            "WHERE accounts.account = told.account AND accounts.rowid = firsts.first"
        ).fetchall()

    def _drop_children_of_known_posts(self) -> None:
        """A post from an earlier file keeps the links, hashtags, ... that came with it."""
        for child in CHILDREN:
            self._connection.execute(
                f"DELETE FROM {child} USING firsts WHERE {child}.post = firsts.k "
                f"AND firsts.first <= {self._before['posts']} "
                f"AND {child}.rowid > {self._before[child]}"
            ).fetchall()

    def _drop_equal_rows(self, table: str) -> None:
        """Exports with one row per post and hashtag repeat a post: its rows are put together."""
        columns = column_list(SOURCE_TABLES[table].names)
        self._connection.execute(
            f"DELETE FROM {table} WHERE rowid > {self._before[table]} AND rowid NOT IN ("
            f"SELECT min(rowid) FROM {table} WHERE rowid > {self._before[table]} "
            f"GROUP BY {columns})"
        ).fetchall()


def _by_platform(name: str, rows: pa.Table, posts: pa.Table | None) -> list[tuple[str, pa.Table]]:
    """A table's rows by platform, in order of first appearance."""
    if name == "rejects":
        return [("", rows)]
    if "platform" in rows.column_names:
        platforms = rows["platform"].combine_chunks()
    elif posts is None:
        raise ValueError(f"{name} needs the posts that it belongs to in the same call")
    else:
        known = pc.unique(posts["platform"])
        if len(known) == 1:
            return [(known[0].as_py(), rows)]
        at = pc.index_in(rows["post"].combine_chunks(), posts["post"].combine_chunks())
        platforms = pc.take(posts["platform"].combine_chunks(), at)
    distinct = pc.unique(platforms).to_pylist()
    if None in distinct:
        raise ValueError(f"{name} has rows of posts that are not in the same call")
    if len(distinct) == 1:
        return [(distinct[0], rows)]
    return [(word, rows.filter(pc.equal(platforms, word))) for word in distinct]
