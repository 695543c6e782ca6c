"""Who is there, and how much there is: the numbers that the driver knows of all events."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn
from pyspark.sql.types import StringType

from demasque.cluster import Stages
from demasque.coordination.engines.on_spark.event_checks import refuse, refuse_milliseconds
from demasque.coordination.engines.on_spark.event_frame import account_code, encode
from demasque.coordination.events.event_table import EventColumns
from demasque.coordination.events.index import Int64
from demasque.coordination.null.strata import HOUR, cut_hours


@dataclass(frozen=True)
class CodedEvents:
    """Events as whole numbers (`events`), their `accounts`, and what there is in all.

    `activity` are the numbers of events that accounts have, rising, and `accounts_with` how many
    accounts have each: no more than the root of twice the events.
    """

    events: DataFrame
    accounts: DataFrame
    total: int
    begin: Int64
    totals: Int64
    activity: Int64
    accounts_with: Int64

    @property
    def number_of_accounts(self) -> int:
        """How many accounts there are, on shared traces or not."""
        return int(self.accounts_with.sum())


def code_events(stages: Stages, frame: DataFrame, columns: EventColumns) -> CodedEvents:
    """Give the events of an opened frame codes, and count accounts and hours.

    Two names whose hash is the same are told apart by another hash: then all is coded again.
    Raises UsageError for what is missing, and for what is no time.
    """
    seed = 0
    while True:
        ending = f"-{seed}" if seed else ""
        events = stages.keep(f"events{ending}", partial(encode, frame, seed), "reading events")
        hours = _hours(events, frame, columns)
        accounts = stages.keep(
            f"accounts{ending}",
            partial(_accounts, events, frame, seed),
            "counting accounts",
        )
        # By number of events: few rows.
        found = accounts.groupBy("events").agg(fn.count("*"), fn.max("names")).sort("events")
        counted = np.array([tuple(row) for row in found.collect()], np.int64).reshape(-1, 3)
        if counted[:, 2].max(initial=1) == 1:
            begin, totals = cut_hours(hours[:, 0], hours[:, 1])
            if not len(begin):
                begin, totals = np.zeros(1, np.int64), np.zeros(1, np.int64)
            named = accounts.drop("names")
            total = int(hours[:, 1].sum())
            return CodedEvents(events, named, total, begin, totals, counted[:, 0], counted[:, 1])
        seed += 1


def _accounts(events: DataFrame, frame: DataFrame, seed: int) -> DataFrame:
    """One row per account: its code, a name, its events, and how many names have this code."""
    counts = events.groupBy("account").agg(fn.count("*").alias("events"))
    name = frame.select(fn.col("account").alias("name")).schema["name"].dataType
    if not isinstance(frame.schema["account"].dataType, StringType):
        return counts.select(
            "account",
            fn.col("account").cast(name).alias("name"),
            "events",
            fn.lit(1).cast("long").alias("names"),
        )
    coded = frame.select(account_code(frame, seed).alias("code"), fn.col("account").alias("name"))
    names = (
        coded.distinct()
        .groupBy("code")
        .agg(fn.min("name").alias("name"), fn.count("*").alias("names"))
    )
    return counts.join(names, counts["account"] == names["code"]).select(
        "account", "name", "events", "names"
    )


def _hours(events: DataFrame, frame: DataFrame, columns: EventColumns) -> Int64:
    """The hours that have events, rising, and how many each has: as many rows as hours.

    Raises UsageError for what is missing, and for what is no time.
    """
    known = (
        fn.col("account").isNotNull() & fn.col("trace_hi").isNotNull() & fn.col("at").isNotNull()
    )
    hour = fn.expr(f"(at - pmod(at, {HOUR}L)) div {HOUR}L")
    rows = (
        events.groupBy(hour.alias("hour"))
        .agg(fn.count("*"), fn.count_if(~known), fn.min("at"))
        .sort("hour")
        .collect()
    )
    if any(row[2] for row in rows):
        refuse(frame, columns)
    if rows:
        refuse_milliseconds(frame, rows[0][3], columns.time)
    return np.array([(row[0], row[1]) for row in rows], np.int64).reshape(-1, 2)
