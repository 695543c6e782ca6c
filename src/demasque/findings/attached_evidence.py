"""The posts behind attached accounts: what each posted beside any member, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore
from demasque.findings.tie_evidence import BESIDE, POST_PAIRS, PostPair, side_by_side

ATTACHED_WITH_POSTS: Final = 30
"""Attached accounts per campaign whose posts are shown; the exports hold all."""

# Members are looked up by what the account left: a campaign may have thousands of them.
_ATTACHED_POSTS: Final = """
SELECT t.campaign, t.account, t.kind, a.trace, coalesce(value, '') AS value, a.post,
       m.account AS member, b.post AS member_post, a."at", b."at" AS member_at
FROM {attached} t
JOIN events a ON a.account = t.account AND a.kind = t.kind
JOIN events b ON b.kind = t.kind AND b.trace = a.trace
JOIN memberships m ON m.account = b.account AND m.campaign = t.campaign
LEFT JOIN traces v ON v.kind = t.kind AND v.trace = a.trace
WHERE abs(epoch_us(a."at") - epoch_us(b."at")) <= t.window_seconds * 1e6
"""


def attached_posts_query(attached: str = "attached") -> str:
    """Return SQL for every pair of posts, within the window, by an attached account and a member.

    ``attached`` names the table to read: the whole one, or a step of a larger query. Columns
    ``campaign, account, kind, trace, value, post, member, member_post, at, member_at``.
    """
    return _ATTACHED_POSTS.format(attached=attached)


@dataclass(frozen=True)
class AttachedAccount:
    """One account that stands with a campaign beyond chance without being a member.

    Times are UTC, of its posts that meet a member's. ``posts`` are some of these, each beside the
    post of the member that it met: the first on each of the earliest traces.
    """

    account: str
    kind: str  # of trace, that says most
    window_seconds: float
    shared: int  # distinct traces shared with any member within the window
    expected: float  # that chance alone gives
    log10_p: float
    q: float  # false discovery rate among the attached
    first_at: datetime
    last_at: datetime
    posts: tuple[PostPair, ...]


_ATTACHED: Final = """
SELECT * FROM attached WHERE campaign IN (SELECT unnest(?::VARCHAR[])) ORDER BY q, log10_p, account
"""
_POSTS: Final = f"""
WITH chosen AS (
    SELECT * FROM attached WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
    QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY q, log10_p, account) <= ?
), met AS (
    SELECT * FROM ({attached_posts_query("chosen")})
    QUALIFY row_number() OVER (
        PARTITION BY account, trace
        ORDER BY "at", abs(epoch_us("at") - epoch_us(member_at)), post, member_post
    ) = 1
), top AS MATERIALIZED (
    SELECT account AS account_a, member AS account_b, kind, value, post AS post_a,
           member_post AS post_b,
           row_number() OVER (PARTITION BY account ORDER BY "at", trace) AS place
    FROM met QUALIFY place <= ?
), {BESIDE}"""


def attached_accounts(
    store: CaseStore, campaigns: Sequence[str]
) -> dict[str, tuple[AttachedAccount, ...]]:
    """Return, by campaign, who is attached to it, the smallest q first; posts of the first ones."""
    names = list(campaigns)
    posts: dict[str, list[PostPair]] = {}
    for row in store.sql(_POSTS, (names, ATTACHED_WITH_POSTS, POST_PAIRS)).to_pylist():
        posts.setdefault(row["account_a"], []).append(side_by_side(row))
    found: dict[str, list[AttachedAccount]] = {campaign: [] for campaign in names}
    for row in store.sql(_ATTACHED, (names,)).to_pylist():
        met = tuple(posts.get(row["account"], ()))
        found[row.pop("campaign")].append(AttachedAccount(**row, posts=met))
    return {campaign: tuple(accounts) for campaign, accounts in found.items()}
