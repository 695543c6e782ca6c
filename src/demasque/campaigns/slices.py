"""The part of a case that concerns one campaign, cut out once into a small database in memory.

A profile asks some fifteen questions. Asked of the case, each would walk all its posts and events;
asked of the slice, each walks what the members left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from demasque.case import CaseStore

_MEMBERS = "members AS (SELECT * FROM memberships WHERE campaign = ?)"
_WRITTEN = "written AS (SELECT posts.* FROM posts SEMI JOIN members USING (account))"
_SHARED = """shared AS (
    SELECT kind, trace FROM events SEMI JOIN members USING (account)
    GROUP BY kind, trace HAVING count(DISTINCT account) > 1
)"""


def _with(*steps: str) -> str:
    return "WITH " + ",\n".join((_MEMBERS, *steps)) + "\n"


SLICES: Final = {
    "members": _with() + "SELECT * FROM members",
    "known": _with() + "SELECT accounts.* FROM accounts SEMI JOIN members USING (account)",
    "written": _with(_WRITTEN) + "SELECT * EXCLUDE (text, source_line) FROM written",
    "left_traces": _with() + "SELECT events.* FROM events SEMI JOIN members USING (account)",
    "named": _with(_SHARED) + "SELECT traces.* FROM traces SEMI JOIN shared USING (kind, trace)",
    "others": _with(_SHARED)
    + """SELECT kind, trace, account FROM events SEMI JOIN shared USING (kind, trace)
ANTI JOIN members USING (account) GROUP BY kind, trace, account""",
    "inside": _with()
    + """SELECT * FROM ties
WHERE account_a IN (SELECT account FROM members) AND account_b IN (SELECT account FROM members)""",
    "pairs": _with()
    + """SELECT * FROM strengths
WHERE account_a IN (SELECT account FROM members) AND account_b IN (SELECT account FROM members)""",
    "counted": _with(_WRITTEN) + "SELECT * FROM engagement SEMI JOIN written USING (post)",
    "answers": _with(_WRITTEN)
    + """SELECT account, parent FROM posts WHERE parent IN (SELECT post FROM written)""",
}
"""What is cut out, table by table: SQL that takes the campaign as its only parameter."""

DERIVED: Final = {
    "shared": """
        SELECT kind, trace, count(DISTINCT account) AS accounts, count(DISTINCT post) AS posts,
               min("at") AS first_at, max("at") AS last_at
        FROM left_traces GROUP BY kind, trace HAVING count(DISTINCT account) > 1""",
    "carrying": """
        SELECT DISTINCT post, account FROM left_traces SEMI JOIN shared USING (kind, trace)""",
}
"""Tables made from the slice: traces of two members or more, and the posts that carry them."""


@contextmanager
def cut_out(store: CaseStore, campaign: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a database in memory that holds ``SLICES`` and ``DERIVED`` of one campaign."""
    with duckdb.connect(config={"threads": 1}) as slice_:
        slice_.execute("SET TimeZone = 'UTC'").fetchall()
        for name, query in SLICES.items():
            rows = store.sql(query, (campaign,))
            slice_.register("incoming", rows)
            slice_.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming").fetchall()
            slice_.unregister("incoming")
        for name, query in DERIVED.items():
            slice_.execute(f"CREATE TABLE {name} AS {query}").fetchall()
        yield slice_
