"""coordinationz on one workload: ``coordinationz_bipartite.py FOLDER REPORT ACCOUNTS``.

It knows no time: the nearest question it can be asked is who shared the same trace in the same
minute, so each (trace, minute) is one item. Its own defaults decide how often it shuffles.
"""

import csv
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from coordinationz import nullmodel

SECONDS = 60
P_VALUE = 0.001


def main(folder: Path, report: Path, accounts: Path) -> None:
    start = time.perf_counter()
    with (folder / "events.csv").open(encoding="utf-8", newline="") as lines:
        edges = [
            (row["account_id"], (row["object_id"], int(row["timestamp_share"]) // SECONDS))
            for row in csv.DictReader(lines)
        ]
    read = time.perf_counter()
    found = nullmodel.bipartiteNullModelSimilarity(edges, scoreType=["pvalue"], showProgress=False)
    ties = [
        pair for pair, p in zip(found["indexedEdges"], found["pvalues"], strict=True) if p < P_VALUE
    ]
    done = time.perf_counter()
    tied = {found["labels"][index] for pair in ties for index in pair}
    accounts.write_text("\n".join(sorted(tied)), encoding="utf-8")
    times = {"read": read - start, "compile": 0.0, "answer": done - read}
    report.write_text(
        json.dumps({**times, "ties": len(ties), "version": version("coordinationz")}),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
