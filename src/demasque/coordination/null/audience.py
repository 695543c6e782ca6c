"""What chance gives among the audience of one author: people who answer or repost the same posts.

Whoever follows a star meets the star's other followers again and again, and permuting all accounts
breaks audiences up. So hold one account's reactions to each author, and put the other's, each with
its delay behind the original, on whichever of that author's posts it could have reacted to: those
that appeared at about the same time of day, within the time over which it reacts to that author.
Two who are quick and faithful then meet nearly always, and prove nothing by it. Two who are rarely
there, and always together, do. See docs/method.md, "Reposts and replies".
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.cooccurrence.common_traces import next_common_trace, smallest_gap
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import (
    Encoded,
    Int32,
    Int64,
    PreparedEvents,
    count,
    shared_traces,
    starts,
)
from demasque.coordination.events.origins import TraceOrigins
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail
from demasque.coordination.threads import run

HOURS: Final = 3
"""Posts whose times of day differ by no more find a reader as ready. See docs/method.md."""

_DAY: Final = 86_400_000_000
_NEAR: Final = HOURS * 3_600_000_000


class Reactions(NamedTuple):
    """Uses of traces whose author is known, sorted by account, author and delay; microseconds.

    Account a's are `start[a]` to `start[a + 1]`. `appeared` is when the original did, `delay` how
    much later it was used.
    """

    start: Int64
    author: Int32
    appeared: Int64
    delay: Int64


class AuthorPosts(NamedTuple):
    """What each author's audience could react to, by author and time of day (microseconds).

    Author g's are `start[g]` to `start[g + 1]`.
    """

    start: Int64
    clock: Int64
    appeared: Int64


def audience_tails(
    events: Encoded,
    ready: PreparedEvents,
    origins: TraceOrigins,
    pairs: Candidates,
    window: Int64,
    usual: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return, per pair, the shared traces that being of an audience gives, and ln P of as many.

    `window` (microseconds) and the `usual` expectation are each pair's; `ready` are the events
    prepared. Traces whose author is not known keep their part of the usual expectation. Either
    account's reactions are held and the other's moved; the less surprising way round is returned.
    """
    known = origins.author[_prepared_traces(events)] >= 0
    expected, log_p = np.zeros(len(pairs.a)), np.zeros(len(pairs.a))
    wanted = np.zeros(events.accounts, dtype=np.bool_)
    wanted[pairs.a] = True
    wanted[pairs.b] = True
    run(
        _tails,
        pairs,
        ready,
        known,
        (reactions(events, origins, wanted), author_posts(origins)),
        window,
        usual,
        expected,
        log_p,
    )
    return expected, log_p


def reactions(events: Encoded, origins: TraceOrigins, wanted: npt.NDArray[np.bool_]) -> Reactions:
    """Sort what the wanted accounts used of known authors."""
    own = events.trace < len(origins.author)
    own[own] = origins.author[events.trace[own]] >= 0
    row = np.flatnonzero(own & wanted[events.account])
    account, trace, at = events.account[row], events.trace[row], events.at[row]
    delay = at - origins.appeared[trace]
    author = origins.author[trace]
    order = np.lexsort((trace, delay, author, account))
    return Reactions(
        start=starts(np.bincount(account, minlength=events.accounts)),
        author=author[order],
        appeared=origins.appeared[trace[order]],
        delay=delay[order],
    )


def author_posts(origins: TraceOrigins) -> AuthorPosts:
    """Sort the traces of each known author by time of day."""
    trace = np.flatnonzero(origins.author >= 0)
    author, appeared = origins.author[trace], origins.appeared[trace]
    clock = appeared % _DAY
    order = np.lexsort((appeared, clock, author))
    return AuthorPosts(starts(np.bincount(author)), clock[order], appeared[order])


def _prepared_traces(events: Encoded) -> Int64:
    """The traces that preparing keeps, in its order: those that two accounts or more have used."""
    return np.flatnonzero(shared_traces(events, count(events.trace, events.traces)))


@njit(cache=True, nogil=True)
def _tails(
    thread: int,
    threads: int,
    pairs: Candidates,
    ready: PreparedEvents,
    known: npt.NDArray[np.bool_],
    given: tuple[Reactions, AuthorPosts],
    window: Int64,
    usual: FloatArray,
    mean: FloatArray,
    tail: FloatArray,
) -> None:
    for k in range(thread, len(pairs.a), threads):
        a, b = pairs.a[k], pairs.b[k]
        met, unknown = _count_met(ready, known, a, b, window[k])
        # The usual expectation, for the part of the meetings that nothing better is known of.
        rest = usual[k] * unknown / max(met + unknown, 1)
        tail[k] = -np.inf
        for _ in range(2):
            others = _count_unknown(ready, known, a)
            chances = _chances(given[0], given[1], a, b, window[k], others)
            chances[len(chances) - others :] = min(rest / max(others, 1), 1.0)
            one = log_poisson_binomial_tail(met + unknown, chances)
            if one > tail[k]:
                tail[k], mean[k] = one, chances.sum()
            a, b = b, a


