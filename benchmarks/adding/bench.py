"""How fast exports are added, and with how much memory, beside DuckDB's own reader.

``bench.py [--posts N] [--formats ndjson csv]``: generates exports, adds each to a new case, and
has DuckDB read the same file into a table of a file of its own with as many threads. Wall time on a
busy machine says little, so the processor's time stands beside it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import generate

ADD = """
import json, os, resource, sys, time
from demasque.case import CaseStore
from demasque.ingest import add_files

with CaseStore.create(sys.argv[2] + "-first") as case:
    add_files(case, [sys.argv[3]])  # loads every kernel
with CaseStore.create(sys.argv[2]) as case:
    wall, used = time.perf_counter(), sum(os.times()[:4])
    intake, = add_files(case, [sys.argv[1]])
    if intake.problem:
        raise SystemExit(intake.problem)
    wall, used = time.perf_counter() - wall, sum(os.times()[:4]) - used
"""
DUCKDB = """
import json, os, resource, sys, time
import duckdb

reader = "read_csv" if sys.argv[1].endswith("csv") else "read_json"
connection = duckdb.connect(sys.argv[2])
connection.execute("SET enable_progress_bar = false")
wall, used = time.perf_counter(), sum(os.times()[:2])
connection.execute(f"CREATE TABLE posts AS SELECT * FROM {reader}(?)", [sys.argv[1]])
connection.close()
wall, used = time.perf_counter() - wall, sum(os.times()[:2]) - used
"""
TELL = """
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"wall": wall, "cpu": used, "peak": peak}))
"""


def measure(program: str, *arguments: Path | int) -> dict[str, float]:
    """Run a program in a process of its own; seconds, processor seconds, peak megabytes."""
    command = [sys.executable, "-c", program + TELL, *map(str, arguments)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(next(line for line in shown.splitlines() if line.startswith("{"))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", default=["ndjson", "csv"])
    options = parser.parse_args()
    print("| file | reader | posts/s | seconds | CPU seconds | peak MB | load |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-add-") as name:
        folder = Path(name)
        for form in options.formats:
            path = generate(folder / f"posts.{form}", options.posts)
            small = generate(folder / f"small.{form}", 1_000, seed=1)
            size = path.stat().st_size / 1e6
            runs = (
                ("demasque add", ADD, (path, folder / f"case-{form}", small)),
                ("DuckDB", DUCKDB, (path, folder / f"{form}.duckdb")),
            )
            for reader, program, arguments in runs:
                took = measure(program, *arguments)
                print(
                    f"| {form}, {options.posts:,} posts, {size:,.0f} MB | {reader} "
                    f"| {options.posts / took['wall']:,.0f} | {took['wall']:.1f} "
                    f"| {took['cpu']:.1f} | {took['peak']:,.0f} | {os.getloadavg()[0]:.1f} |",
                    flush=True,
                )
            path.unlink()


if __name__ == "__main__":
    main()
