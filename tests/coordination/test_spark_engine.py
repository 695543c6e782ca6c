"""Ties on Spark: the suite of all engines; and to the last bit the same however events are cut."""

from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from every_engine import find, identical
from hypothesis import Phase, example, settings
from real_data import real_world
from test_engines import (
    PLANTED,
    check_ties,
    some_worlds,
    test_a_detection_gets_the_same_of_every_engine,  # noqa: F401
    test_a_row_that_is_there_twice_is_two_uses,  # noqa: F401
    test_a_table_and_its_file_have_the_ties_of_find_ties,  # noqa: F401
    test_no_events_have_no_ties,  # noqa: F401
    test_rows_of_one_post_count_once_or_are_refused_where_posts_are_known,  # noqa: F401
    test_what_cannot_be_used_is_refused_in_the_same_words,  # noqa: F401
)
from worlds import SECOND

import demasque
from demasque import UsageError
from demasque.simulate import benchmark_events
from spark_here import spark  # noqa: F401

pytest.importorskip("pyspark", reason="the extra spark is not installed")

import demasque.spark
from demasque.coordination.engines.on_spark import spark_engine as engine_module
from demasque.coordination.engines.on_spark.spark_engine import PartSizes, SparkEngine

INT = pa.int64()

# So small that there are several of everything.
SMALL = PartSizes(events=9_000, pairs=60, range_pairs=40)


@pytest.fixture(scope="module")
def engine(spark):  # noqa: F811
    """The engine over which the tests of all engines, imported above, run here."""
    return SparkEngine(spark, sizes=SMALL)


# A run takes seconds: fewer worlds than other engines get, of the same kinds.
@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@some_worlds
@example(PLANTED, [5 * SECOND, 30 * SECOND], 0.02, 2, 100)
def test_ties_are_those_of_brute_force(engine, rows, windows, fdr, min_shared, least):
    check_ties(engine, rows, windows, fdr, min_shared, least)


def world(events, kind=INT):
    made = benchmark_events(2, events)
    return pa.table(
        {
            "account_id": pa.array(made.account_id).cast(kind),
            "trace_id": pa.array(made.trace_id).cast(kind),
            "posted_at": pa.array(made.posted_at * SECOND, pa.timestamp("us", "UTC")),
        }
    )


def same(found, expected):
    """A frame of ties, against a table."""
    assert found.columns == expected.column_names
    identical(found.toArrow().cast(expected.schema), expected)


@pytest.mark.parametrize(
    ("partitions", "size", "most"), [(1, 20_000, 40_000), (3, 20_000, 13_000), (8, 60_000, 2_200)]
)
def test_cutting_events_otherwise_gives_the_same_bits(spark, partitions, size, most):  # noqa: F811
    """Hot traces are split; there are several blocks of accounts, parts of pairs, ranges of p."""
    events = world(size)
    sizes = PartSizes(events=most, pairs=20 * partitions, range_pairs=11)
    before = spark.conf.get("spark.sql.shuffle.partitions")
    spark.conf.set("spark.sql.shuffle.partitions", partitions)
    try:
        found = find(SparkEngine(spark, sizes=sizes), events, [10 * SECOND, 600 * SECOND])
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", before)
    expected = demasque.find_ties(events, windows=["10s", "600s"])
    assert expected.num_rows > 50
    identical(found, expected)


def test_real_links_have_the_ties_of_one_machine(spark):  # noqa: F811
    events, windows = real_world("german links").table(), ["60s", "10min", "1h"]
    found = demasque.spark.find_ties(spark.createDataFrame(events), windows=windows)
    expected = demasque.find_ties(events, windows=windows)
    assert expected.num_rows > 100
    same(found, expected)


def test_a_run_whose_driver_was_killed_goes_on_and_leaves_the_ties_alone(
    spark,  # noqa: F811
    tmp_path,
):
    events, folder = world(20_000, pa.string()), tmp_path / "work"
    pq.write_table(events, tmp_path / "events.parquet")
    frame = spark.read.parquet(str(tmp_path / "events.parquet"))
    heard = []

    def hear(step, done, total):
        heard.append(step)

    def killed(*_):
        raise KeyboardInterrupt

    with patch.object(engine_module, "tied_among", killed), pytest.raises(KeyboardInterrupt):
        demasque.spark.find_ties(frame, "10s", work_folder=folder, progress=hear)
    assert heard[-2:] == ["judging pairs", "false discoveries"]
    heard.clear()
    found = demasque.spark.find_ties(frame, "10s", work_folder=folder, progress=hear)
    assert heard == ["false discoveries"]
    same(found, demasque.find_ties(events, "10s"))
    (left,) = folder.iterdir()
    assert left.name.endswith("-ties")


def test_what_cannot_be_used_is_refused_in_the_words_for_one_machine(spark):  # noqa: F811
    given = spark.createDataFrame(world(1_000))
    find_ties = demasque.spark.find_ties
    with pytest.raises(UsageError, match="no column post"):
        find_ties(given, post="post")
    with pytest.raises(UsageError, match=r"Column account_id lacks values \(\d+ in all"):
        find_ties(given.selectExpr("nullif(account_id, 7) as account_id", "trace_id", "posted_at"))
    late = given.selectExpr("account_id", "trace_id", "unix_millis(posted_at) as posted_at")
    with pytest.raises(UsageError, match="posted_at seems to hold milliseconds"):
        find_ties(late)
    with pytest.raises(UsageError, match="false discovery rate is 2"):
        find_ties(given, fdr=2)
    with pytest.raises(UsageError, match="either window or windows"):
        find_ties(given, "60s", windows=["60s"])
