"""What campaigns' posts on one person or body amount to, whichever campaigns they are of.

A body may have accounts on several platforms, and a post may address several of them, in several
ways: it is counted once, by the foremost way (see :mod:`addressing`). Counts only, no words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns.placement.addressing import ADDRESSED
from demasque.case import CaseStore

_AIMED: Final = f"""
WITH targets AS (SELECT unnest(?::VARCHAR[]) AS account),
campaigns_of_theirs AS (SELECT campaign FROM memberships SEMI JOIN targets USING (account)),
members AS (
    SELECT account, campaign FROM memberships
    WHERE campaign NOT IN (FROM campaigns_of_theirs)
      AND (? OR campaign IN (SELECT unnest(?::VARCHAR[])))
),
own AS (SELECT * FROM posts SEMI JOIN members USING (account)),
{ADDRESSED.format(posts="own")},
aimed AS (
    SELECT post, account, platform, posted_at, min(way)[3:] AS way
    FROM addressed WHERE target IN (FROM targets) GROUP BY ALL
)"""

_POSTS: Final = f"""{_AIMED}
SELECT post, account, campaign, platform, posted_at,
       (posted_at AT TIME ZONE 'UTC')::DATE AS day, way
FROM aimed JOIN members USING (account) ORDER BY posted_at, post"""

_CONTENTS: Final = f"""{_AIMED}
SELECT DISTINCT post, what FROM (
    SELECT post, kind AS what FROM personal_details
    UNION ALL SELECT post, 'media' FROM media_use
    UNION ALL SELECT post, 'media' FROM media_in_posts
    UNION ALL SELECT post, 'links' FROM links
    UNION ALL SELECT post, 'hashtags' FROM hashtags
) SEMI JOIN aimed USING (post)"""

_BY_ANYBODY: Final = f"""
WITH targets AS (SELECT unnest(?::VARCHAR[]) AS account), {ADDRESSED.format(posts="posts")}
SELECT count(DISTINCT post) AS posts FROM addressed WHERE target IN (FROM targets)"""

_NOT_DETAILS: Final = ("media", "links", "hashtags")

Tally = tuple[tuple[str, int], ...]
"""What, and how many posts; most first."""


@dataclass(frozen=True)
class AimedPosts:
    """Posts of campaigns' members that address one person or body, each counted once.

    Days are UTC. ``by_anybody`` counts the posts of the case, whoever wrote them, that address it.
    """

    posts: int
    accounts: int  # members that wrote them
    by_anybody: int
    campaigns: Tally
    platforms: Tally
    under: int  # under its posts, or on its page
    quotes: int
    mentions: int
    days: tuple[tuple[date, int], ...]  # days with such posts, in order
    details: Tally  # by kind of personal detail (masked)
    media: int  # posts with pictures or clips, as far as the exports identify any
    links: int
    hashtags: int

    @property
    def peak(self) -> tuple[date, int]:
        """The day with most posts; of several, the first. There is one where there are posts."""
        return max(self.days, key=lambda each: each[1])


def aimed_posts(
    store: CaseStore, targets: Sequence[str], campaigns: Sequence[str] | None = None
) -> AimedPosts | None:
    """Sum up what members of campaigns (or of these) post at these accounts; None for no post.

    Args:
        store: an open case in which campaigns were found.
        targets: the pseudonyms of one person's or body's accounts. Campaigns that one of them is a
            member of are left out: members are not targets of each other.
        campaigns: their posts only; None for all.
    """
    asked = (list(targets), campaigns is None, list(campaigns or ()))
    rows = store.sql(_POSTS, asked)
    if not rows.num_rows:
        return None
    held = dict(_tally(store.sql(_CONTENTS, asked), "what"))
    ways = dict(_tally(rows, "way"))
    days = rows.group_by("day").aggregate([("post", "count")]).sort_by("day")
    return AimedPosts(
        posts=rows.num_rows,
        accounts=pc.count_distinct(rows["account"]).as_py(),
        by_anybody=store.sql(_BY_ANYBODY, (list(targets),))["posts"][0].as_py(),
        campaigns=_tally(rows, "campaign"),
        platforms=_tally(rows, "platform"),
        under=ways.get("under", 0),
        quotes=ways.get("quote", 0),
        mentions=ways.get("mention", 0),
        days=tuple(zip(days["day"].to_pylist(), days["post_count"].to_pylist(), strict=True)),
        details=tuple((kind, n) for kind, n in held.items() if kind not in _NOT_DETAILS),
        media=held.get("media", 0),
        links=held.get("links", 0),
        hashtags=held.get("hashtags", 0),
    )


def _tally(rows: pa.Table, column: str) -> Tally:
    """Posts by what stands in a column, most first, then by its name."""
    counted = rows.group_by(column).aggregate([("post", "count")])
    order = [("post_count", "descending"), (column, "ascending")]
    made = counted.sort_by(order)
    return tuple(zip(made[column].to_pylist(), made["post_count"].to_pylist(), strict=True))
