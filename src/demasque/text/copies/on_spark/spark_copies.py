"""Copy families of posts on Apache Spark: the same families as in memory.

Posts come in any order; their order is that of `order`, then of their ids, and memory gives the
same where it is handed the posts in that order. What is kept: posts with their keys, distinct texts
with their grams, and for each round who is alike, what hangs together, and the families.
"""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import StringType

from demasque.any_table import check_columns
from demasque.cluster import Stages, input_identity, lasting_folder
from demasque.errors import UsageError
from demasque.progress import Progress
from demasque.text.copies.copy_search import CROWD, ROUNDS, as_record, least_crowd
from demasque.text.copies.on_spark.alike_texts import alike_texts
from demasque.text.copies.on_spark.calibrating import (
    TextCounts,
    calibrate_on,
    count_texts,
    crowd_members,
    draw_sample,
)
from demasque.text.copies.on_spark.components import components
from demasque.text.copies.on_spark.distinct_texts import distinct_texts, folded_posts
from demasque.text.copies.on_spark.joint_families import families
from demasque.text.copies.on_spark.packed_grams import CopyScale
from demasque.text.copies.thresholds import CopyThresholds
from demasque.text.forms.form_rules import VERSION, Rules

_READ: Final = "Reading the words of posts"
_COMPARED: Final = "Comparing the words of posts"


@dataclass(frozen=True)
class SparkCopies:
    """Copy families on Spark: the rows of posts, and what the run record says of them."""

    table: DataFrame  # the columns of demasque.text.COPIES, in no order
    record: dict[str, object]


def spark_copies(
    posts: DataFrame,
    *,
    post: str,
    text: str,
    order: str | None,
    rules: Rules,
    seed: int,
    work_folder: str | None,
    progress: Progress,
) -> SparkCopies:
    """Group posts that carry the same message, as :func:`demasque.spark.find_copies` says."""
    given = _given(posts, post, text, order)
    about = {
        "copies": VERSION,
        "input": input_identity(given),
        "rules": asdict(rules),
        "seed": seed,
    }
    session = given.sparkSession
    steps = Stages(session, lasting_folder(session, work_folder), about, progress)
    found, place = copies_in_steps(given, steps, rules, seed, post), f"{steps.place}-copies"
    found.table.write.mode("overwrite").parquet(place)
    steps.remove()
    return SparkCopies(session.read.schema(found.table.schema).parquet(place), found.record)


def copies_in_steps(
    given: DataFrame, steps: Stages, rules: Rules, seed: int, post: str
) -> SparkCopies:
    """Group the posts of `given` (post, at, text), whose ids are called `post` by their owner."""
    parts = int(steps.session.conf.get("spark.sql.shuffle.partitions") or 200)
    folded = steps.keep("copies-posts", lambda: folded_posts(given, rules), _READ)
    wordless = _wordless(folded, post)
    texts = steps.keep("copies-texts", lambda: distinct_texts(folded, rules, parts), _READ)
    counts = count_texts(texts)
    if counts.in_all:
        found, thresholds = _Rounds(steps, texts, counts, parts, seed).families()
    else:
        found, thresholds = None, CopyThresholds.floor()
    of_class = counts.posts.sum(axis=0)
    total = int(of_class.sum()) + wordless
    record = as_record(rules, thresholds, total, wordless, int(of_class[0]))
    return SparkCopies(_rows(folded, texts, found), record)


def _given(posts: DataFrame, post: str, text: str, order: str | None) -> DataFrame:
    names = [post, text] if order is None else [post, text, order]
    check_columns(posts.columns, names)
    kind = posts.schema[text].dataType
    if not isinstance(kind, StringType):
        raise UsageError(
            "The column {text} holds {kind}, not text.", text=text, kind=kind.typeName()
        )
    at = posts[post if order is None else order]
    return posts.select(
        posts[post].cast("string").alias("post"), at.alias("at"), posts[text].alias("text")
    )


def _wordless(folded: DataFrame, post: str) -> int:
    """How many posts have no words. UsageError where a post has no id."""
    nameless = f.count_if(f.col("post").isNull())
    counts = folded.agg(nameless, f.count_if(~f.col("worded"))).first()
    if counts is None or counts[0]:
        raise UsageError("A post has no {post}: give every post one, or leave it out.", post=post)
    return int(counts[1])


@dataclass(frozen=True)
class _Rounds:
    """Families round by round: again, where a message that crowds the corpus wore its words out."""

    steps: Stages
    texts: DataFrame
    counts: TextCounts
    parts: int
    seed: int

    def families(self) -> tuple[DataFrame, CopyThresholds]:
        sample = draw_sample(self.texts, self.counts, self.seed)
        keys = self.counts.in_all
        counting, before = self.texts, keys
        for nth in range(ROUNDS):
            scale = calibrate_on(counting, before, sample)
            found = self._gathered(scale, nth)
            left_out, many = crowd_members(found, least_crowd(keys))
            if before - (keys - many) < CROWD * keys:
                break
            counting, before = self.texts.join(left_out, "number", "left_anti"), keys - many
        return found, scale.thresholds

    def _gathered(self, scale: CopyScale, nth: int) -> DataFrame:
        keep = partial(self.steps.keep, title=_COMPARED)
        texts, parts = self.texts, self.parts
        alike = keep(
            f"copies-alike-{nth}", lambda: alike_texts(texts, scale, self.counts.in_all, parts)
        )
        component = components(alike, self.steps, f"copies-components-{nth}", parts)
        grams = self.counts.grams
        return keep(
            f"copies-families-{nth}", lambda: families(texts, alike, component, scale, grams, parts)
        )


def _rows(folded: DataFrame, texts: DataFrame, found: DataFrame | None) -> DataFrame:
    """One row a post: its text's family, or a family of its own."""
    one = f.lit(1).cast("float")
    own = texts.select("key", f.col("post").alias("first"))
    if found is None:
        named = own.select(
            "key",
            f.col("key").alias("family"),
            f.col("first").alias("exemplar"),
            one.alias("similarity"),
        )
    else:
        members = found.select("key", "family", "similarity", f.col("post").alias("exemplar"))
        named = own.join(members, "key", "left").select(
            "key",
            f.coalesce("family", "key").alias("family"),
            f.coalesce("exemplar", "first").alias("exemplar"),
            f.coalesce("similarity", one).alias("similarity"),
        )
    id_of = f.col("post").alias("post_id")
    worded = folded.where("worded").join(named, "key")
    rows = worded.select(id_of, "family", "exemplar", "similarity")
    alone = folded.where(~f.col("worded")).select(
        id_of,
        f.col("key").alias("family"),
        f.col("post").alias("exemplar"),
        one.alias("similarity"),
    )
    return rows.union(alone)
