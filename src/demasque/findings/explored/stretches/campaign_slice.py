"""What the members of one campaign posted, cut out of the case once, to be asked many times.

Each stretch of time that a reader looks at asks some ten questions. Asked of the case, each walks
all its posts; here it walks what one campaign's members left.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Final

import duckdb
import pyarrow as pa

from demasque.campaigns import ADDRESSED, CODES, NAMED_VENUES, NAMES
from demasque.case import CaseStore

TIES_LOOKED_AT: Final = 2_000
"""Tied pairs, the strongest, of which it is asked whether they met in a stretch."""

_MEMBERS: Final = "members AS (SELECT account FROM memberships WHERE campaign = $1)"
_OWN: Final = f"""{_MEMBERS},
    own AS (SELECT * EXCLUDE (text) FROM posts WHERE account IN (FROM members))"""
_USED: Final = f"""{_MEMBERS},
    used AS (SELECT * FROM events WHERE account IN (FROM members)),
    shared AS (
        SELECT kind, trace FROM used GROUP BY kind, trace HAVING count(DISTINCT account) > 1
    )"""

CUT_OUT: Final = {
    "members": """
        SELECT m.* EXCLUDE (campaign), platform, created_at, decision
        FROM memberships m LEFT JOIN accounts USING (account) LEFT JOIN decided USING (account)
        WHERE campaign = $1""",
    "own": f"""
        WITH {_OWN} SELECT post, account, platform, posted_at, time_precision FROM own""",
    "used": f"""
        WITH {_USED} SELECT u.*, s.trace IS NOT NULL AS shared
        FROM used u LEFT JOIN shared s USING (kind, trace)""",
    "told": f"""
        WITH {_USED}, exemplars AS (
            SELECT trace, min(coalesce(exemplar, post)) AS exemplar
            FROM used SEMI JOIN shared USING (kind, trace) LEFT JOIN copies USING (post)
            WHERE kind = 'text' GROUP BY trace
        )
        SELECT s.kind, s.trace, coalesce(p.text, value, '') AS value, p.lang
        FROM shared s LEFT JOIN traces USING (kind, trace)
        LEFT JOIN exemplars e ON s.kind = 'text' AND e.trace = s.trace
        LEFT JOIN (SELECT post, text, lang FROM posts) p ON p.post = e.exemplar""",
    "called": f"""
        WITH {_USED} SELECT trace, code, coalesce(names, []) AS names
        FROM ({CODES}) LEFT JOIN ({NAMES}) USING (trace)
        WHERE trace IN (SELECT trace FROM shared WHERE kind = 'text')""",
    "placed": f"""
        WITH {_OWN}, {ADDRESSED.format(posts="own")}
        SELECT post, a.account, posted_at, target, way, v.kind, v.name
        FROM addressed a LEFT JOIN ({NAMED_VENUES}) v ON v.account = target
        WHERE target NOT IN (FROM members)""",
    "pairs": f"""
        WITH {_MEMBERS} SELECT account_a, account_b, bits FROM strengths
        WHERE account_a IN (FROM members) AND account_b IN (FROM members)
        ORDER BY bits DESC, account_a, account_b LIMIT {TIES_LOOKED_AT}""",
    "inside": f"""
        WITH {_MEMBERS} SELECT account_a, account_b, kind, window_seconds FROM ties
        WHERE account_a IN (FROM members) AND account_b IN (FROM members)""",
    "seen": f"""
        WITH {_OWN} SELECT coalesce(f.exemplar, i.media) AS family, post, account, posted_at
        FROM own JOIN media_in_posts i USING (post) LEFT JOIN media_families f USING (media)
        WHERE coalesce(f.content, 'content') = 'content'""",
}
"""What is cut out, table by table: SQL of the case that takes the campaign's name. ``told`` are the
words of what two members or more left, ``called`` the codes and names of such messages."""


class CampaignSlice:
    """The tables of ``CUT_OUT`` for one campaign, in memory; threads may ask at once."""

    def __init__(self, store: CaseStore, campaign: str) -> None:
        self.store = store
        self.campaign = campaign
        self._lock = Lock()
        self._memory = duckdb.connect(config={"threads": 1})
        self._memory.execute("SET TimeZone = 'UTC'").fetchall()
        for name, query in CUT_OUT.items():
            self._memory.register("incoming", store.sql(query, (campaign,)))
            self._memory.execute(f"CREATE TABLE {name} AS FROM incoming").fetchall()
            self._memory.unregister("incoming")

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Run one question; its result as a table."""
        with self._lock:
            cursor = self._memory.cursor()
        return cursor.sql(query, params=list(parameters)).to_arrow_table()
