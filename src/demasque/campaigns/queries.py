"""The questions a profile asks of a campaign's slice, each one statement of SQL.

The tables are those of :mod:`demasque.campaigns.slices`.
"""

from typing import Final

SHOP_WORDS: Final = (
    r"(?i)\b(shop|store|buy|sale|discount|coupon|promo|deal|free shipping|order now|price|in stock"
    r"|boutique|en stock|acheter|achetez|soldes?|remise|livraison|prix|kaufen|rabatt|tienda|compra"
    r"|oferta|descuento)\b|[$€£]\s?\d|\d\s?[$€£]|打折|优惠|购买"
)
"""Words of selling in a few languages; a text or a link that holds one reads like selling."""

MEMBERS: Final = """
WITH amount AS (
    SELECT account, count(*) AS posts, min(platform) AS platform FROM written GROUP BY account
), carried AS (SELECT account, count(*) AS posts FROM carrying GROUP BY account)
SELECT account, coalesce(amount.platform, k.platform, '') AS platform, bits, partners, stability,
       coalesce(amount.posts, 0) AS posts,
       coalesce(1 - coalesce(carried.posts, 0) / amount.posts, 0) AS filler,
       created_at, followers, verified, avatar, handle_length, handle_digits
FROM members LEFT JOIN amount USING (account) LEFT JOIN carried USING (account)
LEFT JOIN known k USING (account)
ORDER BY bits DESC, account
"""
TIES: Final = """
SELECT kind, count(*) AS pairs, sum(shared)::BIGINT AS shared, sum(expected) AS expected,
       quantile_disc(window_seconds, 0.5) AS window_seconds
FROM inside GROUP BY kind ORDER BY pairs DESC, kind
"""
STRENGTH: Final = "SELECT count(*) AS pairs, coalesce(sum(bits), 0) AS bits FROM pairs"
ACTIVITY: Final = """
SELECT count(*) AS posts, min(posted_at) AS first_at, max(posted_at) AS last_at,
       avg((time_precision <> 'second')::INTEGER) AS coarse_times,
       count(DISTINCT source_file) AS source_files,
       1 - (SELECT count(DISTINCT post) FROM carrying) / count(*) AS filler
FROM written
"""
TALLY: Final = """
SELECT {column} AS value, count(*) AS posts FROM written
WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""
DAYS: Final = """
SELECT (posted_at AT TIME ZONE 'UTC')::DATE AS day, count(*) AS posts,
       count(*) FILTER (WHERE post IN (SELECT post FROM carrying)) AS shared
FROM written GROUP BY 1 ORDER BY 1
"""
# A time that is known to the day only says nothing of the hour.
HOURS: Final = """
SELECT hour(posted_at AT TIME ZONE 'UTC') AS hour, count(*) AS posts
FROM written WHERE time_precision IN ('second', 'minute') GROUP BY 1 ORDER BY 1
"""
TRACES: Final = """
WITH strongest AS (
    SELECT * FROM shared ORDER BY accounts DESC, posts DESC, kind, trace LIMIT ?
), seen AS (
    SELECT kind, trace, count(DISTINCT platform) AS platforms
    FROM (SELECT kind, trace, post FROM left_traces SEMI JOIN strongest USING (kind, trace))
    JOIN (SELECT post, platform FROM written) USING (post) GROUP BY kind, trace
)
SELECT kind, trace, coalesce(value, '') AS value, accounts, coalesce(outsiders, 0) AS outsiders,
       posts, coalesce(platforms, 1) AS platforms, first_at, last_at
FROM strongest LEFT JOIN others USING (kind, trace) LEFT JOIN seen USING (kind, trace)
LEFT JOIN named USING (kind, trace)
ORDER BY accounts DESC, posts DESC, kind, trace
"""
SHARED: Final = """
SELECT count(*) AS traces, count(*) FILTER (kind = 'text') AS texts FROM shared
"""
CARRYING: Final = """
SELECT count(DISTINCT post) AS posts, count(DISTINCT post) FILTER (kind = 'repost') AS reposts
FROM carrying LEFT JOIN (SELECT post, kind FROM written) USING (post)
"""
CROSSING: Final = """
SELECT count(*) AS crossing FROM (
    SELECT s.kind, s.trace
    FROM (SELECT kind, trace, post FROM left_traces SEMI JOIN shared USING (kind, trace)) s
    JOIN written USING (post) GROUP BY s.kind, s.trace HAVING count(DISTINCT platform) > 1
)
"""
SHOP_LIKE: Final = """
SELECT count(*) AS shop_like FROM named WHERE kind IN ('text', 'url') AND regexp_matches(value, ?)
"""
OUTSIDERS: Final = "SELECT coalesce(max(accounts), 0) AS outsiders FROM outside"
GAPS: Final = """
WITH stepped AS (
    SELECT account, "at", lag(account) OVER steps AS before, lag("at") OVER steps AS before_at
    FROM left_traces SEMI JOIN shared USING (kind, trace)
    WINDOW steps AS (PARTITION BY kind, trace ORDER BY "at", account)
), gaps AS (SELECT epoch("at" - before_at) AS gap FROM stepped WHERE account <> before)
SELECT median(gap) AS gap_seconds, avg((gap = 0)::INTEGER) AS same_second FROM gaps
"""
DOMAINS: Final = """
SELECT regexp_extract(lower(value), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1) AS value,
       sum(posts)::BIGINT AS posts
FROM shared JOIN named USING (kind, trace) WHERE kind = 'url'
GROUP BY 1 ORDER BY 2 DESC, 1
"""
VENUES: Final = """
SELECT venue AS account, count(*) AS posts, count(DISTINCT account) AS members
FROM written WHERE venue IS NOT NULL AND venue <> account GROUP BY 1 ORDER BY 2 DESC, 1
"""
DETAILS: Final = """
SELECT kind, count(DISTINCT post) AS posts, count(DISTINCT account) AS members,
       sum("count")::BIGINT AS "count"
FROM details GROUP BY kind ORDER BY kind
"""
AUDIENCE: Final = """
WITH own AS (
    SELECT count(*) AS n FROM answers WHERE account IN (SELECT account FROM members)
), reacted AS (
    SELECT count(*) AS posts,
           sum(coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0)
               + coalesce(quotes, 0)) AS reactions
    FROM counted WHERE coalesce(likes, reposts, replies, quotes) IS NOT NULL
)
SELECT (SELECT count(*) FROM answers
        WHERE account NOT IN (SELECT account FROM members)) AS answers,
       reacted.posts AS counted,
       greatest(0, coalesce(reactions, 0) - own.n)::BIGINT AS reactions
FROM reacted, own
"""
