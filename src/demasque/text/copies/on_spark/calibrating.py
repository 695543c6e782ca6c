"""What a corpus on a cluster measures its copies by: the same scale as in memory.

What comes to the driver is bounded: counts by range and class, 400 texts a class, and one number
for each of 2^20 buckets of grams. To draw the same 400 as in memory the driver shuffles the places
of a class, four bytes for each text of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from demasque.text.copies.draws import Ends
from demasque.text.copies.gram_rarity import BUCKETS, Rarity, count_held
from demasque.text.copies.grams import Grams
from demasque.text.copies.on_spark.packed_grams import CopyScale, from_bytes
from demasque.text.copies.thresholds import CLASSES, FEWEST, CopyThresholds, sampled


@dataclass(frozen=True)
class TextCounts:
    """How many texts, posts and grams there are, by range (rows) and class of length (columns)."""

    texts: NDArray[np.int64]
    posts: NDArray[np.int64]
    grams: int

    @property
    def in_all(self) -> int:
        """How many distinct texts there are."""
        return int(self.texts.sum())


@dataclass(frozen=True)
class LengthSample:
    """The texts that thresholds are read from, by class of length, with their unweighted grams."""

    drawn: list[NDArray[np.int64]]
    sizes: NDArray[np.int64]
    grams: Grams
    ends: Ends


def count_texts(texts: DataFrame) -> TextCounts:
    """Count texts by range and class: so many numbers as both have together."""
    sums = [f.count("*").alias("texts"), f.sum("posts").alias("posts"), f.sum("size").alias("size")]
    counts = texts.groupBy("range", "length").agg(*sums).toArrow()
    ranges, lengths = (counts.column(name).to_numpy() for name in ("range", "length"))
    held = np.zeros((2, int(ranges.max(initial=0)) + 1, CLASSES), np.int64)
    for table, name in zip(held, ("texts", "posts"), strict=True):
        table[ranges, lengths] = counts.column(name).to_numpy()
    return TextCounts(held[0], held[1], int(counts.column("size").to_numpy().sum()))


def draw_sample(texts: DataFrame, counts: TextCounts, seed: int) -> LengthSample:
    """Fetch the texts that `seed` draws of each class; of one that is too small to tell, none."""
    sizes = counts.texts.sum(axis=0)
    places = [
        drawn if size >= FEWEST else drawn[:0]
        for drawn, size in zip(sampled(sizes, seed), sizes.tolist(), strict=True)
    ]
    bounds = np.cumsum([0, *(drawn.size for drawn in places)])
    drawn = [np.arange(first, last) for first, last in pairwise(bounds.tolist())]
    if not bounds[-1]:
        return LengthSample(drawn, sizes, np.zeros(0, np.uint32), np.zeros(1, np.int64))
    wanted = texts.sparkSession.createDataFrame(_where(places, counts))
    found = texts.join(f.broadcast(wanted), ["range", "length", "place"]).select("nth", "grams")
    table = found.toArrow().sort_by("nth")
    return LengthSample(drawn, sizes, *from_bytes(table.column("grams"), np.uint32))


def _where(places: list[NDArray[np.int64]], counts: TextCounts) -> pa.Table:
    """In which range, and where there, the texts lie that have these places in their classes."""
    ranges, within, lengths = [], [], []
    for c, drawn in enumerate(places):
        so_far = np.cumsum(counts.texts[:, c])
        at = np.searchsorted(so_far, drawn, side="right")
        ranges.append(at)
        within.append(drawn - (so_far[at] - counts.texts[at, c]))
        lengths.append(np.full(drawn.size, c))
    columns = {
        "range": np.concatenate(ranges).astype(np.int32),
        "length": np.concatenate(lengths).astype(np.int32),
        "place": np.concatenate(within),
    }
    return pa.table({**columns, "nth": np.arange(columns["range"].size)})


def calibrate_on(texts: DataFrame, counted: int, sample: LengthSample) -> CopyScale:
    """Weigh grams by how many of `texts`, of which there are `counted`, hold them; set thresholds.

    `texts` are those that count (of a message that crowds the corpus, one).
    """
    sums = texts.select("grams").mapInArrow(held_by_bucket, "bucket int, held long")
    found = sums.groupBy("bucket").agg(f.sum("held").alias("held")).toArrow()
    return scale_of(found, counted, sample)


def scale_of(found: pa.Table, counted: int, sample: LengthSample) -> CopyScale:
    """The scale where of `counted` texts so many hold the grams of each bucket (bucket, held)."""
    held = np.zeros(BUCKETS, np.int64)
    held[found.column("bucket").to_numpy()] = found.column("held").to_numpy()
    rarity = Rarity.of_counts(held, counted)
    grams = sample.grams.copy()
    rarity.weigh(grams)
    thresholds = CopyThresholds.of_samples(sample.drawn, sample.sizes, grams, sample.ends)
    return CopyScale.of(rarity, thresholds)


def held_by_bucket(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """In how many texts of a task each bucket's grams stand, where they stand at all."""
    held = np.zeros(BUCKETS, np.int64)
    for batch in batches:
        grams, ends = from_bytes(batch.column("grams"), np.uint32)
        count_held(grams, ends, np.ones(batch.num_rows, np.bool_), held)
    there = np.flatnonzero(held)
    columns = [pa.array(there.astype(np.int32)), pa.array(held[there])]
    yield pa.RecordBatch.from_arrays(columns, ["bucket", "held"])


def crowd_members(families: DataFrame, least: float) -> tuple[DataFrame, int]:
    """The texts of families of `least` texts or more, but for their exemplars; how many they are.

    There are at most 100 such families: each holds one text in a hundred.
    """
    sizes = families.groupBy("exemplar").agg((f.count("*") + 1).alias("texts"))
    large = sizes.where(f.col("texts") >= least).toArrow()
    members = families.where(f.col("exemplar").isin(large.column("exemplar").to_pylist()))
    return members.select("number"), int(pc.sum(pc.subtract(large.column("texts"), 1)).as_py() or 0)
