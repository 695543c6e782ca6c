"""What the parts of cover are measured from: members' posts and those of others, cut out once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import duckdb

from demasque.case import CaseStore

OTHERS: Final = 2_000
"""Other accounts whose posts are looked at for copies, at most: a sample by a hash."""

BESIDE: Final = 10_000
"""Posts of others beside members' of the same place and hour, at most: a sample by a hash."""

_MEMBERS: Final = """
WITH members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
), written AS MATERIALIZED (
    SELECT campaign, posts.* EXCLUDE (text) FROM posts JOIN members USING (account)
)"""

_REACTIONS: Final = """CASE WHEN coalesce(likes, reposts, replies, quotes) IS NOT NULL THEN
    coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0) END"""

_FAMILIES: Final = """
asked AS (SELECT DISTINCT exemplar FROM copies SEMI JOIN {posts} USING (post)),
families AS (
    SELECT exemplar, min(posted_at) AS first_at, arg_min(account, (posted_at, post)) AS first
    FROM copies SEMI JOIN asked USING (exemplar)
    JOIN (SELECT post, account, posted_at FROM posts) USING (post)
    ANTI JOIN memberships USING (account) GROUP BY exemplar
)"""
"""SQL: of each message that some posts carry, who outside all campaigns posted it first."""

_PLACE: Final = """platform, coalesce(venue, '') AS venue,
               epoch(posted_at)::BIGINT // 3600 AS hour"""
"""SQL: where and when a post stands."""

CUT: Final = {
    "own": f"""
        {_MEMBERS}, left_traces AS MATERIALIZED (
            SELECT campaign, events.* FROM events JOIN members USING (account)
        ), shared AS (
            SELECT campaign, kind, trace FROM left_traces GROUP BY ALL
            HAVING count(DISTINCT account) > 1
        ), carrying AS (
            SELECT DISTINCT post FROM left_traces SEMI JOIN shared USING (campaign, kind, trace)
        ), {_FAMILIES.format(posts="written")}
        SELECT campaign, w.post, w.account, {_PLACE}, posted_at, w.kind, lang,
               epoch(posted_at)::BIGINT // 86400 AS day, w.kind <> 'repost' AS worded,
               c.post IS NOT NULL AS carries, m.post IS NOT NULL AS clip,
               {_REACTIONS} AS reactions, views,
               CASE WHEN f.first_at < posted_at THEN f.first END AS source
        FROM written w LEFT JOIN carrying c USING (post) LEFT JOIN engagement USING (post)
        LEFT JOIN (SELECT post FROM media_use UNION SELECT post FROM media_in_posts) m USING (post)
        LEFT JOIN copies USING (post) LEFT JOIN families f USING (exemplar)
        ORDER BY campaign, w.post""",
    "shown": f"""
        {_MEMBERS}, added AS (
            SELECT post, coalesce(exemplar, media) AS content
            FROM media_in_posts LEFT JOIN media_families USING (media)
        ), named AS (SELECT post, media AS content FROM media_use ANTI JOIN added USING (post))
        SELECT DISTINCT campaign, platform, epoch(posted_at)::BIGINT // 86400 AS day, content
        FROM written JOIN (FROM added UNION ALL FROM named) USING (post) ORDER BY ALL""",
    "tags": f"""
        {_MEMBERS} SELECT campaign, post, lower(tag) AS tag
        FROM hashtags JOIN (SELECT campaign, post FROM written) USING (post) ORDER BY ALL""",
    "sites": rf"""
        {_MEMBERS}
        SELECT campaign, post,
               regexp_extract(lower(url), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1) AS site
        FROM links JOIN (SELECT campaign, post FROM written) USING (post) ORDER BY ALL""",
    "answers": f"""
        {_MEMBERS}
        SELECT w.campaign, w.post, p.kind IN ('reply', 'comment') AS reply,
               m.account IS NOT NULL AS inside
        FROM posts p JOIN (SELECT campaign, post, account FROM written) w ON p.parent = w.post
        LEFT JOIN members m ON m.account = p.account AND m.campaign = w.campaign
        WHERE p.account <> w.account ORDER BY ALL""",
    "usual": f"""
        WITH others AS (
            SELECT account FROM posts ANTI JOIN memberships USING (account)
            WHERE kind <> 'repost' GROUP BY account HAVING count(*) >= 3
            ORDER BY hash(account), account LIMIT {OTHERS}
        ), theirs AS MATERIALIZED (
            SELECT post, account, posted_at FROM posts SEMI JOIN others USING (account)
            WHERE kind <> 'repost'
        ), {_FAMILIES.format(posts="theirs")}
        SELECT account, count(*) AS worded,
               count(*) FILTER (WHERE f.first_at < posted_at AND f.first <> account) AS copied
        FROM theirs LEFT JOIN copies USING (post) LEFT JOIN families f USING (exemplar)
        GROUP BY account ORDER BY account""",
    "beside": f"""
        {_MEMBERS}, places AS (SELECT DISTINCT {_PLACE} FROM written WHERE kind <> 'repost'),
        there AS (SELECT post, account, {_PLACE} FROM posts WHERE kind <> 'repost')
        SELECT account, platform, venue, hour, {_REACTIONS} AS reactions
        FROM there SEMI JOIN places USING (platform, venue, hour)
        ANTI JOIN memberships USING (account) JOIN engagement USING (post)
        WHERE coalesce(likes, reposts, replies, quotes) IS NOT NULL
        ORDER BY hash(post), post LIMIT {BESIDE}""",
}
"""By name, SQL that takes a list of campaigns as its only parameter, or none."""


@contextmanager
def cut_cover(store: CaseStore, campaigns: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a database in memory that holds the tables of ``CUT``."""
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.execute("SET TimeZone = 'UTC'").fetchall()
        for name, query in CUT.items():
            parameters = (list(campaigns),) if "?::" in query else ()
            memory.register("incoming", store.sql(query, parameters))
            memory.execute(f"CREATE TABLE {name} AS FROM incoming").fetchall()
            memory.unregister("incoming")
        yield memory
