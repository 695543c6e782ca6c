"""The posts behind ties: for each tie shown, what the two accounts posted, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demasque.campaigns import STATED
from demasque.case import CaseStore
from demasque.coordination import tie_posts_query
from demasque.schema import PRECISION_SECONDS

TIES: Final = 30
"""Ties shown per campaign; the exports hold all."""

POST_PAIRS: Final = 4
"""Pairs of posts shown per tie and kind."""


@dataclass(frozen=True)
class EvidencePost:
    """One post in the evidence. ``text`` is None where the export gives none."""

    post: str
    account: str
    platform: str
    at: datetime
    precision: str  # of its time: second, minute, day or estimated
    text: str | None
    lang: str | None = None  # as the export states it

    @property
    def seconds(self) -> bool:
        """Whether its time is known to the second."""
        return self.precision == "second"


@dataclass(frozen=True)
class PostPair:
    """Two posts that carry the same trace, the earlier first."""

    value: str
    first: EvidencePost
    second: EvidencePost

    @property
    def gap_seconds(self) -> float:
        """Seconds from the first to the second."""
        return (self.second.at - self.first.at).total_seconds()

    @property
    def together(self) -> str | None:
        """What both posts lie within where their times are too coarse to say a gap.

        "minute" or "day"; "estimated" for the same moment by an estimate; None where there is a
        gap, or where both times are known to the second.
        """
        known = {self.first.precision, self.second.precision}
        if "estimated" in known:
            return "estimated" if self.gap_seconds < 60 else None
        coarser = max(known, key=PRECISION_SECONDS.__getitem__)
        length = PRECISION_SECONDS[coarser]
        same = self.first.at.timestamp() // length == self.second.at.timestamp() // length
        return coarser if same and coarser != "second" else None


@dataclass(frozen=True)
class KindEvidence:
    """What ties two accounts by one kind of trace, with some of the posts."""

    kind: str
    shared: int
    expected: float
    window_seconds: float
    log10_p: float
    q: float
    bits: float
    post_pairs: int
    posts: tuple[PostPair, ...]


@dataclass(frozen=True)
class TiedPair:
    """Two tied accounts of a campaign, with the evidence of every kind."""

    account_a: str
    account_b: str
    bits: float
    kinds: tuple[KindEvidence, ...]


_STRONGEST = """
WITH members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
), inside AS (
    SELECT a.campaign, account_a, account_b, s.bits
    FROM strengths s JOIN members a ON a.account = account_a
    JOIN members b ON b.account = account_b AND b.campaign = a.campaign
), ends AS (
    SELECT account_a AS account, * FROM inside UNION ALL SELECT account_b AS account, * FROM inside
), ranked AS (
    SELECT campaign, account_a, account_b, bits,
           row_number() OVER strongest AS place
    FROM ends
    WINDOW strongest AS (PARTITION BY account ORDER BY bits DESC, account_a, account_b)
), best AS (
    SELECT campaign, account_a, account_b, any_value(bits) AS bits, min(place) AS place
    FROM ranked GROUP BY campaign, account_a, account_b
)
SELECT campaign, account_a, account_b, bits FROM best
QUALIFY row_number() OVER (
    PARTITION BY campaign ORDER BY place = 1 DESC, bits DESC, account_a, account_b
) <= ?
ORDER BY bits DESC, account_a, account_b
"""
_CHOSEN = """
SELECT * FROM ties
WHERE (account_a, account_b) IN (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
ORDER BY bits DESC, kind
"""
BESIDE: Final = f"""
shown AS MATERIALIZED (
    SELECT *, {STATED} AS stated FROM posts
    WHERE post IN (SELECT post_a FROM top UNION SELECT post_b FROM top)
)
SELECT account_a, account_b, top.kind, top.value, post_a, post_b,
       a.platform AS platform_a, a.posted_at AS at_a, a.time_precision AS precision_a,
       a.text AS text_a, a.stated AS lang_a,
       b.platform AS platform_b, b.posted_at AS at_b, b.time_precision AS precision_b,
       b.text AS text_b, b.stated AS lang_b
FROM top JOIN shown a ON a.post = post_a JOIN shown b ON b.post = post_b
ORDER BY place
"""
"""SQL: the end of a query whose step ``top`` has pairs of posts, as :func:`side_by_side` reads."""

# Of each tie and kind, the first meeting on each of the earliest traces.
_POSTS = f"""
WITH chosen AS ({_CHOSEN}), left_by_them AS MATERIALIZED (
    SELECT * FROM events
    WHERE account IN (SELECT account_a FROM chosen UNION SELECT account_b FROM chosen)
), pairs AS ({tie_posts_query("chosen", "left_by_them")}), met AS (
    SELECT *, row_number() OVER (
        PARTITION BY account_a, account_b, kind, trace ORDER BY at_a, at_b, post_a, post_b
    ) AS meeting
    FROM pairs
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY account_a, account_b, kind ORDER BY at_a, trace
    ) AS place
    FROM met WHERE meeting = 1
), top AS MATERIALIZED (
    SELECT * FROM ranked WHERE place <= ?
), {BESIDE}"""

_Key = tuple[str, str, str]


def strongest_ties(store: CaseStore, campaigns: Sequence[str]) -> dict[str, tuple[TiedPair, ...]]:
    """Return, by campaign, the ties to show: first the strongest one of each account.

    So nobody is named without the evidence in sight, as far as ``TIES`` reaches.
    """
    chosen = store.sql(_STRONGEST, (list(campaigns), TIES)).to_pylist()
    ends = ([p["account_a"] for p in chosen], [p["account_b"] for p in chosen])
    posts: dict[_Key, list[PostPair]] = {}
    for row in store.sql(_POSTS, (*ends, POST_PAIRS)).to_pylist():
        posts.setdefault(_key(row), []).append(side_by_side(row))
    kinds: dict[tuple[str, str], list[KindEvidence]] = {}
    for row in store.sql(_CHOSEN, ends).to_pylist():
        evidence = _evidence(row, tuple(posts.get(_key(row), ())))
        kinds.setdefault((row["account_a"], row["account_b"]), []).append(evidence)
    found: dict[str, list[TiedPair]] = {campaign: [] for campaign in campaigns}
    for pair in chosen:
        a, b = pair["account_a"], pair["account_b"]
        found[pair["campaign"]].append(TiedPair(a, b, pair["bits"], tuple(kinds.get((a, b), ()))))
    return {campaign: tuple(ties) for campaign, ties in found.items()}


def _key(row: Mapping[str, Any]) -> _Key:
    return row["account_a"], row["account_b"], row["kind"]


def _evidence(tie: Mapping[str, Any], posts: tuple[PostPair, ...]) -> KindEvidence:
    return KindEvidence(
        kind=tie["kind"],
        shared=tie["shared"],
        expected=tie["expected"],
        window_seconds=tie["window_seconds"],
        log10_p=tie["log10_p"],
        q=tie["q"],
        bits=tie["bits"],
        post_pairs=tie["post_pairs"],
        posts=posts,
    )


def side_by_side(row: Mapping[str, Any]) -> PostPair:
    """Two posts from a row with columns ``value``, ``post_a``, ``account_a``, ... and ``_b``."""
    a, b = _post(row, "a"), _post(row, "b")
    return PostPair(row["value"], *((a, b) if a.at <= b.at else (b, a)))


def _post(row: Mapping[str, Any], side: str) -> EvidencePost:
    return EvidencePost(
        post=row[f"post_{side}"],
        account=row[f"account_{side}"],
        platform=row[f"platform_{side}"],
        at=row[f"at_{side}"],
        precision=row[f"precision_{side}"],
        text=row[f"text_{side}"],
        lang=row[f"lang_{side}"],
    )
