"""SQL of pictures and clips in posts: who posted each family, when, where, changed in what way."""

from typing import Final

from demasque.campaigns import NAMED_VENUES

FAMILIES_SHOWN: Final = 12
"""Families shown of the case, and likewise of each campaign: those of most accounts."""

VENUES_NAMED: Final = 3

MEDIA_USES: Final = """
    SELECT coalesce(f.exemplar, i.media) AS family, coalesce(f.content, 'content') AS content,
           i.media, i.post, p.account, p.platform, p.posted_at, p.time_precision,
           CASE WHEN p.venue <> p.account THEN p.venue END AS venue, p.kind = 'repost' AS passed_on,
           epoch(p.posted_at)::BIGINT // 86400 AS day
    FROM media_in_posts i JOIN posts p USING (post) LEFT JOIN media_families f USING (media)"""
"""SQL: one row per added file in a post of the case."""

_DAILY: Final = """count(*) AS days, arg_min(posts, day) AS first_day_posts,
    min(posts)::DOUBLE AS day_low, median(posts)::DOUBLE AS day_median,
    max(posts)::DOUBLE AS day_high,
    DATE '1970-01-01' + arg_max(day, (posts, -day))::INTEGER AS busiest_day"""

FIGURES: Final = """
    SELECT scope, family, any_value(content) AS content,
           count(DISTINCT media) FILTER (NOT passed_on) AS files,
           count(DISTINCT post) FILTER (NOT passed_on) AS posts,
           count(DISTINCT post) FILTER (passed_on) AS reposts,
           count(DISTINCT account) FILTER (NOT passed_on) AS accounts,
           count(DISTINCT venue) FILTER (NOT passed_on) AS venues,
           min(posted_at) FILTER (NOT passed_on) AS first_at,
           max(posted_at) FILTER (NOT passed_on) AS last_at,
           arg_min(account, (posted_at, account, post, media)) FILTER (NOT passed_on)
               AS first_account,
           arg_min(media, (posted_at, account, post, media)) FILTER (NOT passed_on) AS first_media,
           arg_min(time_precision, (posted_at, account, post, media)) FILTER (NOT passed_on)
               AS first_precision
    FROM uses GROUP BY scope, family HAVING count(*) FILTER (NOT passed_on) > 0"""
"""SQL: each family in each scope, from a step ``uses`` that has ``scope`` besides."""

DAYS: Final = f"""
    SELECT scope, family, {_DAILY} FROM (
        SELECT scope, family, day, count(DISTINCT post) AS posts FROM uses
        WHERE NOT passed_on GROUP BY ALL
    ) GROUP BY scope, family"""
"""SQL: posts a day of each family in each scope."""

PLATFORMS: Final = """
    SELECT scope, family, list(platform ORDER BY posts DESC, platform) AS platforms FROM (
        SELECT scope, family, platform, count(DISTINCT post) AS posts FROM uses
        WHERE NOT passed_on GROUP BY ALL
    ) GROUP BY scope, family"""

TOTALS: Final = f"""
    WITH content AS (SELECT * FROM uses WHERE content = 'content' AND NOT passed_on),
    daily AS (
        SELECT scope, {_DAILY} FROM (
            SELECT scope, day, count(DISTINCT post) AS posts FROM content GROUP BY ALL
        ) GROUP BY scope
    )
    SELECT scope, count(DISTINCT family) AS families, count(DISTINCT media) AS files,
           count(DISTINCT post) AS posts, count(DISTINCT account) AS accounts,
           count(DISTINCT platform) AS platforms, any_value(COLUMNS(daily.* EXCLUDE (scope)))
    FROM content JOIN daily USING (scope) GROUP BY scope ORDER BY scope"""

TOLD: Final = f"""
    SELECT * FROM ({FIGURES}) JOIN ({DAYS}) USING (scope, family)
    JOIN ({PLATFORMS}) USING (scope, family)
    WHERE content = 'content' AND posts > 1
    QUALIFY row_number() OVER (
        PARTITION BY scope ORDER BY accounts DESC, posts DESC, first_at, family
    ) <= {FAMILIES_SHOWN}
    ORDER BY scope, accounts DESC, posts DESC, first_at, family"""
"""SQL: the families to show of each scope: content that was posted more than once."""

VENUES: Final = f"""
    SELECT scope, family, venue, count(DISTINCT post) AS posts FROM uses
    SEMI JOIN told USING (scope, family) WHERE venue IS NOT NULL AND NOT passed_on
    GROUP BY scope, family, venue
    QUALIFY row_number() OVER (
        PARTITION BY scope, family ORDER BY count(DISTINCT post) DESC, venue
    ) <= {VENUES_NAMED}
    ORDER BY scope, family, posts DESC, venue"""

CHANGES: Final = """
    SELECT scope, family, change, count(DISTINCT media) AS files FROM (
        SELECT DISTINCT scope, family, media FROM uses SEMI JOIN told USING (scope, family)
        WHERE NOT passed_on
    ) JOIN changes USING (media) GROUP BY ALL ORDER BY scope, family, files DESC, change"""

NAMES: Final = f"""
    SELECT account, name FROM ({NAMED_VENUES})
    WHERE name IS NOT NULL AND account IN (SELECT unnest(?::VARCHAR[]))"""

EXEMPLARS: Final = """
    SELECT media, kind, seconds FROM media_files WHERE media IN (SELECT unnest(?::VARCHAR[]))"""

STRETCHES: Final = """
    SELECT exemplar AS family, max(exemplar_start) AS start, min(exemplar_end) AS "end"
    FROM media_families WHERE exemplar IN (SELECT unnest(?::VARCHAR[])) AND media <> exemplar
    GROUP BY exemplar HAVING max(exemplar_start) < min(exemplar_end) ORDER BY exemplar"""
