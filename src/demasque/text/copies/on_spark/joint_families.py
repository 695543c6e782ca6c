"""Families of texts on a cluster: those that hang together are gathered in one task.

Which exemplar a text takes depends on its neighbours and on theirs, so on nothing outside the
component of the graph of texts that are alike; in it the order of texts is that of all.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from demasque.cluster import in_parts
from demasque.errors import DemasqueError
from demasque.text.copies.candidates import Pairs, Texts
from demasque.text.copies.families import gather
from demasque.text.copies.on_spark.packed_grams import CopyScale, from_bytes

FAMILIES: Final = "number long, key long, exemplar long, family long, post string, similarity float"
"""A text that is not its family's exemplar: its number and key, then the number, key and first
post of the exemplar, and how alike the two are."""

MOST_TOGETHER: Final = 150_000_000
"""Grams that one task holds: 600 MB, of some one and a half million posts of short messages."""

_TOGETHER: Final = 10_000_000  # grams that a part is given, about: 40 MB


def families(
    texts: DataFrame,
    alike: DataFrame,
    component: DataFrame,
    scale: CopyScale,
    grams: int,
    parts: int,
    most: int = MOST_TOGETHER,
) -> DataFrame:
    """Gather the texts that have texts alike round exemplars; `grams` are in all texts.

    Raises DemasqueError where texts with more than `most` grams hang together.
    """
    if grams > most:
        _check_size(texts, component, most)
    spread = max(parts, -(-grams // _TOGETHER))
    part = f.pmod(f.xxhash64("component"), f.lit(spread)).alias("part")
    columns = ("number", "key", "post", "posts", "said", "grams")
    nodes = component.join(texts.select(*columns), "number").select(part, *columns)
    at = component.withColumnRenamed("number", "a")
    edges = alike.join(at, "a").select(part, "a", "b", "alike")
    together = nodes.unionByName(edges, allowMissingColumns=True)
    return in_parts(together, parts, [], partial(gathered, scale), FAMILIES)


def _check_size(texts: DataFrame, component: DataFrame, most: int) -> None:
    sizes = component.join(texts.select("number", "size"), "number").groupBy("component")
    largest = sizes.agg(f.sum("size").alias("size")).agg(f.max("size")).first()
    size = (largest and largest[0]) or 0
    if size > most:
        raise DemasqueError(
            "Texts that are alike hang together by way of one another with {size} sequences of "
            "characters in all; one task takes {most}. Look for copies in fewer posts at a time, "
            "as those of one month or of one language.",
            size=size,
            most=most,
        )


def gathered(scale: CopyScale, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The families of one part's components."""
    nodes = table.filter(table.column("number").is_valid()).sort_by("number")
    edges = table.filter(table.column("a").is_valid())
    number = nodes.column("number").to_numpy()
    held, ends = from_bytes(nodes.column("grams"), np.uint32)
    needed = scale.thresholds.needed(nodes.column("said").to_numpy().astype(np.uint16))
    nobody = np.zeros(number.size, np.bool_)
    texts = Texts(scale.weighed(held), ends, needed, nodes.column("posts").to_numpy(), nobody)
    a, b = (
        np.searchsorted(number, edges.column(side).to_numpy()).astype(np.int32)
        for side in ("a", "b")
    )
    found = gather(texts, Pairs(a, b, edges.column("alike").to_numpy()))
    members = np.flatnonzero(found.exemplar != np.arange(number.size))
    member, exemplar = nodes.take(members), nodes.take(found.exemplar[members])
    columns = [member.column("number"), member.column("key")]
    columns += [exemplar.column(name) for name in ("number", "key", "post")]
    names = [field.split()[0] for field in FAMILIES.split(", ")]
    yield from pa.table([*columns, found.alike[members]], names=names).to_batches()
