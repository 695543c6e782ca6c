"""How strong is what two accounts share? PairEvidence in bits, and each account's closest partners.

A common trace is worth its rarity: -log2 of the share of all accounts that used it. That is full
when the two used it at the same moment and halves with every half-life between them
(:class:`TimeScale`); the sum is multiplied by the part that it makes up of the rarity of all that
the pair has in common, since people who like the same things meet at all distances and people who
act as one meet at short ones.
The rule and what was measured with it: docs/method.md, "Strength".
"""

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.cooccurrence.common_traces import (
    Marks,
    next_common_trace,
    smallest_gap,
    trace_marks,
)
from demasque.coordination.events.index import Int32, Int64, PreparedEvents, laid_by_account
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.stats.few_values import sort_few, with_room
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.threads import run

_REACH: Final = 6
_PARTNERS: Final = 10

MANY: Final = 16
"""For so many events, or fewer, a pair each are laid by account before pairs are walked through."""


class TimeScale(NamedTuple):
    """How fast the evidence of a common trace fades: it halves every `half_life` (microseconds).

    Partners are looked for within six half-lives; where more than `crowd` posts of others lie that
    near, nothing is learnt about one pair, and they are passed over.
    """

    half_life: int
    crowd: int


CLOSE: Final = TimeScale(half_life=300_000_000, crowd=2_000)
"""Five minutes: who acts at once."""

WIDE: Final = TimeScale(half_life=1_200_000_000, crowd=32)
"""Twenty minutes: who takes care not to. Only what few others did within two hours counts then."""


class PairEvidence(NamedTuple):
    """Bits of evidence per pair: `close`, discounted by distance, and `common`, at any distance."""

    close: FloatArray
    common: FloatArray


def strength(close: FloatArray, common: FloatArray) -> FloatArray:
    """Return the strength in bits: what is close, times its part of all that is common."""
    return close * close / np.maximum(common, 1e-12)


def rarity(events: PreparedEvents) -> FloatArray:
    """Return each shared trace's rarity in bits: -log2 of the share of accounts that used it."""
    return rarity_of(_users(events.account, events.trace_start, events.accounts), events.accounts)


def rarity_of(users: Int64, accounts: int) -> FloatArray:
    """Return the rarity in bits of traces that so many of the accounts used."""
    return np.maximum(-np.log2(users / max(accounts, 1)), 0.0)


def evidence(
    events: PreparedEvents,
    a: Int32,
    b: Int32,
    scale: TimeScale = CLOSE,
    bits: FloatArray | None = None,
) -> PairEvidence:
    """Sum the rarity of what each of the pairs (a[i], b[i]) has in common.

    `bits` is each trace's rarity, where `events` do not hold all who used it.
    """
    found = PairEvidence(np.zeros(len(a)), np.zeros(len(a)))
    known = rarity(events) if bits is None else bits
    marks = np.empty(0, dtype=np.uint64)
    if MANY * len(a) > len(events.row):
        events = laid_by_account(events)
        marks = trace_marks(events.row_start, events.trace)
    run(_add_rarities, a, b, events, known, marks, scale.half_life, found)
    return found


