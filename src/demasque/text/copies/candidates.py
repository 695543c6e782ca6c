"""Which texts may be copies of one another: a forest of weighted MinHash trees.

In each tree a text's key is four grams, drawn so that two texts draw the same gram about as often
as they are alike (Manasse, McSherry, Talwar 2010: consistent weighted sampling; here by the least
hash over weight). Texts are sorted by that key; those that share its first two grams meet, or the
first three or four where too many share two (Bawa, Condie, Ganesan 2005: LSH Forest). So the cost
of a tree grows with the texts, not with their pairs: in a crowd every text is compared with its
most central few only, which is what a family round an exemplar needs.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.array_room import IN_MEMORY, ArrayRoom
from demasque.progress import Progress
from demasque.text.copies.draws import (
    CENTRAL_TREES,
    DRAWS,
    ROW_BITS,
    TREES,
    Ends,
    Keys,
    Labels,
    Order,
    draw,
    fewest_agreeing_each,
)
from demasque.text.copies.grams import Grams
from demasque.text.copies.hub_meetings import Climbers, at_hand, count_meetings, meet
from demasque.text.copies.sorted_trees import sorted_parts

_LATTER: Final = np.uint64((1 << 2 * ROW_BITS) - 1)  # the last two grams of a key
_AT_HAND: Final = 1200  # bytes for a text while two trees are climbed
_AT_ONCE: Final = 2  # trees at a time; fixed, so that the result does not hang on the machine


class Texts(NamedTuple):
    """What the comparison of texts needs, by text."""

    grams: Grams
    ends: Ends
    needed: NDArray[np.float32]  # the likeness that makes a copy; above 1: never
    posts: NDArray[np.int64]
    settled: NDArray[np.bool_]  # exemplars of an earlier run: not compared among themselves


class Pairs(NamedTuple):
    """Texts found alike: text a, text b and their likeness, at least what both need."""

    a: Order
    b: Order
    alike: NDArray[np.float32]


def alike_pairs(texts: Texts, progress: Progress, room: ArrayRoom = IN_MEMORY) -> Pairs:
    """Find pairs of copies: most of them, and for each family those with its central texts.

    What the texts drew lies in `room`, and is gone through in parts that fit; the pairs are the
    same.
    """
    active = np.flatnonzero(texts.needed <= 1).astype(np.int32)
    labels = _labels(texts, active, room)
    needed = texts.needed[active]
    nearest = np.full(active.size, -1, np.int32)
    nearest_alike = np.zeros(active.size, np.float32)
    rank, settled = _ranks(texts, active, labels, room), texts.settled[active]
    climbers = Climbers(
        active,
        texts.grams,
        texts.ends,
        labels,
        rank,
        needed,
        fewest_agreeing_each(needed),
        settled,
        nearest,
    )
    found: list[Pairs] = []

    def climb(tree: int) -> Pairs:
        met = [
            _compared(order, keys, climbers, room)
            for part in sorted_parts(labels, tree, room)
            for order, keys in _whole_meetings(*part, room)
        ]
        return _put_together(met)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for first in range(0, TREES, _AT_ONCE):
            progress("copies", first, TREES)
            new = list(pool.map(climb, range(first, first + _AT_ONCE)))
            for pairs in new:
                _remember(*pairs, nearest, nearest_alike)
            found += new
    a, b, alike = _distinct(found)
    return Pairs(active[a], active[b], alike)


def _whole_meetings(order: Order, keys: Keys, room: ArrayRoom) -> Iterator[tuple[Order, Keys]]:
    """A tree's texts, some at a time: those that share their first two grams stay together."""
    first = 0
    parts = room.parts(order.size * _AT_HAND)
    for last in np.linspace(0, order.size, parts + 1).astype(np.int64).tolist()[1:]:
        if last > first or last == order.size:
            end = last and int(np.searchsorted(keys, keys[last - 1] | _LATTER, side="right"))
            yield order[first:end], keys[first:end]
            first = end


def _compared(order: Order, keys: Keys, climbers: Climbers, room: ArrayRoom) -> Pairs:
    if room.all_at_once:
        return Pairs(*meet(order, keys, *climbers))
    numbers, here = at_hand(order, climbers, room)
    found = Pairs(*meet(numbers, keys, *here))
    rows = np.sort(order)
    return Pairs(rows[found.a], rows[found.b], found.alike)


def _put_together(found: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _labels(texts: Texts, active: Order, room: ArrayRoom) -> Labels:
    """The labels of each active text's draws, one row each."""
    labels: Labels = room.zeros((active.size, DRAWS), np.uint16)
    each = labels.itemsize * DRAWS + texts.grams.nbytes // max(texts.needed.size, 1)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start, end in room.ranges(active.size, each):
            bounds = np.linspace(start, end, _AT_ONCE + 1).astype(np.int64)
            halves = [
                pool.submit(draw, texts.grams, texts.ends, active, first, last, labels)
                for first, last in pairwise(bounds.tolist())
            ]
            for half in halves:
                half.result()
    return labels


def _ranks(texts: Texts, active: Order, labels: Labels, room: ArrayRoom) -> NDArray[np.float32]:
    """How central each active text is: posts of those it meets on three grams, settled first."""
    posts = texts.posts[active]
    rank = centrality((_met(labels, tree, posts, room) for tree in CENTRAL_TREES), posts)
    rank[texts.settled[active]] += np.float32(1e12)
    return rank


def _met(labels: Labels, tree: int, posts: NDArray[np.int64], room: ArrayRoom) -> NDArray[np.int64]:
    met = np.zeros(posts.size, np.int64)
    for order, keys in sorted_parts(labels, tree, room):
        count_meetings(order, keys, posts, met)
    return met


def centrality(met: Iterable[NDArray[np.int64]], posts: NDArray[np.int64]) -> NDArray[np.float32]:
    """How central texts are, by the posts that each met in each of `CENTRAL_TREES`, and its own."""
    popularity = np.zeros(posts.size, np.float32)
    for line in met:
        popularity += line
    popularity += posts
    return popularity


def _distinct(found: list[Pairs]) -> Pairs:
    a, b, alike = _put_together(found)
    key = a.astype(np.uint64) << np.uint64(32) | b.astype(np.uint64)
    _, first = np.unique(key, return_index=True)
    return Pairs(a[first], b[first], alike[first])


@numba.njit(cache=True, nogil=True)
def _remember(
    a: Order,
    b: Order,
    alike: NDArray[np.float32],
    nearest: Order,
    nearest_alike: NDArray[np.float32],
) -> None:
    """Keep for each row its nearest found so far, so that no pair of them is compared again."""
    for p in range(a.size):
        if alike[p] > nearest_alike[a[p]]:
            nearest[a[p]], nearest_alike[a[p]] = b[p], alike[p]
        if alike[p] > nearest_alike[b[p]]:
            nearest[b[p]], nearest_alike[b[p]] = a[p], alike[p]
