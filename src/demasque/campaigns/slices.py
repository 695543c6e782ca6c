"""The part of a case that concerns some campaigns, cut out once into a small database in memory.

A profile asks some fifteen questions. Asked of the case, each would walk all its posts and events,
again for every campaign; the slices of all campaigns are cut in one walk per table, and each
question then walks what the members of one campaign left.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from demasque.case import CaseStore

_MEMBERS = "members AS (SELECT * FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[])))"
_WRITTEN = "written AS (SELECT campaign, posts.* FROM posts JOIN members USING (account))"
_SHARED = """shared AS (
    SELECT campaign, kind, trace FROM events JOIN members USING (account)
    GROUP BY campaign, kind, trace HAVING count(DISTINCT account) > 1
)"""
_BOTH_INSIDE = """
FROM {table} t JOIN members a ON a.account = t.account_a
JOIN members b ON b.account = t.account_b AND b.campaign = a.campaign"""

# Counted here: which other accounts they are would be a million rows where memes are shared.
_BY_OTHERS = """
FROM events e JOIN shared s USING (kind, trace) LEFT JOIN members m ON m.account = e.account
WHERE m.campaign IS DISTINCT FROM s.campaign
"""


def _with(*steps: str) -> str:
    return "WITH " + ",\n".join((_MEMBERS, *steps)) + "\n"


SLICES: Final = {
    "members": _with() + "SELECT * FROM members",
    "known": _with() + "SELECT campaign, accounts.* FROM accounts JOIN members USING (account)",
    "written": _with(_WRITTEN) + "SELECT * EXCLUDE (text, source_line) FROM written",
    "left_traces": _with() + "SELECT campaign, events.* FROM events JOIN members USING (account)",
    "named": _with(_SHARED)
    + "SELECT campaign, traces.* FROM traces JOIN shared USING (kind, trace)",
    "others": _with(_SHARED)
    + "SELECT s.campaign, kind, trace, count(DISTINCT e.account) AS outsiders"
    + _BY_OTHERS
    + "GROUP BY s.campaign, kind, trace",
    "outside": _with(_SHARED)
    + "SELECT s.campaign, count(DISTINCT e.account) AS accounts"
    + _BY_OTHERS
    + "GROUP BY s.campaign",
    "inside": _with() + "SELECT a.campaign, t.*" + _BOTH_INSIDE.format(table="ties"),
    "pairs": _with() + "SELECT a.campaign, t.*" + _BOTH_INSIDE.format(table="strengths"),
    "counted": _with(_WRITTEN)
    + "SELECT campaign, engagement.* FROM engagement JOIN written USING (post)",
    "details": _with(_WRITTEN)
    + """SELECT campaign, w.account, d.post, d.kind, d."count"
FROM personal_details d JOIN (SELECT campaign, account, post FROM written) w USING (post)""",
    "answers": _with(_WRITTEN)
    + """SELECT campaign, p.account, p.parent
FROM posts p JOIN (SELECT campaign, post FROM written) w ON p.parent = w.post""",
}
"""What is cut out, table by table: SQL that takes a list of campaigns as its only parameter."""

DERIVED: Final = {
    "shared": """
        SELECT kind, trace, count(DISTINCT account) AS accounts, count(DISTINCT post) AS posts,
               min("at") AS first_at, max("at") AS last_at
        FROM left_traces GROUP BY kind, trace HAVING count(DISTINCT account) > 1""",
    "carrying": """
        SELECT DISTINCT post, account FROM left_traces SEMI JOIN shared USING (kind, trace)""",
}
"""Tables made from one slice: traces of two members or more, and the posts that carry them."""


@contextmanager
def cut_out(store: CaseStore, campaigns: Iterable[str]) -> Iterator["Slices"]:
    """Lend the slices of some campaigns."""
    wanted = list(campaigns)
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.execute("SET TimeZone = 'UTC'").fetchall()
        memory.execute("CREATE SCHEMA every").fetchall()
        for name, query in SLICES.items():
            memory.register("incoming", store.sql(query, (wanted,)))
            memory.execute(
                f"CREATE TABLE every.{name} AS SELECT * FROM incoming ORDER BY campaign"
            ).fetchall()
            memory.unregister("incoming")
        yield Slices(memory)


class Slices:
    """A database in memory that holds ``SLICES`` and ``DERIVED`` of one campaign at a time."""

    def __init__(self, memory: duckdb.DuckDBPyConnection) -> None:
        self._memory = memory

    def of(self, campaign: str) -> duckdb.DuckDBPyConnection:
        """Lay out one campaign; the one before goes.

        What is cut out is looked at where it lies, in the order of campaigns: a copy of it would
        take as much memory again.
        """
        of_it = "campaign = '{}'".format(campaign.replace("'", "''"))
        for name in SLICES:
            self._memory.execute(
                f"CREATE OR REPLACE VIEW {name} AS "
                f"SELECT * EXCLUDE (campaign) FROM every.{name} WHERE {of_it}"
            ).fetchall()
        for name, query in DERIVED.items():
            self._memory.execute(f"CREATE OR REPLACE TABLE {name} AS {query}").fetchall()
        return self._memory
