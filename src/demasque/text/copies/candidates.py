"""Which texts may be copies of one another: a forest of weighted MinHash trees.

In each tree a text's key is four grams, drawn so that two texts draw the same gram about as often
as they are alike (Manasse, McSherry, Talwar 2010: consistent weighted sampling; here by the least
hash over weight). Texts are sorted by that key; those that share its first two grams meet, or the
first three or four where too many share two (Bawa, Condie, Ganesan 2005: LSH Forest). So the cost
of a tree grows with the texts, not with their pairs: in a crowd every text is compared with its
most central few only, which is what a family round an exemplar needs.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.progress import Progress
from demasque.text.copies.draws import (
    CENTRAL_TREES,
    DRAWS,
    ROW_BITS,
    ROWS,
    TREES,
    Ends,
    Keys,
    Labels,
    Order,
    agreeing,
    draw,
    fewest_agreeing_each,
)
from demasque.text.copies.grams import Grams, likeness
from demasque.text.copies.sorted_trees import sorted_tree

_CROWD = 24  # texts that may meet on a short prefix
HUBS = 4  # in each meeting, the most central texts, with which the others are compared
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


class Climbers(NamedTuple):
    """What a meeting asks of the texts that take part, by their row."""

    labels: Labels
    rank: NDArray[np.float32]
    needed: NDArray[np.float32]
    fewest: NDArray[np.uint8]  # draws on which copies agree, by what this text needs
    settled: NDArray[np.bool_]
    nearest: Order  # the row that is most like, of those found so far; -1: none


def alike_pairs(texts: Texts, progress: Progress) -> Pairs:
    """Find pairs of copies: most of them, and for each family those with its central texts."""
    active = np.flatnonzero(texts.needed <= 1).astype(np.int32)
    labels = _labels(texts, active)
    needed = texts.needed[active]
    nearest = np.full(active.size, -1, np.int32)
    nearest_alike = np.zeros(active.size, np.float32)
    rank, settled = _ranks(texts, active, labels), texts.settled[active]
    climbers = Climbers(labels, rank, needed, fewest_agreeing_each(needed), settled, nearest)
    found: list[Pairs] = []

    def climb(tree: int) -> Pairs:
        order, keys = sorted_tree(labels, tree)
        return Pairs(*_meet(order, keys, active, texts.grams, texts.ends, *climbers))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for first in range(0, TREES, _AT_ONCE):
            progress("copies", first, TREES)
            new = list(pool.map(climb, range(first, first + _AT_ONCE)))
            for pairs in new:
                _remember(*pairs, nearest, nearest_alike)
            found += new
    a, b, alike = _distinct(found)
    return Pairs(active[a], active[b], alike)


def _labels(texts: Texts, active: Order) -> Labels:
    """The labels of each active text's draws, one row each."""
    labels = np.zeros((active.size, DRAWS), np.uint16)
    bounds = np.linspace(0, active.size, _AT_ONCE + 1).astype(np.int64)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        halves = [
            pool.submit(draw, texts.grams, texts.ends, active, first, last, labels)
            for first, last in pairwise(bounds.tolist())
        ]
        for half in halves:
            half.result()
    return labels


def _ranks(texts: Texts, active: Order, labels: Labels) -> NDArray[np.float32]:
    """How central each active text is: posts of those it meets on three grams, settled first."""
    posts = texts.posts[active]
    met = np.zeros((len(CENTRAL_TREES), active.size), np.int64)
    for line, tree in zip(met, CENTRAL_TREES, strict=True):
        order, keys = sorted_tree(labels, tree)
        count_meetings(order, keys, posts, line)
    rank = centrality(met, posts)
    rank[texts.settled[active]] += np.float32(1e12)
    return rank


def centrality(met: NDArray[np.int64], posts: NDArray[np.int64]) -> NDArray[np.float32]:
    """How central texts are, by the posts that each met in each of `CENTRAL_TREES`, and its own."""
    popularity = np.zeros(posts.size, np.float32)
    for line in met:
        popularity += line
    popularity += posts
    return popularity


