"""A campaign that was told of posts again, under its own name, after a long rest."""

from collections.abc import Mapping
from typing import Any, Final

from demasque.sentences import Seconds, Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS
from demasque.watch.alerts.round_view import RoundView

REST_DAYS: Final = 7
"""Days without a post of any member after which it is news that they post (considered: 3 to 30): a
weekend, or a few holidays, are none."""

FEWEST_POSTS: Final = 5
"""Posts since, at least (considered: 3 to 20)."""

_SINCE: Final = """
    WITH asked AS (
        SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::TIMESTAMPTZ[]) AS last_at)
    SELECT campaign, last_at, count(*) AS posts, count(DISTINCT account) AS accounts,
           min(posted_at) AS first_at
    FROM posts JOIN memberships USING (account) JOIN asked USING (campaign)
    WHERE posted_at > last_at AND posted_at <= ?
    GROUP BY campaign, last_at HAVING min(posted_at) >= last_at + to_days(?) ORDER BY campaign"""


def resumed_campaigns(view: RoundView) -> list[Alert]:
    """Tell of campaigns whose own members post again after a rest; once for each rest."""
    names = [*view.told]
    moments = [view.before[name].last_at for name in names]
    if not names:
        return []
    rows = view.store.sql(_SINCE, (names, moments, view.newest, REST_DAYS)).to_pylist()
    return [
        _alert(view, row)
        for row in rows
        if row["accounts"] >= FEWEST_ACCOUNTS and row["posts"] >= FEWEST_POSTS
    ]


def _alert(view: RoundView, row: Mapping[str, Any]) -> Alert:
    campaign, last = row["campaign"], row["last_at"]
    return Alert(
        kind="seen-again",
        subject=campaign,
        what=Sentence(
            "{campaign} posts again after a rest of {rest}: {posts} posts of {accounts} accounts.",
            campaign=campaign,
            rest=Seconds((row["first_at"] - last).total_seconds()),
            posts=row["posts"],
            accounts=row["accounts"],
        ),
        how_sure=Sentence(
            "It is counted, not estimated; who is behind the group, and why it does so, is not "
            "known from it."
        ),
        innocent=(
            Sentence("Files of what lies between are missing, or came late."),
            *view.still_open(campaign),
        ),
        evidence=view.evidence(campaign),
        noticed_at=view.now,
        round=view.round,
        since=row["first_at"],
        about=("resumed", last.date().isoformat()),
        figures={"posts": row["posts"], "accounts": row["accounts"]},
    )
