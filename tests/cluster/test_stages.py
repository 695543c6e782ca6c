"""A step that is there whole is read again; one that was cut off is made anew."""

from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque.cluster import Stages, in_parts
from spark_here import spark

__all__ = ["spark"]


def test_each_part_is_seen_whole_however_many_tasks_there_are(spark) -> None:
    def sum_up(rows: pa.Table):  # inside: executors do not know this file
        total = [rows.column("number").to_numpy().sum()]
        yield pa.RecordBatch.from_pydict(
            {"part": rows.column("part")[:1].to_pylist(), "sum": total}
        )

    numbers = spark.range(0, 1000).selectExpr("id % 7 AS part", "id AS number")
    for tasks in (1, 3, 20):
        sums = in_parts(numbers, tasks, ["number"], sum_up, "part long, sum long")
        found = {row["part"]: row["sum"] for row in sums.collect()}
        assert found == {part: sum(range(part, 1000, 7)) for part in range(7)}


def test_a_kept_step_is_not_made_again(spark, tmp_path: Path) -> None:
    made = []

    def make():
        made.append(1)
        return spark.range(10)

    for _ in range(2):
        steps = Stages(spark, str(tmp_path), {"input": "one"})
        assert steps.keep("numbers", make).count() == 10
    assert len(made) == 1
    for file in Path(steps.place, "numbers.whole").iterdir():
        file.unlink()
    assert steps.keep("numbers", make).count() == 10
    assert len(made) == 2


def test_another_input_has_another_place(spark, tmp_path: Path) -> None:
    one, other = (Stages(spark, str(tmp_path), {"input": name}) for name in ("one", "other"))
    assert one.place != other.place