def closest_partners(events: PreparedEvents, scale: TimeScale = CLOSE) -> tuple[Int32, Int32]:
    """Return, as pairs (a < b, each once), every account's partners with the most close evidence.

    Up to ten an account.
    """
    windows = open_windows(events, _REACH * scale.half_life)
    partners = np.full((events.accounts, _PARTNERS), -1, dtype=np.int32)
    run(_closest, events, windows, rarity(events), scale.half_life, scale.crowd, partners)
    mine = np.repeat(np.arange(events.accounts, dtype=np.int64), _PARTNERS)
    theirs = partners.ravel().astype(np.int64)
    mine, theirs = mine[theirs >= 0], theirs[theirs >= 0]
    pair = np.sort(np.minimum(mine, theirs) * events.accounts + np.maximum(mine, theirs))
    pair = pair[np.diff(pair, prepend=-1) > 0]
    return (pair // events.accounts).astype(np.int32), (pair % events.accounts).astype(np.int32)


@njit(cache=True, nogil=True)
def _users(account: Int32, trace_start: Int64, accounts: int) -> Int64:
    """How many distinct accounts used each trace."""
    seen = np.full(accounts, -1, dtype=np.int32)
    users = np.zeros(len(trace_start) - 1, dtype=np.int64)
    for t in range(len(users)):
        for p in range(trace_start[t], trace_start[t + 1]):
            if seen[account[p]] != t:
                seen[account[p]] = t
                users[t] += 1
    return users


@njit(cache=True, nogil=True)
def _add_rarities(
    thread: int,
    threads: int,
    pair_a: Int32,
    pair_b: Int32,
    events: PreparedEvents,
    bits: FloatArray,
    marks: Marks,
    half_life: int,
    out: PairEvidence,
) -> None:
    row, row_start, trace, at = events.row, events.row_start, events.trace, events.at
    held = np.empty((2, 64))
    # One piece each: results that lie in one line of memory are not fought for by two threads.
    for k in range(thread * len(pair_a) // threads, (thread + 1) * len(pair_a) // threads):
        a, b = pair_a[k], pair_b[k]
        if len(marks) and not marks[a] & marks[b]:
            continue
        i, i_end, j, j_end = row_start[a], row_start[a + 1], row_start[b], row_start[b + 1]
        held = with_room(held, min(i_end - i, j_end - j))
        common = 0
        i, i_stop, j, j_stop = next_common_trace(row, trace, i, i_end, j, j_end)
        while i < i_stop:
            here = trace[row[i]]
            gap = smallest_gap(row, at, i, i_stop, j, j_stop)
            held[0, common] = bits[here] * math.pow(0.5, gap / half_life)
            held[1, common] = bits[here]
            common += 1
            i, i_stop, j, j_stop = next_common_trace(row, trace, i_stop, i_end, j_stop, j_end)
        # In order, so that sums are the same whatever the traces are numbered like.
        sort_few(held[0, :common])
        sort_few(held[1, :common])
        for m in range(common):
            out.close[k] += held[0, m]
            out.common[k] += held[1, m]


@njit(cache=True, nogil=True)
def _closest(
    thread: int,
    threads: int,
    events: PreparedEvents,
    windows: Windows,
    rarities: FloatArray,
    half_life: int,
    crowd: int,
    out: npt.NDArray[np.int32],
) -> None:
    """For each account its partners by sum of evidence, best first; -1 where there are no more."""
    account, row, row_start = events.account, events.row, events.row_start
    trace, at, low, high = events.trace, events.at, windows.low, windows.high
    accounts = len(row_start) - 1
    # What is known of a partner lies in the order in which they are met, and the table by account
    # is as small as can be: it is read at random.
    place, partners = np.zeros(accounts, dtype=np.int32), np.empty(accounts, dtype=np.int32)
    total, last, seen = np.empty(accounts), np.empty(accounts), np.empty(accounts, dtype=np.int64)
    now = 0
    for a in range(thread, accounts, threads):
        met = 0
        here = -1
        for i in range(row_start[a], row_start[a + 1]):
            p = row[i]
            if trace[p] != here:
                here = trace[p]
                now += 1
            if high[p] - low[p] > crowd or rarities[here] <= 0.0:
                continue
            rare, moment = rarities[here], at[p]
            for j in range(low[p], high[p]):
                b = account[j]
                if b == a:
                    continue
                bits = rare * math.pow(0.5, abs(at[j] - moment) / half_life)
                k = place[b] - 1
                if k < 0:
                    k = met
                    partners[k], total[k], last[k] = b, 0.0, 0.0
                    met += 1
                    place[b] = met
                elif seen[k] != now:
                    last[k] = 0.0
                seen[k] = now
                if bits > last[k]:
                    total[k] += bits - last[k]
                    last[k] = bits
        _keep_best(partners[:met], total, out[a])
        for k in range(met):
            place[partners[k]] = 0


@njit(cache=True, nogil=True)
def _keep_best(partners: Int32, total: FloatArray, best: Int32) -> None:
    """Insert the partners into `best` by falling sum; equal sums by rising account."""
    held = np.full(len(best), -np.inf)
    for k in range(len(partners)):
        b, bits = partners[k], total[k]
        place = len(best)
        while place > 0:
            more = held[place - 1]
            if more > bits or (more == bits and best[place - 1] < b):
                break
            place -= 1
        if place == len(best):
            continue
        for other in range(len(best) - 1, place, -1):
            held[other], best[other] = held[other - 1], best[other - 1]
        held[place], best[place] = bits, b
