"""Hours in which a campaign floods one account, against its own ways and against the crowd's.

A scan over hours that begin on the hour or half past: of the rates at which the campaign's posts on
a target may be expected in an hour, the largest is taken, so that neither a busy hour of the
campaign nor a busy hour of the target, nor a single post of its that drew others at
whatever hour, is a flood. Members are counted, not posts. Scanning is paid
for by counting every hour of every target as a test (Naus, J. Am. Stat. Assoc. 60, 1965, has the
exact price for one constant rate, which is lower).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from scipy.special import gammainc

LEAST_FLOOD: Final = 5
"""Members in an hour before it can be a flood."""

LEAST_CROWD: Final = 20
"""Posts of others on a target before their hours are compared with."""

_HOURS: Final = f"""
WITH halves AS (
    SELECT campaign, account, target, parent, epoch(posted_at)::BIGINT // 1800 AS half
    FROM placed WHERE precise
), wrote AS (
    SELECT campaign, epoch(posted_at)::BIGINT // 1800 AS half FROM written WHERE precise
), crowd AS (
    SELECT target, epoch(posted_at)::BIGINT // 1800 AS half FROM others
    WHERE precise AND target IN (SELECT target FROM placed)
), amounts AS (
    SELECT campaign, target, count(*) AS placed FROM halves GROUP BY ALL
), spans AS (
    SELECT campaign, count(*) AS written, count(DISTINCT half // 2) AS active
    FROM wrote GROUP BY ALL
), windows AS (
    SELECT campaign, target, unnest([half - 1, half]) AS begins, account, parent FROM halves
), own AS (
    SELECT campaign, target, begins, count(DISTINCT account) AS members, count(*) AS posts
    FROM windows GROUP BY ALL HAVING count(DISTINCT account) >= {LEAST_FLOOD}
), busy AS (
    SELECT campaign, begins, count(*) AS wrote
    FROM (SELECT campaign, unnest([half - 1, half]) AS begins FROM wrote)
    SEMI JOIN own USING (campaign, begins) GROUP BY ALL
), others_there AS (
    SELECT target, begins, count(*) AS theirs
    FROM (SELECT target, unnest([half - 1, half]) AS begins FROM crowd)
    SEMI JOIN own USING (target, begins) GROUP BY ALL
), answered AS (
    SELECT target, parent, count(*) AS answers FROM others
    WHERE parent IS NOT NULL AND target IN (SELECT target FROM own) GROUP BY target, parent
), drawn AS (
    SELECT campaign, target, begins, sum(answers) AS drawn FROM (
        SELECT campaign, target, begins, any_value(parent) AS parent FROM windows
        SEMI JOIN own USING (campaign, target, begins)
        GROUP BY campaign, target, begins HAVING count(DISTINCT parent) = 1
    ) JOIN answered USING (target, parent) GROUP BY campaign, target, begins
), crowds AS (SELECT target, count(*) AS crowd FROM crowd GROUP BY ALL)
SELECT campaign, target, begins, members, posts, placed, written, active, wrote,
       greatest(coalesce(theirs, 0), coalesce(drawn, 0))::BIGINT AS theirs,
       coalesce(crowd, 0) AS crowd
FROM own JOIN amounts USING (campaign, target) JOIN spans USING (campaign)
JOIN busy USING (campaign, begins) LEFT JOIN others_there USING (target, begins)
LEFT JOIN crowds USING (target) LEFT JOIN drawn USING (campaign, target, begins)
ORDER BY campaign, target, begins"""

_TESTS: Final = """
SELECT coalesce(sum(2 * hours * targets), 0)::BIGINT AS tests FROM (
    SELECT campaign, count(DISTINCT epoch(posted_at)::BIGINT // 3600) AS hours
    FROM written WHERE precise GROUP BY ALL
) JOIN (
    SELECT campaign, count(DISTINCT target) AS targets FROM placed WHERE precise GROUP BY ALL
) USING (campaign)"""


@dataclass(frozen=True)
class Hour:
    """An hour of a campaign on one target, and how surprising it is."""

    campaign: str
    target: str
    begins_at: datetime
    members: int
    posts: int
    expected: float
    ln_p: float


def hours(memory: duckdb.DuckDBPyConnection) -> tuple[list[Hour], int]:
    """Judge every hour of every campaign in which a flood may be, and say how many were scanned."""
    rows = memory.sql(_HOURS).to_arrow_table()
    tests = memory.sql(_TESTS).fetchall()[0][0]
    expected = _expected(rows)
    # P(Poisson >= k) is the regularised incomplete gamma function.
    p = np.maximum(gammainc(rows["members"].to_numpy(), expected), 1e-300)
    told = zip(rows.to_pylist(), expected.tolist(), np.log(p).tolist(), strict=True)
    found = [
        Hour(
            row["campaign"],
            row["target"],
            datetime.fromtimestamp(row["begins"] * 1800, UTC),
            row["members"],
            row["posts"],
            rate,
            ln_p,
        )
        for row, rate, ln_p in told
    ]
    return found, int(tests)


def _expected(rows: pa.Table) -> np.ndarray:
    """Posts expected in each hour: by the campaign's rate, by its other posts, by the crowd's.

    What is counted in the hour has its chance of being larger added, n + sqrt(n) + 1.
    """
    got = {name: rows[name].to_numpy() for name in rows.column_names[3:]}
    steady = got["placed"] / np.maximum(got["active"], 1)
    elsewhere = np.maximum(got["wrote"] - got["posts"], 0)
    rest = np.maximum(got["written"] - got["placed"], 0)
    busy = got["placed"] * (elsewhere + np.sqrt(elsewhere) + 1) / (rest + 1)
    crowd = got["placed"] * (got["theirs"] + np.sqrt(got["theirs"]) + 1) / (got["crowd"] + 1)
    # Few posts elsewhere say nothing; nor does a small crowd.
    busy = np.where(rest >= got["placed"] / 4, busy, 0.0)
    crowd = np.where(got["crowd"] >= LEAST_CROWD, crowd, 0.0)
    return np.asarray(np.maximum(steady, np.maximum(busy, crowd)))


def disjoint(found: list[Hour]) -> list[Hour]:
    """Of hours that overlap on one target, the most surprising; in the order of time."""
    kept: dict[tuple[str, str], list[Hour]] = {}
    for each in sorted(found, key=lambda hour: (hour.ln_p, -hour.members, hour.begins_at)):
        taken = kept.setdefault((each.campaign, each.target), [])
        if all(abs((each.begins_at - other.begins_at).total_seconds()) >= 3600 for other in taken):
            taken.append(each)
    return [
        hour for key in sorted(kept) for hour in sorted(kept[key], key=lambda one: one.begins_at)
    ]
