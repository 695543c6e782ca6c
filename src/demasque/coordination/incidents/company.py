"""Do the carriers of a message use another trace together more than people who are alike would?

A message that hundreds carry says nothing of any two of them. But if nearly everybody who used some
rare other thing carries it too, and few people of the same circles do, then a group inside the
crowd pushes it. People of one interest share rare things as well, so chance is asked of *them*:
an account carries the message as often, for what it does, as the accounts that share other things
with it. Those other things leave out the trace that is judged, what stands in the same posts as the
message, and whatever looks like the group's own doing at first sight, which would hide the group.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int32, Int64, starts
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail

LEAST: Final = 3
"""Carriers who use the other trace, at least."""

SUSPECT: Final = 1e-2
"""At this p another trace is no measure of how alike people are. 0.001 to 0.05 do the same."""

NEIGHBOUR_POWER: Final = 1.0
"""A trace of n users weighs 1 / (n - 1) to this power: rare things say who is alike. With 0 there
are false incidents, with 2 half as much is found (docs/measurements.md)."""

_BINS: Final = 10  # of activity, each twice the one before


class Uses(NamedTuple):
    """Who uses which trace, each counted once, in compressed rows both ways; and in which posts."""

    user_start: Int64  # by trace
    users: Int32
    trace_start: Int64  # by account
    traces: Int32
    post_start: Int64  # by trace
    posts: Int32
    held_start: Int64  # by post
    held: Int32


class Companions(NamedTuple):
    """Messages and other traces that their carriers use together, with ln p."""

    message: Int64
    trace: Int64
    carriers: Int64  # who use the trace
    expected: FloatArray
    log_p: FloatArray


def index_uses(account: Int32, trace: Int32, post: Int32, accounts: int, traces: int) -> Uses:
    """Index events, given by codes: whose, of what, in which post."""
    posts = int(post.max(initial=-1)) + 1
    return Uses(
        *_rows(trace, account, traces),
        *_rows(account, trace, accounts),
        *_rows(trace, post, traces),
        *_rows(post, trace, posts),
    )


def find_companions(
    uses: Uses, messages: Int64, may: np.ndarray, suspect: float | None = None
) -> Companions:
    """Judge the traces that may be company (true in `may`) of each message.

    Only those used by half as many accounts as carry the message, or fewer, and by `LEAST` of its
    carriers; those of a p above `suspect` (`SUSPECT`) are left out. Time goes with the sum, over
    messages, of the uses of their carriers and of those whom these meet.
    """
    activity = np.diff(uses.trace_start).astype(np.float64)
    level = np.minimum(np.log2(np.maximum(activity, 1.0)).astype(np.int64), _BINS - 1)
    mean = np.array(
        [activity[level == b].mean() if (level == b).any() else 2.0**b for b in range(_BINS)]
    )
    by_level = np.zeros((len(uses.user_start) - 1, _BINS))
    trace = np.repeat(np.arange(len(by_level)), np.diff(uses.user_start))
    np.add.at(by_level, (trace, level[uses.users]), 1.0)
    people = activity, level, mean, by_level
    cut = SUSPECT if suspect is None else suspect
    found = _companions(messages, uses, may, people, LEAST, cut, NEIGHBOUR_POWER)
    rows = np.array(found, dtype=np.float64).reshape(-1, 5)
    whole = rows[:, :3].astype(np.int64)
    return Companions(whole[:, 0], whole[:, 1], whole[:, 2], rows[:, 3], rows[:, 4])


def _rows(row: Int32, column: Int32, rows: int) -> tuple[Int64, Int32]:
    key = np.unique(row.astype(np.int64) << 32 | column)
    return starts(np.bincount(key >> 32, minlength=rows)), (key & 0xFFFFFFFF).astype(np.int32)


@njit(cache=True, nogil=True)
def _companions(messages, uses, may, people, least, suspect, power):  # type: ignore[no-untyped-def]
    traces, accounts = len(uses.user_start) - 1, len(uses.trace_start) - 1
    carried = np.zeros(traces, np.int64)  # of each trace's users, how many carry the message
    carries = np.zeros(accounts, np.bool_)
    apart = np.zeros(traces, np.bool_)  # no measure of how alike people are
    suspects = np.zeros(traces, np.bool_)
    found = [(0.0, 0.0, 0.0, 0.0, 0.0) for _ in range(0)]
    for message in messages:
        size = uses.user_start[message + 1] - uses.user_start[message]
        touched = [np.int64(0) for _ in range(0)]
        for i in range(uses.user_start[message], uses.user_start[message + 1]):
            account = uses.users[i]
            carries[account] = True
            for j in range(uses.trace_start[account], uses.trace_start[account + 1]):
                trace = np.int64(uses.traces[j])
                if carried[trace] == 0:
                    touched.append(trace)
                carried[trace] += 1
        for i in range(uses.post_start[message], uses.post_start[message + 1]):
            post = uses.posts[i]
            for j in range(uses.held_start[post], uses.held_start[post + 1]):
                apart[uses.held[j]] = True
        judged = [
            t
            for t in touched
            if may[t]
            and not apart[t]
            and carried[t] >= least
            and 2 * (uses.user_start[t + 1] - uses.user_start[t]) <= size
        ]
        for last in (False, True):
            for t in judged:
                expected, log_p = _judge(t, size, uses, people, carried, carries, apart, power)
                if log_p <= math.log(suspect):
                    if last:
                        found.append((float(message), float(t), float(carried[t]), expected, log_p))
                    else:
                        suspects[t] = True
            for t in judged:
                apart[t] = apart[t] or suspects[t]
        for t in touched:
            carried[t], apart[t], suspects[t] = 0, False, False
        for i in range(uses.user_start[message], uses.user_start[message + 1]):
            carries[uses.users[i]] = False
    return found


@njit(cache=True, nogil=True)
def _judge(trace, size, uses, people, carried, carries, apart, power):  # type: ignore[no-untyped-def]
    """Return how many of a trace's users would carry the message, and ln P(as many as do)."""
    activity, level, mean, by_level = people
    near = np.zeros(len(mean))  # neighbours of the users, by their activity, weighted
    carrying, squares = 0.0, 0.0
    users = uses.users[uses.user_start[trace] : uses.user_start[trace + 1]]
    for user in users:
        for j in range(uses.trace_start[user], uses.trace_start[user + 1]):
            other = uses.traces[j]
            others = uses.user_start[other + 1] - uses.user_start[other] - 1
            if other == trace or apart[other] or others < 1:
                continue
            weight = 1.0 / others ** (1.0 + power)
            carrying += weight * (carried[other] - (1 if carries[user] else 0))
            squares += weight * weight * others
            for b in range(len(mean)):
                near[b] += weight * by_level[other, b]
            near[level[user]] -= weight
    rate = size / activity.sum()
    if squares > 0.0:
        # In units of one neighbour (Kish 1965), so that few neighbours leave much room.
        unit = near.sum() / squares
        seen = carrying * unit
        rate = max(rate, _hazard((seen + math.sqrt(seen) + 1.0) / unit, near, mean))
    chances = 1.0 - np.exp(-rate * activity[users])
    return chances.sum(), log_poisson_binomial_tail(carried[trace], chances)


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
