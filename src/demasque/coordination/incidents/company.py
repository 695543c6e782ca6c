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
from demasque.coordination.threads import run

LEAST: Final = 3
"""Carriers who use the other trace, at least."""

SUSPECT: Final = 1e-2
"""At this p another trace is no measure of how alike people are. 0.001 to 0.05 do the same."""

NEIGHBOUR_POWER: Final = 1.0
"""A trace of n users weighs 1 / (n - 1) to this power: rare things say who is alike. With 0 there
are false incidents, with 2 half as much is found (docs/measurements.md)."""

_BINS: Final = 10  # of activity, each twice the one before

_MOST_LEFT_OUT: Final = 0.999  # so that a difference has 12 digits; 0.5 takes three times as long


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


class _People(NamedTuple):
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
    people = _people(uses, activity, level, mean, by_level)
    cut = SUSPECT if suspect is None else suspect
    # Each message is judged by itself: threads take turns, and rows go back into their order.
    found = run(_companions, messages, uses, may, people, LEAST, cut)
    rows = np.concatenate([np.array(part, dtype=np.float64).reshape(-1, 6) for part in found])
    rows = rows[np.argsort(rows[:, 0], kind="stable"), 1:]
    whole = rows[:, :3].astype(np.int64)
    return Companions(whole[:, 0], whole[:, 1], whole[:, 2], rows[:, 3], rows[:, 4])


def _people(
    uses: Uses, activity: FloatArray, level: Int64, mean: FloatArray, by_level: FloatArray
) -> _People:
    others = by_level.sum(axis=1) - 1.0
    weight = np.where(others < 1.0, 0.0, 1.0 / np.maximum(others, 1.0) ** (1.0 + NEIGHBOUR_POWER))
    squares, near = weight * weight * others, weight[:, None] * by_level
    circle, together = _circles(uses, near, weight, squares, level)
    known = activity, float(activity.sum()), level, mean
    near_all = weight * others
    return _People(*known, weight, squares, near, near_all, circle, together, circle.sum(axis=1))


def _rows(row: Int32, column: Int32, rows: int) -> tuple[Int64, Int32]:
    # Sorting is several times faster here than NumPy's unique, which hashes.
    key = np.sort(row.astype(np.int64) << 32 | column)
    key = key[np.concatenate([np.ones(min(len(key), 1), np.bool_), key[1:] != key[:-1]])]
    return starts(np.bincount(key >> 32, minlength=rows)), (key & 0xFFFFFFFF).astype(np.int32)


@njit(cache=True, nogil=True)
def _companions(thread, threads, messages, uses, may, people, least, suspect):  # type: ignore[no-untyped-def]
    traces, accounts = len(uses.user_start) - 1, len(uses.trace_start) - 1
    carried = np.zeros(traces, np.int64)  # of each trace's users, how many carry the message
    carries = np.zeros(accounts, np.bool_)
    apart = np.zeros(traces, np.bool_)  # no measure of how alike people are
    suspects = np.zeros(traces, np.bool_)
    found = [(0.0, 0.0, 0.0, 0.0, 0.0, 0.0) for _ in range(0)]
    for place in range(thread, len(messages), threads):
        message = messages[place]
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
                expected, log_p = _judge(t, size, uses, people, carried, carries, apart)
                if log_p <= math.log(suspect):
                    if last:
                        row = float(message), float(t), float(carried[t]), expected, log_p
                        found.append((float(place), *row))
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
def _judge(trace, size, uses, people, carried, carries, apart):  # type: ignore[no-untyped-def]
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
                _add(gone, people, other, user)
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
                _add(near, people, other, user)
    rate = size / people.done
    if squares > 0.0:
        # In units of one neighbour (Kish 1965), so that few neighbours leave much room.
        unit = near.sum() / squares
        seen = carrying * unit
        rate = max(rate, _hazard((seen + math.sqrt(seen) + 1.0) / unit, near, mean))
    chances = 1.0 - np.exp(-rate * people.activity[users])
    return chances.sum(), log_poisson_binomial_tail(carried[trace], chances)


@njit(cache=True, nogil=True)
def _add(near, people, trace, user):  # type: ignore[no-untyped-def]
    """Add whom a user meets on one trace: its users but himself."""
    for b in range(len(near)):
        near[b] += people.near[trace, b]
    near[people.level[user]] -= people.weight[trace]


@njit(cache=True, nogil=True)
def _circles(uses, near, weight, squares, level):  # type: ignore[no-untyped-def]
    """By account, whom it meets on all its traces together, and the squares of what they weigh."""
    accounts, bins = len(uses.trace_start) - 1, near.shape[1]
    circle, together = np.zeros((accounts, bins)), np.zeros(accounts)
    for user in range(accounts):
        for j in range(uses.trace_start[user], uses.trace_start[user + 1]):
            trace = uses.traces[j]
            together[user] += squares[trace]
            for b in range(bins):
                circle[user, b] += near[trace, b]
            circle[user, level[user]] -= weight[trace]
    return circle, together


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
