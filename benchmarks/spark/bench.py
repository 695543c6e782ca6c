"""How do ties on Spark grow, beside the join that a user would write by hand?

    make bench-spark
    make bench-spark BENCH='--events 1000000,10000000 --masters local --by-hand-up-to 1000000'

Every run is a process of its own, on the same seeded events as `make bench`, in local[2] or on a
standalone cluster of one master and two workers on loopback. Memory is the largest sum seen of
all its processes: the driver, Java and Python workers, and the cluster's own; so are the seconds of
processors, which other work on the machine changes less than those of the clock. Ties are compared
with those of one machine, bit for bit. Markdown goes to stdout.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import demasque

HERE = Path(__file__).parent
ENGINE = HERE.parent / "engine"
sys.path[:0] = [str(ENGINE), str(HERE.parents[1] / "tests")]

from measure import family, held_by  # noqa: E402
from tables import machine, slope  # noqa: E402

from standalone_cluster import StandaloneCluster  # noqa: E402

OUT = HERE.parent / "out" / "spark"
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
}
PARTITION = 1_000_000
"""Events a shuffle partition; no other number was tried."""
LOOK = 0.5
"""Seconds between two looks at memory: each asks the system for a sum over pages."""
ON_DISK = 20_000_000
"""Events beyond which the answer to compare with is made within 4 GB."""


@dataclass(frozen=True)
class SparkRun:
    """One job at one size; ``status`` is "ok", or why there is no answer."""

    what: str
    master: str
    events: int
    status: str
    peak: int  # bytes
    worked: float  # seconds of processors
    report: dict[str, Any]


def main() -> int:
    """Run all, and print the table; 0 when every ties run gave the ties of one machine."""
    options = _options()
    print(f"Seed {options.seed}. {machine()}. Load before: {os.getloadavg()[0]:.1f}.\n", flush=True)
    runs: list[SparkRun] = []
    for events in options.events:
        path = _workload(options.seed, events)
        for master in options.masters:
            done = _run("ties", master, path, events, options)
            runs.append(done)
            _say(
                f"{done.what}, {master}, {events:,}: {done.status} {done.worked:.0f} {done.report}"
            )
        if events <= options.by_hand_up_to:
            runs.append(_run("by hand", "local", path, events, options))
            _say(f"by hand, {events:,}: {runs[-1].status} {runs[-1].report}")
    print("\n".join(_table(runs)))
    return int(any(run.status != "ok" for run in runs if run.what == "ties"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    sizes = "1000000,3000000,10000000,30000000,100000000"
    parser.add_argument("--events", type=_numbers, default=sizes)
    parser.add_argument(
        "--masters", type=lambda text: text.split(","), default=["local", "cluster"]
    )
    parser.add_argument("--by-hand-up-to", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=1800, help="seconds for one run")
    parser.add_argument("--memory", type=float, default=12, help="GB for one run")
    parser.add_argument("--java", default="3g", help="Java's memory, of each executor")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def _workload(seed: int, events: int) -> Path:
    """Make the events once; what is there from an earlier run is used again."""
    folder = OUT.parent / "engine" / f"events-{seed}-{events}"
    if not (folder / "truth.json").exists():
        command = [sys.executable, str(ENGINE / "workload.py"), str(seed), str(events), str(folder)]
        subprocess.run(command, check=True)
    return folder / "events.parquet"


def _run(what: str, master: str, path: Path, events: int, options: argparse.Namespace) -> SparkRun:
    folder = OUT / f"{what}-{master}-{events}".replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = SETTINGS | {
        "spark.sql.shuffle.partitions": str(max(4, events // PARTITION)),
        "spark.local.dir": str(folder / "local"),
        "spark.driver.memory": options.java if master == "local" else "1g",
        "spark.executor.memory": options.java,
    }
    with _masters(master, folder, options.java) as (address, daemons):
        command = [sys.executable, str(HERE / "spark_run.py"), what, address, str(path)]
        command += [str(folder), json.dumps(settings)]
        status, peak, worked = _watched(command, daemons, folder / "log", options)
    report = {}
    if status == "ok":
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if what == "ties" and not _same(folder / "ties.parquet", path, events):
            status = "other ties than one machine"
    for rest in ("local", "work", "events", "by-hand", "first", "second"):
        shutil.rmtree(folder / rest, ignore_errors=True)
    return SparkRun(what, master, events, status, peak, worked, report)


@contextmanager
def _masters(master: str, folder: Path, memory: str) -> Iterator[tuple[str, list[int]]]:
    """Give the address of a master, and the processes that it takes beside the driver."""
    if master == "local":
        yield "local[2]", []
        return
    cluster = StandaloneCluster(folder, memory)
    try:
        cluster.start()
        yield cluster.master, [daemon.pid for daemon in cluster.daemons]
    finally:
        cluster.stop()


def _watched(
    command: list[str], daemons: list[int], log: Path, options: argparse.Namespace
) -> tuple[str, int, float]:
    """Run it within the limits; what became of it, the most that all held, and processor time."""
    environment = os.environ | {"NUMBA_NUM_THREADS": "1", "SPARK_LOCAL_IP": "127.0.0.1"}
    end, peak, worked = time.monotonic() + options.timeout, 0, 0.0
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        while process.poll() is None:
            held = sum(map(held_by, (process.pid, *daemons)))
            peak = max(peak, held)
            worked = max(worked, sum(map(_processor_seconds, (process.pid, *daemons))))
            late = time.monotonic() > end
            if late or held > options.memory * 1e9:
                return ("over time" if late else "over memory"), peak, worked
            time.sleep(LOOK)
    finally:
        process.kill()  # Java ends when its driver is gone
        process.wait()
    return ("ok" if process.returncode == 0 else f"failed, see {log}"), peak, worked


def _processor_seconds(pid: int) -> float:
    """Seconds of processors that a process and its descendants took, ended ones included."""
    ticks = 0
    for member in family(pid):
        with suppress(OSError):  # it ended while we looked
            line = Path(f"/proc/{member}/stat").read_text(encoding="utf-8")
            ticks += sum(map(int, line.rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _same(found: Path, events: Path, size: int) -> bool:
    """Whether these are the ties of one machine, to the last bit."""
    expected = events.parent / "ties.parquet"
    if not expected.exists():
        _say(f"ties of {size:,} events on one machine")
        memory = "4GB" if size > ON_DISK else None
        pq.write_table(demasque.find_ties(str(events), window="60s", memory=memory), expected)
    told, wanted = pq.read_table(found), pq.read_table(expected)
    order = [("account_a", "ascending"), ("account_b", "ascending")]
    return bool(
        told.select(wanted.column_names)
        .cast(wanted.schema)
        .sort_by(order)
        .equals(wanted.sort_by(order))
    )


def _table(runs: Sequence[SparkRun]) -> Iterator[str]:
    heads = "| events | what | where | seconds | of processors | shuffled, bytes an event "
    yield heads + "| spilled MB | peak GB | rows |"
    yield "|--:|---|---|--:|--:|--:|--:|--:|--:|"
    for run in runs:
        begin = f"| {run.events:,} | {run.what} | {run.master} "
        if run.status != "ok":
            yield f"{begin}| {run.status} | {run.worked:,.0f} | | | {run.peak / 1e9:.1f} | |"
            continue
        told = run.report
        yield (
            f"{begin}| {told['seconds']:.0f} | {run.worked:,.0f} "
            f"| {told['shuffled'] / run.events:.0f} | {told['spilled'] / 1e6:,.0f} "
            f"| {run.peak / 1e9:.1f} | {told['rows']:,} |"
        )
    yield ""
    for what, master in dict.fromkeys((run.what, run.master) for run in runs):
        own = [r for r in runs if (r.what, r.master, r.status) == (what, master, "ok")]
        if len(own) > 1:
            sizes = [float(run.events) for run in own]
            clock = slope(sizes, [run.report["seconds"] for run in own])
            worked = slope(sizes, [run.worked for run in own])
            span = f"{own[0].events:,} to {own[-1].events:,}"
            yield f"{what} on {master}, {span}: seconds grow with exponent {clock:.2f}, seconds of"
            yield f"processors with {worked:.2f}."


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
