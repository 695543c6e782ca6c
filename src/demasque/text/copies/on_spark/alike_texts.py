"""Which texts of a cluster are alike: they meet in trees, and pairs that meet are measured."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from demasque.cluster import in_parts
from demasque.text.copies.draws import CENTRAL_TREES, Ends, Labels, agreeing, fewest_agreeing
from demasque.text.copies.grams import Grams, likeness
from demasque.text.copies.on_spark.meetings import (
    CENTRAL,
    LABELS,
    LEAVES,
    MET,
    PAIRS,
    central_leaves,
    drawn_labels,
    leaves,
    meeting_pairs,
    posts_met,
)
from demasque.text.copies.on_spark.packed_grams import CopyScale, from_bytes, labels_of

ALIKE: Final = "a long, b long, alike float"

_TEXTS_IN_A_PART: Final = 400_000
"""Texts of a tree that one part holds, about: some 25 MB. Others were not measured."""


def alike_texts(texts: DataFrame, scale: CopyScale, count: int, parts: int) -> DataFrame:
    """Pairs of `texts` alike (a, b, alike; a before b): those that memory finds, all of them.

    There are `count` texts; work is divided among `parts` tasks.
    """
    spread = max(-(-count // _TEXTS_IN_A_PART), -(-parts // 8))
    drawn = texts.select("number", "posts", "said", "grams")
    labels = drawn.mapInArrow(partial(drawn_labels, scale), LABELS)
    met = labels.join(_met(labels, spread, parts), "number", "left")
    shown = met.na.fill(0, [f"met{n}" for n in range(len(CENTRAL_TREES))])
    in_trees = shown.mapInArrow(partial(leaves, spread), LEAVES)
    pairs = in_parts(in_trees, parts, [], meeting_pairs, PAIRS).distinct()
    return _measured(pairs, texts, scale)


def _met(labels: DataFrame, spread: int, parts: int) -> DataFrame:
    """Per text that meets any: the posts of others that it meets in each central tree."""
    central = labels.mapInArrow(partial(central_leaves, spread), CENTRAL)
    met = in_parts(central, parts, [], partial(posts_met, spread), MET)
    sums = [
        f.sum(f.when(f.col("tree") == n, f.col("met")).otherwise(0)).alias(f"met{n}")
        for n in range(len(CENTRAL_TREES))
    ]
    return met.groupBy("number").agg(*sums)


def _measured(pairs: DataFrame, texts: DataFrame, scale: CopyScale) -> DataFrame:
    for side in ("a", "b"):
        held = [f.col(name).alias(f"{name}_{side}") for name in ("said", "grams")]
        pairs = pairs.join(texts.select(f.col("number").alias(side), *held), side)
    return pairs.mapInArrow(partial(measure, scale), ALIKE)


def measure(scale: CopyScale, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The pairs that are copies: alike as much as both need, and so are enough of their draws."""
    for batch in batches:
        sides, needed = [], []
        for side in ("a", "b"):
            grams, ends = from_bytes(batch.column(f"grams_{side}"), np.uint32)
            sides.append((scale.weighed(grams), ends))
            said = batch.column(f"said_{side}").to_numpy().astype(np.uint16)
            needed.append(scale.thresholds.needed(said))
        need = np.maximum(*needed)
        alike = _likenesses(*sides[0], *sides[1], need)
        rows = np.flatnonzero(alike >= 0)
        labels = [labels_of(*side, rows) for side in sides]
        rows = rows[_agree(labels[0], labels[1], need[rows])]
        columns = [batch.column(name).take(pa.array(rows)) for name in ("a", "b")]
        yield pa.RecordBatch.from_arrays([*columns, pa.array(alike[rows])], ["a", "b", "alike"])


@numba.njit(cache=True, nogil=True)
def _likenesses(
    grams_a: Grams, ends_a: Ends, grams_b: Grams, ends_b: Ends, need: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How alike the two texts of each row are; -1 where that is less than they need."""
    found = np.full(need.size, -1, np.float32)
    for row in range(need.size):
        a = grams_a[ends_a[row] : ends_a[row + 1]]
        b = grams_b[ends_b[row] : ends_b[row + 1]]
        alike = likeness(a, b)
        if alike >= need[row]:
            found[row] = alike
    return found


@numba.njit(cache=True, nogil=True)
def _agree(a: Labels, b: Labels, need: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether two texts agree on as many draws as copies do."""
    enough = np.zeros(need.size, np.bool_)
    for row in range(need.size):
        enough[row] = agreeing(a[row], b[row]) >= fewest_agreeing(need[row])
    return enough
