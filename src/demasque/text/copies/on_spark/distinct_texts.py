"""Posts to distinct texts, numbered as they would be met one after another.

A text's number says only which of two came first, by the order of posts: its first post is the one
that is least by `at`, then by its id. The column is put in ranges of that order, and the number is
made of the range and of the place in it.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import BooleanType, LongType, StructField, StructType

from demasque.text.copies.grams import grams
from demasque.text.copies.on_spark.packed_grams import as_bytes
from demasque.text.copies.posts_table import words_of
from demasque.text.copies.thresholds import CLASSES, length_classes
from demasque.text.forms.alphabet import alphabet
from demasque.text.forms.folding import hashes
from demasque.text.forms.form_rules import Rules
from demasque.text.forms.normal_form import Words, fold_words

_PLACE_BITS: Final = 40

TEXTS: Final = (
    "number long, range int, length int, place long, key long, post string, posts long, said int,"
    " size int, grams binary"
)
"""A distinct text: its number; its range, its class by length, and its place among those of the
class in the range; its key, first post and number of posts; how much it says; its grams."""


def folded_posts(posts: DataFrame, rules: Rules) -> DataFrame:
    """`posts` (post, at, text) with the key of each text; where it has no words, that of its id."""
    more = [StructField("key", LongType(), False), StructField("worded", BooleanType(), False)]
    schema = StructType([*posts.schema.fields, *more])
    return posts.mapInArrow(partial(_fold, rules), schema)


def _fold(rules: Rules, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        folded = fold_words(words_of(batch.column("text")), rules)
        keys = hashes(folded.codes, folded.offsets)
        worded = keys != 0
        keys[~worded] = wordless_keys(batch.column("post").filter(pa.array(~worded)))
        columns = [*batch.columns, pa.array(keys.view(np.int64)), pa.array(worded)]
        yield pa.RecordBatch.from_arrays(columns, [*batch.schema.names, "key", "worded"])


def wordless_keys(ids: pa.Array) -> NDArray[np.uint64]:
    """The keys of posts without words, which are families of their own."""
    return hashes(*Words.of([f"\0{identifier}" for identifier in ids.to_pylist()]))


def distinct_texts(folded: DataFrame, rules: Rules, ranges: int) -> DataFrame:
    """The distinct texts of folded posts, in the columns of :data:`TEXTS`."""
    first = f.min(f.struct("at", "post", "text")).alias("first")
    distinct = folded.where("worded").groupBy("key").agg(first, f.count("*").alias("posts"))
    order = ("at", "post", "key")
    sorted_texts = (
        distinct.select("first.*", "key", "posts")
        .repartitionByRange(ranges, *order)
        .sortWithinPartitions(*order)
        .select(f.spark_partition_id().alias("range"), "key", "post", "posts", "text")
    )
    return sorted_texts.mapInArrow(partial(number_texts, rules), TEXTS)


def number_texts(rules: Rules, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Number the texts of one range, which come sorted, and take their grams."""
    before, of_class = 0, np.zeros(CLASSES, np.int64)
    for batch in batches:
        folded = fold_words(words_of(batch.column("text")), rules)
        rows = np.arange(batch.num_rows, dtype=np.int64)
        held, ends, said = grams(folded.codes, folded.offsets, rows, alphabet().kind)
        length = length_classes(said)
        place = _places(length, of_class)
        of_class += np.bincount(length, minlength=CLASSES)
        ranges = batch.column("range").to_numpy().astype(np.int64)
        number = (ranges << _PLACE_BITS) | (before + rows)
        before += batch.num_rows
        columns = [number, batch.column("range"), length.astype(np.int32), place]
        columns += [batch.column(name) for name in ("key", "post", "posts")]
        columns += [said.astype(np.int32), np.diff(ends).astype(np.int32), as_bytes(held, ends)]
        names = [field.split()[0] for field in TEXTS.split(", ")]
        yield pa.RecordBatch.from_arrays([pa.array(column) for column in columns], names)


def _places(length: NDArray[np.int64], of_class: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each text among those of its class, of which `of_class` came before."""
    place = np.zeros(length.size, np.int64)
    for c in range(CLASSES):
        of_this = np.flatnonzero(length == c)
        place[of_this] = of_class[c] + np.arange(of_this.size)
    return place
