"""One account: what the export says of it, where it stands, and with whom it is tied, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.dossier import Decision, decisions_made
from demasque.findings.tie_evidence import BESIDE, POST_PAIRS, PostPair, side_by_side

PARTNERS: Final = {
    "bits": "s.bits DESC",
    "shared": "shared DESC, s.bits DESC",
    "first": "first_at, s.bits DESC",
    "account": "partner",
}
"""By name, orders in which the tied partners of an account can be asked for."""

_FACTS: Final = """
WITH asked AS (SELECT ? AS account), of_it AS (
    SELECT count(*) AS posts, min(posted_at) AS first_at, max(posted_at) AS last_at,
           min(p.platform) AS platform
    FROM posts p JOIN asked USING (account)
)
SELECT asked.account, coalesce(a.platform, of_it.platform) AS platform, a.created_at, a.followers,
       a.following, a.posts_total, a.verified, a.host, a.handle_length, a.handle_digits,
       t.display_name, t.bio, of_it.posts, of_it.first_at, of_it.last_at,
       m.campaign, m.bits, m.partners, m.stability,
       n.campaign AS attached_to, n.kind AS attached_kind, n.shared AS attached_shared,
       n.expected AS attached_expected, n.q AS attached_q, n.window_seconds AS attached_window,
       s.campaign AS found_in, s.why AS set_aside, d.decision, d.people
FROM asked CROSS JOIN of_it
LEFT JOIN accounts a USING (account)
LEFT JOIN profile_texts t USING (account)
LEFT JOIN memberships m USING (account)
LEFT JOIN attached n USING (account)
LEFT JOIN set_aside s USING (account)
LEFT JOIN decided d USING (account)
WHERE of_it.posts > 0 OR a.account IS NOT NULL OR d.account IS NOT NULL
"""

_ENDS: Final = """
SELECT account_b AS partner, bits, account_a, account_b FROM strengths WHERE account_a = ?
UNION ALL
SELECT account_a, bits, account_a, account_b FROM strengths WHERE account_b = ?"""
_PARTNERS: Final = """
SELECT partner, s.bits, m.campaign, coalesce(d.decision = 'exclude', false) AS excluded,
       list({{'kind': t.kind, 'shared': t.shared, 'expected': t.expected, 'q': t.q,
              'bits': t.bits, 'window_seconds': t.window_seconds}} ORDER BY t.bits DESC, t.kind)
           FILTER (t.kind IS NOT NULL) AS kinds,
       coalesce(sum(t.shared), 0)::BIGINT AS shared,
       min(t.first_at) AS first_at, max(t.last_at) AS last_at
