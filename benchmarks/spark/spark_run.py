"""One job on Spark: ``spark_run.py WHAT MASTER EVENTS FOLDER SETTINGS`` (JSON) writes report.json.

WHAT is "ties", or "by hand": the join of the events with themselves that a user would write. Both
leave a Parquet file; seconds go from the first call to its last byte. Bytes are summed from Spark's
own log of events.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.cluster import local_session
from demasque.spark import find_ties

SECONDS = 60


def ties(events: DataFrame, folder: Path) -> int:
    """Ties as `find_ties` gives them; their number."""
    found = find_ties(events, window=f"{SECONDS}s", work_folder=str(folder / "work")).toArrow()
    pq.write_table(found, folder / "ties.parquet")
    return found.num_rows


def by_hand(events: DataFrame, folder: Path) -> int:
    """Pairs that shared two traces or more within the window; their number."""
    left, right = (events.select(*(fn.col(c).alias(c + s) for c in events.columns)) for s in "ab")
    near = fn.abs(fn.col("posted_ata") - fn.col("posted_atb")) <= SECONDS
    rising = fn.col("account_ida") < fn.col("account_idb")
    both = left.join(right, (fn.col("trace_ida") == fn.col("trace_idb")) & rising & near)
    shared = both.groupBy("account_ida", "account_idb").agg(
        fn.count_distinct("trace_ida").alias("shared")
    )
    place = str(folder / "by-hand")
    shared.where("shared >= 2").write.parquet(place)
    return int(events.sparkSession.read.parquet(place).count())


JOBS = {"ties": ties, "by hand": by_hand}


def main(what: str, master: str, events: str, folder: Path, settings: dict[str, str]) -> None:
    """Do it, and report."""
    log = folder / "events"
    log.mkdir()
    logged = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.as_uri(),
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
    }
    session = local_session(master, settings={**settings, **logged})
    start = time.perf_counter()
    rows = JOBS[what](session.read.parquet(events), folder)
    report = {"rows": rows, "seconds": time.perf_counter() - start}
    session.stop()
    (file,) = log.iterdir()
    (folder / "report.json").write_text(json.dumps({**report, **costs(file)}), encoding="utf-8")


def costs(log: Path) -> dict[str, int]:
    """Bytes written to shuffles and spilled to disk, of all tasks together."""
    written = spilled = 0
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            if '"SparkListenerTaskEnd"' in line:
                told: dict[str, Any] = json.loads(line).get("Task Metrics") or {}
                written += told.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
                spilled += told.get("Disk Bytes Spilled", 0)
    return {"shuffled": written, "spilled": spilled}


if __name__ == "__main__":
    main(*sys.argv[1:4], Path(sys.argv[4]), json.loads(sys.argv[5]))  # type: ignore[call-arg]
