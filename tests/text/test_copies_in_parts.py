"""What tasks do for copy families on a cluster is what memory does, however rows are divided.

Here the functions of tasks are called without Spark, with rows dealt to them in every way.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque.progress import quiet
from demasque.text import FAMILY_RULES
from demasque.text.copies.candidates import Pairs, Texts, alike_pairs
from demasque.text.copies.corpus import Corpus
from demasque.text.copies.draws import TREES
from demasque.text.copies.families import Families, gather
from demasque.text.copies.gram_rarity import Rarity
from demasque.text.copies.on_spark.alike_texts import measure
from demasque.text.copies.on_spark.calibrating import LengthSample, held_by_bucket, scale_of
from demasque.text.copies.on_spark.components import joined, point_larger, point_smaller
from demasque.text.copies.on_spark.distinct_texts import number_texts
from demasque.text.copies.on_spark.joint_families import gathered
from demasque.text.copies.on_spark.meetings import (
    agreeing_bits,
    central_leaves,
    drawn_labels,
    leaves,
    meeting_pairs,
    posts_met,
    sketches,
)
from demasque.text.copies.on_spark.packed_grams import CopyScale, from_bytes
from demasque.text.copies.thresholds import CopyThresholds, length_classes, sampled
from demasque.text.forms.normal_form import Words

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "text"))

from corpus import labelled

Task = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def some_texts(seed: int, families: int, others: int) -> list[str]:
    """Labelled posts, and one message that crowds them, in clothes of its own each time."""
    crowd = [f"the mill by the old harbour opens again on {word * 2}" for word in "abcdefghijk"]
    return [post.text for post in labelled(families, others, seed)] + crowd


class InMemory:
    """The first round of families as memory makes them, step by step."""

    def __init__(self, texts: list[str]) -> None:
        corpus = Corpus(FAMILY_RULES)
        corpus.add(corpus.fold(Words.of(texts)))
        self.corpus, grams, ends = corpus, corpus.grams.items, corpus.ends.items
        self.unweighted = grams.copy()
        Rarity.of(grams, ends, np.ones(len(corpus), np.bool_)).weigh(grams)
        self.thresholds = CopyThresholds.of(corpus.said.items, grams, ends, 0)
        needed = self.thresholds.needed(corpus.said.items)
        nobody = np.zeros(len(corpus), np.bool_)
        self.texts = Texts(grams, ends, needed, corpus.posts.items, nobody)
        self.pairs: Pairs = alike_pairs(self.texts, quiet)
        self.families: Families = gather(self.texts, self.pairs)


def in_ranges(texts: list[str], memory: InMemory, ranges: int) -> pa.Table:
    """The distinct texts, numbered range by range, each in batches of seven."""
    corpus = memory.corpus
    first = corpus.first_row.items
    rows = pa.table(
        {
            "key": corpus.hashes.items.view(np.int64),
            "post": [f"p{row}" for row in first.tolist()],
            "posts": corpus.posts.items,
            "text": [texts[row] for row in first.tolist()],
        }
    )
    found: list[pa.RecordBatch] = []
    for nth, places in enumerate(np.array_split(np.arange(rows.num_rows), ranges)):
        part = rows.take(pa.array(places))
        part = part.append_column("range", pa.array(np.full(places.size, nth, np.int32)))
        found += number_texts(FAMILY_RULES, iter(part.to_batches(7)))
    return pa.Table.from_batches(found)


def by_task(table: pa.Table, task: Task, tasks: int) -> pa.Table:
    """Each row goes to one of `tasks`, in turn."""
    dealt = [table.take(pa.array(np.arange(n, table.num_rows, tasks))) for n in range(tasks)]
    return pa.Table.from_batches(
        list(itertools.chain(*(task(iter(rows.to_batches(11))) for rows in dealt)))
    )


def by_part(table: pa.Table, function: Callable[[pa.Table], Iterator[pa.RecordBatch]]) -> pa.Table:
    part = table.column("part").to_numpy()
    parts = [table.filter(pa.array(part == value)) for value in np.unique(part)]
    # Rows of a part come in any order.
    return pa.Table.from_batches(
        list(itertools.chain(*(function(rows.take(pa.array(np.arange(len(rows))[::-1])))
                               for rows in parts)))
    )  # fmt: skip


def scale_in_parts(texts: pa.Table, ranges: int) -> CopyScale:
    held = by_task(texts.select(["grams"]), held_by_bucket, ranges)
    held = held.group_by("bucket").aggregate([("held", "sum")]).rename_columns(["bucket", "held"])
    said = texts.column("said").to_numpy()
    classes = length_classes(said)
    sizes = np.bincount(classes, minlength=6)
    drawn = [np.flatnonzero(classes == c)[at] for c, at in enumerate(sampled(sizes, 0))]
    grams, ends = from_bytes(texts.column("grams"), np.uint32)
    return scale_of(held, len(texts), LengthSample(drawn, sizes, grams, ends))


def pairs_in_parts(texts: pa.Table, scale: CopyScale, tasks: int) -> pa.Table:
    shown = by_task(texts, partial(drawn_labels, scale), tasks)
    central = by_task(shown, partial(central_leaves, tasks), tasks)
    met = by_part(central, partial(posts_met, tasks)).to_pydict()
    places = {number: at for at, number in enumerate(texts.column("number").to_pylist())}
    drawn = {number: at for at, number in enumerate(shown.column("number").to_pylist())}
    columns = np.zeros((4, len(shown)), np.int64)
    for number, tree, posts in zip(met["number"], met["tree"], met["met"], strict=True):
        columns[tree, drawn[number]] = posts
    for nth, column in enumerate(columns):
        shown = shown.append_column(f"met{nth}", pa.array(column))
    in_trees = by_task(shown, partial(leaves, tasks), tasks)
    assert in_trees.num_rows % TREES == 0
    pairs = by_part(in_trees, meeting_pairs).group_by(["a", "b"]).aggregate([])
    for side in ("a", "b"):
        at = [places[number] for number in pairs.column(side).to_pylist()]
        for name in ("said", "grams"):
            pairs = pairs.append_column(f"{name}_{side}", texts.column(name).take(pa.array(at)))
    return by_task(pairs, partial(measure, scale), tasks)


@settings(max_examples=12)
@given(st.integers(0, 1_000), st.integers(1, 6), st.integers(0, 80), st.integers(1, 5))
def test_parts_find_what_memory_finds(seed: int, families: int, others: int, parts: int) -> None:
    given_texts = some_texts(seed, families, others)
    memory = InMemory(given_texts)
    texts = in_ranges(given_texts, memory, parts)
    numbers = texts.column("number").to_numpy()
    assert (np.diff(numbers) > 0).all()
    assert from_bytes(texts.column("grams"), np.uint32)[0].tolist() == memory.unweighted.tolist()

    scale = scale_in_parts(texts, parts)
    assert scale.thresholds.least.tolist() == memory.thresholds.least.tolist()
    assert scale.weighed(memory.unweighted).tolist() == memory.texts.grams.tolist()

    alike = pairs_in_parts(texts, scale, parts).sort_by([("a", "ascending"), ("b", "ascending")])
    a, b = (np.searchsorted(numbers, alike.column(side).to_numpy()) for side in ("a", "b"))
    found = Pairs(a.astype(np.int32), b.astype(np.int32), alike.column("alike").to_numpy())
    for mine, theirs in zip(found, memory.pairs, strict=True):
        assert mine.tolist() == theirs.tolist()

    together = joined_families(texts, alike, scale)
    exemplar, similarity = np.arange(numbers.size), np.ones(numbers.size, np.float32)
    members = np.searchsorted(numbers, together.column("number").to_numpy())
    exemplar[members] = np.searchsorted(numbers, together.column("exemplar").to_numpy())
    similarity[members] = together.column("similarity").to_numpy()
    assert exemplar.tolist() == memory.families.exemplar.tolist()
    assert similarity.tolist() == memory.families.alike.tolist()


def joined_families(texts: pa.Table, alike: pa.Table, scale: CopyScale) -> pa.Table:
    """Families where each component of the texts that are alike is a part of its own."""
    (component,) = joined(alike)
    of_node = dict(zip(*(column.to_pylist() for column in component.columns), strict=True))
    numbers = texts.column("number").to_pylist()
    nodes = texts.filter(pa.array([number in of_node for number in numbers]))
    parts = [of_node[number] for number in nodes.column("number").to_pylist()]
    edges = alike.append_column("part", pa.array([of_node[a] for a in alike["a"].to_pylist()]))
    rows = [nodes.append_column("part", pa.array(parts, pa.int64())), edges]
    return by_part(pa.concat_tables(rows, promote_options="default"), partial(gathered, scale))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=60),
    st.integers(1, 5),
)
def test_stars_join_what_hangs_together(edges: list[tuple[int, int]], parts: int) -> None:
    edges = [(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]]
    if not edges:
        return
    expected = {node: node for edge in edges for node in edge}
    for _ in expected:
        for a, b in edges:
            expected[a] = expected[b] = min(expected[a], expected[b])
    small = pa.table({"a": [a for a, _ in edges], "b": [b for _, b in edges]})
    (at_once,) = joined(small)
    assert dict(zip(*(c.to_pylist() for c in at_once.columns), strict=True)) == expected

    stars, before = {(b, a) for a, b in edges}, set[tuple[int, int]]()
    rounds = 0
    while stars != before:
        before, rounds = stars, rounds + 1
        both = stars | {(smaller, larger) for larger, smaller in stars}
        large = pointed(both, point_larger, parts)
        stars = pointed(large, point_smaller, parts)
    assert rounds <= 8
    assert {**dict(stars), **{root: root for _, root in stars}} == expected


def pointed(
    edges: set[tuple[int, int]],
    function: Callable[[pa.Table], Iterator[pa.RecordBatch]],
    parts: int,
) -> set[tuple[int, int]]:
    nodes, others = zip(*edges, strict=True)
    table = pa.table({"part": [n % parts for n in nodes], "node": nodes, "other": others})
    found = by_part(table, function)
    return set(zip(*(column.to_pylist() for column in found.columns), strict=True))


@given(st.integers(0, 2**32), st.integers(0, 64))
def test_sketches_agree_wherever_draws_agree(seed: int, same: int) -> None:
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 1 << 16, (2, 64)).astype(np.uint16)
    labels[1, :same] = labels[0, :same]
    labels = np.ascontiguousarray(labels[:, draw.permutation(64)])
    held = sketches(labels).view(np.uint64)
    slow = int(((labels[0] & 15) == (labels[1] & 15)).sum())
    assert agreeing_bits(held[0], held[1]) == slow >= same


@given(st.lists(st.integers(0, 900), min_size=6, max_size=6), st.integers(0, 5))
def test_places_are_drawn_as_texts_were(sizes: list[int], seed: int) -> None:
    draw = np.random.default_rng(seed)
    slow = [draw.permutation(np.arange(size))[:400].tolist() for size in sizes[1:]]
    assert [at.tolist() for at in sampled(np.array(sizes), seed)] == [[], *slow]
