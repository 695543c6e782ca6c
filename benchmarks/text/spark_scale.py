"""Copy families on Spark by the number of posts: what each step takes, and the same in memory.

    python benchmarks/text/spark_scale.py 100000 1000000

Posts of the simulator, in one session at two cores; seconds, processor seconds and bytes shuffled
of each step, and whether every column is that of memory. A small run comes first, so that code is
compiled and Java is warm. A step's processor seconds are
those of Java and of Python workers until the next step begins.
"""

import json
import os
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from demasque import find_copies
from demasque.cluster import Stages, local_session
from demasque.simulate import world
from demasque.text import COPIES, FAMILY_RULES, copies_in_steps

OUT = Path(__file__).parent.parent / "out" / "text"
SEED = 5
SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
}


class Clock:
    """Processor seconds from the beginning of each step to that of the next."""

    def __init__(self) -> None:
        self.at: list[float] = []

    def tick(self, step: str, done: int, total: int | None) -> None:
        self.at.append(processor_seconds())

    def seconds(self) -> list[float]:
        return [after - before for before, after in pairwise([*self.at, processor_seconds()])]


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000]
    session = local_session("local[2]", settings={**SETTINGS, "spark.sql.shuffle.partitions": "16"})
    print(f"Load before: {os.getloadavg()[0]:.1f}. Seed {SEED}.\n", flush=True)
    for nth, size in enumerate([5_000, *sizes]):
        path = write(size)
        with TemporaryDirectory(dir=OUT) as folder:
            clock = Clock()
            steps = Stages(session, folder, {"posts": size, "run": time.time()}, clock.tick)
            begun, used = time.perf_counter(), processor_seconds()
            posts = session.read.parquet(str(path)).selectExpr("post_id AS post", "at", "text")
            found = copies_in_steps(posts, steps, FAMILY_RULES)
            found.table.write.parquet(f"{folder}/rows")
            took = time.perf_counter() - begun, processor_seconds() - used
            if nth:
                print(
                    report(size, path, steps, found.record, took, folder, clock.seconds()),
                    flush=True,
                )
    return 0


def write(size: int) -> Path:
    """The posts of one size."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"simulated-{SEED}-{size}.parquet"
    if not path.exists():
        posts = world(SEED, accounts=max(200, size // 12), posts=size).posts
        columns = [posts.column(name) for name in ("post_id", "created_at", "text")]
        partial = path.with_suffix(".partial")
        pq.write_table(pa.table(columns, ["post_id", "at", "text"]), partial, row_group_size=50_000)
        partial.replace(path)
    return path


def processor_seconds() -> float:
    """Of all processes of this session: this one, Java, and the workers of Python."""
    ticks, mine = 0, str(os.getsid(0))
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[3] == mine:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def report(
    size: int,
    path: Path,
    steps: Stages,
    record: dict[str, object],
    took: tuple[float, float],
    folder: str,
    used: list[float],
) -> str:
    begun = time.perf_counter()
    table = pq.read_table(path).sort_by([("at", "ascending"), ("post_id", "ascending")])
    memory = find_copies(table)
    in_memory = time.perf_counter() - begun
    rows = pq.read_table(f"{folder}/rows").sort_by("post_id").select(COPIES.names)
    same = rows.cast(COPIES).equals(memory.sort_by("post_id").replace_schema_metadata(None))
    same &= record == json.loads(memory.schema.metadata[b"demasque"])
    shuffled = sum(step.shuffle_written or 0 for step in steps.measures)
    lines = [
        f"{size:,} posts: {took[0]:.0f} s, {took[1]:.0f} processor seconds, "
        f"{shuffled / size:,.0f} bytes shuffled a post; in memory {in_memory:.0f} s; "
        f"{'the same' if same else 'NOT THE SAME'}",
        "| step | seconds | processor seconds | rows | shuffled (MB) | spilled (MB) |",
        f"|{'---|' * 6}",
    ]
    lines += [
        f"| {step.name} | {step.seconds:.1f} | {seconds:.1f} | {step.rows or 0:,} | "
        f"{(step.shuffle_written or 0) / 1e6:,.1f} | {(step.spilled or 0) / 1e6:,.0f} |"
        for step, seconds in zip(steps.measures, used, strict=True)
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
