"""What is a campaign's filler about, and is it copied too?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import duckdb
import numpy as np

from demasque.campaigns.cover.parts_of_cover import Filler, Spread
from demasque.campaigns.cover.rank_test import rank_test

LISTED: Final = 8
LEAST_WORDED: Final = 3
"""Posts in own words before an account's share of copies is compared."""

LEAST_A_DAY: Final = 5
"""Posts on a day before its share of filler is told."""

_AMOUNTS: Final = """
SELECT campaign, count(*) AS all_posts, count(*) FILTER (WHERE NOT carries) AS posts,
       count(*) FILTER (WHERE NOT carries AND worded) AS worded,
       count(*) FILTER (WHERE NOT carries AND worded AND source IS NOT NULL) AS copied
FROM own GROUP BY campaign ORDER BY campaign"""

_DAYS: Final = f"""
SELECT campaign, min(share) AS low, median(share) AS middle, max(share) AS high,
       count(*) AS count
FROM (
    SELECT campaign, avg((NOT carries)::INTEGER) AS share FROM own
    GROUP BY campaign, day HAVING count(*) >= {LEAST_A_DAY}
) GROUP BY campaign"""

_TALLY: Final = f"""
SELECT campaign, {{value}} AS value, count(DISTINCT post) AS posts FROM {{rows}}
WHERE {{value}} <> '' GROUP BY campaign, {{value}}
QUALIFY row_number() OVER (
    PARTITION BY campaign ORDER BY count(DISTINCT post) DESC, {{value}}
) <= {LISTED}
ORDER BY campaign, posts DESC, value"""

_FILLER_TAGS: Final = "(SELECT t.* FROM tags t SEMI JOIN (FROM own WHERE NOT carries) USING (post))"
_TALLIES: Final = {
    "hashtags": ("tag", _FILLER_TAGS),
    "cover_hashtags": (
        "tag",
        f"(FROM {_FILLER_TAGS} ANTI JOIN (SELECT tags.campaign, tag FROM tags SEMI JOIN "
        "(FROM own WHERE carries) USING (post)) USING (campaign, tag))",
    ),
    "sites": (
        "site",
        "(SELECT s.* FROM sites s SEMI JOIN (FROM own WHERE NOT carries) USING (post))",
    ),
    "languages": ("lang", "(FROM own WHERE NOT carries)"),
    "sources": ("source", "(FROM own WHERE NOT carries AND worded)"),
}

_SHARES: Final = f"""
SELECT campaign, avg((source IS NOT NULL)::INTEGER) AS share FROM own
WHERE NOT carries AND worded GROUP BY campaign, account HAVING count(*) >= {LEAST_WORDED}
ORDER BY campaign, account"""


def fillers(memory: duckdb.DuckDBPyConnection) -> tuple[dict[str, Filler], dict[str, float]]:
    """Measure filler by campaign, and ln p of so many copies where it can be told."""
    usual = memory.sql("SELECT worded, copied FROM usual").to_arrow_table()
    worded, copied = usual["worded"].to_numpy(), usual["copied"].to_numpy()
    others = copied / np.maximum(worded, 1)
    base = float(copied.sum() / worded.sum()) if len(worded) else None
    lists = {name: _tallied(memory, *asked) for name, asked in _TALLIES.items()}
    days = {row.pop("campaign"): Spread(**row) for row in _rows(memory, _DAYS)}
    found: dict[str, Filler] = {}
    for row in _rows(memory, _AMOUNTS):
        own = {name: tuple(tallied.get(row["campaign"], ())) for name, tallied in lists.items()}
        found[row["campaign"]] = Filler(
            posts=row["posts"],
            share=row["posts"] / row["all_posts"],
            by_day=days.get(row["campaign"]),
            worded=row["worded"],
            copied=row["copied"],
            usual_copied=base,
            q=None,
            **own,
        )
    return found, _surprise(memory, others)


def with_q(found: Mapping[str, Filler], q: Mapping[str, float]) -> dict[str, Filler]:
    """Say q of the copies."""
    return {name: replace(each, q=q.get(name)) for name, each in found.items()}


def _surprise(memory: duckdb.DuckDBPyConnection, others: np.ndarray) -> dict[str, float]:
    shares: dict[str, list[float]] = {}
    for row in _rows(memory, _SHARES):
        shares.setdefault(row["campaign"], []).append(row["share"])
    tested = {name: rank_test(np.array(own), others) for name, own in shares.items()}
    return {name: result[2] for name, result in tested.items() if result is not None}


def _tallied(
    memory: duckdb.DuckDBPyConnection, value: str, rows: str
) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for row in _rows(memory, _TALLY.format(value=value, rows=rows)):
        found.setdefault(row["campaign"], []).append((row["value"], row["posts"]))
    return found


def _rows(memory: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = memory.sql(query).to_arrow_table().to_pylist()
    return rows
