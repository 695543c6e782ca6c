"""coordination-network-toolkit on one workload: ``qut.py FOLDER REPORT ACCOUNTS``.

A trace is given as the message reposted, so that co_retweet asks who shared it within 60 s.
"""

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from coordination_network_toolkit import compute_networks, graph, preprocess

SECONDS = 60
LEAST = 2


def messages(path: Path) -> Iterator[tuple[object, ...]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield (
                row["content_id"],
                row["account_id"],
                "",
                row["object_id"],
                None,
                "",
                row["timestamp_share"],
                [],
            )


def main(folder: Path, report: Path, accounts: Path) -> None:
    with tempfile.TemporaryDirectory(dir=report.parent) as scratch:
        database = str(Path(scratch) / "edges.db")
        start = time.perf_counter()
        preprocess.preprocess_data(database, messages(folder / "events.csv"))
        read = time.perf_counter()
        compute_networks.compute_co_retweet_parallel(
            database, SECONDS, n_threads=os.cpu_count(), min_edge_weight=LEAST
        )
        edges = {frozenset(row[:2]) for row in graph.get_edge_rows(database, "co_retweet")}
        done = time.perf_counter()
    tied = {account for edge in edges for account in edge}
    accounts.write_text("\n".join(sorted(tied)), encoding="utf-8")
    times = {"read": read - start, "compile": 0.0, "answer": done - read}
    program = version("coordination-network-toolkit")
    report.write_text(
        json.dumps({**times, "ties": len(edges), "version": program}), encoding="utf-8"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
