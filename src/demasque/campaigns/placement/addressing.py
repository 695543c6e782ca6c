"""Whom posts address, as rows: those of campaigns' members, and of others to compare with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from demasque.case import CaseStore

OUTSIDERS: Final = 20_000
"""Accounts in no campaign that are compared with, at most: a sample by a hash of the pseudonym."""

ADDRESSED: Final = """
addressed AS (
    SELECT post, account, platform, lang, posted_at, time_precision, parent, target,
           min(way) AS way
    FROM (
        SELECT p.post, p.account, p.platform, p.lang, p.posted_at, p.time_precision, p.parent,
               coalesce(p.venue, q.account) AS target,
               CASE WHEN p.kind = 'quote' THEN 'b quote' ELSE 'a under' END AS way
        FROM {posts} p LEFT JOIN posts q ON p.venue IS NULL AND q.post = p.parent
        WHERE p.kind <> 'repost'
        UNION ALL
        SELECT p.post, p.account, p.platform, p.lang, p.posted_at, p.time_precision, p.parent,
               m.account, 'c mention'
        FROM {posts} p JOIN mentions m USING (post) WHERE p.kind <> 'repost'
    )
    WHERE target IS NOT NULL AND target <> account
    GROUP BY ALL
)"""
"""SQL: each post and each account that it addresses, once, by the foremost way: under its posts or
on its page, a quote, a mention. ``{posts}`` are the posts to look at."""

_MEMBERS: Final = "SELECT account, campaign FROM memberships WHERE campaign IN (FROM wanted)"
_WANTED: Final = "wanted AS (SELECT unnest(?::VARCHAR[]))"

_OF_MEMBERS: Final = f"""
WITH {_WANTED}, members AS ({_MEMBERS}),
own AS (SELECT * FROM posts SEMI JOIN members USING (account)),
{ADDRESSED.format(posts="own")}
SELECT m.campaign, a.* EXCLUDE (time_precision), time_precision IN ('second', 'minute') AS precise
FROM addressed a JOIN members m USING (account)
LEFT JOIN members t ON t.account = a.target AND t.campaign = m.campaign
WHERE t.account IS NULL ORDER BY ALL"""

_OF_OTHERS: Final = f"""
WITH others AS (
    SELECT account FROM (
        SELECT DISTINCT account FROM posts ANTI JOIN memberships USING (account)
        WHERE kind <> 'repost'
          AND (venue IS NOT NULL OR parent IS NOT NULL OR post IN (SELECT post FROM mentions))
    ) ORDER BY hash(account), account LIMIT {OUTSIDERS}
), own AS (SELECT * FROM posts SEMI JOIN others USING (account)),
{ADDRESSED.format(posts="own")}
SELECT * EXCLUDE (time_precision), time_precision IN ('second', 'minute') AS precise
FROM addressed ORDER BY ALL"""

_WRITTEN: Final = f"""
WITH {_WANTED}, members AS ({_MEMBERS})
SELECT campaign, post, account, posted_at, time_precision IN ('second', 'minute') AS precise
FROM posts JOIN members USING (account) ORDER BY ALL"""


@contextmanager
def addressing(store: CaseStore, campaigns: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a database in memory of whom posts address.

    Tables ``placed`` (campaign, post, account, platform, lang, posted_at, parent, target, way,
    precise) of
    members, targets within their own campaign left out; ``others`` (the same without campaign) of
    up to ``OUTSIDERS`` accounts in no campaign; ``written`` (campaign, post, account, posted_at,
    precise), every post of members.
    """
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.execute("SET TimeZone = 'UTC'").fetchall()
        asked = (("placed", _OF_MEMBERS), ("others", _OF_OTHERS), ("written", _WRITTEN))
        for name, query in asked:
            memory.register("incoming", store.sql(query, (campaigns,) if "?" in query else ()))
            memory.execute(f"CREATE TABLE {name} AS FROM incoming").fetchall()
            memory.unregister("incoming")
        yield memory
