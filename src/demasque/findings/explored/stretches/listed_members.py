"""The accounts of a campaign in a list, sorted and a page at a time, in a stretch of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore
from demasque.findings.explored.stretches.campaign_slice import CampaignSlice
from demasque.findings.explored.stretches.campaign_span import ALWAYS, Stretch

MEMBERS_A_PAGE: Final = 100

MEMBER_ORDERS: Final[Mapping[str, str]] = {
    "strength": "bits DESC",
    "stability": "stability",  # the least sure first: these are to be looked at
    "partners": "partners DESC",
    "posts": "posts DESC",
    "shared": "shared DESC",
    "created": "created_at",
    "first": "first_at",
    "last": "last_at DESC",
    "platform": "platform",
    "decision": "decision",
    "account": "account",
}
"""By name, how the accounts may be sorted; of equals, the most strongly tied comes first."""

_MEMBERS: Final = """
    WITH carried AS (SELECT DISTINCT post FROM used WHERE shared), written AS (
        SELECT account, min(platform) AS platform, count(*) AS posts,
               count(carried.post) AS shared, min(posted_at) AS first_at, max(posted_at) AS last_at
        FROM own LEFT JOIN carried USING (post)
        WHERE posted_at >= $1::TIMESTAMPTZ AND posted_at < $2::TIMESTAMPTZ GROUP BY account
    )
    SELECT account, coalesce(w.platform, m.platform, '') AS platform, bits, stability, partners,
           posts, shared, created_at, first_at, last_at, decision
    FROM members m JOIN written w USING (account)"""

SET_ASIDE: Final = """
    SELECT s.account, why, decision, people FROM set_aside s LEFT JOIN decided USING (account)
    WHERE s.campaign = ?
    ORDER BY why <> 'excluded', why, s.account"""
"""SQL: the accounts that people's decisions took out of a campaign, which is given."""


@dataclass(frozen=True)
class ListedMember:
    """One member with posts in a stretch; ``posts`` and ``shared`` of them are of the stretch."""

    account: str
    platform: str
    bits: float
    stability: float | None
    partners: int
    posts: int
    shared: int  # that carry what another member left too, at any time
    created_at: datetime | None
    first_at: datetime
    last_at: datetime
    decision: str | None  # of people: confirm, unsure


@dataclass(frozen=True)
class MembersPage:
    """One page of a campaign's accounts. ``found`` have posts in the stretch, in all."""

    rows: tuple[ListedMember, ...]
    found: int
    page: int  # from 1
    pages: int


@dataclass(frozen=True)
class SetAsideAccount:
    """An account that a campaign was found with, and that counts in it no more, and why."""

    account: str
    why: str  # excluded, untied, apart
    decision: str | None
    people: int | None  # whose decisions stand on it


def members_page(
    cut: CampaignSlice, stretch: Stretch = ALWAYS, sort: str = "strength", page: int = 1
) -> MembersPage:
    """One page of the members with posts in a stretch; the last where there are not so many."""
    listed = cut.sql(members_query(sort), stretch)
    pages = max(1, -(-listed.num_rows // MEMBERS_A_PAGE))
    page = min(max(page, 1), pages)
    rows = listed.slice((page - 1) * MEMBERS_A_PAGE, MEMBERS_A_PAGE).to_pylist()
    return MembersPage(tuple(ListedMember(**row) for row in rows), listed.num_rows, page, pages)


def members_query(sort: str = "strength") -> str:
    """SQL of a slice: the members with posts in a stretch, sorted."""
    return f"{_MEMBERS} ORDER BY {MEMBER_ORDERS[sort]} NULLS LAST, bits DESC, account"


def set_aside_accounts(
    store: CaseStore, campaign: str, most: int = 100
) -> tuple[int, tuple[SetAsideAccount, ...]]:
    """The accounts that people's decisions took out of a campaign: how many, and the first."""
    table = store.sql(SET_ASIDE, (campaign,))
    rows = table.slice(0, most).to_pylist()
    return table.num_rows, tuple(SetAsideAccount(**row) for row in rows)
