"""Two accounts: what ties them, kind by kind, and every pair of posts that does, a page at a time.

Of two accounts without a tie it says what both left, at any distance in time; that ties nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demasque.case import CaseStore
from demasque.coordination import tie_posts_query
from demasque.findings.explored.words_languages import stated_or_read
from demasque.findings.tie_evidence import BESIDE, PostPair, side_by_side

_TIES: Final = """
SELECT kind, window_seconds, shared, shared_ever, post_pairs, a_first, b_first, expected, log10_p,
       log10_p_timing, q, bits, first_at, last_at
FROM ties WHERE account_a = ? AND account_b = ? ORDER BY bits DESC, kind"""
_BITS: Final = "SELECT bits FROM strengths WHERE account_a = ? AND account_b = ?"

_LEFT: Final = """
asked AS (SELECT ? AS account_a, ? AS account_b), left_by_them AS MATERIALIZED (
    SELECT * FROM events
    WHERE account IN (SELECT account_a FROM asked UNION ALL SELECT account_b FROM asked)
), traces AS (SELECT * FROM main.traces WHERE trace IN (SELECT trace FROM left_by_them))"""
# Where nothing ties two accounts, all kinds that both left, at any distance.
_ANY: Final = """
chosen AS (
    SELECT DISTINCT asked.account_a, asked.account_b, kind, 1e18 AS window_seconds
    FROM left_by_them, asked
)"""
_TIED: Final = "chosen AS (SELECT t.* FROM ties t SEMI JOIN asked USING (account_a, account_b))"
_CHOSEN: Final = "{chosen}"
_PAIRS: Final = f"""
WITH {_LEFT}, {_CHOSEN}, pairs AS (
    SELECT * FROM ({tie_posts_query("chosen", "left_by_them")})
    WHERE kind = coalesce(?::VARCHAR, kind)
      AND least(at_a, at_b) >= coalesce(?::TIMESTAMPTZ, '-infinity'::TIMESTAMPTZ)
      AND greatest(at_a, at_b) < coalesce(?::TIMESTAMPTZ, 'infinity'::TIMESTAMPTZ)
)"""
_COUNTED: Final = f"""
{_PAIRS} SELECT kind, count(*) AS pairs, count(DISTINCT trace) AS shared,
       (SELECT count(DISTINCT (post_a, post_b)) FROM pairs) AS total
FROM pairs GROUP BY kind ORDER BY shared DESC, kind"""
# Two posts often meet in several things: in their words, and in the link beside them.
_SHOWN: Final = f"""
{_PAIRS}, met AS (
    SELECT account_a, account_b, post_a, post_b, least(at_a, at_b) AS earlier,
           list({{'kind': kind, 'value': value}} ORDER BY kind = 'text' DESC, kind, value) AS things
    FROM pairs GROUP BY ALL
), top AS MATERIALIZED (
    SELECT *, things[1].kind AS kind, things[1].value AS value,
           row_number() OVER (ORDER BY earlier, post_a, post_b) AS place
    FROM met ORDER BY place LIMIT ? OFFSET ?
), beside AS (WITH {BESIDE})
SELECT beside.*, things FROM beside JOIN top USING (post_a, post_b) ORDER BY top.place"""
_ALL: Final = f"""
{_PAIRS} SELECT * FROM pairs ORDER BY least(at_a, at_b), kind, trace, post_a, post_b"""


@dataclass(frozen=True)
class TieKind:
    """What ties two accounts by one kind of trace, of all times; see the table ``ties``."""

    kind: str
    window_seconds: float
    shared: int
    shared_ever: int
    post_pairs: int
    a_first: int
    b_first: int
    expected: float
    log10_p: float
    log10_p_timing: float | None
    q: float
    bits: float
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class PairsOfKind:
    """How many pairs of posts of one kind there are, and how many distinct things they share."""

    kind: str
    pairs: int
    shared: int


@dataclass(frozen=True)
class SeenTie:
    """Two accounts, the first in the order of their names, and some pairs of their posts.

    ``bits`` is None where nothing ties them: then ``counted`` and ``pairs`` are of what both left
    at any distance in time. ``total`` pairs of posts are of the kinds and the time asked for;
    ``pairs`` are some of them, the earliest first, each with the things that it meets in, as
    (kind, value).
    """

    account_a: str
    account_b: str
    bits: float | None
    kinds: tuple[TieKind, ...]
    counted: tuple[PairsOfKind, ...]
    total: int
    pairs: tuple[tuple[tuple[tuple[str, str], ...], PostPair], ...]


@dataclass(frozen=True)
class PairsAsked:
    """Which pairs of posts: of which kind, from when until when (exclusive), how many."""

    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    most: int = 20
    skip: int = 0


def seen_tie(store: CaseStore, one: str, other: str, asked: PairsAsked) -> SeenTie:
    """Read what two accounts share; in which order they are named makes no difference."""
    both = min(one, other), max(one, other)
    kinds = tuple(TieKind(**row) for row in store.sql(_TIES, both).to_pylist())
    bits = store.sql(_BITS, both)["bits"].to_pylist()
    chosen = _TIED if kinds else _ANY
    narrowed = (*both, asked.kind, asked.since, asked.until)
    counted = store.sql(_COUNTED.replace(_CHOSEN, chosen), narrowed).to_pylist()
    rows = store.sql(
        _SHOWN.replace(_CHOSEN, chosen), (*narrowed, asked.most, asked.skip)
    ).to_pylist()
    return SeenTie(
        *both,
        bits[0] if bits else None,
        kinds,
        tuple(PairsOfKind(row["kind"], row["pairs"], row["shared"]) for row in counted),
        counted[0]["total"] if counted else 0,
        tuple(map(_pair, _spoken(rows))),
    )


def pairs_query(*, tied: bool) -> str:
    """SQL: all pairs of posts of two accounts (in order), of a kind, from when until when."""
    return _ALL.replace(_CHOSEN, _TIED if tied else _ANY)


def _spoken(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows of pairs, whose posts without a stated language have the one that they read as."""
    for side in ("a", "b"):
        texts, stated = ([row[f"{each}_{side}"] for row in rows] for each in ("text", "lang"))
        read = stated_or_read(texts, stated)
        rows = [{**row, f"lang_{side}": language} for row, language in zip(rows, read, strict=True)]
    return list(rows)


def _pair(row: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], PostPair]:
    return tuple((each["kind"], each["value"]) for each in row["things"]), side_by_side(row)
