"""What networks say is gone leaves the tables: deleted posts, accounts that are there no more.

A file says so in rows of ``deletions``. When all its rows are in, the posts concerned go in the
same transaction, whichever file they came with, and with them what hangs on them and what was found
by them. Tombstones keep them out of files that are added later. The evidence stays as it is: it is
what was public when it was collected, and goes by the case's retention (:mod:`retention`).

Rows are deleted where they stand, since a store of a million posts is not to be written anew for a
few of them; so their bytes stay in the file until something else takes their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import duckdb

from demasque.case.taking_out.staying_rows import rows_that_stay
from demasque.schema import Lifetime, Table, tables_of

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
    """``left_idle``: accounts of which no post is left, and whether they are gone themselves."""
    _run(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE left_idle AS
        WITH concerned AS (
            SELECT account, bool_or(itself) AS itself FROM (
                SELECT account, false AS itself FROM gone
                UNION ALL SELECT account, true FROM stones WHERE account IS NOT NULL
            ) GROUP BY account
        )
        SELECT account, itself FROM concerned WHERE account NOT IN (
            SELECT account FROM posts WHERE account IN (SELECT account FROM concerned)
                AND post NOT IN (FROM cut_posts))
        """,
    )


def _take_out(connection: duckdb.DuckDBPyConnection) -> int:
    """Delete the rows concerned; how many of them were findings."""
    # Who deletes a post, and posts again, is still who described herself before.
    _cut(connection, (*tables_of(Lifetime.SOURCE), *_hanging_on_posts()), "itself")
    return _cut(connection, tables_of(Lifetime.RESULT), "true")


def _hanging_on_posts() -> tuple[Table, ...]:
    """Kept tables whose rows are nothing without their post, or what describes an account's page.

    What people handed over and what they saw of its fate stays on record.
    """
    return tuple(
        table
        for table in tables_of(Lifetime.KEPT)
        if table.ids("post", nullable=False) or (table.parent == "media_files" and table.ids())
    )


def _cut(connection: duckdb.DuckDBPyConnection, tables: tuple[Table, ...], idle: str) -> int:
    """Delete from these tables what goes with posts and idle accounts; how many rows."""
    _run(
        connection,
        "CREATE OR REPLACE TEMP TABLE cut_idle AS "
        f"SELECT account AS id FROM left_idle WHERE {idle}",
    )
    cut = 0
    # Backwards: a table is declared before those whose rows go without its own.
    for table in reversed(tables):
        stays = rows_that_stay(table, str)
        if stays != "true" and table.name not in ("deletions", "files"):
            cut += _run(connection, f"DELETE FROM {table.name} WHERE NOT ({stays})")
    return cut


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
