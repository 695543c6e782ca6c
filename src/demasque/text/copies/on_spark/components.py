"""Which texts hang together by way of others that are alike: connected components of a graph.

Few edges are joined in one task. Many are first made stars, round by round: each node points all
larger neighbours to its least one, then the smaller ones and itself (Kiveris, Lattanzi, Mirrokni,
Rastogi, Vassilvitskii 2014: connected components in MapReduce and beyond; rounds grow with the
square of the logarithm of the nodes, and were at most 8 on the small graphs tried here).
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from demasque.cluster import Stages, in_parts

FEW_EDGES: Final = 2_000_000
"""Edges that one task joins: some 100 MB."""

COMPONENTS: Final = "number long, component long"
_EDGES: Final = "larger long, smaller long"

Nodes = NDArray[np.int64]


def components(
    edges: DataFrame, steps: Stages, name: str, parts: int, few: int = FEW_EDGES
) -> DataFrame:
    """Number the component of each node of `edges` (a, b) by its least node.

    Rounds are kept as steps whose names begin with `name`; up to `few` edges take none.
    """
    count = edges.count()
    if count <= few:
        one = edges.select(f.lit(0).alias("part"), "a", "b")
        return in_parts(one, 1, [], joined, COMPONENTS)
    stars, nth = edges.select(f.col("b").alias("larger"), f.col("a").alias("smaller")), 0
    before, after = None, _digest(stars)
    while before != after:
        large = _each_node(_both_ways(stars), parts, point_larger)
        small = _each_node(large.withColumnsRenamed({"larger": "node", "smaller": "other"}),
                           parts, point_smaller)  # fmt: skip
        stars = steps.keep(f"{name}-{nth}", partial(_same, small), "Comparing the words of posts")
        before, after, nth = after, _digest(stars), nth + 1
    leaves = stars.select(f.col("larger").alias("number"), f.col("smaller").alias("component"))
    middles = leaves.select(f.col("component").alias("number"), "component").distinct()
    return leaves.union(middles)


def _same(frame: DataFrame) -> DataFrame:
    return frame


def _digest(stars: DataFrame) -> tuple[object, ...]:
    """What tells two sets of edges apart, whatever their order."""
    code = f.xxhash64("larger", "smaller")
    return tuple(stars.agg(f.count("*"), f.bit_xor(code), f.max("larger")).first() or ())


def _both_ways(stars: DataFrame) -> DataFrame:
    one = stars.select(f.col("larger").alias("node"), f.col("smaller").alias("other"))
    return one.union(one.select(f.col("other").alias("node"), f.col("node").alias("other")))


def _each_node(
    edges: DataFrame, parts: int, function: Callable[[pa.Table], Iterator[pa.RecordBatch]]
) -> DataFrame:
    part = f.pmod(f.xxhash64("node"), f.lit(4 * parts)).alias("part")
    return in_parts(edges.select(part, "node", "other"), parts, [], function, _EDGES)


def joined(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The component of each node of a few edges (a, b), at once."""
    a, b = (table.column(name).to_numpy() for name in ("a", "b"))
    nodes, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    root = _roots(places[: a.size], places[a.size :], nodes.size)
    yield pa.RecordBatch.from_arrays(
        [pa.array(nodes), pa.array(nodes[root])], ["number", "component"]
    )


def point_larger(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The large star: all larger neighbours of a node point to the least of it and them."""
    node, other = _distinct(table)
    starts, counts = _runs(node)
    least = np.minimum(np.minimum.reduceat(other, starts), node[starts]) if node.size else node
    least = np.repeat(least, counts)
    larger = other > node
    yield _edges(other[larger], least[larger])


def point_smaller(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The small star: a node and all its smaller neighbours point to the least of them."""
    node, other = _distinct(table)
    starts, counts = _runs(node)
    least = np.minimum.reduceat(other, starts) if node.size else node
    repeated = np.repeat(least, counts)
    rest = other != repeated
    yield _edges(
        np.concatenate([other[rest], node[starts]]), np.concatenate([repeated[rest], least])
    )


def _distinct(table: pa.Table) -> tuple[Nodes, Nodes]:
    """The distinct edges of a part, sorted by node, then by the other."""
    node, other = (table.column(name).to_numpy() for name in ("node", "other"))
    order = np.lexsort((other, node))
    node, other = node[order], other[order]
    new = np.ones(node.size, np.bool_)
    new[1:] = (node[1:] != node[:-1]) | (other[1:] != other[:-1])
    return node[new], other[new]


def _runs(node: Nodes) -> tuple[Nodes, Nodes]:
    starts = np.flatnonzero(np.diff(node, prepend=node[:1] - 1))
    return starts, np.diff(starts, append=node.size)


def _edges(larger: Nodes, smaller: Nodes) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(larger), pa.array(smaller)], ["larger", "smaller"])


@numba.njit(cache=True, nogil=True)
def _root(parent: Nodes, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@numba.njit(cache=True, nogil=True)
def _roots(a: Nodes, b: Nodes, nodes: int) -> Nodes:
    """The least node that each hangs together with."""
    parent = np.arange(nodes)
    for edge in range(a.size):
        one, other = _root(parent, a[edge]), _root(parent, b[edge])
        parent[max(one, other)] = min(one, other)
    for node in range(nodes):
        parent[node] = _root(parent, node)
    return parent
