"""CooRTweet's numbers computed by Démasque: ``replica.py FOLDER REPORT ACCOUNTS``."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.csv

from demasque.compat import coortweet

SECONDS = 60
LEAST = 2


def main(folder: Path, report: Path, accounts: Path) -> None:
    start = time.perf_counter()
    events = pyarrow.csv.read_csv(folder / "events.csv")
    read = time.perf_counter()
    coortweet.generate_coordinated_network(coortweet.detect_groups(events.slice(0, 5_000), SECONDS))
    compiled = time.perf_counter()
    # As the other programs, also accounts with a single post.
    pairs = coortweet.detect_groups(events, SECONDS, min_participation=1)
    edges = coortweet.generate_coordinated_network(pairs)
    edges = edges.filter(pc.greater_equal(edges["weight"], LEAST))
    done = time.perf_counter()
    tied = {*edges["from"].to_pylist(), *edges["to"].to_pylist()}
    accounts.write_text("\n".join(sorted(tied)), encoding="utf-8")
    times = {"read": read - start, "compile": compiled - read, "answer": done - compiled}
    report.write_text(
        json.dumps({**times, "ties": edges.num_rows, "version": version("demasque")}),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
