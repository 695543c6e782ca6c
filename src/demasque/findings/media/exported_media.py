"""Pictures and clips as tables for export. Small pictures are not among them, of anybody."""

from typing import Final

from demasque.findings.media.sighting_queries import DAYS, FIGURES, MEDIA_USES, PLATFORMS

MEDIA_TABLES: Final = {
    "media_families": f"""
        WITH uses AS MATERIALIZED (SELECT '' AS scope, * FROM ({MEDIA_USES})),
        changed AS (
            SELECT exemplar AS family, list(DISTINCT change ORDER BY change) AS changes FROM (
                SELECT exemplar, unnest(how) AS change FROM media_families
                SEMI JOIN (SELECT media FROM media_in_posts) USING (media)
            ) GROUP BY exemplar
        )
        SELECT 'M' || substring(family, 1, 6) AS code, family, content, kind, seconds, files, posts,
               reposts, accounts, platforms, first_at, last_at, first_account, first_media, days,
               first_day_posts, day_low, day_median, day_high, busiest_day, venues,
               coalesce(changes, []) AS changes
        FROM ({FIGURES}) JOIN ({DAYS}) USING (scope, family)
        JOIN ({PLATFORMS}) USING (scope, family)
        LEFT JOIN changed USING (family)
        LEFT JOIN (SELECT media AS family, kind, seconds FROM media_files) USING (family)
        ORDER BY accounts DESC, posts DESC, first_at, family""",
    "media_files": """
        SELECT media, coalesce(exemplar, media) AS family, kind, bytes, width, height, seconds,
               content, how, found_by, distance, start, "end", exemplar_start, exemplar_end, speed
        FROM media_files LEFT JOIN media_families USING (media) ORDER BY family, media""",
    "media_in_posts": "SELECT post, media FROM media_in_posts ORDER BY post, media",
}
"""By name, what exports write: families as they were seen in posts, files, and files in posts."""
