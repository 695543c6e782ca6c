"""Kernels that walk windows over rows sorted by (object, time): no join, only the answer stored."""

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[Any]


@nb.njit(cache=True)
def window_starts(objects: Vector, at: Vector, limit: float) -> Vector:
    """For each row the first row of the same object at most ``limit`` before it."""
    starts = np.empty(len(objects), np.int64)
    first = 0
    for row in range(len(objects)):
        if row and objects[row] != objects[row - 1]:
            first = row
        while at[row] - at[first] > limit:
            first += 1
        starts[row] = first
    return starts


@nb.njit(cache=True, inline="always")
def _is_loop(objects: Vector, accounts: Vector, contents: Vector, older: int, newer: int) -> bool:
    return bool(
        accounts[older] == accounts[newer]
        or contents[older] == contents[newer]
        or objects[older] == contents[older]
        or objects[older] == contents[newer]
    )


@nb.njit(cache=True)
def contents_in_pairs(
    objects: Vector,
    accounts: Vector,
    contents: Vector,
    starts: Vector,
    remove_loops: bool,
    found: Vector,
) -> None:
    """Set ``found[content]`` for every content on either side of a pair."""
    for newer in range(len(objects)):
        for older in range(starts[newer], newer):
            if not (remove_loops and _is_loop(objects, accounts, contents, older, newer)):
                found[contents[older]] = True
                found[contents[newer]] = True


@nb.njit(cache=True)
def count_pairs(
    objects: Vector,
    accounts: Vector,
    contents: Vector,
    starts: Vector,
    remove_loops: bool,
    passing: Vector,
) -> int:
    """Pairs of rows in which a passing content takes part."""
    pairs = 0
    for newer in range(len(objects)):
        for older in range(starts[newer], newer):
            if remove_loops and _is_loop(objects, accounts, contents, older, newer):
                continue
            if passing[contents[older]] or passing[contents[newer]]:
                pairs += 1
    return pairs


@nb.njit(cache=True)
def fill_pairs(
    objects: Vector,
    accounts: Vector,
    contents: Vector,
    starts: Vector,
    remove_loops: bool,
    passing: Vector,
    pairs: Vector,
) -> None:
    """Write the pairs that :func:`count_pairs` counted: older row, newer row."""
    at = 0
    for newer in range(len(objects)):
        for older in range(starts[newer], newer):
            if remove_loops and _is_loop(objects, accounts, contents, older, newer):
                continue
            if passing[contents[older]] or passing[contents[newer]]:
                pairs[0, at] = older
                pairs[1, at] = newer
                at += 1


@nb.njit(cache=True)
def window_bounds(traces: Vector, at: Vector, window: float) -> tuple[Vector, Vector]:
    """For each row the first and one past the last row of its trace within ``at`` +- ``window``.

    Compares with ``at - window`` and ``at + window``, not with differences: the two round apart.
    """
    rows = len(traces)
    firsts = np.empty(rows, np.int64)
    ends = np.empty(rows, np.int64)
    first = 0
    end = 0
    for row in range(rows):
        if row and traces[row] != traces[row - 1]:
            first = row
        while at[first] < at[row] - window:
            first += 1
        end = max(end, row + 1)
        while end < rows and traces[end] == traces[row] and at[end] <= at[row] + window:
            end += 1
        firsts[row] = first
        ends[row] = end
    return firsts, ends


@nb.njit(cache=True)
def count_partners(
    rows: Vector, users: Vector, messages: Vector, firsts: Vector, ends: Vector, least: int
) -> tuple[Vector, Vector, Vector]:
    """For each user and partner, the user's messages that have one of the partner's in a window.

    ``rows`` lists the rows by (user, message). One user at a time: counts live in a scratch array,
    pairs below ``least`` are never stored.
    """
    n_users = users.max() + 1 if len(users) else 0
    counts = np.zeros(n_users, np.int64)
    counted_for = np.full(n_users, -1, np.int64)
    touched = np.empty(n_users, np.int64)
    size = 1024
    sources = np.empty(size, np.int64)
    partners = np.empty(size, np.int64)
    weights = np.empty(size, np.int64)
    edges = 0
    position = 0
    while position < len(rows):
        user = users[rows[position]]
        n_touched = 0
        while position < len(rows) and users[rows[position]] == user:
            row = rows[position]
            position += 1
            for other in range(firsts[row], ends[row]):
                partner = users[other]
                if messages[other] == messages[row] or counted_for[partner] == messages[row]:
                    continue
                counted_for[partner] = messages[row]
                if counts[partner] == 0:
                    touched[n_touched] = partner
                    n_touched += 1
                counts[partner] += 1
        for partner in touched[:n_touched]:
            if counts[partner] >= least:
                if edges == size:
                    size *= 2
                    sources = np.append(sources, np.empty(edges, np.int64))
                    partners = np.append(partners, np.empty(edges, np.int64))
                    weights = np.append(weights, np.empty(edges, np.int64))
                sources[edges] = user
                partners[edges] = partner
                weights[edges] = counts[partner]
                edges += 1
            counts[partner] = 0
    return sources[:edges], partners[:edges], weights[:edges]
