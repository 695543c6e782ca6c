"""Which traces may be company of a message at all? A first look that never says no wrongly.

What an account's things say of a message is worked out once a message, and taken apart for each
trace by a difference; the rate at which people like the users carry the message is found from
below. So the p of this look is the right one but for rounding, or smaller; `ROOM` is left for that,
and what passes is judged again, exactly (:func:`company_chance.judge`).
"""

import math
from typing import Final

import numpy as np
from numba import njit

from demasque.coordination.incidents.company_chance import add
from demasque.coordination.stats.tails import log_poisson_binomial_tail

ROOM: Final = 0.1
"""Of ln p: a thousand times what differences of many things were seen to lose."""

KNOWN: Final = 3
"""Figures of an account before those by level: who carry, what is left out, and its squares."""

_MOST_LEFT_OUT: Final = 1.0 - 1e-8  # so that a difference has 7 digits

_STEPS: Final = 20
_NEAR_ENOUGH: Final = 1e-3


@njit(cache=True, nogil=True)
def look_at(users, uses, people, carried, carries, apart, slot, rows, known):  # type: ignore[no-untyped-def]
    """Work out what is not known yet of these users; return all rows, and how many are known.

    A user's row (its number is in `slot`) has the carriers whom he meets on all things but those
    that are apart, weighted, and what those apart take from whom he meets.
    """
    for user in users:
        if slot[user] >= 0:
            continue
        if known == len(rows):
            more = np.empty((2 * len(rows), rows.shape[1]))
            more[:known] = rows
            rows = more
        slot[user], row = known, rows[known]
        known += 1
        row[:] = 0.0
        own = 1 if carries[user] else 0
        for j in range(uses.trace_start[user], uses.trace_start[user + 1]):
            other = uses.traces[j]
            if apart[other]:
                row[1] += people.near_all[other]
                row[2] += people.squares[other]
                add(row[KNOWN:], people, other, user)
            elif carried[other] > own:
                row[0] += people.weight[other] * (carried[other] - own)
    return rows, known


@njit(cache=True, nogil=True)
def promising(trace, size, uses, people, carried, carries, apart, slot, rows, suspect):  # type: ignore[no-untyped-def]
    """Tell whether ln P of a trace's carriers may be `suspect` or less."""
    bins = len(people.mean)
    near = np.zeros(bins)
    carrying, squares = 0.0, 0.0
    alone = not apart[trace]  # else it is among what is left out already
    weight, all_near, square = 0.0, 0.0, 0.0
    if alone:
        weight, all_near = people.weight[trace], people.near_all[trace]
        square = people.squares[trace]
    users = uses.users[uses.user_start[trace] : uses.user_start[trace + 1]]
    for user in users:
        row = rows[slot[user]]
        own = 1 if carries[user] else 0
        carrying += row[0] - weight * (carried[trace] - own)
        if (
            row[1] + all_near <= _MOST_LEFT_OUT * people.circle_all[user]
            and row[2] + square <= _MOST_LEFT_OUT * people.circle_squares[user]
        ):
            squares += people.circle_squares[user] - row[2] - square
            for b in range(bins):
                near[b] += people.circle[user, b] - row[KNOWN + b]
                if alone:
                    near[b] -= people.near[trace, b]
            near[people.level[user]] += weight
            continue
        for j in range(uses.trace_start[user], uses.trace_start[user + 1]):
            other = uses.traces[j]
            if other != trace and not apart[other]:
                squares += people.squares[other]
                add(near, people, other, user)
    rate = size / people.done
    if squares > 0.0:
        unit = near.sum() / squares
        seen = max(carrying, 0.0) * unit
        rate = max(rate, _hazard_below((seen + math.sqrt(seen) + 1.0) / unit, near, people.mean))
    chances = 1.0 - np.exp(-rate * people.activity[users])
    return log_poisson_binomial_tail(carried[trace], chances) <= suspect + ROOM


@njit(cache=True, nogil=True)
def _hazard_below(carrying, near, mean):  # type: ignore[no-untyped-def]
    """Return a rate at or just below that at which so many of these neighbours carry the message.

    Newton's steps from 0 do not go beyond it, since the curve levels off.
    """
    aim = min(carrying, 0.98 * near.sum())
    rate = 0.0
    for _ in range(_STEPS):
        reached, slope = 0.0, 0.0
        for b in range(len(near)):
            left = near[b] * math.exp(-rate * mean[b])
            reached += near[b] - left
            slope += mean[b] * left
        if not (slope > 0.0 and aim > reached):
            return rate
        step = (aim - reached) / slope
        rate += step
        if step <= _NEAR_ENOUGH * rate:
            return rate
    return rate
