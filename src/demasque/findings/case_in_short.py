"""What a case holds, and its campaigns in one line each: what is read first, and quickly."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import PAIRS_LEFT
from demasque.findings.exported_tables import TABLES

CAMPAIGNS_LISTED: Final = 200
"""Campaigns summed up; the exports hold all."""

_OVERVIEW: Final = f"""
WITH left_ties AS (SELECT * FROM ties WHERE {PAIRS_LEFT})
SELECT count(*) AS posts, count(DISTINCT account) AS accounts,
       min(posted_at) AS first_at, max(posted_at) AS last_at,
       (SELECT count(*) FROM rejects) AS rejects,
       (SELECT count(*) FROM left_ties) AS ties,
       (SELECT count(*) FROM (SELECT DISTINCT account_a, account_b FROM left_ties)) AS tied_pairs,
       (SELECT count(*) FROM memberships) AS members,
       (SELECT count(*) FROM posts JOIN memberships USING (account)) AS member_posts,
       (SELECT count(*) FROM attached) AS attached
FROM posts
"""


@dataclass(frozen=True)
class CaseOverview:
    """What the case holds, and what was found in all of it. Times are UTC."""

    posts: int
    accounts: int  # accounts with posts
    first_at: datetime | None
    last_at: datetime | None
    rejects: int  # rows that could not be read
    ties: int  # counted by kind of trace
    tied_pairs: int  # pairs of accounts with a tie of any kind
    members: int  # accounts in campaigns
    member_posts: int  # all that these posted
    attached: int  # others that stand with one beyond chance
    platforms: tuple[tuple[str, int], ...]  # with posts, most first
    kinds: tuple[tuple[str, int], ...]  # kinds of trace looked at, with the uses found
    precisions: tuple[tuple[str, int], ...]  # how closely times are known, with posts


@dataclass(frozen=True)
class CampaignSummary:
    """One campaign in one line. ``in_full``: whether it is given in full as well."""

    campaign: str
    accounts: int  # members
    attached: int  # others that stand with it beyond chance: no other figure counts them
    posts: int
    ties: int  # tied pairs
    first_at: datetime
    last_at: datetime
    platforms: list[str]
    in_full: bool = False


def case_overview(store: CaseStore) -> CaseOverview:
    """What the case holds, and what was found in all of it."""
    return CaseOverview(
        **store.sql(_OVERVIEW).to_pylist()[0],
        platforms=_tally(store, "platform", "posts"),
        kinds=_tally(store, "kind", "events"),
        precisions=_tally(store, "time_precision", "posts"),
    )


def _tally(store: CaseStore, column: str, table: str) -> tuple[tuple[str, int], ...]:
    counted = store.sql(f"SELECT {column}, count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1")
    return tuple((value, n) for value, n in map(dict.values, counted.to_pylist()))


def campaign_summaries(store: CaseStore) -> tuple[CampaignSummary, ...]:
    """The first ``CAMPAIGNS_LISTED`` campaigns in one line each."""
    found = store.sql(TABLES["campaigns"])
    columns = [name for name in CampaignSummary.__annotations__ if name != "in_full"]
    listed = found.slice(0, CAMPAIGNS_LISTED).select(columns).to_pylist()
    return tuple(CampaignSummary(**row) for row in listed)
