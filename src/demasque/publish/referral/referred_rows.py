"""Which accounts of a campaign stand on one platform, and which of their posts show why.

A post is named only where it shows a tie: a member posted the same thing so near in time that it is
within the window in which ties of its kind were found between this account and other members. So
nobody is named for what an account posted by itself, or long after the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore

# $1 is the campaign, $2 the platform. A run is a stretch of one trace, in the order of time, in
# which one account alone posts: the nearest post of another stands just before or just behind it.
_EVIDENCE: Final = """
    WITH inside AS (SELECT account FROM memberships WHERE campaign = $1),
    listed AS (
        SELECT account FROM inside
        WHERE account IN (SELECT account FROM posts WHERE platform = $2)
          AND account NOT IN (SELECT account FROM decided WHERE decision <> 'confirm')),
    near AS (
        SELECT account, kind, max(window_seconds) AS seconds FROM (
            SELECT account_a AS account, account_b AS other, kind, window_seconds FROM ties
            UNION ALL
            SELECT account_b, account_a, kind, window_seconds FROM ties)
        SEMI JOIN listed USING (account)
        WHERE other IN (SELECT account FROM inside) GROUP BY account, kind),
    shared AS (
        SELECT kind, trace, account, post, "at" FROM events SEMI JOIN inside USING (account)
        WHERE kind IN (SELECT kind FROM near)),
    sizes AS (
        SELECT kind, trace, count(DISTINCT account) AS accounts FROM shared
        GROUP BY kind, trace HAVING count(DISTINCT account) > 1),
    stepped AS (
        SELECT *, lag(account) OVER line IS DISTINCT FROM account AS begins
        FROM shared SEMI JOIN sizes USING (kind, trace)
        WINDOW line AS (PARTITION BY kind, trace ORDER BY "at", account, post)),
    runs AS (
        SELECT *, sum(begins::INTEGER) OVER line AS run FROM stepped
        WINDOW line AS (PARTITION BY kind, trace ORDER BY "at", account, post
                        ROWS UNBOUNDED PRECEDING)),
    ends AS (
        SELECT kind, trace, run, min("at") AS first_at, max("at") AS last_at FROM runs
        GROUP BY kind, trace, run),
    around AS (
        SELECT kind, trace, run, lag(last_at) OVER line AS before, lead(first_at) OVER line AS after
        FROM ends WINDOW line AS (PARTITION BY kind, trace ORDER BY run)),
    gaps AS (
        SELECT account, post, kind, trace,
               epoch(least("at" - before, after - "at")) AS gap
        FROM runs JOIN around USING (kind, trace, run)),
    best AS (
        SELECT post, arg_min({'kind': kind, 'others': accounts - 1, 'gap': gap},
                             (-accounts, gap, kind)) AS why
        FROM gaps JOIN near USING (account, kind) JOIN sizes USING (kind, trace)
        WHERE gap <= seconds GROUP BY post)
    SELECT p.account, p.post, p.posted_at, p.time_precision, why.kind AS kind,
           why.others AS others, why.gap AS gap,
           CASE WHEN r.account IN (SELECT account FROM decided WHERE decision = 'exclude')
                THEN NULL ELSE p.root END AS root
    FROM best JOIN posts p USING (post) LEFT JOIN posts r ON r.post = p.root
    WHERE p.platform = $2 ORDER BY p.account, p.posted_at, p.post"""
_COUNTS: Final = """
    WITH on_it AS (SELECT DISTINCT account FROM posts WHERE platform = $2)
    SELECT
        (SELECT count(*) FROM memberships WHERE campaign = $1) AS members,
        (SELECT count(*) FROM memberships SEMI JOIN on_it USING (account)
         WHERE campaign = $1) AS here,
        (SELECT count(*) FROM memberships SEMI JOIN on_it USING (account)
         JOIN decided USING (account) WHERE campaign = $1 AND decision = 'unsure') AS unsure,
        (SELECT count(*) FROM set_aside SEMI JOIN on_it USING (account)
         WHERE campaign = $1 AND why = 'excluded') AS excluded"""


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """How many accounts a campaign has: all, on the platform, and of these left out."""

    members: int
    here: int
    unsure: int  # a named person doubts that it belongs to them
    excluded: int  # that detection put there, and a named person took out; no members


@dataclass(frozen=True, slots=True)
class ReferredPost:
    """One post that shows a tie. Times are UTC; ``gap`` is in seconds.

    ``kind`` is what it has in common with posts of ``others`` other members, the nearest of which
    is ``gap`` away. ``root`` is the pseudonym of the post that began its thread.
    """

    post: str
    posted_at: datetime
    time_precision: str
    kind: str
    others: int
    gap: float
    root: str | None


@dataclass(frozen=True, slots=True)
class ReferredAccount:
    """One account, and all its posts that show a tie, oldest first."""

    account: str
    posts: tuple[ReferredPost, ...]


def member_counts(store: CaseStore, campaign: str, platform: str) -> MemberCounts:
    """Count members, those on the platform, and those that are left out and why."""
    row = store.sql(_COUNTS, (campaign, platform)).to_pylist()[0]
    return MemberCounts(**row)


def platforms_of(store: CaseStore, campaign: str) -> list[str]:
    """The platforms that members of a campaign post on, most members first."""
    rows = store.sql(
        "SELECT platform FROM posts JOIN memberships USING (account) WHERE campaign = ? "
        "GROUP BY platform ORDER BY count(DISTINCT account) DESC, platform",
        (campaign,),
    )
    return [str(each) for each in rows["platform"].to_pylist()]


def evidence_rows(store: CaseStore, campaign: str, platform: str) -> pa.RecordBatchReader:
    """Posts that show a tie: account, post, posted_at, time_precision, kind, others, gap, root.

    By account, then time. Excluded accounts and those that somebody doubts are not among them.
    """
    return store.stream(_EVIDENCE, (campaign, platform))


def referred_accounts(batches: pa.RecordBatchReader) -> Iterator[ReferredAccount]:
    """Gather rows of :func:`evidence_rows` by account, without holding more than one of them."""
    account, posts = "", list[ReferredPost]()
    for batch in batches:
        for row in batch.to_pylist():
            if row["account"] != account and posts:
                yield ReferredAccount(account, tuple(posts))
                posts = []
            account = row.pop("account")
            posts.append(ReferredPost(**row))
    if posts:
        yield ReferredAccount(account, tuple(posts))


def pseudonyms_named(store: CaseStore, campaign: str, platform: str) -> dict[str, pa.Array]:
    """The accounts, and the posts (with those that began their threads), that will be named."""
    accounts, posts = list[pa.Array](), list[pa.Array]()
    for batch in evidence_rows(store, campaign, platform):
        accounts.append(pc.unique(batch["account"]))
        posts += [batch["post"], pc.unique(batch["root"].drop_null())]
    return {"account": _distinct(accounts), "post": _distinct(posts)}


def _distinct(parts: list[pa.Array]) -> pa.Array:
    return pc.unique(pa.chunked_array(parts, type=pa.string()))
