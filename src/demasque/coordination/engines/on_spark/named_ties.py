"""Tied pairs on Spark -> the table of ties: names instead of codes, the lower one first."""

from typing import Final

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql.functions import broadcast, col, lit, timestamp_micros, when

from demasque.coordination.cooccurrence.pair_details import PairDetails
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.index import Int64
from demasque.coordination.stats.tails import LN10

FEW: Final = 100_000
"""So many tied pairs, of some 150 bytes each, are sent to every executor to find their names."""

_NUMBERS: Final = (
    "window",
    "shared",
    "post_pairs",
    "expected",
    "log_p",
    "log10_q",
    "first_at",
    "last_at",
    "shared_ever",
    "a_first",
    "b_first",
    "timing",
    "bits",
)


def with_names(tied: DataFrame, accounts: DataFrame) -> DataFrame:
    """Add `name_a` and `name_b` to tied pairs, which are kept; `accounts` has account and name."""
    if tied.count() <= FEW:
        tied = broadcast(tied)
    for side in "ab":
        names = accounts.selectExpr(f"account as {side}", f"name as name_{side}")
        tied = names.join(tied, side)
        tied = broadcast(tied) if side == "a" else tied
    return tied


def table_of_ties(named: DataFrame) -> DataFrame:
    """Return the columns of :func:`demasque.find_ties`, sorted by account_a, account_b."""
    swapped = col("name_a") > col("name_b")

    def either(name: str, other: str) -> Column:
        return when(swapped, col(other)).otherwise(col(name)).alias(name)

    table = named.select(
        either("name_a", "name_b").alias("account_a"),
        either("name_b", "name_a").alias("account_b"),
        "shared",
        "post_pairs",
        "expected",
        (col("log_p") / lit(LN10)).alias("log10_p"),
        "q",
        timestamp_micros("first_at").alias("first_at"),
        timestamp_micros("last_at").alias("last_at"),
        (col("window") / lit(1e6)).alias("window_seconds"),
        "shared_ever",
        either("a_first", "b_first"),
        either("b_first", "a_first"),
        (col("timing") / lit(LN10)).alias("log10_p_timing"),
        "bits",
    )
    return table.orderBy("account_a", "account_b")


def tied_pairs(table: pa.Table, a: Int64, b: Int64) -> TiedPairs:
    """Return tied pairs that came to the driver, where their accounts have the codes `a`, `b`."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((high, low))
    of = {name: table.column(name).to_numpy()[order] for name in _NUMBERS}
    swapped = (a > b)[order]
    return TiedPairs(
        pairs=Candidates(low[order].astype(np.int32), high[order].astype(np.int32), of["shared"]),
        window=of["window"],
        expected=of["expected"],
        log10_p=of["log_p"] / LN10,
        log10_q=of["log10_q"],
        bits=of["bits"],
        details=PairDetails(
            shared=of["shared"],
            post_pairs=of["post_pairs"],
            a_first=np.where(swapped, of["b_first"], of["a_first"]),
            b_first=np.where(swapped, of["a_first"], of["b_first"]),
            shared_ever=of["shared_ever"],
            timing=of["timing"],
            first_at=of["first_at"],
            last_at=of["last_at"],
        ),
    )
