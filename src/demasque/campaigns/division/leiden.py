"""Leiden communities of a network, in each connected part at a price of its own, compiled.

Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing well-connected communities",
Scientific Reports 9, 5233 (2019). Accounts move to the community that gains most; each community is
then put together again from single accounts, which join at random where it gains; what joined is
one node of a smaller network, on which the same goes on, until nothing joins any more. It is ours
because of two things. A price for each account lets all parts be divided in one walk, as if each
were alone. And chance is drawn from the seed and the number of an account, never from a generator
that others share, or that differs between systems, as C's ``rand()`` does: what happens to a part
depends on nothing but the numbers of its accounts and their ties.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]

LEAST_GAIN = 1e-9
"""Share of an account's strength by which moving must gain: sums differ by less in any order."""


@njit(cache=True, nogil=True)
def leiden(starts: Int64, others: Int64, weights: Float64, price: Float64, seed: int) -> Int64:
    """Divide a network so that ties within communities outweigh what strong accounts would share.

    Account ``i`` gains ``sum of weights to C - price[i] * strength[i] * strength of C`` in a
    community ``C``, its strength being the sum of its weights. With the price of resolution over
    twice the weight of all ties this is modularity.

    Args:
        starts: where the ties of each account begin in ``others``; one more than accounts.
        others: the other end of each tie; every tie stands at both of its ends, none ties an
            account to itself.
        weights: of each tie, above 0.
        price: of each account, the same in all of a connected part.
        seed: in which order accounts are visited and which joining is drawn follow from it.

    Returns:
        For each account the number of its community; numbers have gaps and say nothing.
    """
    place = np.arange(len(starts) - 1)
    first = place.copy()  # the lowest account in each node
    labels = place.copy()
    strength = np.zeros(len(place))
    for node in range(len(place)):
        strength[node] = weights[starts[node] : starts[node + 1]].sum()
    level = 0
    while True:
        chance = _mixed(first, seed, level)
        order = np.argsort(chance)
        _move(starts, others, weights, strength, price, order, labels)
        joined, pieces = _numbered(
            _join(starts, others, weights, strength, price, order, labels, chance)
        )
        if len(joined) == len(strength):
            return labels[place]
        labels = _numbered(labels)[1][joined]
        starts, others, weights = _gathered(starts, others, weights, pieces, len(joined))
        whole = np.zeros(len(joined))
        for node in range(len(pieces)):
            whole[pieces[node]] += strength[node]
        strength, price, first = whole, price[joined], first[joined]
        place = pieces[place]
        level += 1


@njit(cache=True, nogil=True)
def _mixed(first: Int64, seed: int, level: int) -> npt.NDArray[np.uint64]:
    """A number for each node that looks random (SplitMix64: Steele, Lea and Flood 2014)."""
    mixed = np.empty(len(first), np.uint64)
    for node in range(len(first)):
        h = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(level)
        for part in (np.uint64(0), np.uint64(first[node])):
            h += part + np.uint64(0x9E3779B97F4A7C15)
            h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            h ^= h >> np.uint64(31)
        mixed[node] = h
    return mixed


@njit(cache=True, nogil=True)
def _hear(others: Int64, weights: Float64, groups: Int64, heard: Int64, to_each: Float64) -> int:
    """Sum a node's weights to each group; how many groups ``heard`` begins with."""
    found = 0
    for tie in range(len(others)):
        group = groups[others[tie]]
        if to_each[group] == 0:
            heard[found] = group
            found += 1
        to_each[group] += weights[tie]
    return found


@njit(cache=True, nogil=True)
def _move(
    starts: Int64,
    others: Int64,
    weights: Float64,
    strength: Float64,
    price: Float64,
    order: Int64,
    labels: Int64,
) -> None:
    """Move nodes, and again those whose neighbours moved, until no move gains; changes labels."""
    nodes = len(strength)
    total, members = np.zeros(nodes), np.zeros(nodes, np.int64)
    for node in range(nodes):
        total[labels[node]] += strength[node]
        members[labels[node]] += 1
    empty = [label for label in range(nodes) if members[label] == 0]
    heard, to_each = np.empty(nodes, np.int64), np.zeros(nodes)
    queue, waits, head, waiting = order.copy(), np.ones(nodes, np.bool_), 0, nodes
    while waiting:
        node = queue[head]
        head, waiting, waits[node] = (head + 1) % nodes, waiting - 1, False
        begin, end, old = starts[node], starts[node + 1], labels[node]
        members[old] -= 1
        total[old] = total[old] - strength[node] if members[old] else 0.0
        found = _hear(others[begin:end], weights[begin:end], labels, heard, to_each)
        cost, least = price[node] * strength[node], LEAST_GAIN * strength[node]
        best, most = old, to_each[old] - cost * total[old]
        for label in heard[:found]:
            gain = to_each[label] - cost * total[label]
            if gain > most + least:
                best, most = label, gain
        to_each[heard[:found]] = 0.0
        if most < -least and members[old]:
            best = empty.pop()
        elif best != old and not members[old]:
            empty.append(old)
        labels[node] = best
        members[best] += 1
        total[best] += strength[node]
        if best == old:
            continue
        for tie in range(begin, end):
            other = others[tie]
            if labels[other] != best and not waits[other]:
                queue[(head + waiting) % nodes] = other
                waiting, waits[other] = waiting + 1, True


