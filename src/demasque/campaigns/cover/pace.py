"""How much does a campaign post a day, and when most?"""

from collections.abc import Mapping
from typing import Any, Final

import duckdb

from demasque.campaigns.cover.parts_of_cover import BusyDay, DayMessage, Pace, Spread
from demasque.case import CaseStore

BUSY_DAYS: Final = 3
MESSAGES: Final = 3
"""Messages given for a busy day, those with most posts."""

_PACE: Final = """
WITH days AS (
    SELECT campaign, platform, count(*) AS posts, count(*) FILTER (WHERE clip) AS clips
    FROM own GROUP BY campaign, platform, day
), contents AS (
    SELECT campaign, platform, min(n)::DOUBLE AS contents_low, median(n) AS contents_middle,
           max(n)::DOUBLE AS contents_high
    FROM (
        SELECT campaign, platform, day, count(DISTINCT content) AS n FROM shown
        GROUP BY campaign, platform, day
    ) GROUP BY campaign, platform
)
SELECT campaign, platform, sum(posts)::BIGINT AS whole, min(posts)::DOUBLE AS low,
       median(posts) AS middle, max(posts)::DOUBLE AS high, count(*) AS days,
       min(clips) FILTER (WHERE clips > 0)::DOUBLE AS clips_low,
       median(clips) FILTER (WHERE clips > 0) AS clips_middle,
       max(clips)::DOUBLE AS clips_high, count(*) FILTER (WHERE clips > 0) AS clip_days,
       any_value(contents_low) AS contents_low, any_value(contents_middle) AS contents_middle,
       any_value(contents_high) AS contents_high
FROM days LEFT JOIN contents USING (campaign, platform)
GROUP BY campaign, platform ORDER BY campaign, whole DESC, platform"""

_BUSY: Final = f"""
SELECT campaign, DATE '1970-01-01' + day::INTEGER AS day, count(*) AS posts,
       count(*) FILTER (WHERE clip) AS clips
FROM own GROUP BY campaign, own.day
QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY count(*) DESC, day) <= {BUSY_DAYS}
ORDER BY campaign, posts DESC, day"""

_MESSAGES: Final = f"""
WITH wanted AS (
    SELECT unnest($1::VARCHAR[]) AS campaign, unnest($2::DATE[]) AS day
), said AS (
    SELECT campaign, (posted_at AT TIME ZONE 'UTC')::DATE AS day, trace, post, text, posted_at
    FROM events e JOIN memberships USING (account)
    JOIN (SELECT post, text, posted_at FROM posts WHERE text IS NOT NULL) USING (post)
    WHERE e.kind = 'text' AND campaign IN (SELECT campaign FROM wanted)
), shared AS (
    SELECT campaign, trace FROM events JOIN memberships USING (account)
    WHERE kind = 'text' AND campaign IN (SELECT campaign FROM wanted)
    GROUP BY campaign, trace HAVING count(DISTINCT account) > 1
)
SELECT campaign, day, trace, arg_min(text, (posted_at, post)) AS text, count(*) AS posts
FROM said SEMI JOIN wanted USING (campaign, day) SEMI JOIN shared USING (campaign, trace)
GROUP BY campaign, day, trace
QUALIFY row_number() OVER (PARTITION BY campaign, day ORDER BY count(*) DESC, trace) <= {MESSAGES}
ORDER BY campaign, day, posts DESC, trace"""


def paces(memory: duckdb.DuckDBPyConnection) -> dict[str, tuple[Pace, ...]]:
    """Posts and clips a day, by campaign and platform."""
    rows = memory.sql(_PACE).to_arrow_table().to_pylist()
    named = {row["campaign"] for row in rows if row["clip_days"]}
    found: dict[str, list[Pace]] = {}
    for row in rows:
        clips = contents = None
        if row["campaign"] in named:
            clips = _spread(row, "clips", row["clip_days"])
            contents = _spread(row, "contents", row["clip_days"])
        posts = Spread(row["low"], row["middle"], row["high"], row["days"])
        pace = Pace(row["platform"], posts, clips, contents)
        found.setdefault(row["campaign"], []).append(pace)
    return {campaign: tuple(some) for campaign, some in found.items()}


def _spread(row: Mapping[str, Any], name: str, days: int) -> Spread:
    """What is told of a figure; 0 on a platform without any, where the campaign has some."""
    low, middle, high = (row[f"{name}_{part}"] or 0.0 for part in ("low", "middle", "high"))
    return Spread(low, middle, high, days)


def busy_days(
    memory: duckdb.DuckDBPyConnection, store: CaseStore
) -> Mapping[str, tuple[BusyDay, ...]]:
    """The days with most posts, by campaign, with the shared messages of each."""
    rows: list[dict[str, Any]] = memory.sql(_BUSY).to_arrow_table().to_pylist()
    asked = ([row["campaign"] for row in rows], [row["day"] for row in rows])
    messages: dict[tuple[str, Any], list[DayMessage]] = {}
    for row in store.sql(_MESSAGES, asked).to_pylist():
        message = DayMessage(row["trace"], row["text"], row["posts"])
        messages.setdefault((row["campaign"], row["day"]), []).append(message)
    found: dict[str, list[BusyDay]] = {}
    for row in rows:
        campaign = row.pop("campaign")
        day = BusyDay(**row, messages=tuple(messages.get((campaign, row["day"]), ())))
        found.setdefault(campaign, []).append(day)
    return {campaign: tuple(some) for campaign, some in found.items()}
