"""Measure whom campaigns address, all of them at once; fills targets, target_days and floods."""

from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from demasque.campaigns.overview import BY_EVIDENCE
from demasque.campaigns.placement.addressing import ADDRESSED, addressing
from demasque.campaigns.placement.favour import Favour, favours
from demasque.campaigns.placement.floods import disjoint, hours
from demasque.case import CaseStore
from demasque.coordination import benjamini_hochberg
from demasque.progress import Progress, quiet
from demasque.schema import RESULT_TABLES

COMPARED: Final = 50
"""Campaigns whose targets are held against what others choose: the first. The rest is counted."""

FDR: Final = 0.01
"""The share of false floods to be expected among those kept; q of favour is told, and cut by who
reads it."""

_TARGETS: Final = """
SELECT campaign, target AS account, count(*) AS posts, count(DISTINCT account) AS members,
       count(*) FILTER (WHERE way = 'a under') AS under,
       count(*) FILTER (WHERE way = 'b quote') AS quotes,
       count(*) FILTER (WHERE way = 'c mention') AS mentions,
       min(posted_at) AS first_at, max(posted_at) AS last_at
FROM placed GROUP BY campaign, target
ORDER BY substring(campaign, 2)::BIGINT, posts DESC, account"""

DAYS_OF: Final = 20
"""Targets of a campaign whose days are kept, those with most posts."""

_DAYS: Final = f"""
WITH wanted AS (SELECT unnest(?::VARCHAR[]) AS account),
answered AS (
    SELECT * FROM posts WHERE kind <> 'repost'
), {ADDRESSED.format(posts="answered")}
SELECT target, date_trunc('day', posted_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS day,
       count(*) AS all_posts
FROM addressed WHERE target IN (FROM wanted) GROUP BY ALL ORDER BY ALL"""

_JOINED: Final = f"""
WITH foremost AS (
    SELECT campaign, account, row_number() OVER (
        PARTITION BY campaign ORDER BY posts DESC, account
    ) <= {DAYS_OF} AS shown FROM targets
), own AS (
    SELECT campaign, target, date_trunc('day', posted_at) AS day, count(*) AS posts
    FROM placed GROUP BY ALL
)
SELECT campaign, account, day, coalesce(posts, 0) AS posts, all_posts
FROM foremost JOIN every ON every.target = account
LEFT JOIN own USING (campaign, target, day)
WHERE shown ORDER BY substring(campaign, 2)::BIGINT, account, day"""


def place_campaigns(store: CaseStore, progress: Progress = quiet) -> int:
    """Measure whom the case's campaigns address; fills targets, target_days and floods.

    Returns:
        How many accounts are addressed, counted by campaign.
    """
    names = store.sql(f"SELECT campaign FROM campaigns ORDER BY {BY_EVIDENCE}")
    campaigns = names["campaign"].to_pylist()
    with addressing(store, campaigns) as memory:
        counted = memory.sql(_TARGETS).to_arrow_table()
        every = store.sql(_DAYS, (counted["account"].unique().to_pylist(),))
        memory.register("every", every)
        memory.register("targets", counted)
        made = {
            "targets": _targets(counted, _all_posts(every), _judged(memory, campaigns, progress)),
            "target_days": memory.sql(_JOINED).to_arrow_table(),
            "floods": _floods(memory),
        }
    store.replace({name: _cast(name, rows) for name, rows in made.items()})
    return int(counted.num_rows)


def _cast(name: str, rows: pa.Table) -> pa.Table:
    schema = RESULT_TABLES[name]
    return rows.select(schema.names).cast(schema)


def _all_posts(every: pa.Table) -> dict[str, int]:
    summed = every.group_by("target").aggregate([("all_posts", "sum")])
    return dict(zip(*(summed[name].to_pylist() for name in summed.column_names), strict=True))


def _judged(
    memory: duckdb.DuckDBPyConnection, campaigns: list[str], progress: Progress
) -> dict[tuple[str, str], tuple[Favour, float]]:
    """By campaign and target, how it is favoured, and q over all tests of the case."""
    found: list[tuple[str, Favour]] = []
    compared = campaigns[:COMPARED]
    for done, campaign in enumerate(compared, 1):
        found += [(campaign, each) for each in favours(memory, campaign)]
        progress("placement", done, len(compared))
    log_p = np.array([each.log10_p for _, each in found], dtype=np.float64) * np.log(10)
    q = 10 ** benjamini_hochberg(log_p, len(found))
    return {
        (campaign, each.target): (each, float(one))
        for (campaign, each), one in zip(found, q, strict=True)
    }


def _targets(
    counted: pa.Table,
    all_posts: dict[str, int],
    judged: dict[tuple[str, str], tuple[Favour, float]],
) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for row in counted.to_pylist():
        made = row | {"all_posts": all_posts.get(row["account"], row["posts"])}
        found = judged.get((row["campaign"], row["account"]))
        if found is not None:
            favour, q = found
            made |= {"compared": favour.compared, "expected": favour.expected}
            made |= {"ratio": favour.ratio, "ratio_low": favour.low, "ratio_high": favour.high}
            made |= {"log10_p": favour.log10_p, "q": q}
        rows.append(made)
    return pa.Table.from_pylist(rows, RESULT_TABLES["targets"])


def _floods(memory: duckdb.DuckDBPyConnection) -> pa.Table:
    found, tests = hours(memory)
    log_q = benjamini_hochberg(np.array([each.ln_p for each in found]), tests)
    q = {id(each): 10**value for each, value in zip(found, log_q.tolist(), strict=True)}
    kept = disjoint([each for each in found if q[id(each)] <= FDR])
    rows = [
        {"campaign": each.campaign, "account": each.target, "begins_at": each.begins_at}
        | {"members": each.members, "posts": each.posts, "expected": each.expected}
        | {"log10_p": each.ln_p / np.log(10), "q": q[id(each)]}
        for each in kept
    ]
    return pa.Table.from_pylist(rows, RESULT_TABLES["floods"])
