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

from demasque.coordination.events.index import Int64
from demasque.coordination.incidents.company_chance import People, judge
from demasque.coordination.incidents.promising_company import KNOWN, look_at, promising
from demasque.coordination.incidents.uses import Uses, only_shared
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.threads import run

LEAST: Final = 3
"""Carriers who use the other trace, at least."""

SUSPECT: Final = 1e-2
"""At this p another trace is no measure of how alike people are. 0.001 to 0.05 do the same."""

NEIGHBOUR_POWER: Final = 1.0
"""A trace of n users weighs 1 / (n - 1) to this power: rare things say who is alike. With 0 there
are false incidents, with 2 half as much is found (docs/measurements.md)."""

_BINS: Final = 10  # of activity, each twice the one before


class Companions(NamedTuple):
    """Messages and other traces that their carriers use together, with ln p."""

    message: Int64
    trace: Int64
    carriers: Int64  # who use the trace
    expected: FloatArray
    log_p: FloatArray


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
    # What one account alone uses brings nobody together: it only counts as something done.
    uses, number = only_shared(uses)
    by_level = np.zeros((len(number), _BINS))
    trace = np.repeat(np.arange(len(by_level)), np.diff(uses.user_start))
    np.add.at(by_level, (trace, level[uses.users]), 1.0)
    people = _people(uses, activity, level, mean, by_level)
    cut = SUSPECT if suspect is None else suspect
    # Each message is judged by itself: threads take turns, and rows go back into their order.
    asked = np.searchsorted(number, messages[np.isin(messages, number)])
    found = run(_companions, asked, uses, may[number], people, LEAST, cut)
    rows = np.concatenate([np.array(part, dtype=np.float64).reshape(-1, 6) for part in found])
    rows = rows[np.argsort(rows[:, 0], kind="stable"), 1:]
    whole = rows[:, :3].astype(np.int64)
    message, trace = number[whole[:, 0]], number[whole[:, 1]]
    return Companions(message, trace, whole[:, 2], rows[:, 3], rows[:, 4])


def _people(
    uses: Uses, activity: FloatArray, level: Int64, mean: FloatArray, by_level: FloatArray
) -> People:
    others = by_level.sum(axis=1) - 1.0
    weight = np.where(others < 1.0, 0.0, 1.0 / np.maximum(others, 1.0) ** (1.0 + NEIGHBOUR_POWER))
    squares, near = weight * weight * others, weight[:, None] * by_level
    circle, together = _circles(uses, near, weight, squares, level)
    known = activity, float(activity.sum()), level, mean
    near_all = weight * others
    return People(*known, weight, squares, near, near_all, circle, together, circle.sum(axis=1))


@njit(cache=True, nogil=True)
def _companions(thread, threads, messages, uses, may, people, least, suspect):  # type: ignore[no-untyped-def]
    traces, accounts = len(uses.user_start) - 1, len(uses.trace_start) - 1
    carried = np.zeros(traces, np.int32)  # of each trace's users, how many carry the message
    carries = np.zeros(accounts, np.bool_)
    apart = np.zeros(traces, np.bool_)  # no measure of how alike people are
    suspects = np.zeros(traces, np.bool_)
    beside = np.zeros(accounts, np.bool_)  # who uses one of the suspects
    slot = np.full(accounts, -1, np.int32)
    rows, cut = np.empty((256, KNOWN + len(people.mean))), math.log(suspect)
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
            known = 0
            for t in judged:
                users = uses.users[uses.user_start[t] : uses.user_start[t + 1]]
                if last and not beside[users].any():
                    continue  # nothing that was said of it has changed
                rows, known = look_at(
                    users, uses, people, carried, carries, apart, slot, rows, known
                )
                if not promising(t, size, uses, people, carried, carries, apart, slot, rows, cut):
                    continue
                expected, log_p = judge(t, size, uses, people, carried, carries, apart)
                if log_p <= cut:
                    if last:
                        row = float(message), float(t), float(carried[t]), expected, log_p
                        found.append((float(place), *row))
                    else:
                        suspects[t] = True
            for t in judged:
                users = uses.users[uses.user_start[t] : uses.user_start[t + 1]]
                slot[users] = -1
                apart[t] = apart[t] or suspects[t]
                for user in users:
                    beside[user] = not last and (beside[user] or suspects[t])
        for t in touched:
            carried[t], apart[t], suspects[t] = 0, False, False
        for i in range(uses.user_start[message], uses.user_start[message + 1]):
            carries[uses.users[i]] = False
    return found


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
