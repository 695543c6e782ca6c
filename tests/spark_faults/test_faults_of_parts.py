"""Executors that die, tasks that fail or crawl, drivers that are killed: the same rows."""

import ast
from pathlib import Path

from standalone_cluster import cluster, ended, until

__all__ = ["cluster"]

COUNTED = """
import os, signal, time
import pyarrow as pa

def first_time(what):
    # Executors are on this machine: a file says that it happened once.
    try:
        os.close(os.open(f"{folder}/{what}", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True

def counted(rows):
    part = rows.column("part")[0].as_py()
    trouble(part)
    total = sum(rows.column("id").to_pylist())
    yield pa.RecordBatch.from_pydict({"part": [part], "rows": [rows.num_rows], "total": [total]})

# A twentieth of the rows is of part 0, the others share the rest.
numbers = spark.range(20_000, numPartitions=4)
numbers = numbers.selectExpr("IF(id % 20 = 0, 0, 1 + id % 15) AS part", "id")

def sums():
    return in_parts(numbers, 8, ["id"], counted, "part long, rows long, total long")
"""
TROUBLE = """
def trouble(part):
    if part == 1 and first_time("died"):
        # Of a task: its worker, the workers' own parent, and the executor above it.
        above = open(f"/proc/{os.getppid()}/stat").read().rpartition(")")[2].split()[1]
        os.kill(int(above), signal.SIGKILL)
    if part == 2 and first_time("failed"):
        raise RuntimeError("this task fails once")
    if part == 3 and first_time("slow"):
        time.sleep(1_000)
"""
KEPT = """
def trouble(part):
    if part == 2 and (folder / "first").exists() and first_time("middle"):
        time.sleep(1_000)

steps = Stages(spark, str(folder / "work"), {"of": "this test"})
first = steps.keep("first", lambda: spark.sql("SELECT -1L AS part, 0L AS rows, 0L AS total"))
(folder / "first").touch()
again = steps.keep("second", lambda: sums().union(first))
(folder / "found").write_text(str(sorted(tuple(row) for row in again.collect())))
(folder / "measured").write_text(str([measure.name for measure in steps.measures]))
assert steps.remove()
"""


def expected() -> list[tuple[int, int, int]]:
    """What the job gives, counted one number after another."""
    parts: dict[int, list[int]] = {}
    for number in range(20_000):
        parts.setdefault(0 if number % 20 == 0 else 1 + number % 15, []).append(number)
    return sorted((part, len(numbers), sum(numbers)) for part, numbers in parts.items())


def test_an_executor_that_dies_a_task_that_fails_and_one_that_crawls(
    cluster, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    soon = {"interval": "100ms", "quantile": "0.5", "multiplier": "1.1"}
    settings = {f"spark.speculation.{name}": value for name, value in soon.items()}
    script = COUNTED + TROUBLE + "(folder / 'found').write_text(str(sums().collect()))"
    script = script.replace("sums().collect()", "sorted(tuple(row) for row in sums().collect())")
    ended(cluster.drive(script, work, settings={"spark.speculation": "true", **settings}), work)
    assert {"died", "failed", "slow"} <= {path.name for path in work.iterdir()}
    assert ast.literal_eval((work / "found").read_text()) == expected()


def test_a_driver_that_is_killed_goes_on_with_what_was_kept(cluster, tmp_path: Path) -> None:
    work = tmp_path / "work"
    log = work.with_suffix(".log")
    driver = cluster.drive(COUNTED + KEPT, work)
    until(lambda: (work / "middle").exists(), "the middle of the second step", log, driver)
    driver.kill()
    assert len(list(work.glob("work/*/first.whole"))) == 1
    # An attempt that was killed is not one that counts.
    assert len(list(work.glob("work/*/second/*"))) == 1
    assert not list(work.glob("work/*/second.whole"))
    ended(cluster.drive(COUNTED + KEPT, work, master="local[2]"), work)
    assert ast.literal_eval((work / "measured").read_text()) == ["second"]
    assert ast.literal_eval((work / "found").read_text()) == [(-1, 0, 0), *expected()]
    assert list((work / "work").iterdir()) == []


def test_a_master_that_is_gone_is_named(cluster, tmp_path: Path) -> None:
    work = tmp_path / "work"
    driver = cluster.drive("", work, master="spark://127.0.0.1:1")
    until(lambda: driver.poll() is not None, "the driver's end", work.with_suffix(".log"))
    assert driver.returncode == 1
    assert "DemasqueError: No Spark master answers" in work.with_suffix(".log").read_text()
