"""What networks say is gone leaves the tables: deleted posts, accounts that are there no more.

A file says so in rows of ``deletions``. When all its rows are in, the posts concerned go in the
same transaction, whichever file they came with, and with them what hangs on them and what was found
by them. Tombstones keep them out of files that are added later. The evidence stays as it is: it is
what was public when it was collected, and goes by the case's retention (:mod:`retention`).

Rows are deleted where they stand, since a store of a million posts is not to be written anew for a
few of them; so their bytes stay in the file until something else takes their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import duckdb

from demasque.case.store_file.ddl import column_list
from demasque.case.taking_out.staying_rows import not_named
from demasque.schema import TABLES, Lifetime, Table, tables_of

DATED_AHEAD: Final = timedelta(minutes=5)
"""How far ahead of its moment a post may be dated: of an account that is gone, posts dated so long
after the notice go as well. Jetstream's reader allows the same; 0 leaves posts of fast clocks in
place, an hour would keep out what somebody posts who comes back."""

_OF_NETWORKS: Final = "kind IN ('deleted', 'takendown')"
"""SQL: the tombstones that stand for notices of networks."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What one file's notices, and those of earlier files, took out.

    ``notices``: in this file. ``posts``: rows of earlier files that left the tables. ``kept_out``:
    rows of this file that did not come in. ``findings``: rows of findings that named some of them.
    """

    notices: int = 0
    posts: int = 0
    kept_out: int = 0
    findings: int = 0


def honour_deletions(connection: duckdb.DuckDBPyConnection, before: Mapping[str, int]) -> Withdrawn:
    """Take out what the networks say is gone, in the open transaction that added a file.

    ``before`` is the last rowid that each source table had before the file's rows.
    """
    said = _number(connection, "FROM deletions")
    if not said and not _number(connection, f"FROM tombstones WHERE {_OF_NETWORKS}"):
        return Withdrawn()
    _name_stones(connection)
    _name_posts(connection, before["posts"])
    _name_accounts(connection)
    findings = _take_out(connection)
    _keep_stones(connection)
    fresh = _number(connection, "FROM gone WHERE fresh")
    posts = _number(connection, "FROM gone WHERE NOT fresh")
    _run(connection, "DROP TABLE gone")
    notices = _number(connection, f"FROM deletions WHERE rowid > {before['deletions']}")
    return Withdrawn(notices, posts, fresh, findings)


def _run(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    """Run one statement; how many rows it changed, where it changes any."""
    rows = connection.execute(statement).fetchall()
    return int(rows[0][0]) if rows else 0


def _number(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    return _run(connection, f"SELECT count(*) {rows}")


def _name_stones(connection: duckdb.DuckDBPyConnection) -> None:
    """``new_stones``: a tombstone of each notice that none stands for yet; ``stones``: all."""
    ahead = DATED_AHEAD.seconds
    _run(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE new_stones AS
        SELECT 'deleted' AS kind, NULL::VARCHAR AS account, NULL::TIMESTAMPTZ AS before,
            coalesce(min("at"), now()) AS made_at, post, min(source_file) AS source_file
        FROM deletions WHERE post IS NOT NULL
            AND post NOT IN (SELECT post FROM tombstones WHERE post IS NOT NULL)
        GROUP BY post
        UNION ALL
        SELECT kind, account, "at" + INTERVAL {ahead} SECONDS, "at", NULL, min(source_file)
        FROM deletions
        WHERE post IS NULL AND account IS NOT NULL AND "at" IS NOT NULL
            AND (kind, account, "at") NOT IN (
                SELECT (kind, account, made_at) FROM tombstones
                WHERE account IS NOT NULL AND before IS NOT NULL)
        GROUP BY kind, account, "at"
        """,
    )
    _run(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE stones AS
        SELECT account, before, post FROM tombstones WHERE {_OF_NETWORKS}
        UNION ALL SELECT account, before, post FROM new_stones
        """,
    )


def _name_posts(connection: duckdb.DuckDBPyConnection, after: int) -> None:
    """``gone``: the rows of posts that go; ``cut_posts``: their ids."""
    # What stands since earlier files obeys the earlier tombstones already.
    every = _number(connection, "FROM new_stones") > 0
    among = "true" if every else f"posts.rowid > {after}"
    _run(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE gone AS
        SELECT posts.post, posts.account, posts.rowid > {after} AS fresh
        FROM posts LEFT JOIN (
            SELECT account, max(before) AS until FROM stones WHERE post IS NULL GROUP BY account
        ) AS ended ON posts.account = ended.account
        WHERE {among} AND (coalesce(posts.posted_at < ended.until, false)
            OR posts.post IN (SELECT post FROM stones WHERE post IS NOT NULL))
        """,
    )
    _run(connection, "CREATE OR REPLACE TEMP TABLE cut_posts AS SELECT DISTINCT post id FROM gone")
    _run(connection, "CREATE OR REPLACE TEMP TABLE cut_accounts (id VARCHAR)")