FROM ({ends}) s
LEFT JOIN ties t ON t.account_a = s.account_a AND t.account_b = s.account_b
LEFT JOIN memberships m ON m.account = partner
LEFT JOIN decided d ON d.account = partner
GROUP BY ALL ORDER BY {order}, partner
"""

# What the account posted beside any member of the group that it is attached to.
_MET: Final = f"""
WITH it AS (SELECT * FROM attached WHERE account = ?), left_by_it AS MATERIALIZED (
    SELECT e.* FROM events e JOIN it ON e.account = it.account AND e.kind = it.kind
), left_by_anybody AS MATERIALIZED (
    SELECT * FROM events WHERE trace IN (SELECT trace FROM left_by_it)
), left_by_members AS (
    SELECT e.* FROM left_by_anybody e
    JOIN memberships m ON m.account = e.account
    JOIN it ON it.campaign = m.campaign AND it.kind = e.kind
), met AS (
    SELECT a.kind, a.trace, a.account AS account_a, b.account AS account_b, a.post AS post_a,
           b.post AS post_b, a."at"
    FROM left_by_it a JOIN left_by_members b USING (trace), it
    WHERE abs(epoch_us(a."at") - epoch_us(b."at")) <= it.window_seconds * 1e6
    QUALIFY row_number() OVER (
        PARTITION BY a.trace ORDER BY a."at", abs(epoch_us(a."at") - epoch_us(b."at")), b.post
    ) = 1
), top AS MATERIALIZED (
    SELECT met.*, coalesce(value, '') AS value,
           row_number() OVER (ORDER BY "at", trace) AS place
    FROM met LEFT JOIN traces v USING (kind, trace) QUALIFY place <= ?
), {BESIDE}"""


@dataclass(frozen=True)
class AccountFacts:
    """What the export says of an account, and where it stands. Times are UTC.

    ``tier`` is "member", "attached", "excluded", "untied", "apart" or None; ``campaign`` the group
    that it belongs to, stands with, or was found in before people set it aside. ``bits`` is its
    strongest tie to a fellow member, ``partners`` how many of these it is tied with, ``stability``
    the share of resamples in which it stays. ``attached`` is what it shares with the group as a
    whole, None for whoever is no attached account. ``decision`` is what holds by the decisions of
    ``people`` persons.
    """

    account: str
    platform: str | None
    created_at: datetime | None
    followers: int | None
    following: int | None
    posts_total: int | None
    verified: bool | None
    host: str | None
    handle_length: int | None
    handle_digits: int | None
    display_name: str | None
    bio: str | None
    posts: int
    first_at: datetime | None
    last_at: datetime | None
    tier: str | None
    campaign: str | None
    bits: float | None
    partners: int | None
    stability: float | None
    attached: "AttachedShare | None"
    decision: str | None
    people: int | None


@dataclass(frozen=True)
class AttachedShare:
    """What an attached account shares with any member: traces of a kind within a window."""

    kind: str
    shared: int
    expected: float
    q: float
    window_seconds: float


@dataclass(frozen=True)
class PartnerKind:
    """What ties two accounts by one kind of trace."""

    kind: str
    shared: int
    expected: float
    q: float
    bits: float
    window_seconds: float


@dataclass(frozen=True)
class TiedPartner:
    """An account that is tied with the one asked about.

    ``campaign`` is the group that it is a member of; ``excluded`` says that people set it aside.
    """

    partner: str
    bits: float
    campaign: str | None
    excluded: bool
    kinds: tuple[PartnerKind, ...]
    shared: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class TiedPartners:
    """Some of those whom an account is tied with: of ``listed``, ``excluded`` by people."""

    listed: int
    excluded: int
    rows: tuple[TiedPartner, ...]

    @property
    def counted(self) -> int:
        """How many there are: excluded accounts are in no figure."""
        return self.listed - self.excluded


def account_facts(store: CaseStore, account: str) -> AccountFacts | None:
    """Read what is known of one account, by its whole pseudonym; None where there is none such."""
    rows = store.sql(_FACTS, (account,)).to_pylist()
    if not rows:
        return None
    row = rows[0]
    attached = AttachedShare(
        row["attached_kind"],
        row["attached_shared"],
        row["attached_expected"],
        row["attached_q"],
        row["attached_window"],
    )
    facts = {name: row[name] for name in AccountFacts.__annotations__ if name in row}
    return AccountFacts(
        **facts
        | {
            "tier": _tier(row),
            "campaign": row["campaign"] or row["attached_to"] or row["found_in"],
            "attached": None if row["attached_to"] is None else attached,
        }
    )


def _tier(row: dict[str, Any]) -> str | None:
    if row["decision"] == "exclude":
        return "excluded"
    if row["campaign"] is not None:
        return "member"
    if row["attached_to"] is not None:
        return "attached"
    why: str | None = row["set_aside"]
    return why


def account_decisions(store: CaseStore, account: str) -> tuple[Decision, ...]:
    """Every decision on one account, the newest first, those that no longer stand too."""
    return tuple(each for each in reversed(decisions_made(store)) if each.account == account)


def tied_partners(
    store: CaseStore, account: str, order: str = "bits", most: int = 100, skip: int = 0
) -> TiedPartners:
    """Whom an account is tied with: how many there are, and ``most`` of them from ``skip`` on.

    ``order`` is a key of ``PARTNERS``; excluded ones are among them, and marked.
    """
    table = store.sql(partners_query(order), (account, account))
    excluded = pc.sum(table["excluded"], min_count=0).as_py()
    rows = tuple(map(_partner, table.slice(skip, most).to_pylist()))
    return TiedPartners(table.num_rows, excluded, rows)


def counted_partners(store: CaseStore, account: str, most: int) -> tuple[TiedPartner, ...]:
    """The accounts that one is most strongly tied with, without those that people excluded."""
    statement = f"SELECT * FROM ({partners_query()}) WHERE NOT excluded LIMIT {most}"
    return tuple(map(_partner, store.sql(statement, (account, account)).to_pylist()))


def _partner(row: dict[str, Any]) -> TiedPartner:
    kinds = tuple(PartnerKind(**kind) for kind in row["kinds"] or ())
    return TiedPartner(**row | {"kinds": kinds})


def partners_query(order: str = "bits") -> str:
    """SQL: all tied partners of an account, given twice, in an order of ``PARTNERS``."""
    return _PARTNERS.format(ends=_ENDS, order=PARTNERS[order])


def met_by_attached(store: CaseStore, account: str) -> tuple[PostPair, ...]:
    """Posts of an attached account beside those of members: the first on each earliest trace."""
    return tuple(map(side_by_side, store.sql(_MET, (account, POST_PAIRS)).to_pylist()))
