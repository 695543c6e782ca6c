"""Candidate pairs -> judged ones: in each part, the kernels of the engine in memory.

To each part of pairs come the events of its accounts, when these were active, and what whole traces
say of them (:mod:`crowd_profiles`). What is judged here has all that a tie's row says but its q.
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql.functions import col, count, expr, lit

from demasque.cluster import in_parts
from demasque.coordination.cooccurrence.pair_details import PairDetails, details_among
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.engines.judgement import (
    JudgedPairs,
    TieCriteria,
    bits_among,
    details_at,
    most_surprising,
)
from demasque.coordination.engines.on_spark.candidate_pairs import CandidateFrames
from demasque.coordination.engines.on_spark.crowd_profiles import (
    PROFILES,
    distances,
    profile_part,
)
from demasque.coordination.engines.on_spark.pair_accounts import PairAccounts, bring_together
from demasque.coordination.events.index import Int64
from demasque.coordination.null.expectation import expectation_among
from demasque.coordination.null.strata import HOUR

PART_PAIRS: Final = 10_000
"""How many pairs a part should hold; their accounts' events come with them."""

JUDGED: Final = (
    "a long, b long, window long, shared long, post_pairs long, expected double, log_p double, "
    "first_at long, last_at long, shared_ever long, a_first long, b_first long, timing double, "
    "bits double"
)
"""A judged pair at its window; times in microseconds, `log_p` and `timing` natural logarithms."""

_KIND: Final = "what"
_PAIR, _HOUR, _PROFILE = range(3)


class JudgingTerms(NamedTuple):
    """What judging a part needs to know of all events; windows in microseconds, rising.

    Pairs above `highest` (ln p) are left out.
    """

    windows: tuple[int, ...]
    begin: Int64
    totals: Int64
    accounts: int
    highest: float


def judge_candidates(
    found: CandidateFrames, criteria: TieCriteria, part_pairs: int = PART_PAIRS
) -> DataFrame:
    """Judge the candidate pairs, each once, at the window that says most: see `JUDGED`. Lazy.

    Pairs that could not be tied even if all candidates were below them are left out.
    """
    candidates = found.pairs.count()
    terms = JudgingTerms(
        windows=found.windows,
        begin=found.begin,
        totals=found.totals,
        accounts=found.number_of_accounts,
        highest=_highest(criteria.fdr, candidates, found.number_of_accounts),
    )
    parts = max(found.parts, math.ceil(candidates / part_pairs))
    pairs = found.pairs.withColumn("part", expr(f"cast(pmod(xxhash64(a), {parts}) as int)"))
    sides = pairs.selectExpr("part", "a as account").union(pairs.selectExpr("part", "b as account"))
    sides = sides.distinct()
    wanted = sides.select("account").distinct()
    brought = (
        _tagged(pairs.withColumn("shared", col("shared").cast("long")), _PAIR)
        .unionByName(_tagged(_hours(found, wanted).join(sides, "account"), _HOUR), True)
        .unionByName(_tagged(_profiles(found, wanted).join(sides, "account"), _PROFILE), True)
    )
    return in_parts(brought, parts, [_KIND], partial(judge_part, terms), JUDGED)


def _tagged(frame: DataFrame, kind: int) -> DataFrame:
    return frame.withColumn(_KIND, lit(kind))


def _highest(fdr: float, candidates: int, accounts: int) -> float:
    """The largest ln p at which a pair can be tied; rounded up, so that nothing is lost."""
    tests = max(accounts * (accounts - 1) / 2, 1.0)
    return math.log(fdr) + math.log(max(candidates, 1)) - math.log(tests) + 1e-6


def _hours(found: CandidateFrames, wanted: DataFrame) -> DataFrame:
    """In which hours the wanted accounts were active: account, hour, events."""
    hour = expr(f"(at - pmod(at, {HOUR})) div {HOUR}").alias("hour")
    counted = found.events.join(wanted, "account").groupBy("account", hour)
    return counted.agg(count("*").alias("events"))


