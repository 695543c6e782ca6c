"""What each account is exposed to: events of others in its windows, over all parts."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn


def add_up(traces: DataFrame, accounts: DataFrame, windows: int, hot: bool) -> DataFrame:
    """Return `account, events, traces, exposure` (array, by window) of accounts on shared traces.

    `traces` are those of :mod:`trace_parts`; `hot` says whether there may be hot ones.
    """
    met = [f"met_{i}" for i in range(windows)]
    used = traces.select("account", fn.col("first").cast("long").alias("used"), *met)
    if hot and not traces.where("trace < 0").isEmpty():
        # An account may be in several pieces of a trace, which counts once.
        crowded = traces.where("trace < 0 AND core").select("account", "trace").distinct()
        nothing = (fn.lit(0).alias(name) for name in met)
        used = used.union(crowded.select("account", fn.lit(1).cast("long"), *nothing))
    sums = [fn.sum(name).alias(name) for name in met]
    added = used.groupBy("account").agg(fn.sum("used").cast("int").alias("traces"), *sums)
    return added.join(accounts.select("account", "events"), "account").select(
        "account", "events", "traces", fn.array(*met).alias("exposure")
    )
