"""Posts and clips a day, of campaigns and of rules, as the test of rates takes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

from demasque.case import CaseStore
from demasque.watch.alerts.asked.rules import Rule
from demasque.watch.alerts.rates.rate_test import MOST_DAYS, Counts
from demasque.watch.alerts.rates.rule_posts import rule_posts

_MARGIN_DAYS: Final = 7  # before the days that are tested: where a series begins is to be seen


@dataclass(frozen=True)
class RateSeries:
    """Counts a day (UTC) of one thing of one campaign or rule, today last.

    ``accounts``: who posted today. ``began``: the first of today's posts.
    """

    subject: str
    what: str  # posts, clips
    counts: Counts
    accounts: int
    began: datetime | None


_CAMPAIGNS: Final = """
    WITH own AS (
        SELECT campaign, account, post, posted_at FROM posts JOIN memberships USING (account)
        WHERE campaign IN (SELECT unnest(?::VARCHAR[])) AND posted_at >= ? AND posted_at <= ?),
    used AS (
        SELECT campaign AS subject, 'posts' AS what, account, posted_at FROM own
        UNION ALL
        SELECT campaign, 'clips', account, posted_at FROM own
        SEMI JOIN (SELECT post FROM media_use UNION ALL SELECT post FROM media_in_posts)
        USING (post))
    SELECT subject, what, date_trunc('day', posted_at) AS day, count(*) AS posts,
           count(DISTINCT account) AS accounts, min(posted_at) AS began
    FROM used GROUP BY ALL ORDER BY ALL"""

_CROWD: Final = """
    SELECT date_trunc('day', posted_at) AS day, count(*) AS posts FROM posts
    WHERE account NOT IN (SELECT account FROM memberships)
          AND account NOT IN (SELECT account FROM decided WHERE decision = 'exclude')
          AND posted_at >= ? AND posted_at <= ?
    GROUP BY day ORDER BY day"""


def campaign_series(
    store: CaseStore, campaigns: Iterable[str], newest: datetime
) -> list[RateSeries]:
    """Posts, and posts with pictures or clips, of these campaigns' members."""
    begin = _begin(newest)
    rows = store.sql(_CAMPAIGNS, (list(campaigns), begin, newest)).to_pylist()
    return _series(rows, begin, newest)


def rule_series(store: CaseStore, rules: Iterable[Rule], newest: datetime) -> list[RateSeries]:
    """Posts that these rules take."""
    begin = _begin(newest)
    rows: list[dict[str, Any]] = []
    for rule in rules:
        days = rule_posts(store, rule, begin, newest, by_day=True).to_pylist()
        rows += [{"subject": rule.name, "what": "posts"} | day for day in days]
    return _series(rows, begin, newest)


def crowd_counts(store: CaseStore, newest: datetime) -> Counts:
    """Posts a day of everybody in no campaign."""
    begin = _begin(newest)
    return _counts(store.sql(_CROWD, (begin, newest)).to_pylist(), begin, newest)


def _begin(newest: datetime) -> datetime:
    today = newest.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=MOST_DAYS + _MARGIN_DAYS)


def _series(
    rows: Iterable[Mapping[str, Any]], begin: datetime, newest: datetime
) -> list[RateSeries]:
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((row["subject"], row["what"]), []).append(row)
    made = []
    for (subject, what), days in grouped.items():
        last = days[-1] if days[-1]["day"].date() == newest.astimezone(UTC).date() else None
        made.append(
            RateSeries(
                subject,
                what,
                _counts(days, begin, newest),
                last["accounts"] if last else 0,
                last["began"] if last else None,
            )
        )
    return made


def _counts(rows: Iterable[Mapping[str, Any]], begin: datetime, newest: datetime) -> Counts:
    counts = np.zeros((newest.astimezone(UTC).date() - begin.date()).days + 1)
    for row in rows:
        counts[(row["day"].date() - begin.date()).days] = row["posts"]
    return counts
