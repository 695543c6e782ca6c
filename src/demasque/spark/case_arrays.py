"""From frames of posts and events to the compact arrays of a detection, on the driver.

Spark puts posts in order of time and joins events with them; the driver reads numbers only, batch
by batch: twelve bytes a post and eight a use of a trace are what stays.
"""

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as fn

from demasque.cluster import Stages
from demasque.coordination import (
    Int64,
    PostMoments,
    TraceOrigins,
    TraceUses,
    post_moments,
    trace_origins,
    trace_uses,
)
from demasque.schema import PRECISION_SECONDS
from demasque.spark.run_steps import kept_batches
from demasque.traces import KINDS

# As in the exports' own order, which no pseudonym key changes.
_ORDER: Final = ("posted_at", "source_file", "source_line", "post")
_MASK: Final = (1 << 33) - 1
_STEP: Final = "ordering posts"

# Spaces as the engine of cases has them.
_RETOLD: Final = r"^[\t\n\f\r ]*[Rr][Tt] @(a_[a-z2-7]{16})"


class PostSizes(NamedTuple):
    """How much there is: what the driver's memory goes by."""

    posts: int
    accounts: int
    uses: dict[str, int]  # by kind


class NumberedPosts:
    """Posts in order of time, numbered; what the driver needs of them is kept in steps.

    A post's place is Spark's: the part of the sorted rows in its upper bits, the row in the lower.
    Parts follow one another in order, so their sizes turn places into numbers.
    """

    def __init__(self, stages: Stages, posts: DataFrame, events: DataFrame) -> None:
        self.stages, self.posts = stages, posts
        self.placed = stages.keep("placed", self._placed, _STEP)
        moments = Window.partitionBy("account")
        stages.keep(
            "moments",
            lambda: self.placed.select("place", "at", fn.min("place").over(moments).alias("first")),
            _STEP,
        )
        first = fn.min("place").alias("first")
        self.accounts = stages.keep(
            "posters", lambda: self.placed.groupBy("account").agg(first), _STEP
        )
        joined = events.select("kind", "trace", "post").join(self.placed, "post")
        self.used = stages.keep(
            "uses", lambda: joined.select("kind", "trace", "place", "post"), _STEP
        )
        sizes = self.placed.groupBy(fn.shiftright("place", 33).alias("part")).count()
        # As many rows as there are parts.
        counted = {row["part"]: row["count"] for row in sizes.collect()}
        parts = max(counted, default=-1) + 1
        self._begin = np.cumsum([0, *(counted.get(part, 0) for part in range(parts))])

    def _placed(self) -> DataFrame:
        ordered = self.posts.orderBy(*_ORDER)
        at = fn.unix_micros("posted_at").alias("at")
        return ordered.select(
            "post", "account", at, fn.monotonically_increasing_id().alias("place")
        )

    def _numbers(self, batch: pa.RecordBatch, column: str) -> Int64:
        place = batch.column(column).to_numpy()
        numbers: Int64 = self._begin[place >> 33] + (place & _MASK)
        return numbers

    def sizes(self) -> PostSizes:
        """Count posts, accounts and uses; a row for each kind is collected."""
        uses = {row["kind"]: row["count"] for row in self.used.groupBy("kind").count().collect()}
        return PostSizes(int(self._begin[-1]), self.accounts.count(), uses)

    def moments(self) -> PostMoments:
        """Read whose every post is, and when."""
        total = int(self._begin[-1])
        first, names = self._accounts()
        code, at = np.empty(total, dtype=np.int32), np.empty(total, dtype=np.int64)
        for batch in kept_batches(self.stages, "moments", ["place", "at", "first"]):
            number = self._numbers(batch, "place")
            at[number] = batch.column("at").to_numpy()
            code[number] = np.searchsorted(first, batch.column("first").to_numpy())
        return post_moments(code, at, names)

    def _accounts(self) -> tuple[Int64, pa.Array]:
        """The place of each account's first post, rising, and the accounts' names."""
        first, names = [np.empty(0, dtype=np.int64)], [pa.array([], pa.string())]
        for batch in kept_batches(self.stages, "posters", ["account", "first"]):
            first.append(batch.column("first").to_numpy())
            names.append(batch.column("account").cast(pa.string()))
        places = np.concatenate(first)
        order = np.argsort(places)
        return places[order], pa.concat_arrays(names).take(order)

    def uses(self, kind: str) -> TraceUses:
        """Read the events of one kind."""
        number, trace = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.int64)]
        for batch in kept_batches(self.stages, "uses", ["kind", "trace", "place"]):
            own = batch.filter(pa.compute.equal(batch.column("kind"), kind))
            number.append(self._numbers(own, "place").astype(np.int32))
            trace.append(own.column("trace").to_numpy())
        post, traces = np.concatenate(number), np.concatenate(trace)
        order = np.lexsort((traces, post))
        return trace_uses(kind, post[order], traces[order])

    def finest(self) -> dict[str, int]:
        """Seconds below which a window is finer than the times of each kind's posts."""
        precise = self.posts.select("post", "time_precision")
        words = self.used.join(precise, "post").select("kind", "time_precision").distinct()
        found: dict[str, int] = {}
        # As many rows as there are kinds and precisions.
        for row in words.collect():
            finest = PRECISION_SECONDS[row["time_precision"]]
            found[row["kind"]] = max(finest, found.get(row["kind"], 1))
        return {kind.id: found[kind.id] for kind in KINDS if kind.id in found}

    def origins(self, kind: str) -> TraceOrigins | None:
        """Read who wrote what is reposted or answered; None for kinds that answer nobody."""
        if kind not in {each.id for each in KINDS if each.answers}:
            return None
        self.stages.keep(f"origins-{kind}", lambda: self._origins(kind), _STEP)
        columns = ["trace", "author", "appeared"]
        found = pa.Table.from_batches(
            list(kept_batches(self.stages, f"origins-{kind}", columns)), _ORIGINS
        )
        return trace_origins(found.sort_by("trace"))

    def _origins(self, kind: str) -> DataFrame:
        posts, exact = self.posts, fn.col("time_precision") == "second"
        originals = posts.select(
            fn.col("post").alias("parent"),
            fn.col("account").alias("wrote"),
            fn.when(exact, fn.unix_micros("posted_at")).alias("since"),
        )
        answers = posts.select("post", "account", "posted_at", "text", "parent", "venue")
        used = self.used.where(fn.col("kind") == kind).join(answers, "post")
        used = used.join(originals, "parent", "left")
        retold = fn.regexp_extract("text", _RETOLD, 1)
        author = fn.coalesce(
            "wrote",
            fn.when(retold != "", retold),
            fn.when(fn.col("venue") != fn.col("account"), fn.col("venue")),
        )
        # Where uses of a trace differ the first one decides.
        named = fn.when(author.isNotNull(), fn.struct("place", author.alias("author")))
        appeared = fn.least("since", fn.unix_micros("posted_at"))
        return used.groupBy("trace").agg(
            fn.min(named).getField("author").alias("author"), fn.min(appeared).alias("appeared")
        )


_ORIGINS: Final = pa.schema(
    [("trace", pa.int64()), ("author", pa.string()), ("appeared", pa.int64())]
)
