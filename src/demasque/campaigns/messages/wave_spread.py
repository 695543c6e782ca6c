"""How did a wave spread, and how does that differ from ordinary sharing in the same case?

Each question is one statement of SQL over all waves at once, from ``wave_messages``.
"""

from typing import Final

RECENT_DAYS: Final = 30
"""An account this young when it first posted a message is counted as newly made."""

FEWEST_LIKE: Final = 10
"""Messages of like size that speed is compared with, at least: of fewer nothing can be said."""

_USES: Final = """uses AS (
    SELECT wave, account, post, "at" FROM events JOIN wave_messages USING (kind, trace)
)"""

SPREAD: Final = f"""
WITH {_USES}, stepped AS (
    SELECT wave, epoch("at" - lag("at") OVER (PARTITION BY wave ORDER BY "at", post)) AS gap
    FROM uses
), gaps AS (
    SELECT wave, max(gap) AS longest_gap_seconds FROM stepped GROUP BY wave
), passed AS (
    SELECT wave, count(DISTINCT p.post) AS reposts FROM posts p JOIN uses ON p.parent = uses.post
    WHERE p.kind = 'repost' GROUP BY wave
), made AS (
    SELECT wave, count(*) AS messages, arg_max(kind, contained) AS kind,
           arg_max(trace, contained) AS trace
    FROM wave_messages GROUP BY wave
), spread AS (
    SELECT wave, count(DISTINCT account) AS accounts, count(*) AS posts,
           min("at") AS first_at, quantile_disc("at", 0.5) AS half_at,
           quantile_disc("at", 0.9) AS most_at, max("at") AS last_at
    FROM uses GROUP BY wave
)
SELECT wave, made.* EXCLUDE (wave), spread.* EXCLUDE (wave), longest_gap_seconds,
       coalesce(reposts, 0) AS reposts
FROM spread JOIN made USING (wave) JOIN gaps USING (wave) LEFT JOIN passed USING (wave)
ORDER BY substring(wave, 2)::BIGINT"""
"""By wave: its size, times and reposts."""

ORDINARY: Final = f"""
WITH spread_out AS ({SPREAD}), w AS (
    SELECT wave, kind, accounts, epoch(half_at - first_at) AS half_seconds FROM spread_out
), sizes AS MATERIALIZED (
    SELECT kind, trace, count(DISTINCT account) AS accounts FROM events
    WHERE kind IN ('text', 'url', 'media') GROUP BY kind, trace HAVING accounts > 1
), others AS (
    SELECT * FROM sizes ANTI JOIN wave_messages USING (kind, trace)
), whole AS (
    SELECT kind, accounts FROM others UNION ALL SELECT kind, accounts FROM w
), counted AS (
    SELECT kind, accounts, count(*) AS messages FROM whole GROUP BY kind, accounts
), usual AS (
    SELECT kind, count(*) AS shared, median(accounts) AS usual_accounts FROM whole GROUP BY kind
), placed AS (
    SELECT w.wave, 1 + coalesce(sum(messages) FILTER (c.accounts > w.accounts), 0) AS rank
    FROM w JOIN counted c USING (kind) GROUP BY w.wave
), large AS (
    SELECT kind, trace, o.accounts FROM others o
    JOIN (SELECT kind, min(accounts) AS least FROM w GROUP BY kind) USING (kind)
    WHERE 2 * o.accounts >= least
), timed AS (
    SELECT kind, any_value(accounts) AS accounts,
           epoch(quantile_disc("at", 0.5) - min("at")) AS half_seconds
    FROM events JOIN large USING (kind, trace) GROUP BY kind, trace
    UNION ALL SELECT kind, accounts, half_seconds FROM w
), compared AS (
    SELECT w.wave, count(*) - 1 AS alike,
           count(*) FILTER (t.half_seconds > w.half_seconds) AS slower
    FROM w JOIN timed t
    ON t.kind = w.kind AND 2 * t.accounts >= w.accounts AND t.accounts <= 2 * w.accounts
    GROUP BY w.wave
)
SELECT wave, shared, usual_accounts, rank::BIGINT AS rank,
       CASE WHEN alike >= {FEWEST_LIKE} THEN slower / alike END AS slower
FROM w JOIN usual USING (kind) JOIN placed USING (wave) JOIN compared USING (wave)
ORDER BY substring(wave, 2)::BIGINT"""
"""By wave: its place among what was shared, and the share of messages of like size that took
longer to half of their posts. Waves count as what they are, not as the families in them."""

CARRIERS: Final = f"""
WITH {_USES}, shared AS (
    SELECT trace FROM events WHERE kind = 'text' GROUP BY trace
    HAVING min(account) < max(account)
), written AS (
    SELECT account, count(*) AS posts, min(posted_at) AS first_at FROM posts
    WHERE kind <> 'repost' GROUP BY account
), own AS (
    SELECT wave, account, count(*) AS posts, min("at") AS first_at FROM uses GROUP BY wave, account
), all_shared AS (
    SELECT account, count(DISTINCT trace) AS messages FROM events SEMI JOIN shared USING (trace)
    WHERE kind = 'text' AND account IN (SELECT account FROM own) GROUP BY account
), in_wave AS (
    SELECT wave, account, count(DISTINCT trace) AS messages
    FROM events JOIN wave_messages USING (kind, trace) SEMI JOIN shared USING (trace)
    WHERE kind = 'text' GROUP BY wave, account
), young AS (
    SELECT avg((first_at - created_at <= INTERVAL {RECENT_DAYS} DAY)::INTEGER) AS usual_recent
    FROM accounts JOIN written USING (account) WHERE created_at IS NOT NULL
)
SELECT wave, count(*) FILTER (own.posts = 1) AS once,
       count(*) FILTER (own.posts = w.posts) AS only,
       count(*) FILTER (coalesce(a.messages, 0) = coalesce(i.messages, 0)) AS unshared,
       count(created_at) AS dated,
       CASE WHEN count(created_at) > 0 THEN
           count(*) FILTER (own.first_at - created_at <= INTERVAL {RECENT_DAYS} DAY) END AS recent,
       CASE WHEN count(created_at) > 0 THEN any_value(usual_recent) END AS usual_recent
FROM own JOIN written w USING (account) LEFT JOIN all_shared a USING (account)
LEFT JOIN in_wave i USING (wave, account) LEFT JOIN accounts k USING (account), young
GROUP BY wave ORDER BY substring(wave, 2)::BIGINT"""
"""By wave: what its accounts did besides, and how many were new; unknown creation is not new."""

CARRIED: Final = f"""
WITH {_USES}, written AS (
    SELECT account, count(*) AS posts FROM posts WHERE kind <> 'repost' GROUP BY account
), carried AS (
    SELECT DISTINCT wave, account FROM uses
    WHERE wave IN (SELECT wave FROM wave_messages WHERE kind = 'text')
), counted AS (
    SELECT account, list(substring(wave, 2)::BIGINT - 1 ORDER BY wave) AS waves
    FROM carried GROUP BY account
)
SELECT posts, coalesce(waves, []) AS waves, count(*) AS accounts
FROM written LEFT JOIN counted USING (account) GROUP BY ALL ORDER BY ALL"""
"""Accounts by how much they wrote and which waves (from 0) they carry: how many of each."""
