"""Traces of the kind ``text`` on executors: each post carries the message of its copy family."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.spark.part_traces import FOUND
from demasque.text import Rules
from demasque.traces import OWN_WORDS, message_keys, with_ids

KIND: Final = "text"


def own_words(posts: DataFrame) -> DataFrame:
    """The posts with words of their authors' own: ``post, account, at, text``."""
    own = posts.alias("p").where(OWN_WORDS).where("text IS NOT NULL")
    return own.select("post", "account", fn.col("posted_at").alias("at"), "text")


def find_messages(own: DataFrame, copies: DataFrame, key_rules: Rules) -> DataFrame:
    """The messages of :func:`own_words`, as ``traces_found``.

    ``copies`` (post, exemplar) are the families of two posts or more. A message is named by the
    normal form of its family's exemplar; one that says too little leaves no trace.
    """
    named = copies.select("post", "exemplar")
    single = own.join(named, "post", "left").where("exemplar IS NULL OR exemplar = post")
    alone = single.mapInArrow(partial(name_messages, key_rules), FOUND)
    # Only exemplars, so that what is looked up is as small as it can be.
    exemplars = own.join(named.where("exemplar = post"), "post", "left_semi")
    words = exemplars.mapInArrow(partial(name_messages, key_rules), FOUND)
    words = words.select(fn.col("post").alias("exemplar"), "kind", "trace", "value")
    members = own.select("post", "account", "at").join(named.where("exemplar <> post"), "post")
    carried = members.join(words, "exemplar").select(alone.columns)
    return alone.unionByName(carried)


def name_messages(key_rules: Rules, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The message of each post by itself, where it says enough."""
    for batch in batches:
        keys = message_keys(batch.column("text").to_pylist(), key_rules)
        columns = [batch.column(name) for name in ("post", "account", "at")]
        table = pa.table(
            [*columns, pa.array(keys, pa.string())], ["post", "account", "at", "value"]
        )
        yield from with_ids(KIND, table.filter(pc.is_valid(pc.field("value")))).to_batches()
