"""Copy families on Spark are those of memory, in every column, however the posts are divided."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from pyspark.sql import SparkSession

from demasque.cluster import Stages
from demasque.errors import DemasqueError, UsageError
from demasque.spark import find_copies
from demasque.text import COPIES, copies_on_spark
from demasque.text import find_copies as in_memory
from demasque.text.copies.on_spark.components import components
from demasque.text.copies.on_spark.joint_families import families
from spark_here import spark

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "text"))

from corpus import labelled

__all__ = ["spark"]

SHUFFLES = "spark.sql.shuffle.partitions"


def posts() -> pa.Table:
    """Every kind of post: labelled families, a crowd, a chain, one text often, posts of no words.

    Numbers that begin with 9 come after those with 10: ids are text, but `at` is not.
    """
    draw = Random(4)
    texts: list[str | None] = [post.text for post in labelled(10, 330, 4)]
    letters = [chr(97 + n) * 2 for n in range(26)]
    for first in letters:
        texts += [f"the mill by the old harbour opens again {first}{draw.choice(letters)}"]
    drift = [f"word{a}{b}" for a, b in zip(letters, letters[3:], strict=False)]
    texts += [" ".join(drift[k : k + 10]) for k in range(12)]
    texts += ["One and the same text goes round and round, everywhere!"] * 1_000
    texts += ["", None, "😀", "😀", "https://a.example", "so true", "So true!", "我同意"]
    draw.shuffle(texts)
    rows = len(texts)
    ids, at = [f"p{n}" for n in range(rows)], [draw.randrange(40) for _ in range(rows)]
    return pa.table({"id": ids, "words": pa.array(texts, pa.string()), "at": at})


@pytest.fixture(scope="module")
def given() -> pa.Table:
    return posts()


@pytest.fixture
def shuffles(spark: SparkSession) -> Iterator[SparkSession]:
    before = spark.conf.get(SHUFFLES)
    yield spark
    spark.conf.set(SHUFFLES, before or "3")


def sorted_rows(table: pa.Table) -> pa.Table:
    columns = [table.column(field.name).cast(field.type) for field in COPIES]
    return pa.table(columns, schema=COPIES).sort_by("post_id")


@pytest.mark.parametrize(("parts", "order"), [(1, "at"), (3, None), (8, "at")])
def test_families_are_those_of_memory(
    shuffles: SparkSession, given: pa.Table, parts: int, order: str | None, tmp_path: Path
) -> None:
    in_order = [(name, "ascending") for name in ("at", "id") if name != "at" or order]
    expected = in_memory(given.sort_by(in_order), post="id", text="words", seed=3)
    shuffles.conf.set(SHUFFLES, parts)
    frame = shuffles.createDataFrame(given).repartition(parts)
    steps: list[str] = []
    found = copies_on_spark(
        frame,
        post="id",
        text="words",
        order=order,
        seed=3,
        work_folder=str(tmp_path),
        progress=lambda step, done, total: steps.append(step),
    )
    assert found.record == json.loads(expected.schema.metadata[b"demasque"])
    assert sorted_rows(found.table.toArrow()) == sorted_rows(expected)
    # A message crowds these posts, so there was a second round.
    assert steps.count("Comparing the words of posts") == 4
    # What is left in the folder is what was found.
    assert [path.name[-7:] for path in tmp_path.iterdir()] == ["-copies"]


def test_posts_without_words_alone_are_families_of_their_own(spark: SparkSession) -> None:
    texts: list[str | None] = ["😀", "", None]
    table = pa.table({"post_id": ["x", "y", "z"], "text": pa.array(texts, pa.string())})
    for rows in (table, table.slice(3)):
        found = find_copies(spark.createDataFrame(rows)).toArrow()
        assert sorted_rows(found) == sorted_rows(in_memory(rows))


def test_many_edges_are_joined_round_by_round(spark: SparkSession, tmp_path: Path) -> None:
    steps = Stages(spark, str(tmp_path), {"chain": 1})
    chain = [(n, n + 1) for n in range(9)] + [(20, 30)]
    edges = spark.createDataFrame(
        pa.table({"a": [a for a, _ in chain], "b": [b for _, b in chain]})
    )
    found = components(edges, steps, "joined", 2, few=1).toArrow().to_pydict()
    expected = dict.fromkeys(range(10), 0) | {20: 20, 30: 20}
    assert dict(zip(found["number"], found["component"], strict=True)) == expected
    assert len(found["number"]) == len(expected)


def test_texts_that_no_task_holds_are_said_in_a_sentence(spark: SparkSession) -> None:
    texts = spark.range(3).selectExpr("id AS number", "40 AS size")
    together = spark.range(3).selectExpr("id AS number", "0L AS component")
    with pytest.raises(
        DemasqueError, match="120 sequences of characters in all; one task takes 100"
    ):
        families(texts, texts, together, None, 120, 1, most=100)  # type: ignore[arg-type]


def test_what_is_no_table_of_posts_is_refused_before_any_work(spark: SparkSession) -> None:
    numbers = spark.range(3).selectExpr("id AS post_id", "id AS text", "'a' AS words")
    with pytest.raises(UsageError, match="no column message"):
        find_copies(numbers, text="message")
    with pytest.raises(UsageError, match="holds long, not text"):
        find_copies(numbers)
    with pytest.raises(UsageError, match="A post has no number: give every post one"):
        find_copies(numbers.selectExpr("nullif(post_id, 2) AS number", "words"), post="number",
                    text="words")  # fmt: skip
