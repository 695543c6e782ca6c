"""Reused words: which pairs wrote the same rare ones, with their posts, and what was left out.

Leads, in a section and tables of their own: nothing that is said of campaigns rests on them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import PAIRS_LEFT
from demasque.findings.tie_evidence import BESIDE, POST_PAIRS, PostPair, side_by_side

REUSED_PAIRS: Final = 30
"""Pairs whose posts are shown; the exports hold all."""

_POSTS: Final = """
SELECT r.account_a, r.account_b, e.kind, e.trace, coalesce(v.value, '') AS value, e.account, e.post,
       e."at"
FROM (SELECT account_a, account_b, unnest(traces) AS trace FROM {reuse}) r
JOIN events e ON e.kind = 'text' AND e.trace = r.trace AND e.account IN (account_a, account_b)
LEFT JOIN traces v ON v.kind = e.kind AND v.trace = e.trace
"""


def reuse_posts_query(reuse: str = "reuse") -> str:
    """Return SQL for every post of a pair with words that it shares.

    ``reuse`` names the table to read. Columns ``account_a, account_b, kind, trace, value, account,
    post, at``.
    """
    return _POSTS.format(reuse=reuse)


@dataclass(frozen=True)
class ReusedPair:
    """Two accounts that wrote the same rare words; times are UTC, of the posts with them.

    ``posts`` are some of these, side by side: of each words the two nearest in time.
    """

    account_a: str
    account_b: str
    campaign_a: str | None  # of which it is a member, for reasons of its own
    campaign_b: str | None
    shared: int
    excused: int  # words besides that an innocent reason explains
    expected: float
    log10_p: float
    q: float
    first_at: datetime
    last_at: datetime
    posts: tuple[PostPair, ...]


@dataclass(frozen=True)
class ReusedWords:
    """All of it: the pairs, the smallest q first, and the shared words by innocent reason.

    ``reasons`` has the reasons that were seen, and None for words without one, most words first.
    """

    pairs: int
    accounts: int
    shown: tuple[ReusedPair, ...]
    reasons: tuple[tuple[str | None, int], ...]


_ORDER: Final = "q, log10_p, account_a, account_b"
_COUNTED: Final = f"""
    WITH left_pairs AS (SELECT * FROM reuse WHERE {PAIRS_LEFT})
    SELECT count(*) AS pairs, (SELECT count(*) FROM (
        SELECT account_a FROM left_pairs UNION SELECT account_b FROM left_pairs)) AS accounts
    FROM left_pairs"""
_REASONS: Final = """
    SELECT reason, count(*) AS words FROM reused_words
    GROUP BY reason ORDER BY words DESC, reason"""
_CHOSEN: Final = f"SELECT * FROM reuse WHERE {PAIRS_LEFT} ORDER BY {_ORDER} LIMIT ?"
_SHOWN: Final = f"""
    SELECT r.* EXCLUDE (traces), a.campaign AS campaign_a, b.campaign AS campaign_b
    FROM ({_CHOSEN}) r LEFT JOIN memberships a ON a.account = account_a
    LEFT JOIN memberships b ON b.account = account_b ORDER BY {_ORDER}"""
_BESIDE: Final = f"""
WITH chosen AS ({_CHOSEN}), used AS MATERIALIZED ({reuse_posts_query("chosen")}), met AS (
    SELECT a.account_a, a.account_b, a.kind, a.trace, a.value, a.post AS post_a, b.post AS post_b,
           a."at" AS at_a
    FROM used a JOIN used b USING (account_a, account_b, trace)
    WHERE a.account = account_a AND b.account = account_b
    QUALIFY row_number() OVER (
        PARTITION BY account_a, account_b, trace
        ORDER BY abs(epoch_us(a."at") - epoch_us(b."at")), a.post, b.post
    ) = 1
), top AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY account_a, account_b ORDER BY at_a, trace) AS place
    FROM met QUALIFY place <= ?
), {BESIDE}"""


def reused(store: CaseStore) -> ReusedWords:
    """Read what was found of reused words; posts of the first pairs."""
    posts: dict[tuple[str, str], list[PostPair]] = {}
    for row in store.sql(_BESIDE, (REUSED_PAIRS, POST_PAIRS)).to_pylist():
        posts.setdefault((row["account_a"], row["account_b"]), []).append(side_by_side(row))
    shown = (
        ReusedPair(**row, posts=tuple(posts.get((row["account_a"], row["account_b"]), ())))
        for row in store.sql(_SHOWN, (REUSED_PAIRS,)).to_pylist()
    )
    reasons: list[dict[str, Any]] = store.sql(_REASONS).to_pylist()
    return ReusedWords(
        **store.sql(_COUNTED).to_pylist()[0],
        shown=tuple(shown),
        reasons=tuple((row["reason"], row["words"]) for row in reasons),
    )
