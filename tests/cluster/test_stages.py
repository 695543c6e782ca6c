"""A step that is there whole is read again; one that was cut off is made anew; what it cost."""

import os
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque.cluster import Stages, in_parts, input_identity
from demasque.cluster.step_files import whole_attempt
from demasque.errors import DemasqueError
from demasque.spark.run_steps import kept_rows
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
    Path(steps.place, "numbers.whole").unlink()
    assert steps.keep("numbers", make).count() == 10
    assert len(made) == 2
    # What the first attempt left is not read by the driver either.
    assert kept_rows(steps, "numbers", ["id"]).read_all().num_rows == 10


def test_a_step_that_fails_is_not_there_and_can_be_made_after(spark, tmp_path: Path) -> None:
    steps = Stages(spark, str(tmp_path), {"input": "one"})
    failing = "CAST(raise_error('no space') AS bigint) AS id"
    too_much = spark.range(10, numPartitions=3).selectExpr(failing)
    with pytest.raises(Exception, match="no space"):
        steps.keep("numbers", lambda: too_much)
    assert whole_attempt(spark, f"{steps.place}/numbers") is None
    assert steps.measures == []
    assert spark.sparkContext.getLocalProperty("spark.job.description") is None
    assert steps.keep("numbers", lambda: spark.range(10)).count() == 10


def test_another_input_has_another_place(spark, tmp_path: Path) -> None:
    one, other = (Stages(spark, str(tmp_path), {"input": name}) for name in ("one", "other"))
    assert one.place != other.place


def test_what_a_step_cost_is_told_and_its_title_seen(spark, tmp_path: Path) -> None:
    titles = []

    def title(rows):
        titles.append(spark.sparkContext.getLocalProperty("spark.job.description"))
        return rows

    def inner():
        return title(spark.range(10, numPartitions=2))

    def outer():
        few = steps.keep("few", inner, "sorting")
        with steps.titled("counting accounts"):
            few = title(few)
        return few.repartition(3)

    heard = []
    steps = Stages(spark, str(tmp_path), {}, progress=lambda *said: heard.append(said))
    steps.keep("many", outer, "looking for ties")
    assert heard == [("looking for ties", 0, None), ("sorting", 0, None)]
    assert titles == [
        "looking for ties: Sorting the traces",
        "looking for ties: Counting the accounts",
    ]
    few, many = steps.measures
    assert (few.name, few.tasks, few.rows, few.failed_tasks) == ("few", 2, 10, 0)
    assert (few.shuffle_written, few.shuffle_read, few.spilled) == (0, 0, 0)
    assert many.rows == 20  # its own and those of the step inside
    assert many.shuffle_written == many.shuffle_read > 0
    assert many.seconds >= few.seconds
    assert spark.sparkContext.getLocalProperty("spark.job.description") is None


def test_steps_are_taken_away_whole_and_those_of_other_runs_stay(spark, tmp_path: Path) -> None:
    one, other = (Stages(spark, tmp_path.as_uri(), {"input": name}) for name in ("one", "other"))
    for steps in (one, other):
        steps.keep("numbers", lambda: spark.range(10))
    assert one.remove()
    assert one.remove()  # nothing is there: nothing to do
    assert [path.name for path in tmp_path.iterdir()] == [other.place.rpartition("/")[2]]


@pytest.mark.parametrize("folder", ["{here}/file/work", "nowhere://bucket/work"])
def test_a_folder_that_cannot_be_used_is_refused(spark, tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    steps = Stages(spark, folder.format(here=tmp_path), {})
    with pytest.raises(DemasqueError, match="Spark cannot use the work folder"):
        steps.keep("numbers", lambda: spark.range(10))


def test_an_input_is_known_again_until_its_files_change(spark, tmp_path: Path) -> None:
    def identity(condition: str = "id > 3") -> list[str]:
        return input_identity(spark.read.parquet(str(tmp_path / "in")).where(condition))

    spark.range(10, numPartitions=1).write.parquet(str(tmp_path / "in"))
    first = identity()
    assert identity() == first
    assert identity("id > 4") != first
    (file,) = (tmp_path / "in").glob("*.parquet")
    os.utime(file, (1, 1))
    assert identity() != first
    rows = spark.createDataFrame([(1,)], "id int")
    assert input_identity(rows) != input_identity(rows)  # nobody knows what is in memory tomorrow
