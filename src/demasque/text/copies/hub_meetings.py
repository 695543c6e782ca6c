"""Texts that share grams of a tree meet: each is compared with the most central of them."""

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.array_room import ArrayRoom
from demasque.text.copies.draws import DRAWS, ROW_BITS, ROWS, Ends, Keys, Labels, Order, agreeing
from demasque.text.copies.grams import Grams, likeness

_CROWD = 24  # texts that may meet on a short prefix
HUBS = 4  # in each meeting, the most central texts, with which the others are compared


class Climbers(NamedTuple):
    """What a meeting asks of the texts that take part, by their row; `ends` are by text."""

    active: Order  # which text it is
    grams: Grams
    ends: Ends
    labels: Labels
    rank: NDArray[np.float32]
    needed: NDArray[np.float32]
    fewest: NDArray[np.uint8]  # draws on which copies agree, by what this text needs
    settled: NDArray[np.bool_]
    nearest: Order  # the row that is most like, of those found so far; -1: none


def at_hand(order: Order, climbers: Climbers, room: ArrayRoom) -> tuple[Order, Climbers]:
    """Only these rows, in memory, looked up in the order in which they lie on disk.

    Rows are numbered anew, as they follow one another; first, the new numbers of `order`.
    """
    rows = np.sort(order)
    texts = climbers.active[rows]
    sizes = climbers.ends[texts + 1] - climbers.ends[texts]
    ends = np.concatenate([[0], np.cumsum(sizes)])
    grams, labels = np.empty(ends[-1], np.uint32), np.empty((rows.size, DRAWS), np.uint16)
    on_disk = climbers.grams.nbytes + climbers.labels.nbytes
    for first, last in room.ranges(rows.size, on_disk // max(rows.size, 1) + 1):
        _copy(climbers.grams, climbers.ends, texts[first:last], grams[ends[first] : ends[last]])
        labels[first:last] = climbers.labels[rows[first:last]]
    nearest = climbers.nearest[rows]
    place = np.minimum(np.searchsorted(rows, nearest), max(rows.size - 1, 0))
    here = Climbers(
        np.arange(rows.size, dtype=np.int32),
        grams,
        ends,
        labels,
        climbers.rank[rows],
        climbers.needed[rows],
        climbers.fewest[rows],
        climbers.settled[rows],
        np.where(rows[place] == nearest, place, -1).astype(np.int32),
    )
    return np.searchsorted(rows, order).astype(np.int32), here


@numba.njit(cache=True, nogil=True)
def _copy(grams: Grams, ends: Ends, texts: Order, out: Grams) -> None:
    to = 0
    for text in texts:
        for gram in grams[ends[text] : ends[text + 1]]:
            out[to] = gram
            to += 1


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
def meet(
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