def _name_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """``left_idle``: accounts of which no post is left.

    ``itself``: the account is gone. ``now``: because of this file.
    """
    _run(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE left_idle AS
        WITH concerned AS (
            SELECT account, bool_or(itself) AS itself, bool_or(now) AS now FROM (
                SELECT account, false AS itself, true AS now FROM gone
                UNION ALL SELECT account, true, false FROM stones WHERE account IS NOT NULL
                UNION ALL SELECT account, true, true FROM new_stones WHERE account IS NOT NULL
            ) GROUP BY account
        )
        SELECT account, itself, now FROM concerned WHERE account NOT IN (
            SELECT account FROM posts WHERE account IN (SELECT account FROM concerned)
                AND post NOT IN (FROM cut_posts))
        """,
    )


def _take_out(connection: duckdb.DuckDBPyConnection) -> int:
    """Delete the rows concerned; how many of them were findings."""
    described = tuple(table for table in TABLES.values() if table.describes_accounts)
    # Who deletes a post, and posts again, is still who described herself before.
    _cut(connection, tuple(table for table in described if _is_cut(table)), "itself")
    if not _number(connection, "FROM cut_posts") + _number(connection, "FROM left_idle WHERE now"):
        return 0
    hanging = (*tables_of(Lifetime.SOURCE), *tables_of(Lifetime.KEPT))
    _cut(connection, tuple(t for t in hanging if _is_cut(t) and t not in described), "itself")
    return _cut(connection, tables_of(Lifetime.RESULT), "now")


def _is_cut(table: Table) -> bool:
    """Whether rows of a table that was read or is kept are nothing without a post, or its account.

    What people handed over and what they saw of its fate stays on record.
    """
    if table.lifetime is Lifetime.SOURCE:
        return table.name != "deletions"
    return bool(table.ids("post", nullable=False)) or table.parent == "media_files"


def _cut(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], idle: str) -> int:
    """Delete from these tables what goes with posts and idle accounts; how many rows."""
    _run(
        connection,
        "CREATE OR REPLACE TEMP TABLE cut_idle AS "
        f"SELECT account AS id FROM left_idle WHERE {idle}",
    )
    # Backwards: a table is declared before those whose rows go without its own.
    named: dict[str, bool] = {}
    going = [(table, _rows_that_go(connection, table, named)) for table in reversed(tables)]
    return sum(
        _run(connection, f"DELETE FROM {table.name} WHERE {goes}") for table, goes in going if goes
    )


def _rows_that_go(
    connection: duckdb.DuckDBPyConnection, table: Table, named: dict[str, bool]
) -> str:
    """SQL condition of the rows of a table that go; empty where none can.

    ``named`` are the tables of lost keys that were made already, and whether they hold any.
    """
    stays = not_named(table)
    tests = [] if stays == "true" else [f"NOT ({stays})"]
    if table.gone_without is not None:
        name, columns = table.gone_without
        lost, keys = "_".join(("lost", name, *columns)), column_list(list(columns))
        if lost not in named:
            goes = _rows_that_go(connection, TABLES[name], named)
            named[lost] = bool(goes) and _name_lost(connection, lost, name, keys, goes)
        if named[lost]:
            tests.append(f"({keys}) IN (FROM {lost})")
    return " OR ".join(tests)


def _name_lost(
    connection: duckdb.DuckDBPyConnection, lost: str, name: str, keys: str, goes: str
) -> bool:
    """``lost``: the keys of which every row of a table goes; whether there are any.

    Of a table of millions only the rows of the few keys concerned are looked at.
    """
    _run(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE {lost} AS
        WITH concerned AS (SELECT DISTINCT {keys} FROM {name} WHERE {goes})
        SELECT DISTINCT ({keys}) AS id FROM concerned WHERE ({keys}) NOT IN (
            SELECT ({keys}) FROM {name}
            WHERE ({keys}) IN (SELECT ({keys}) FROM concerned) AND NOT ({goes}))
        """,
    )
    return _number(connection, f"FROM {lost}") > 0


def _keep_stones(connection: duckdb.DuckDBPyConnection) -> None:
    _run(
        connection,
        """
        INSERT INTO tombstones (kind, account, before, made_at, posts, post, source_file)
        SELECT kind, account, before, made_at, count(fresh), post, source_file
        FROM (
            SELECT s.*, g.fresh FROM new_stones s JOIN gone g ON s.post = g.post
            UNION ALL SELECT s.*, g.fresh FROM new_stones s JOIN gone g ON s.account = g.account
            UNION ALL SELECT s.*, NULL FROM new_stones s
        )
        GROUP BY kind, account, before, made_at, post, source_file
        ORDER BY made_at, kind, account, post
        """,
    )
