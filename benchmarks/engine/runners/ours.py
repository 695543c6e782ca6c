"""Démasque on one workload: ``ours.py FOLDER REPORT ACCOUNTS``."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import demasque
from demasque.simulate import benchmark_events

WINDOW = "60s"
FDR = 0.01
WARM_UP_EVENTS = 5_000


def small_world(schema: pa.Schema) -> pa.Table:
    """Events of the same types, with a planted group, so that every step has something to do."""
    world = benchmark_events(0, WARM_UP_EVENTS)
    columns = [world.account_id, world.trace_id, world.posted_at]
    return pa.table(columns, schema=schema)


def main(folder: Path, report: Path, accounts: Path) -> None:
    start = time.perf_counter()
    events = pq.read_table(folder / "events.parquet")
    read = time.perf_counter()
    warm_up = small_world(events.schema)
    ready = time.perf_counter()
    # Numba compiles on the first call (or loads what an earlier process compiled).
    demasque.find_ties(warm_up, window=WINDOW, fdr=FDR)
    compiled = time.perf_counter()
    ties = demasque.find_ties(events, window=WINDOW, fdr=FDR)
    done = time.perf_counter()
    tied = {*ties["account_a"].to_pylist(), *ties["account_b"].to_pylist()}
    accounts.write_text("\n".join(sorted(map(str, tied))), encoding="utf-8")
    times = {"read": read - start, "compile": compiled - ready, "answer": done - compiled}
    report.write_text(
        json.dumps({**times, "ties": ties.num_rows, "version": version("demasque")}),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