def _distinct(found: list[Pairs]) -> Pairs:
    a, b, alike = (np.concatenate(column) for column in zip(*found, strict=True))
    key = a.astype(np.uint64) << np.uint64(32) | b.astype(np.uint64)
    _, first = np.unique(key, return_index=True)
    return Pairs(a[first], b[first], alike[first])


@numba.njit(cache=True)
def _same_prefix(a: int, b: int, rows: int) -> bool:
    shift = np.uint64((ROWS - rows) * ROW_BITS)
    return bool(a >> shift == b >> shift)


@numba.njit(cache=True)
def meeting_end(keys: Keys, start: int) -> int:
    """Texts from `start` share two grams; or three, or four, while they are a crowd."""
    rows = 2
    while (
        rows < ROWS
        and start + _CROWD < keys.size
        and _same_prefix(keys[start], keys[start + _CROWD], rows)
    ):
        rows += 1
    end = start + 1
    while end < keys.size and _same_prefix(keys[start], keys[end], rows):
        end += 1
    return end


@numba.njit(cache=True, nogil=True)
def count_meetings(
    order: Order, keys: Keys, posts: NDArray[np.int64], met: NDArray[np.int64]
) -> None:
    """Write how many posts of other texts each text meets on its first three grams."""
    start = 0
    while start < order.size:
        end = start + 1
        while end < order.size and _same_prefix(keys[start], keys[end], 3):
            end += 1
        total = 0
        for n in range(start, end):
            total += posts[order[n]]
        for n in range(start, end):
            met[order[n]] = total - posts[order[n]]
        start = end


@numba.njit(cache=True)
def write_hubs(rows: Order, rank: NDArray[np.float32], hubs: Order) -> int:
    """Write the rows of the most central texts, first the highest rank; return how many."""
    count = 0
    for row in rows:
        at = count
        while at > 0 and rank[row] > rank[hubs[at - 1]]:
            at -= 1
        if at >= hubs.size:
            continue
        count = min(count + 1, hubs.size)
        for k in range(count - 1, at, -1):
            hubs[k] = hubs[k - 1]
        hubs[at] = row
    return count


@numba.njit(cache=True, nogil=True)
def _meet(
    order: Order,
    keys: Keys,
    active: Order,
    grams: Grams,
    ends: Ends,
    labels: Labels,
    rank: NDArray[np.float32],
    needed: NDArray[np.float32],
    fewest: NDArray[np.uint8],
    settled: NDArray[np.bool_],
    nearest: Order,
) -> tuple[Order, Order, NDArray[np.float32]]:
    """Compare the rows of each meeting with its hubs; keep the pairs alike enough."""
    found_a, found_b = np.empty(1024, np.int32), np.empty(1024, np.int32)
    found_alike = np.empty(1024, np.float32)
    hubs = np.empty(HUBS, np.int32)
    count, start = 0, 0
    while start < order.size:
        end = meeting_end(keys, start)
        hub_count = write_hubs(order[start:end], rank, hubs) if end > start + 1 else 0
        for row in order[start:end]:
            for k in range(hub_count):
                hub = hubs[k]
                if hub == row:
                    break
                if nearest[row] == hub or (settled[row] and settled[hub]):
                    continue
                if agreeing(labels[row], labels[hub]) < max(fewest[row], fewest[hub]):
                    continue
                held = grams[ends[active[row]] : ends[active[row] + 1]]
                alike = likeness(held, grams[ends[active[hub]] : ends[active[hub] + 1]])
                if alike < max(needed[row], needed[hub]):
                    continue
                if count == found_a.size:
                    found_a, found_b = _doubled(found_a), _doubled(found_b)
                    found_alike = _doubled(found_alike)
                found_a[count], found_b[count] = min(row, hub), max(row, hub)
                found_alike[count] = alike
                count += 1
        start = end
    return found_a[:count], found_b[:count], found_alike[:count]


@numba.njit(cache=True)
def _doubled(items: NDArray[Any]) -> NDArray[Any]:
    more = np.empty(2 * items.size, items.dtype)
    more[: items.size] = items
    return more


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
