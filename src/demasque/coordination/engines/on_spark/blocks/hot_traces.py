"""Which part does an event go to? By its trace; what is hot is split by time.

A trace is hot if it alone has more events than a part should hold. Where it is cut follows from
approximate quantiles of its times: any cut gives the same answer.
"""

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as fn

from demasque.coordination.events.index import Int64

# So many groups of traces to a part: one that holds a hot trace is then seldom much else.
_GROUPS: Final = 16
_ENDS: Final = (-(2**63), 2**63 - 1)


class HotPieces(NamedTuple):
    """The pieces of hot traces, in order of trace and time; piece i is part `first + i`.

    Piece i holds the events of trace `trace[i]` (negative) with `begin[i] <= at < end[i]` as its
    core; `hi` and `lo` are the trace's code. The whole trace has `size` events of `users` accounts.
    No more than three for each part's worth of events.
    """

    first: int
    trace: Int64
    hi: Int64
    lo: Int64
    begin: Int64
    end: Int64
    size: Int64
    users: Int64


def no_hot(parts: int) -> HotPieces:
    """Where no trace is hot."""
    return _pieces(parts, [])


def find_hot(events: DataFrame, parts: int, part_events: int) -> HotPieces:
    """Find the traces of more than `part_events` events, and cut them by time.

    Sizes are first counted by groups of traces: only the traces of crowded groups are looked at.
    """
    groups = _GROUPS * parts
    group = _place(groups)
    crowded = events.groupBy(group.alias("group")).count().where(fn.col("count") > part_events)
    rows = [row[0] for row in crowded.collect()]
    if not rows:
        return no_hot(parts)
    per_trace = events.where(group.isin(rows)).groupBy("trace_hi", "trace_lo")
    counted = per_trace.agg(
        fn.count("*").alias("size"), fn.count_distinct("account").alias("users")
    )
    hot = [tuple(row) for row in counted.where(fn.col("size") > part_events).collect()]
    hot.sort()
    return _pieces(parts, _cut(events, hot, part_events))


_Hot = tuple[int, int, int, int]  # hi, lo, size, users


def _cut(events: DataFrame, hot: list[_Hot], part_events: int) -> list[tuple[_Hot, list[int]]]:
    """Return each hot trace with the times at which it is cut."""
    many = [1 << (-(-one[2] // part_events) - 1).bit_length() for one in hot]
    cuts: dict[tuple[int, int], list[int]] = {}
    for pieces in sorted(set(many)):  # a power of two each: there are few
        some = [one for one, number in zip(hot, many, strict=True) if number == pieces]
        shares = [i / pieces for i in range(1, pieces)]
        theirs = events.join(fn.broadcast(_keys(events, some)), ["trace_hi", "trace_lo"])
        found = theirs.groupBy("trace_hi", "trace_lo").agg(fn.percentile_approx("at", shares))
        cuts |= {(row[0], row[1]): sorted(set(row[2])) for row in found.collect()}
    return [(one, cuts[one[:2]]) for one in hot]


def _pieces(first: int, hot: list[tuple[_Hot, list[int]]]) -> HotPieces:
    rows = [
        (-number, hi, lo, begin, end, size, users)
        for number, ((hi, lo, size, users), cuts) in enumerate(hot, 1)
        for begin, end in zip([_ENDS[0], *cuts], [*cuts, _ENDS[1]], strict=True)
    ]
    return HotPieces(first, *np.array(rows, np.int64).reshape(-1, 7).T.copy())


def deal_to_parts(events: DataFrame, hot: HotPieces, reach: int) -> DataFrame:
    """Add `part`; an event of a hot trace is in its piece, and in those that it is in `reach` of.

    Hot traces of a single account are left out: nobody shares them.
    """
    cold = events.withColumn("part", _place(hot.first))
    if not len(hot.trace):
        return cold
    all_hot = [
        (hi, lo, 0, 0) for hi, lo in sorted(set(zip(hot.hi.tolist(), hot.lo.tolist(), strict=True)))
    ]
    cold = cold.join(fn.broadcast(_keys(events, all_hot)), ["trace_hi", "trace_lo"], "left_anti")
    pieces = fn.broadcast(_piece_frame(events, hot, reach))
    inside = (fn.col("at") >= fn.col("earliest")) & (fn.col("at") <= fn.col("latest"))
    dealt = events.join(pieces, ["trace_hi", "trace_lo"]).where(inside)
    return cold.select(*events.columns, "part").union(dealt.select(*events.columns, "part"))


def _piece_frame(events: DataFrame, hot: HotPieces, reach: int) -> DataFrame:
    """The pieces as a small frame, each with the times that it wants to know of."""
    wanted = np.flatnonzero(hot.users > 1)
    begin, end = hot.begin[wanted], hot.end[wanted] - 1
    table = pa.table(
        {
            "trace_hi": hot.hi[wanted],
            "trace_lo": hot.lo[wanted],
            "earliest": np.where(
                begin > _ENDS[0], np.maximum(begin, _ENDS[0] + reach) - reach, _ENDS[0]
            ),
            "latest": np.minimum(end, _ENDS[1] - reach) + reach,
            "part": (hot.first + wanted).astype(np.int32),
        }
    )
    return events.sparkSession.createDataFrame(table)


def _keys(events: DataFrame, hot: list[_Hot]) -> DataFrame:
    table = pa.table({"trace_hi": [one[0] for one in hot], "trace_lo": [one[1] for one in hot]})
    return events.sparkSession.createDataFrame(table)


def _place(many: int) -> Column:
    """A number below `many` for each trace."""
    return fn.pmod(fn.xxhash64("trace_hi", "trace_lo"), fn.lit(many)).cast("int")