@njit(cache=True, nogil=True)
def _count_met(
    ready: PreparedEvents, known: npt.NDArray[np.bool_], a: int, b: int, window: int
) -> tuple[int, int]:
    """Count the traces on which two accounts meet, of known authors and of others."""
    row, trace, at, start = ready.row, ready.trace, ready.at, ready.row_start
    met = unknown = 0
    i_end, j_end = start[a + 1], start[b + 1]
    i, i_stop, j, j_stop = next_common_trace(row, trace, start[a], i_end, start[b], j_end)
    while i < i_stop:
        if smallest_gap(row, at, i, i_stop, j, j_stop) <= window:
            if known[trace[row[i]]]:
                met += 1
            else:
                unknown += 1
        i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)
    return met, unknown


@njit(cache=True, nogil=True)
def _count_unknown(ready: PreparedEvents, known: npt.NDArray[np.bool_], a: int) -> int:
    """Count the account's uses of shared traces whose author is not known."""
    uses = 0
    for p in ready.row[ready.row_start[a] : ready.row_start[a + 1]]:
        uses += not known[ready.trace[p]]
    return uses


@njit(cache=True, nogil=True)
def _chances(
    done: Reactions, posts: AuthorPosts, a: int, b: int, window: int, others: int
) -> FloatArray:
    """Chance of each reaction of a that b, moved, meets it; then room for `others` more."""
    author = done.author
    i, i_end, j, j_end = done.start[a], done.start[a + 1], done.start[b], done.start[b + 1]
    first, last = _span(done.appeared[j:j_end])
    out = np.zeros(i_end - i + others)
    found = 0
    while i < i_end and j < j_end:
        if author[i] < author[j]:
            i += 1
            continue
        j_stop = j
        while j_stop < j_end and author[j_stop] == author[j]:
            j_stop += 1
        if author[i] == author[j]:
            here = author[i]
            low, high = _reach(done.appeared[j:j_stop], first, last)
            clock = done.appeared[:0]
            while i < i_end and author[i] == here:
                if low <= done.appeared[i] <= high:
                    now = done.appeared[i] % _DAY
                    near = _count_alike(done, j, j_stop, now, done.delay[i], window)
                    # Mostly nothing is alike, and then the author's posts need not be looked at.
                    if near and not len(clock):
                        clock = _clocks_between(posts, here, low, high)
                    if near:
                        out[found] = min(near / max(_count_near(clock, now), 1), 1.0)
                    found += 1
                i += 1
        j = j_stop
    return out[: found + others]


@njit(cache=True, nogil=True)
def _span(times: Int64) -> tuple[int, int]:
    """The first and the last moment."""
    if len(times) == 0:
        return 0, 0
    return times.min(), times.max()


@njit(cache=True, nogil=True)
def _reach(times: Int64, first: int, last: int) -> tuple[int, int]:
    """Over which time does somebody react to an author, who did so at these times?

    As far again beyond the first and the last as two neighbours lie apart on average (the unbiased
    estimate of the range of a uniform law); never beyond `first` and `last`.
    """
    low, high = _span(times)
    if len(times) == 1:
        return first, last
    apart = (high - low) // (len(times) - 1)
    return max(low - apart, first), min(high + apart, last)


@njit(cache=True, nogil=True)
def _clocks_between(posts: AuthorPosts, author: int, low: int, high: int) -> Int64:
    """Times of day, rising, of an author's posts of a time."""
    begin, end = posts.start[author], posts.start[author + 1]
    out = np.empty(end - begin, dtype=np.int64)
    found = 0
    for p in range(begin, end):
        if low <= posts.appeared[p] <= high:
            out[found] = posts.clock[p]
            found += 1
    return out[:found]


@njit(cache=True, nogil=True)
def _count_near(clock: Int64, now: int) -> int:
    """How many of these times of day (rising) lie near this one, round midnight too?"""
    near = 0
    for shift in (-_DAY, 0, _DAY):
        low = np.searchsorted(clock, now + shift - _NEAR, side="left")
        high = np.searchsorted(clock, now + shift + _NEAR, side="right")
        near += int(high - low)
    return near


@njit(cache=True, nogil=True)
def _count_alike(done: Reactions, begin: int, end: int, now: int, delay: int, window: int) -> int:
    """Count reactions to posts of about that time of day, about as long after them."""
    alike = 0
    at = begin + int(np.searchsorted(done.delay[begin:end], delay - window, side="left"))
    while at < end and done.delay[at] <= delay + window:
        apart = abs(done.appeared[at] % _DAY - now)
        alike += min(apart, _DAY - apart) <= _NEAR
        at += 1
    return alike
