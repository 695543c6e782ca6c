"""Work on Spark is kept where all machines reach it, and is picked up by who asks the same."""

import os
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spark_here import spark  # noqa: F401

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque import UsageError
from demasque.cluster import input_identity, lasting_folder, passing_folder


@pytest.mark.parametrize("folder", [lasting_folder, lambda *a: passing_folder(*a).__enter__()])
def test_a_cluster_needs_a_folder_for_work_that_all_its_machines_reach(folder):
    session = SimpleNamespace(conf={"spark.master": "spark://somewhere:7077"})
    with pytest.raises(UsageError, match="Give work_folder"):
        folder(session, None)
    assert folder(session, "hdfs://work") == "hdfs://work"


def test_only_what_is_surely_the_same_is_known_again(spark, tmp_path):  # noqa: F811
    """Another driver sees the same plan and files; or earlier steps would be of something else."""
    path = tmp_path / "events.parquet"
    pq.write_table(pa.table({"a": [1, 2, 3], "b": [4, 5, 6]}), path)
    frame = spark.read.parquet(str(path))
    local = spark.createDataFrame(pa.table({"a": [1]}))

    def same(make):
        return input_identity(make()) == input_identity(make())

    assert same(lambda: frame.where("a > 1"))
    assert input_identity(frame.where("a > 1")) != input_identity(frame.where("a > 2"))
    swapped = frame.selectExpr("b as a", "a as b")
    assert input_identity(frame) != input_identity(swapped)
    assert not same(lambda: local)
    assert not same(lambda: frame.join(local, "a"))
    assert not same(lambda: frame.mapInArrow(lambda batches: batches, frame.schema))
    before = input_identity(frame)
    os.utime(path, (1, 1))
    assert input_identity(spark.read.parquet(str(path))) != before
