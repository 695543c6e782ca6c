"""The questions an account sample asks of the case, each one statement of SQL for all campaigns.

The group '' stands for accounts in no campaign.
"""

from typing import Final

import pyarrow as pa

from demasque.schema import ACCOUNTS

_PROFILE: Final = (
    "created_at", "followers", "following", "posts_total", "verified", "avatar", "bio_hash",
    "name_hash", "handle_length", "handle_digits", "handle_shape", "host",
)  # fmt: skip

ACCOUNTS_SCHEMA: Final = pa.schema(
    [
        ("account", pa.string()),
        ("platform", pa.string()),
        *((name, ACCOUNTS.field(name).type) for name in _PROFILE),
        ("posts", pa.int64()),
        # Of the account's picture, where its file was added: the exemplar of its family, and
        # whether both eyes are where generated portraits have them.
        ("avatar_family", pa.string()),
        ("on_template", pa.bool_()),
    ]
)
POSTS_SCHEMA: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("at", pa.int64()),
        ("time_precision", pa.string()),
        ("kind", pa.string()),
        ("lang", pa.string()),
        ("venue", pa.string()),
        ("client", pa.string()),
        ("parent_account", pa.string()),
        ("topic", pa.string()),
        ("reactions", pa.int64()),
        ("shared", pa.bool_()),
    ]
)
LINKS_SCHEMA: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("other", pa.string()),
        ("returned", pa.bool_()),
        ("fellow", pa.bool_()),
    ]
)

DRAWN: Final = """
WITH members AS (
    SELECT campaign, account FROM memberships
    WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
    QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY account) <= ?
), apart AS (
    SELECT DISTINCT account FROM posts
    ANTI JOIN memberships USING (account) ANTI JOIN attached USING (account)
)
SELECT campaign, account, 0 AS drawn_from FROM members
UNION ALL
(SELECT '' AS campaign, account, count(*) OVER () AS drawn_from FROM apart ORDER BY account LIMIT ?)
ORDER BY campaign, account
"""
"""Parameters: campaigns, most members of each, most others."""

_CHOSEN: Final = """
WITH chosen AS (
    SELECT campaign, account,
           row_number() OVER (PARTITION BY campaign ORDER BY account) - 1 AS "row"
    FROM (SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::VARCHAR[]) AS account)
)"""

ACCOUNTS_OF: Final = f"""{_CHOSEN}, written AS (
    SELECT account, min(platform) AS platform, count(*) AS posts
    FROM posts SEMI JOIN chosen USING (account) GROUP BY account
), pictured AS (
    SELECT account, min(media) AS media
    FROM avatar_files SEMI JOIN chosen USING (account) GROUP BY account
)
SELECT campaign, account, coalesce(w.platform, a.platform, '') AS platform,
       {", ".join(_PROFILE)}, coalesce(w.posts, 0) AS posts,
       f.exemplar AS avatar_family, e.on_template
FROM chosen LEFT JOIN written w USING (account) LEFT JOIN accounts a USING (account)
LEFT JOIN pictured i USING (account) LEFT JOIN media_eyes e ON e.media = i.media
LEFT JOIN media_families f ON f.media = i.media AND f.content = 'content'
ORDER BY campaign, account
"""

POSTS_OF: Final = f"""{_CHOSEN}, inside AS (
    SELECT campaign, account FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
), left_inside AS (
    SELECT campaign, account, kind, trace, post FROM events JOIN inside USING (account)
), together AS (
    SELECT campaign, kind, trace FROM left_inside
    GROUP BY ALL HAVING min(account) <> max(account)
), left_apart AS (
    SELECT kind, trace, post FROM events
    SEMI JOIN (SELECT account FROM chosen WHERE campaign = '') USING (account)
), anywhere AS (
    SELECT kind, trace FROM events SEMI JOIN left_apart USING (kind, trace)
    GROUP BY ALL HAVING min(account) <> max(account)
), carrying AS (
    SELECT post FROM left_inside SEMI JOIN together USING (campaign, kind, trace)
    UNION ALL SELECT post FROM left_apart SEMI JOIN anywhere USING (kind, trace)
), written AS (
    SELECT c.campaign, c."row", post, posted_at, time_precision, kind, lang, venue, client,
           parent
    FROM posts p JOIN chosen c USING (account)
), answered AS (
    SELECT w.post, q.account AS parent_account
    FROM (SELECT post, parent FROM written WHERE parent IS NOT NULL) w
    JOIN posts q ON q.post = w.parent
), tagged AS (
    SELECT post, arg_min(lower(tag), position) AS tag
    FROM hashtags SEMI JOIN written USING (post) GROUP BY post
), linked AS (
    SELECT post, arg_min(
        regexp_extract(lower(url), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1), position) AS site
    FROM links SEMI JOIN written USING (post) GROUP BY post
), told AS (
    SELECT post, coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0)
                 + coalesce(quotes, 0) AS reactions
    FROM engagement SEMI JOIN written USING (post)
    WHERE coalesce(likes, reposts, replies, quotes) IS NOT NULL
)
SELECT campaign, "row", epoch(posted_at)::BIGINT AS "at", time_precision, kind, lang, venue, client,
       parent_account, coalesce(tag, site) AS topic, reactions,
       w.post IN (SELECT post FROM carrying) AS shared
FROM written w LEFT JOIN answered USING (post) LEFT JOIN tagged USING (post)
LEFT JOIN linked USING (post) LEFT JOIN told USING (post)
ORDER BY campaign, "row", "at", w.post
"""

LINKS_OF: Final = f"""{_CHOSEN}, passed AS (
    SELECT post, account, parent FROM posts WHERE kind IN ('repost', 'quote') AND parent IS NOT NULL
), written AS (
    SELECT post, account FROM posts SEMI JOIN chosen USING (account)
), outward AS (
    SELECT p.account, q.account AS other
    FROM (SELECT * FROM passed SEMI JOIN chosen USING (account)) p JOIN posts q ON q.post = p.parent
    UNION SELECT f.account, f.followed FROM follows f SEMI JOIN chosen USING (account)
), inward AS (
    SELECT w.account, p.account AS other FROM passed p JOIN written w ON w.post = p.parent
    UNION SELECT f.followed, f.account FROM follows f
    WHERE f.followed IN (SELECT account FROM chosen)
)
SELECT c.campaign, c."row", o.other, i.other IS NOT NULL AS returned,
       m.campaign IS NOT NULL AS fellow
FROM outward o JOIN chosen c USING (account)
LEFT JOIN inward i ON i.account = o.account AND i.other = o.other
LEFT JOIN memberships m ON m.account = o.other AND m.campaign = c.campaign
WHERE o.other <> o.account
ORDER BY c.campaign, c."row", o.other
"""