@njit(cache=True, nogil=True)
def _join(
    starts: Int64,
    others: Int64,
    weights: Float64,
    strength: Float64,
    price: Float64,
    order: Int64,
    labels: Int64,
    chance: npt.NDArray[np.uint64],
) -> Int64:
    """Put each community together again from single nodes; the piece that each node is in.

    A node that stands alone joins one of the pieces of its community in which it gains, drawn at
    random. Both must be well tied to the rest of the community: more than their price.
    """
    nodes = len(strength)
    pieces, alone = np.arange(nodes), np.ones(nodes, np.bool_)
    whole, total, outward = np.zeros(nodes), strength.copy(), np.zeros(nodes)
    for node in range(nodes):
        whole[labels[node]] += strength[node]
        for tie in range(starts[node], starts[node + 1]):
            if labels[others[tie]] == labels[node]:
                outward[node] += weights[tie]
    heard, to_each, weight = np.empty(nodes, np.int64), np.zeros(nodes), np.empty(nodes)
    for node in order:
        cost, community = price[node] * strength[node], whole[labels[node]]
        if not alone[node] or outward[node] < cost * (community - strength[node]):
            continue
        begin, end, fit = starts[node], starts[node + 1], 0
        found = _hear(others[begin:end], weights[begin:end], pieces, heard, to_each)
        for piece in heard[:found]:
            price_of_piece = price[node] * total[piece] * (community - total[piece])
            gains = to_each[piece] > cost * total[piece] and outward[piece] >= price_of_piece
            if labels[piece] == labels[node] and gains:
                heard[fit], weight[fit] = piece, to_each[piece]
                fit += 1
            to_each[piece] = 0.0
        if fit == 0:
            continue
        drawn = np.int64(chance[node] % np.uint64(fit))
        piece = heard[drawn]
        pieces[node], alone[node], alone[piece] = piece, False, False
        total[piece] += strength[node]
        outward[piece] += outward[node] - 2 * weight[drawn]
    return pieces


@njit(cache=True, nogil=True)
def _numbered(pieces: Int64) -> tuple[Int64, Int64]:
    """The first node of each piece, and pieces by numbers without gaps in that order."""
    number, first = np.full(len(pieces), -1), np.empty(len(pieces), np.int64)
    numbers, count = np.empty(len(pieces), np.int64), 0
    for node in range(len(pieces)):
        if number[pieces[node]] < 0:
            number[pieces[node]], first[count] = count, node
            count += 1
        numbers[node] = number[pieces[node]]
    return first[:count].copy(), numbers


@njit(cache=True, nogil=True)
def _gathered(
    starts: Int64, others: Int64, weights: Float64, pieces: Int64, count: int
) -> tuple[Int64, Int64, Float64]:
    """The network of pieces: their ties to other pieces, added up."""
    by_piece = np.argsort(pieces, kind="mergesort")
    of_piece = np.searchsorted(pieces[by_piece], np.arange(count + 1))
    to_each, new_starts, size = np.zeros(count), np.zeros(count + 1, np.int64), 0
    new_others, new_weights = np.empty(len(others), np.int64), np.empty(len(others))
    for piece in range(count):
        for node in by_piece[of_piece[piece] : of_piece[piece + 1]]:
            for tie in range(starts[node], starts[node + 1]):
                other = pieces[others[tie]]
                if other != piece and to_each[other] == 0:
                    new_others[size] = other
                    size += 1
                to_each[other] += weights[tie]
        for tie in range(new_starts[piece], size):
            new_weights[tie] = to_each[new_others[tie]]
            to_each[new_others[tie]] = 0.0
        to_each[piece] = 0.0
        new_starts[piece + 1] = size
    return new_starts, new_others[:size].copy(), new_weights[:size].copy()
