"""Families round exemplars: every member resembles its family's exemplar, so families cannot chain.

Connected components of 'alike' join A to Z by way of everything between them. Here the text that
resembles most posts becomes an exemplar and takes those that resemble it; then the next text left.
"""

from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.array_room import IN_MEMORY, ArrayRoom
from demasque.text.copies.candidates import Pairs, Texts
from demasque.text.copies.draws import Ends, Order
from demasque.text.copies.grams import Grams, likeness

_TOUCHED: Final = 1 << 12  # bytes mapped, about, for a text: the grams of few are looked up


class Families(NamedTuple):
    """By text: the exemplar of its family and its likeness to it (1.0 for the exemplar)."""

    exemplar: Order
    alike: NDArray[np.float32]


def gather(texts: Texts, pairs: Pairs, room: ArrayRoom = IN_MEMORY) -> Families:
    """Gather texts into families; a text alike to none is its own exemplar.

    Texts' grams are looked up some at a time, as `room` has it.
    """
    size = texts.needed.size
    starts, neighbours, alike = _adjacency(pairs, size)
    coverage = texts.posts.astype(np.float64)
    np.add.at(coverage, pairs.a, texts.posts[pairs.b])
    np.add.at(coverage, pairs.b, texts.posts[pairs.a])
    coverage[texts.settled] += 1e15
    order = np.lexsort((np.arange(size), -texts.posts, -coverage)).astype(np.int32)
    graph = (starts, neighbours, alike, texts.grams, texts.ends, texts.needed)
    found = Families(np.full(size, -1, np.int32), np.ones(size, np.float32))
    for first, last in room.ranges(size, _TOUCHED):
        _gather(order[first:last], *graph, texts.settled, *found)
    for first, last in room.ranges(size, _TOUCHED):
        _move_to_nearest(order[first:last], *graph, *found)
    return found


def _adjacency(pairs: Pairs, size: int) -> tuple[Ends, Order, NDArray[np.float32]]:
    """Neighbours of each text, end to end, nearest first."""
    source = np.concatenate([pairs.a, pairs.b])
    target = np.concatenate([pairs.b, pairs.a])
    alike = np.concatenate([pairs.alike, pairs.alike])
    order = np.lexsort((target, -alike, source))
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=size), out=starts[1:])
    return starts, target[order], alike[order]


@numba.njit(cache=True)
def _alike(a: int, b: int, grams: Grams, ends: Ends, needed: NDArray[np.float32]) -> float:
    """Likeness of two texts, 0 where it is less than either needs."""
    found = likeness(grams[ends[a] : ends[a + 1]], grams[ends[b] : ends[b + 1]])
    return found if found >= max(needed[a], needed[b]) else 0.0


@numba.njit(cache=True)
def _best_exemplar(
    text: int,
    exemplar: Order,
    neighbours: Order,
    alike: NDArray[np.float32],
    grams: Grams,
    ends: Ends,
    needed: NDArray[np.float32],
) -> tuple[int, float]:
    """The exemplar most like a text, among its neighbours and its neighbours' exemplars."""
    best, best_alike, tried = -1, 0.0, -1
    for n in range(neighbours.size):
        other = exemplar[neighbours[n]]
        if other < 0 or other == text or other in (best, tried):
            continue
        is_neighbour = other == neighbours[n]
        found = alike[n] if is_neighbour else _alike(text, other, grams, ends, needed)
        tried = other
        if found > best_alike:
            best, best_alike = other, found
    return best, best_alike


@numba.njit(cache=True, nogil=True)
def _gather(
    order: Order,
    starts: Ends,
    neighbours: Order,
    alike: NDArray[np.float32],
    grams: Grams,
    ends: Ends,
    needed: NDArray[np.float32],
    settled: NDArray[np.bool_],
    exemplar: Order,
    likenesses: NDArray[np.float32],
) -> None:
    """Each text, in this order, joins an exemplar that is there or becomes one; in place."""
    for text in order:
        if exemplar[text] >= 0:
            continue
        near = slice(starts[text], starts[text + 1])
        if not settled[text]:
            best, found = _best_exemplar(
                text, exemplar, neighbours[near], alike[near], grams, ends, needed
            )
            if best >= 0:
                exemplar[text], likenesses[text] = best, found
                continue
        exemplar[text] = text
        for n in range(starts[text], starts[text + 1]):
            if exemplar[neighbours[n]] < 0 and not settled[neighbours[n]]:
                exemplar[neighbours[n]], likenesses[neighbours[n]] = text, alike[n]


@numba.njit(cache=True, nogil=True)
def _move_to_nearest(
    order: Order,
    starts: Ends,
    neighbours: Order,
    alike: NDArray[np.float32],
    grams: Grams,
    ends: Ends,
    needed: NDArray[np.float32],
    exemplar: Order,
    likenesses: NDArray[np.float32],
) -> None:
    """Families are complete: each member moves to the exemplar it is most like; in place."""
    for text in order:
        if exemplar[text] == text:
            continue
        near = slice(starts[text], starts[text + 1])
        best, found = _best_exemplar(
            text, exemplar, neighbours[near], alike[near], grams, ends, needed
        )
        if best >= 0 and found > likenesses[text]:
            exemplar[text], likenesses[text] = best, found
