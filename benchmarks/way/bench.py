"""What a person waits for: the whole way from an export to the report, command by command.

    make bench-way
    make bench-way BENCH='--posts 100000 1000000 10000000 --repeat 5'

Simulated worlds as CSV go the way by command line, each command a process of its own: seconds,
processor seconds, peak memory and posts a second, and the steps that ``--profile`` writes into the
record of the run. DuckDB's own reader of the same file, before and after, says how fast the machine
is. A figure is the median of the repetitions. The growth exponent is that of the seconds of the
whole way, by the number of posts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

WRITE = """
import sys
import pyarrow.csv as csv
from demasque.simulate import world
posts = world(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])).posts
csv.write_csv(posts.sort_by("created_at"), sys.argv[1])
"""
YARDSTICK = """
import sys
import duckdb
duckdb.connect(sys.argv[2]).execute("CREATE TABLE posts AS FROM read_csv(?)", [sys.argv[1]])
"""
PROGRAM = "import sys; from demasque.cli import main; sys.exit(main(sys.argv[1:]))"
MEGABYTE = 1024.0  # kilobytes, in which the system counts


class Took(NamedTuple):
    """What one process took."""

    seconds: float
    processor_seconds: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", help="what detect is asked to make do with, such as 2GB")
    parser.add_argument("--folder", type=Path, help="where worlds are kept for the next time")
    asked = parser.parse_args()
    whole: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory(prefix="bench-way-") as name:
        kept = asked.folder or Path(name)
        for size in asked.posts:
            export = written(kept, size, asked.seed)
            ways = (Path(name) / f"{size}-{n}" for n in range(asked.repeat))
            runs = [go(way, export, asked.memory) for way in ways]
            whole.append((size, tell(size, runs)))
    if len(whole) > 1:
        sizes, seconds = np.log(np.array(whole)).T
        print(f"Growth exponent of the way: {np.polyfit(sizes, seconds, 1)[0]:.2f}")


def written(folder: Path, size: int, seed: int) -> Path:
    """The export of a world of so many posts, a tenth as many accounts."""
    path = folder / f"world-{seed}-{size}.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        taken([sys.executable, "-c", WRITE, *map(str, (partial, seed, size // 10, size))])
        partial.rename(path)
    return path


def go(folder: Path, export: Path, memory: str | None) -> dict[str, Took]:
    """Go the way once: what each command took, and below it each of its steps."""
    folder.mkdir()
    case, found = str(folder / "case"), {}
    more = ["--memory", memory] if memory else []
    commands: list[tuple[str, list[str]]] = [
        ("init", [case]),
        ("add", [case, str(export), "--timings"]),
        ("detect", [case, *more, "--timings"]),
        ("report", [case, "-o", str(folder / "report.html"), "--timings"]),
        ("campaigns", [case]),
        ("export", [case, "--format", "csv", "-o", str(folder / "tables"), "--timings"]),
    ]
    found["DuckDB reads the same file"] = yardstick(folder / "before.duckdb", export)
    for name, rest in commands:
        found[name] = taken([sys.executable, "-c", PROGRAM, name, *rest])
        found |= {f"{name}: {step}": took for step, took in steps(folder / "case", name)}
    found["DuckDB, afterwards"] = yardstick(folder / "after.duckdb", export)
    return found


def yardstick(path: Path, export: Path) -> Took:
    took = taken([sys.executable, "-c", YARDSTICK, str(export), str(path)])
    path.unlink()
    return took


def taken(command: Sequence[str]) -> Took:
    """Run a process to its end; what it took, by the system's own accounts."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[3:]} failed:\n{said.decode(errors='replace')}")
    seconds = time.perf_counter() - began
    return Took(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / MEGABYTE)


def steps(case: Path, command: str) -> Iterator[tuple[str, Took]]:
    """The steps that the record of a command's run names."""
    for record in case.glob(f"runs/*-{command}/run.json"):
        for one in json.loads(record.read_text("utf-8")).get("profile", []):
            megabytes = (one["peak_bytes"] or 0) / 1024**2
            yield one["step"], Took(one["seconds"], one["processor_seconds"], megabytes)


def tell(size: int, runs: Sequence[dict[str, Took]]) -> float:
    """Print the medians, the longest steps below each command; the seconds of the whole way."""
    print(f"\n{size:,} posts, medians of {len(runs)}; load {os.getloadavg()[0]:.1f}\n")
    print("| command | step | posts/s | seconds | processor seconds | peak MB |")
    print("|---|---|---|---|---|---|")
    whole = 0.0
    for name in runs[0]:
        took = Took(*(median(values) for values in zip(*(run[name] for run in runs), strict=True)))
        command, _, step = name.partition(": ")
        if step and took.seconds < 0.02 * runs[0][command].seconds:
            continue
        whole += 0 if step or name.startswith("DuckDB") else took.seconds
        rate = f"{size / took.seconds:,.0f}" if took.seconds > 0 else ""
        cells = (command, step, rate, f"{took.seconds:.1f}", f"{took.processor_seconds:.1f}")
        print(f"| {' | '.join(cells)} | {took.megabytes:,.0f} |", flush=True)
    print(f"| the whole way | | {size / whole:,.0f} | {whole:.1f} | | |", flush=True)
    return whole


if __name__ == "__main__":
    main()
