"""The posts behind ties: for each tie shown, what the two accounts posted, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.coordination import tie_posts
from demasque.publish.difference import Piece, marked

TIES: Final = 30
"""Ties shown per campaign; the exports hold all."""

POST_PAIRS: Final = 4
"""Pairs of posts shown per tie and kind."""


@dataclass(frozen=True)
class Shown:
    """One post in the evidence. ``text`` is None where the export gives none."""

    post: str
    account: str
    platform: str
    at: datetime
    seconds: bool  # whether its time is known to the second
    text: list[Piece] | None


@dataclass(frozen=True)
class PostPair:
    """Two posts that carry the same trace, the earlier first."""

    value: str
    first: Shown
    second: Shown

    @property
    def gap_seconds(self) -> float:
        """Seconds from the first to the second."""
        return (self.second.at - self.first.at).total_seconds()


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
class Tie:
    """One tied pair of a campaign, all its kinds."""

    account_a: str
    account_b: str
    bits: float
    kinds: tuple[KindEvidence, ...]


_STRONGEST = """
WITH members AS (SELECT account FROM memberships WHERE campaign = ?),
inside AS (
    SELECT account_a, account_b, bits FROM strengths
    WHERE account_a IN (SELECT account FROM members) AND account_b IN (SELECT account FROM members)
), ends AS (
    SELECT account_a AS account, * FROM inside UNION ALL SELECT account_b AS account, * FROM inside
), ranked AS (
    SELECT account_a, account_b, bits,
           row_number() OVER strongest AS place
    FROM ends
    WINDOW strongest AS (PARTITION BY account ORDER BY bits DESC, account_a, account_b)
)
SELECT account_a, account_b, any_value(bits) AS bits, min(place) AS best
FROM ranked GROUP BY account_a, account_b
ORDER BY best = 1 DESC, bits DESC, account_a, account_b LIMIT ?
"""
_KINDS = """
SELECT * FROM ties
WHERE (account_a, account_b) IN (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
ORDER BY bits DESC, kind
"""
_POSTS = """
SELECT post, account, platform, posted_at, time_precision, text FROM posts
WHERE post IN (SELECT unnest(?::VARCHAR[]))
"""


def strongest_ties(store: CaseStore, campaign: str) -> tuple[Tie, ...]:
    """Return the ties of a campaign to show: first the strongest one of each account.

    So nobody is named without the evidence in sight, as far as ``TIES`` reaches.
    """
    chosen = store.sql(_STRONGEST, (campaign, TIES)).to_pylist()
    chosen.sort(key=lambda pair: (-pair["bits"], pair["account_a"], pair["account_b"]))
    ends = ([p["account_a"] for p in chosen], [p["account_b"] for p in chosen])
    by_pair: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in store.sql(_KINDS, ends).to_pylist():
        by_pair.setdefault((row["account_a"], row["account_b"]), []).append(row)
    return tuple(
        Tie(pair["account_a"], pair["account_b"], pair["bits"], _evidence(store, rows))
        for pair in chosen
        for rows in [by_pair.get((pair["account_a"], pair["account_b"]), [])]
    )


def _evidence(store: CaseStore, rows: Iterable[Mapping[str, Any]]) -> tuple[KindEvidence, ...]:
    return tuple(
        KindEvidence(
            posts=_post_pairs(store, tie_posts(store, row["account_a"], row["account_b"], kind)),
            kind=kind,
            **{
                name: row[name]
                for name in (
                    "shared",
                    "expected",
                    "window_seconds",
                    "log10_p",
                    "q",
                    "bits",
                    "post_pairs",
                )
            },
        )
        for row in rows
        for kind in [row["kind"]]
    )


def _post_pairs(store: CaseStore, pairs: pa.Table) -> tuple[PostPair, ...]:
    """Choose pairs of different traces first, in order of time, and fetch their posts."""
    rows = sorted(pairs.to_pylist(), key=lambda row: (row["at_a"], row["at_b"], row["trace"]))
    firsts = {row["trace"]: row for row in reversed(rows)}
    chosen = sorted(firsts.values(), key=lambda row: (row["at_a"], row["trace"]))[:POST_PAIRS]
    wanted = [row[side] for row in chosen for side in ("post_a", "post_b")]
    posts = {row["post"]: row for row in store.sql(_POSTS, (wanted,)).to_pylist()}
    return tuple(
        _side_by_side(row["value"], posts[row["post_a"]], posts[row["post_b"]])
        for row in chosen
        if row["post_a"] in posts and row["post_b"] in posts
    )


def _side_by_side(value: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> PostPair:
    first, second = (a, b) if a["posted_at"] <= b["posted_at"] else (b, a)
    texts: tuple[list[Piece] | None, list[Piece] | None] = (None, None)
    if first["text"] is not None and second["text"] is not None:
        texts = marked(first["text"], second["text"])
    return PostPair(value, _shown(first, texts[0]), _shown(second, texts[1]))


def _shown(post: Mapping[str, Any], text: list[Piece] | None) -> Shown:
    return Shown(
        post["post"],
        post["account"],
        post["platform"],
        post["posted_at"],
        post["time_precision"] == "second",
        text,
    )
