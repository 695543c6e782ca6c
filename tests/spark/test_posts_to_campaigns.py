"""From posts to campaigns on Spark: the same tables as a case makes of the same posts."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pyspark", reason="the extra spark is not installed")

import demasque.spark.part_traces as part_traces
import demasque.spark.tying as tying
from demasque.api import create_case
from demasque.case import TablesInMemory
from demasque.errors import DemasqueError, UsageError
from demasque.schema import POSTS, TABLES, TRACES_FOUND
from demasque.simulate import Operation, world
from demasque.spark import detect, extract
from demasque.spark.case_arrays import PostSizes
from demasque.spark.part_traces import OF_POSTS, find_in_part
from demasque.spark.tying import check_driver, needed_memory
from demasque.text import ALL_RULES
from demasque.traces import Extraction, find_all, named_kinds
from hand_made import START, rows
from spark_here import spark

__all__ = ["spark"]

KINDS = ["url", "hashtags", "hashtag", "text", "repost", "reply", "media", "picture_text"]
ORDER = {"events": ["kind", "trace", "at", "post"], "traces": ["kind", "trace"], "copies": ["post"]}
RETOLD = "RT @{}: what was said in many words before, and is said again"


def more_posts(folder: Path) -> Path:
    """Retold posts whose original is not named, times to the minute, and times that are guesses."""
    lines = ["post_id,account_id,created_at,text,kind,time_precision"]
    for n in range(40):
        at = (START + timedelta(minutes=7 * (n // 4))).isoformat()
        words = RETOLD.format("star" if n % 3 else "other")
        precision = ("second", "minute", "second", "estimated")[n % 4]
        kind = "repost" if n % 2 else "original"
        lines.append(f'more-{n},someone-{n % 4},{at},"{words}",{kind},{precision}')
    path = folder / "more.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    made = world(3, accounts=220, posts=2_000, days=4, operation=Operation(accounts=12))
    with create_case(folder / "case") as opened:
        opened.add(made.write(folder / "world")["posts"], more_posts(folder))
        opened.detection = opened.detect(kinds=KINDS).detection
        yield opened


@pytest.fixture(scope="module")
def tables(case, spark, tmp_path_factory):
    """The posts of the case, and what belongs to them, as frames of Parquet files in two parts."""
    folder, frames = tmp_path_factory.mktemp("frames"), {}
    for name in OF_POSTS:
        held = case.sql(f"FROM {name}")
        for part in range(2):
            (folder / name).mkdir(exist_ok=True)
            half = held.slice(0, held.num_rows // 2) if not part else held.slice(held.num_rows // 2)
            pq.write_table(half, folder / name / f"{part}.parquet")
        frames[name] = spark.read.parquet(str(folder / name))
    return frames


@pytest.fixture
def apart(spark):
    """Every part of a frame stays one, however small it is, so that there are several."""
    together = "spark.sql.adaptive.coalescePartitions.enabled"
    spark.conf.set(together, "false")
    yield
    spark.conf.unset(together)


def stored(case, name: str) -> pa.Table:
    return case.sql(f"FROM {name}").cast(TABLES[name].schema)


def in_order(name: str, table: pa.Table) -> pa.Table:
    schema = TABLES[name].schema
    keys = [(column, "ascending") for column in ORDER[name]]
    return table.select(schema.names).cast(schema).sort_by(keys)


def test_the_whole_way_is_that_of_a_case(case, tables, tmp_path, apart, monkeypatch) -> None:
    monkeypatch.setattr(part_traces, "PART_POSTS", 700)
    folder = str(tmp_path)
    extracted = extract(tables, KINDS, work_folder=folder)
    for name in ORDER:
        made = in_order(name, getattr(extracted, name).toArrow())
        assert made == in_order(name, stored(case, name)), name
    assert extracted.notes["text"]["posts"] > 1_500
    # Goes on from these steps, and takes them away in the end.
    found = detect(tables, kinds=KINDS, work_folder=folder, driver_memory="8GB")
    for name in ("ties", "strengths", "account_bits", "campaigns", "memberships"):
        made = getattr(found, name).toArrow().cast(TABLES[name].schema)
        assert made == stored(case, name), name
        assert made.num_rows
    assert found.detection == case.detection
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_asked_is_said_before_anything_runs(spark) -> None:
    frame = spark.createDataFrame([("p", "x")], "post string, kind string")
    with pytest.raises(UsageError, match="no table posts"):
        extract({"links": frame})
    with pytest.raises(UsageError, match="posts has no column account"):
        extract(frame)
    with pytest.raises(UsageError, match="no kind of trace called words"):
        extract({"posts": frame}, ["words"])
    with pytest.raises(UsageError, match="memory limit"):
        detect({"posts": frame}, driver_memory="little")


def test_a_driver_that_is_too_small_is_told_how_much_it_takes() -> None:
    sizes = PostSizes(posts=1_000_000_000, accounts=10_000_000, uses={"url": 400_000_000})
    with pytest.raises(DemasqueError, match="GB on the driver"):
        check_driver(sizes, 8 * 10**9)
    check_driver(sizes, needed_memory(sizes))


POST = st.fixed_dictionaries(
    {
        "account": st.sampled_from(["a", "b", "c"]),
        "kind": st.sampled_from(["original", "repost", "quote", "reply", "comment"]),
        "time_precision": st.sampled_from(["second", "estimated"]),
        "text": st.sampled_from([None, "words", RETOLD.format("star")]),
        "parent": st.sampled_from([None, "p_aaaaaaaaaaaaaaaa", "elsewhere"]),
        "tags": st.lists(st.sampled_from(["One", "two", "ONE"]), max_size=3),
        "links": st.lists(st.sampled_from(["https://e.org/a", "http://www.e.org/a?utm_source=x"])),
        "media": st.lists(st.sampled_from(["m1", "m2"]), max_size=2),
    }
)


@settings(max_examples=8)
@given(st.lists(POST, max_size=12), st.integers(1, 3))
def test_parts_leave_what_the_whole_leaves(posts, parts) -> None:
    kinds = [kind for kind in KINDS if kind != "text"]
    given_tables, cut = as_tables(posts), []
    for part in range(parts):
        here = [f"p{n}" for n in range(len(posts)) if n % parts == part]
        of_part = {name: of_posts(table, here) for name, table in given_tables.items()}
        cut += find_in_part(kinds, ALL_RULES, None, together(of_part))
    with closing(TablesInMemory()) as store:
        store.insert(given_tables)
        whole = list(find_all(Extraction(store), named_kinds(kinds)))
    keys = [(name, "ascending") for name in ("kind", "trace", "post")]
    made = pa.Table.from_batches(cut, TRACES_FOUND).sort_by(keys)
    once = {tuple(row.values()) for row in pa.Table.from_batches(whole, TRACES_FOUND).to_pylist()}
    assert made.num_rows == len(once)
    assert {tuple(row.values()) for row in made.to_pylist()} == once


def as_tables(posts) -> dict[str, pa.Table]:
    at = [START + timedelta(seconds=n // 2) for n in range(len(posts))]
    written = [
        {"post": f"p{n}", "posted_at": at[n], "platform": "x"} | one for n, one in enumerate(posts)
    ]
    made = {"posts": rows(POSTS, written)}
    for table, column, name in (
        ("hashtags", "tag", "tags"),
        ("links", "url", "links"),
        ("media_use", "media", "media"),
    ):
        each = [
            {"post": f"p{n}", "position": place, column: value}
            for n, one in enumerate(posts)
            for place, value in enumerate(one[name])
        ]
        made[table] = rows(TABLES[table].schema, each)
    return made


def of_posts(table: pa.Table, posts: list[str]) -> pa.Table:
    return table.filter(pa.compute.is_in(table["post"], pa.array(posts, pa.string())))


def together(tables: dict[str, pa.Table]) -> pa.Table:
    """Rows of several tables as executors get them: a column for each, null but for its own."""
    frames = [pa.table({name: table.to_struct_array()}) for name, table in tables.items()]
    return pa.concat_tables(frames, promote_options="default")


def test_executors_scan_what_the_driver_would(tables, tmp_path, monkeypatch) -> None:
    found = []
    for least in (tying.ON_SPARK_FROM, 0):
        monkeypatch.setattr(tying, "ON_SPARK_FROM", least)
        found.append(detect(tables, kinds=["media"], work_folder=str(tmp_path)))
    for name in ("ties", "strengths", "account_bits"):
        usual, scanned = (getattr(one, name).toArrow() for one in found)
        assert scanned == usual
        assert usual.num_rows
    assert list(tmp_path.iterdir()) == []
