"""Write the events of one size, and the truth about them: ``workload.py SEED EVENTS FOLDER``."""

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from demasque.simulate import EventWorld, benchmark_events, co_occurrences

BATCH = 1 << 20
CSV_EVENTS = 2_000_000  # peers read CSV; more events than this they are not given
FIRST_POST = 10**10  # so that no post has the number of a trace, which CooRTweet takes for a loop


def write(seed: int, n: int, folder: Path) -> None:
    """Write events.parquet, for smaller sizes events.csv, and truth.json, which comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    world = benchmark_events(seed, n)
    with pq.ParquetWriter(folder / "events.parquet", _table(world, 0, 0).schema) as writer:
        for start in range(0, n, BATCH):
            writer.write_table(_table(world, start, start + BATCH))
    if n <= CSV_EVENTS:
        _write_csv(world, folder / "events.csv")
    truth = {
        "events": n,
        "accounts": len(np.unique(world.account_id)),
        "planted": np.unique(world.planted).tolist(),
        "co_occurrences": co_occurrences(world),
    }
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


def _table(world: EventWorld, start: int, stop: int) -> pa.Table:
    return pa.table(
        {
            "account_id": world.account_id[start:stop],
            "trace_id": world.trace_id[start:stop],
            "posted_at": world.posted_at[start:stop],
        }
    )


def _write_csv(world: EventWorld, path: Path) -> None:
    """CooRTweet's four columns; a post is its row."""
    table = pa.table(
        {
            "object_id": world.trace_id,
            "account_id": world.account_id,
            "content_id": FIRST_POST + np.arange(len(world.trace_id)),
            "timestamp_share": world.posted_at,
        }
    )
    pyarrow.csv.write_csv(table, path)


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
