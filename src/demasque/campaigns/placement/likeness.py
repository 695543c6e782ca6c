"""Who is like whom among those who address others: the accounts that members are compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

LEAST_POOL: Final = 20
"""Others that a stratum has at least; with fewer a member is compared more widely.

With 10, 20 or 40 `benchmarks/anatomy/placement_ranges.py` finds and mistakes the same."""

NEAREST: Final = 100
"""Others nearest in activity with whom a member is compared whose stratum has too few."""

LEAST_VISITORS: Final = 10
VISITED_BY: Final = 200
"""A venue is an account that ten accounts address, and one in ``VISITED_BY`` of those that address
anybody. Choices are compared among venues: ordinary people answer their friends as well, so that a
campaign, which has none, would seem to favour every venue alike."""

_ROWS: Final = f"""
WITH everything AS (
    SELECT account, target, platform, lang, posted_at, precise, true AS member
    FROM placed WHERE campaign = $1
    UNION ALL
    SELECT account, target, platform, lang, posted_at, precise, false FROM others
    WHERE platform IN (SELECT platform FROM placed WHERE campaign = $1)
), venues AS (
    SELECT target FROM everything GROUP BY target
    HAVING count(DISTINCT account) >= greatest({LEAST_VISITORS}, (
        SELECT count(DISTINCT account) FROM everything) / {VISITED_BY})
), rows AS (
    SELECT * FROM everything SEMI JOIN venues USING (target)
), cells AS (
    SELECT *, CASE WHEN precise THEN epoch(posted_at)::BIGINT // 3600
              ELSE -1 - epoch(posted_at)::BIGINT // 86400 END AS cell
    FROM rows
), busy AS (
    SELECT platform, cell, count(*) AS own FROM cells WHERE member GROUP BY ALL
), usual AS (
    SELECT platform, cell, count(*) AS theirs FROM cells WHERE NOT member GROUP BY ALL
), tongues AS (
    SELECT account, coalesce(mode(lang ORDER BY lang), '') AS lang FROM cells GROUP BY account
), weighed AS (
    SELECT cells.*, CASE WHEN member THEN 1.0 ELSE own / (theirs + 1.0) END AS weight
    FROM cells JOIN busy USING (platform, cell) LEFT JOIN usual USING (platform, cell)
)
SELECT account, target, any_value(member) AS member, any_value(platform) AS platform,
       any_value(tongues.lang) AS lang, count(*) AS posts, sum(weight ORDER BY weight) AS weight
FROM weighed JOIN tongues USING (account) GROUP BY account, target ORDER BY account, target"""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choices:
    """How accounts divide what they address among targets.

    ``shares`` is accounts x venues: of an account's posts on venues, the share on each, a post of
    others counting as much as its hour counts for the campaign on its platform.
    """

    accounts: tuple[str, ...]
    targets: tuple[str, ...]
    shares: sparse.csc_matrix
    member: npt.NDArray[np.bool_]
    posts: Ints  # of each account, on venues
    strata: tuple["Stratum", ...]


@dataclass(frozen=True)
class Stratum:
    """Members who are compared with the same others: rows of ``shares``."""

    members: Ints
    others: Ints
    posts: float  # of a member, on average


def choices(memory: duckdb.DuckDBPyConnection, campaign: str) -> Choices | None:
    """Set the members of one campaign beside others of their platform; None without a member."""
    rows = memory.sql(_ROWS, params=[campaign]).to_arrow_table()
    if not rows.num_rows:
        return None
    accounts, account = _numbered(rows["account"])
    targets, target = _numbered(rows["target"])
    weight = rows["weight"].to_numpy()
    posts = np.bincount(account, rows["posts"].to_numpy()).astype(np.int64)
    shares = weight / np.bincount(account, weight)[account]
    member = np.zeros(len(accounts), dtype=np.bool_)
    member[account] = rows["member"].to_numpy(zero_copy_only=False)
    first = np.unique(account, return_index=True)[1]
    platform, lang = (_numbered(rows[name])[1][first] for name in ("platform", "lang"))
    return Choices(
        accounts=tuple(accounts),
        targets=tuple(targets),
        shares=sparse.csc_matrix((shares, (account, target)), (len(accounts), len(targets))),
        member=member,
        posts=posts,
        strata=_strata(_keys(platform, lang, posts), platform, member, posts),
    )


def _numbered(names: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """The distinct names, sorted, and the place of each row's among them."""
    distinct: list[str] = sorted(names.unique().to_pylist())
    places = pc.index_in(names, pa.array(distinct, pa.string())).to_numpy()
    return distinct, np.asarray(places, dtype=np.int64)


def _keys(platform: Ints, lang: Ints, posts: Ints) -> tuple[Ints, ...]:
    """Numbers of each account's stratum, finest first: those of equal numbers are alike.

    Platform, language and activity (posts within a power of two); the same without the language.
    """
    wide = platform * 64 + np.floor(np.log2(posts)).astype(np.int64)
    return wide * (lang.max() + 1) + lang, wide


def _strata(
    keys: tuple[Ints, ...], platform: Ints, member: npt.NDArray[np.bool_], posts: Ints
) -> tuple[Stratum, ...]:
    """Each member in the finest stratum that has enough others; those without any are left out."""
    made = []
    waiting = member.copy()
    for key in keys:
        for own, each in _waiting(key, waiting):
            others = np.flatnonzero((key == each) & ~member)
            if len(others) >= LEAST_POOL:
                made.append(Stratum(own, others, float(posts[own].mean())))
                waiting[own] = False
    for own, _ in _waiting(keys[-1], waiting):
        others = np.flatnonzero((platform == platform[own[0]]) & ~member)
        if len(others) >= LEAST_POOL:
            away = np.abs(np.log2(posts[others]) - np.log2(posts[own]).mean())
            nearest = others[np.argsort(away, kind="stable")[:NEAREST]]
            made.append(Stratum(own, np.sort(nearest), float(posts[own].mean())))
    return tuple(made)


def _waiting(key: Ints, waiting: npt.NDArray[np.bool_]) -> Iterator[tuple[Ints, int]]:
    """The members who wait, by their key."""
    for each in np.unique(key[waiting]).tolist():
        yield np.flatnonzero((key == each) & waiting), each
