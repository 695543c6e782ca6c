"""`demasque.spark.find_ties`: from a frame of events to a frame of ties."""

import os
from collections.abc import Sequence

from pyspark.sql import DataFrame

from demasque.coordination import EventColumns, Window, spark_engine, tie_criteria
from demasque.progress import Progress, quiet


def find_ties(
    events: DataFrame,
    window: Window | None = None,
    *,
    windows: Sequence[Window] | None = None,
    fdr: float = 0.01,
    min_shared: int = 2,
    account: str = "account_id",
    trace: str = "trace_id",
    time: str = "posted_at",
    post: str | None = None,
    work_folder: str | os.PathLike[str] | None = None,
    progress: Progress = quiet,
) -> DataFrame:
    """Which pairs of accounts shared more, closer together, than chance explains?

    `events` has one row per use of a trace; its columns, the options and their meanings are those
    of :func:`demasque.find_ties`. Of rows that have the same account, trace and `post`, where that
    is given, the earliest counts.

    The steps are worked out at once and kept in `work_folder`, a path or an address that all
    machines reach and Spark can write to; it may be left out where the session's master is this
    machine. A run whose driver was killed goes on from there when the same is asked again of
    events that are read from files, without functions in Python (not by Spark Connect). At the end
    all is taken away but the ties.

    Returns a frame with the columns of :func:`demasque.find_ties`, the same to the last bit, sorted
    by account_a, account_b. It is read from `work_folder` and good until the same is asked again
    (without `work_folder`: until this process ends).

    Raises UsageError for a missing column, a null or unusable value, or an option out of range.
    """
    criteria = tie_criteria(window, windows, fdr, min_shared)
    folder = None if work_folder is None else os.fspath(work_folder)
    engine = spark_engine(events.sparkSession, folder)
    return engine.table(events, criteria, progress, EventColumns(account, trace, time, post))