def _profiles(found: CandidateFrames, wanted: DataFrame) -> DataFrame:
    profile = partial(profile_part, distances(found.windows), found.begin)
    marked = _within_reach(found, wanted)
    return in_parts(marked, found.parts, ["trace", "at"], profile, PROFILES)


def _within_reach(found: CandidateFrames, wanted: DataFrame) -> DataFrame:
    """Events on traces that a wanted account used, in that time or the next, and theirs marked.

    Times are as long as what counts reaches, so that nothing farther off is sent to be looked at.
    """
    names = ["part", "trace", "at", "account", "core", "size", "users"]
    time = expr(f"(at - pmod(at, {found.reach}L)) div {found.reach}L")
    events = found.traces.select(*names).withColumn("time", time)
    used = events.join(wanted, "account").select("part", "trace", "time").distinct()
    near = used.selectExpr("part", "trace", "explode(array(time - 1, time, time + 1)) as time")
    close = events.join(near, ["part", "trace", "time"], "left_semi")
    return close.join(wanted.withColumn("wanted", lit(True)), "account", "left").drop("time")


def judge_part(terms: JudgingTerms, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """Judge the pairs of one part; what was brought to them is told apart by its tag."""
    tag = table.column(_KIND)
    pairs, hours, profiles = (table.filter(pc.equal(tag, kind)) for kind in range(3))
    if not pairs.num_rows:
        return
    accounts = bring_together(hours, profiles, distances(terms.windows), terms.begin, terms.totals)
    chosen, window = _judge(terms, pairs, accounts)
    if len(window):
        yield _described(terms, accounts, chosen, window)


def _judge(
    terms: JudgingTerms, table: pa.Table, accounts: PairAccounts
) -> tuple[JudgedPairs, Int64]:
    """Return each pair that may be tied at its window, and that window."""
    a, b = (np.searchsorted(accounts.account, table.column(name).to_numpy()) for name in "ab")
    window = table.column("window").to_numpy()
    pairs = Candidates(
        a.astype(np.int32), b.astype(np.int32), table.column("shared").to_numpy().astype(np.int64)
    )
    judged = []
    for one in terms.windows:
        some = pairs.at(np.flatnonzero(window == one))
        around = accounts.around(one)
        numbers = expectation_among(accounts.events, accounts.size, one, some, around)
        judged.append(JudgedPairs(some, *numbers))
    chosen, which = most_surprising(judged, len(accounts.account))
    log_p = np.minimum(chosen.log_p + math.log(len(terms.windows)), 0.0)
    kept = np.flatnonzero(log_p <= terms.highest)
    best = JudgedPairs(chosen.pairs.at(kept), chosen.expected[kept], log_p[kept])
    return best, np.array(terms.windows, dtype=np.int64)[which[kept]]


def _described(
    terms: JudgingTerms, accounts: PairAccounts, judged: JudgedPairs, window: Int64
) -> pa.RecordBatch:
    pairs, events = judged.pairs, accounts.events
    details = details_at(partial(_details, accounts), pairs, window)
    return pa.record_batch(
        {
            "a": accounts.account[pairs.a],
            "b": accounts.account[pairs.b],
            "window": window,
            "shared": pairs.shared,
            "post_pairs": details.post_pairs,
            "expected": judged.expected,
            "log_p": judged.log_p,
            "first_at": details.first_at,
            "last_at": details.last_at,
            "shared_ever": details.shared_ever,
            "a_first": details.a_first,
            "b_first": details.b_first,
            "timing": details.timing,
            "bits": bits_among(events, pairs, accounts.users, terms.accounts),
        }
    )


def _details(accounts: PairAccounts, pairs: Candidates, window: int) -> PairDetails:
    # Of no window no distances were counted, and no pairs are asked about.
    near = accounts.reached(window or accounts.reaches[0])
    return details_among(accounts.events, accounts.size, pairs, window, near)
