"""Under whose posts, or on whose pages, were things placed? All such accounts, and one of them."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Final

import pyarrow as pa

from demasque.campaigns import NAMED_VENUES, Flood, Harm, Target
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.explored.thing_figures import ThingFigures, thing_cut
from demasque.findings.explored.thing_posts import ThingPost

_LISTED: Final = f"""
WITH placed AS (
    SELECT venue, p.account, posted_at, campaign
    FROM posts p LEFT JOIN memberships m ON m.account = p.account
    WHERE venue <> p.account AND p.account NOT IN ({EXCLUDED})
      AND ($1::TIMESTAMPTZ IS NULL OR posted_at >= $1::TIMESTAMPTZ)
      AND ($2::TIMESTAMPTZ IS NULL OR posted_at < $2::TIMESTAMPTZ)
), counted AS (
    SELECT venue, count(*) AS posts, count(DISTINCT account) AS accounts,
           count(*) FILTER (campaign IS NOT NULL) AS member_posts,
           count(DISTINCT account) FILTER (campaign IS NOT NULL) AS members,
           count(DISTINCT campaign) AS groups,
           min(posted_at) AS first_at, max(posted_at) AS last_at
    FROM placed GROUP BY venue
), flooded AS (SELECT account, count(*) AS floods FROM floods GROUP BY account)
SELECT venue, kind, name, posts, accounts, member_posts, members, groups,
       member_posts / posts AS member_share, coalesce(floods, 0) AS floods, first_at, last_at
FROM counted LEFT JOIN ({NAMED_VENUES}) n ON n.account = venue
LEFT JOIN flooded f ON f.account = venue
ORDER BY member_posts DESC, posts DESC, venue"""

VENUE_POSTS: Final = "SELECT post FROM posts WHERE venue = $1 AND venue <> account"
"""SQL: what others placed under one account's posts or on its page."""

_LISTED_AS: Final = f"SELECT kind, name FROM ({NAMED_VENUES}) WHERE account = ?"
_KNOWN: Final = "SELECT 1 FROM posts WHERE account = $1 OR venue = $1 LIMIT 1"
_FLOODS: Final = """
SELECT campaign, account, NULL::VARCHAR AS name, begins_at, members, posts, expected, q
FROM floods WHERE account = ? ORDER BY begins_at, campaign LIMIT 200"""
_TARGETS: Final = """
SELECT * FROM targets WHERE account = ? ORDER BY posts DESC, campaign LIMIT 50"""
_NOT_READ: Final = Harm(0, (), (), None)  # what posts at targets hold stands in the report


@dataclass(frozen=True)
class UsualVenue:
    """What is usual among the case's venues: medians over all of them."""

    venues: int
    posts: float
    accounts: float
    member_share: float


@dataclass(frozen=True)
class AddressedVenue:
    """One account, and what others placed under its posts or on its page.

    ``kind`` and ``name`` come from the analyst's list: None where it says nothing, and no name of
    a private person ever. ``targets`` say how often each group addresses it in any way, of all
    times; ``floods`` are hours, with the group.
    """

    account: str
    kind: str | None
    name: str | None
    figures: ThingFigures
    targets: tuple[tuple[str, Target], ...]  # by group, most posts first
    floods: tuple[tuple[str, Flood], ...]
    posts: tuple[ThingPost, ...]
    posts_in_all: int


def addressed_venues(
    store: CaseStore, since: datetime | None = None, until: datetime | None = None
) -> pa.Table:
    """Every account under whose posts, or on whose page, others placed posts.

    Columns venue, kind and name (of the analyst's list), posts, accounts, member_posts (of members
    of any group), members, groups, member_share, floods (hours, of all times), first_at, last_at;
    those with most posts of members first. Accounts that people excluded place nothing here.
    """
    return store.sql(_LISTED, (since, until))


def usual_venue(venues: pa.Table) -> UsualVenue | None:
    """What is usual among the rows of :func:`addressed_venues`; None of no venue."""
    if not venues.num_rows:
        return None
    posts, accounts, shares = (
        median(venues[name].to_pylist()) for name in ("posts", "accounts", "member_share")
    )
    return UsualVenue(venues.num_rows, float(posts), float(accounts), float(shares))


def addressed_venue(
    store: CaseStore,
    account: str,
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
    each: int = 100,
) -> AddressedVenue | None:
    """Read one venue by its pseudonym, with the posts of one page; None where nobody has it."""
    listed = store.sql(_LISTED_AS, (account,)).to_pylist()
    if not listed and not store.sql(_KNOWN, (account,)).num_rows:
        return None
    floods = tuple(
        (row.pop("campaign"), Flood(**row)) for row in store.sql(_FLOODS, (account,)).to_pylist()
    )
    with thing_cut(store, VENUE_POSTS, (account,), since, until) as cut:
        figures, posts, count = cut.figures(), cut.page(page, each), cut.posts
    said = listed[0] if listed else {"kind": None, "name": None}
    return AddressedVenue(
        account=account,
        kind=said["kind"],
        name=said["name"],
        figures=figures,
        targets=_targets(store, account, said["kind"], said["name"]),
        floods=floods,
        posts=posts,
        posts_in_all=count,
    )


def _targets(
    store: CaseStore, account: str, kind: str | None, name: str | None
) -> tuple[tuple[str, Target], ...]:
    rows = store.sql(_TARGETS, (account,)).to_pylist()
    more: dict[str, Any] = {"kind": kind, "name": name, "days": (), "floods": (), "harm": _NOT_READ}
    return tuple((row.pop("campaign"), Target(**row, **more)) for row in rows)
