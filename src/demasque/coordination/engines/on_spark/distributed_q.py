"""Benjamini and Hochberg's q of any number of pairs, exactly: by ranges of p.

A range knows how many pairs lie below it and the least that those above it come to; the rest it
does for itself. Where ranges begin and end makes no difference.
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.functions import lit

from demasque.cluster import in_parts
from demasque.coordination.events.index import Int64
from demasque.coordination.stats.false_discovery import stepped_log10_q, stepped_log_q
from demasque.coordination.stats.tails import FloatArray

RANGE_PAIRS: Final = 1_000_000
"""How many pairs a range should hold."""

_FINE: Final = 0.1  # of a range: how far from its quantile a range may end


class Ranges(NamedTuple):
    """By range: how many pairs lie below it, and the least ln q of those above it."""

    below: Int64
    above: FloatArray


def tied_among(
    judged: DataFrame, tests: float, fdr: float, range_pairs: int = RANGE_PAIRS
) -> DataFrame:
    """Keep the pairs whose q is at most `fdr`, with their `log10_q` and `q`.

    `judged` has `log_p` (natural logarithm) and any other columns; it is read several times, so it
    had better be kept. `tests` is the number of hypotheses; those absent have p = 1.
    """
    ranges = math.ceil(judged.count() / range_pairs)
    if ranges < 2:
        placed, known = (
            judged.withColumn("part", lit(0)),
            Ranges(np.zeros(1, dtype=np.int64), np.array([np.inf])),
        )
    else:
        placed = _place(judged, ranges)
        known = _ranges(placed, ranges, tests)
    schema = f"{_schema(judged)}, log10_q double, q double"
    return in_parts(placed, max(ranges, 1), ["log_p"], partial(q_part, known, tests, fdr), schema)


def _schema(frame: DataFrame) -> str:
    return ", ".join(f"{field.name} {field.dataType.simpleString()}" for field in frame.schema)


def _place(judged: DataFrame, ranges: int) -> DataFrame:
    shares = [i / ranges for i in range(1, ranges)]
    cuts = np.array(judged.approxQuantile("log_p", shares, _FINE / ranges))
    schema = f"{_schema(judged)}, part int"
    return judged.mapInArrow(partial(_number_ranges, cuts), schema)


def _number_ranges(cuts: FloatArray, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        # Equal values are of one range.
        part = np.searchsorted(cuts, batch.column("log_p").to_numpy()).astype(np.int32)
        yield batch.append_column("part", pa.array(part))


def _ranges(placed: DataFrame, ranges: int, tests: float) -> Ranges:
    """Count and sum up the ranges; what comes to the driver is two numbers for each."""
    counts = np.zeros(ranges, dtype=np.int64)
    for part, many in placed.groupBy("part").count().collect():
        counts[part] = many
    below = np.cumsum(counts) - counts
    least = np.full(ranges + 1, np.inf)
    found = in_parts(
        placed.select("part", "log_p"),
        ranges,
        ["log_p"],
        partial(least_part, below, tests),
        "part int, least double",
    )
    for part, one in found.collect():
        least[part] = one
    return Ranges(below, np.minimum.accumulate(least[::-1])[::-1][1:])


def least_part(below: Int64, tests: float, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """Yield the least ln q of one range, were nothing above it."""
    part = table.column("part")[0].as_py()
    least = stepped_log_q(table.column("log_p").to_numpy(), tests, int(below[part]))[0]
    yield pa.record_batch({"part": pa.array([part], pa.int32()), "least": [float(least)]})


def q_part(known: Ranges, tests: float, fdr: float, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """Yield the pairs of one range that are tied."""
    part = table.column("part")[0].as_py()
    below, above = int(known.below[part]), float(known.above[part])
    log10_q = stepped_log10_q(table.column("log_p").to_numpy(), tests, below, above)
    kept = np.flatnonzero(log10_q <= math.log10(fdr))
    tied = table.drop_columns(["part"]).take(pa.array(kept))
    tied = tied.append_column("log10_q", pa.array(log10_q[kept]))
    yield from tied.append_column("q", pa.array(np.power(10.0, log10_q[kept]))).to_batches()
