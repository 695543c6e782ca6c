"""Does anybody outside react to a campaign? Against others' posts of the same places and hours.

A member's reactions from outside are those that the export counts, less what other members did. A
post is ranked among the posts of its venue (without one, of its platform) and hour; an account is
the mean rank of its posts; members are compared with others as accounts (:mod:`rank_test`).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import duckdb
import numpy as np

from demasque.campaigns.cover.parts_of_cover import Echo
from demasque.campaigns.cover.rank_test import rank_test

LEAST_BESIDE: Final = 3
"""Posts of others in a place and hour before members' there are ranked among them."""

_AMOUNTS: Final = """
WITH answered AS (
    SELECT campaign, post, count(*) FILTER (WHERE inside) AS inside,
           count(*) FILTER (WHERE NOT inside) AS outside,
           bool_or(reply) AS replied, bool_and(inside) FILTER (WHERE reply) AS closed
    FROM answers GROUP BY ALL
)
SELECT own.campaign, count(reactions) AS counted,
       coalesce(sum(reactions), 0)::BIGINT AS reactions,
       coalesce(sum(inside), 0)::BIGINT AS inside, coalesce(sum(outside), 0)::BIGINT AS outside,
       count(*) FILTER (WHERE replied) AS replied,
       count(*) FILTER (WHERE replied AND closed) AS replied_inside,
       count(*) FILTER (WHERE views > 0 AND reactions IS NOT NULL) AS viewed,
       count(*) FILTER (WHERE views > 0 AND reactions = 0) AS silent
FROM own LEFT JOIN answered USING (campaign, post) GROUP BY own.campaign ORDER BY own.campaign"""

_RANKS: Final = f"""
WITH within AS (
    SELECT campaign, post, count(*) FILTER (WHERE inside) AS inside FROM answers GROUP BY ALL
), mine AS (
    SELECT campaign, post, account, platform, venue, hour,
           greatest(reactions - coalesce(inside, 0), 0) AS outside
    FROM own LEFT JOIN within USING (campaign, post)
    WHERE reactions IS NOT NULL AND kind <> 'repost'
), theirs AS (
    SELECT account, platform, venue, hour,
           (rank() OVER (place ORDER BY reactions) - rank() OVER (place ORDER BY -reactions))
           / greatest(count(*) OVER place - 1, 1) AS score,
           count(*) OVER place AS posts
    FROM beside WINDOW place AS (PARTITION BY platform, venue, hour)
), scored AS (
    SELECT campaign, any_value(m.account) AS account, platform, venue, hour,
           avg(sign(outside - reactions)) AS score
    FROM mine m JOIN beside USING (platform, venue, hour)
    GROUP BY campaign, post, platform, venue, hour HAVING count(*) >= {LEAST_BESIDE}
)
SELECT campaign, account, true AS member, avg(score) AS score, count(*) AS posts
FROM scored GROUP BY campaign, account
UNION ALL
SELECT campaign, account, false, avg(score), count(*)
FROM theirs JOIN (SELECT DISTINCT campaign, platform, venue, hour FROM scored)
USING (platform, venue, hour) GROUP BY campaign, account
ORDER BY ALL"""


def echoes(memory: duckdb.DuckDBPyConnection) -> tuple[dict[str, Echo], dict[str, float]]:
    """Measure reactions by campaign, and ln p of so few from outside where it can be told."""
    ranked = _ranked(memory)
    found: dict[str, Echo] = {}
    surprise: dict[str, float] = {}
    for row in memory.sql(_AMOUNTS).to_arrow_table().to_pylist():
        campaign = row.pop("campaign")
        own, others, posts = ranked.get(campaign, ([], [], 0))
        tested = rank_test(np.array(own), np.array(others))
        if tested is not None:
            surprise[campaign] = tested[1]
        found[campaign] = Echo(
            **row,
            compared=posts,
            others=len(others),
            rank=tested[0] if tested is not None else None,
            q=None,
        )
    return found, surprise


def with_rate(found: Mapping[str, Echo], q: Mapping[str, float]) -> dict[str, Echo]:
    """Say q of so few reactions from outside."""
    return {name: replace(each, q=q.get(name)) for name, each in found.items()}


def _ranked(
    memory: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[list[float], list[float], int]]:
    """By campaign: scores of members, scores of others, and members' posts that were ranked."""
    found: dict[str, tuple[list[float], list[float], int]] = {}
    rows: list[dict[str, Any]] = memory.sql(_RANKS).to_arrow_table().to_pylist()
    for row in rows:
        own, others, posts = found.get(row["campaign"], ([], [], 0))
        (own if row["member"] else others).append(row["score"])
        found[row["campaign"]] = (own, others, posts + (row["posts"] if row["member"] else 0))
    return found
