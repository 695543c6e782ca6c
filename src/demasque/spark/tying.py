"""Ties of posts on Spark: numbers go to the driver, which judges all kinds together."""

import math
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import reduce
from typing import Final

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.cluster import Stages
from demasque.coordination import (
    MOST_USED,
    AllKindsCriteria,
    CaseEngine,
    Detection,
    GivenKind,
    MemoryCaseEngine,
    MostUsedTrace,
    TiedAccounts,
    TraceOrigins,
    Window,
    spark_engine,
    tie_accounts,
    usable_windows,
)
from demasque.errors import DemasqueError
from demasque.spark.case_arrays import NumberedPosts, PostSizes
from demasque.spark.extracting import Extracted

ON_SPARK_FROM: Final = 2_000_000
"""Posts from which on the pairs of a kind are scanned by executors: as many events are one part's.
The answer is the same."""

PROGRAM: Final = 350_000_000
PER_POST: Final = 90
PER_POST_AND_KIND: Final = 55
PER_USE: Final = 100
PER_ACCOUNT: Final = 350
"""Bytes that judging all kinds takes at its peak. Measured with 1 to 4 million posts, 0.4 to 1.6
million uses, 20,000 to 200,000 accounts and 1 to 7 kinds: 85, 52, 55 and 350, rounded up, and for
uses what reposts and replies take besides."""


def tie_in(
    stages: Stages,
    posts: DataFrame,
    extracted: Extracted,
    windows: Sequence[Window] | None,
    criteria: AllKindsCriteria,
    memory: int | None,
) -> tuple[TiedAccounts, Detection]:
    """Tie the accounts of ``posts`` by their events, with at most ``memory`` bytes on the driver.

    Raises DemasqueError where that is too little, before any of it is read.
    """
    numbered = NumberedPosts(stages, posts, extracted.events)
    sizes = numbered.sizes()
    check_driver(sizes, memory)
    used, warnings = usable_windows(numbered.finest(), windows)
    with _engine(stages, sizes) as engine:
        given = [
            GivenKind(engine.keep(numbered.uses(kind)), lengths, _kept(engine, numbered, kind))
            for kind, lengths in used.items()
        ]
        moments = engine.keep(numbered.moments())
        tied = tie_accounts(moments, given, criteria, engine, stages.progress)
    found = Detection(
        ties=tied.by_kind,
        pairs=tied.strengths.num_rows,
        accounts=tied.accounts,
        accounts_seen=sizes.accounts,
        windows=used,
        most_used=most_used(extracted, list(used)),
        warnings=warnings,
    )
    return tied, found


def _engine(stages: Stages, sizes: PostSizes) -> AbstractContextManager[CaseEngine]:
    """Who scans a kind's events: executors, unless one task of theirs would do all of it."""
    if sizes.posts < ON_SPARK_FROM:
        return nullcontext(MemoryCaseEngine())
    folder = f"{stages.place}/scans"
    return spark_engine(stages.session, folder).on_case(None, {})


def _kept(engine: CaseEngine, numbered: NumberedPosts, kind: str) -> TraceOrigins | None:
    origins = numbered.origins(kind)
    return None if origins is None else engine.keep(origins)


def needed_memory(sizes: PostSizes) -> int:
    """Bytes that the driver's Python needs to judge all kinds of so many posts together."""
    per_post = PER_POST + PER_POST_AND_KIND * len(sizes.uses)
    uses = sum(sizes.uses.values()) * PER_USE
    return PROGRAM + sizes.posts * per_post + uses + sizes.accounts * PER_ACCOUNT


def check_driver(sizes: PostSizes, memory: int | None) -> None:
    """Raise DemasqueError where the driver's memory (bytes; None: no limit) does not suffice."""
    needed = needed_memory(sizes)
    if memory is not None and needed > memory:
        raise DemasqueError(
            "To judge {posts} posts and {uses} uses of traces together takes about {needed} GB on "
            "the driver beside Spark's own, and it may use {memory} GB. Give the driver more, or "
            "fewer posts.",
            posts=sizes.posts,
            uses=sum(sizes.uses.values()),
            needed=f"{math.ceil(needed / 1e8) / 10:g}",
            memory=f"{memory / 1e9:g}",
        )


def most_used(extracted: Extracted, kinds: Iterable[str]) -> list[MostUsedTrace]:
    """The most used traces of each kind, by name; a few rows a kind are collected."""
    counted = extracted.events.groupBy("kind", "trace").agg(fn.count("*").alias("uses"))
    tops = [
        counted.where(fn.col("kind") == kind).orderBy(fn.desc("uses"), "trace").limit(MOST_USED)
        for kind in kinds
    ]
    if not tops:
        return []
    named = reduce(DataFrame.unionByName, tops).join(extracted.traces, ["kind", "trace"], "left")
    rows = named.collect()
    order = {kind: place for place, kind in enumerate(kinds)}
    rows.sort(key=lambda row: (order[row["kind"]], -row["uses"], row["trace"]))
    return [MostUsedTrace(row["kind"], row["value"] or "", row["uses"]) for row in rows]
