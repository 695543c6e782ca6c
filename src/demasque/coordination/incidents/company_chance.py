"""How many of a trace's users would carry a message, were they no more than alike?"""

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int64
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail

_MOST_LEFT_OUT: Final = 0.999  # so that a difference has 12 digits; 0.5 takes three times as long


class People(NamedTuple):
    """How much accounts do, and what traces say of who is alike."""

    activity: FloatArray  # by account: traces used
    done: float  # by all of them
    level: Int64  # of activity, by account
    mean: FloatArray  # activity, by level
    weight: FloatArray  # by trace; 0 where fewer than two use it
    squares: FloatArray  # by trace: of the weights of the others
    near: FloatArray  # by trace and level: users, weighted
    near_all: FloatArray  # by trace: of all levels
    circle: FloatArray  # by account and level: whom it meets on all its traces
    circle_squares: FloatArray  # by account
    circle_all: FloatArray  # by account: of all levels


@njit(cache=True, nogil=True)
def judge(trace, size, uses, people, carried, carries, apart):  # type: ignore[no-untyped-def]
    """Return how many of a trace's users would carry the message, and ln P(as many as do)."""
    mean = people.mean
    near = np.zeros(len(mean))  # neighbours of the users, by their activity, weighted
    gone = np.zeros(len(mean))
    carrying, squares = 0.0, 0.0
    users = uses.users[uses.user_start[trace] : uses.user_start[trace + 1]]
    for user in users:
        own = 1 if carries[user] else 0
        left_out, left_squares = 0.0, 0.0
        gone[:] = 0.0
        for j in range(uses.trace_start[user], uses.trace_start[user + 1]):
            other = uses.traces[j]
            weight = people.weight[other]
            if other == trace or apart[other]:
                left_out += people.near_all[other]
                left_squares += people.squares[other]
                add(gone, people, other, user)
            elif carried[other] != own:
                carrying += weight * (carried[other] - own)
        if (
            left_out <= _MOST_LEFT_OUT * people.circle_all[user]
            and left_squares <= _MOST_LEFT_OUT * people.circle_squares[user]
        ):
            squares += people.circle_squares[user] - left_squares
            for b in range(len(mean)):
                near[b] += people.circle[user, b] - gone[b]
            continue
        # Nearly all is left out: what remains of a difference would be noise.
        for j in range(uses.trace_start[user], uses.trace_start[user + 1]):
            other = uses.traces[j]
            if other != trace and not apart[other]:
                squares += people.squares[other]
                add(near, people, other, user)
    rate = size / people.done
    if squares > 0.0:
        # In units of one neighbour (Kish 1965), so that few neighbours leave much room.
        unit = near.sum() / squares
        seen = carrying * unit
        rate = max(rate, _hazard((seen + math.sqrt(seen) + 1.0) / unit, near, mean))
    chances = 1.0 - np.exp(-rate * people.activity[users])
    return chances.sum(), log_poisson_binomial_tail(carried[trace], chances)


@njit(cache=True, nogil=True)
def add(near, people, trace, user):  # type: ignore[no-untyped-def]
    """Add whom a user meets on one trace: its users but himself."""
    for b in range(len(near)):
        near[b] += people.near[trace, b]
    near[people.level[user]] -= people.weight[trace]


@njit(cache=True, nogil=True)
def _hazard(carrying, near, mean):  # type: ignore[no-untyped-def]
    """Return at which rate per thing done so many of these neighbours carry the message.

    Who does much carries most things, so that counts level off: dividing them by what people do
    would make the rate too small.
    """
    aim = min(carrying, 0.98 * near.sum())
    low, high = 0.0, 1.0
    for step in range(100):
        rate = high if low == 0.0 and step < 40 else 0.5 * (low + high)
        if (near * (1.0 - np.exp(-rate * mean))).sum() < aim:
            low = rate
            if rate == high:
                high *= 2.0
        else:
            high = rate
    return high
