"""How strong is what two accounts share? Evidence in bits, and each account's closest partners.

A common trace is worth the surprise of its users: -log2 of the share of all accounts that used it.
That worth is full when the two used it at the same moment and halves with every `HALF_LIFE` between
them; the sum is multiplied by the part of the pair's whole common worth that it makes up, since
people who like the same things meet at all distances and people who act as one meet at short ones.
The rule and what was measured with it: docs/method.md, "Strength".
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import open_windows
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.threads import run

HALF_LIFE: Final = 300_000_000
"""Microseconds in which the worth of a common trace halves: five minutes."""

_REACH: Final = 6
# Nothing is learnt about one pair where thousands post the same within half an hour.
_CROWD: Final = 2_000
_PARTNERS: Final = 10


@dataclass(frozen=True)
class Worth:
    """Bits of evidence per pair: `close`, discounted by distance, and `common`, at any distance."""

    close: FloatArray
    common: FloatArray


def strength(close: FloatArray, common: FloatArray) -> FloatArray:
    """Return the strength in bits: what is close, times its part of all that is common."""
    return close * close / np.maximum(common, 1e-12)


def rarity(events: PreparedEvents) -> FloatArray:
    """Return each shared trace's worth in bits: -log2 of the share of accounts that used it."""
    users = _users(events.account, events.trace_start, events.accounts)
    return np.maximum(-np.log2(users / max(events.accounts, 1)), 0.0)


def weigh(events: PreparedEvents, a: Int32, b: Int32) -> Worth:
    """Weigh the common traces of the pairs (a[i], b[i])."""
    close, common = np.zeros(len(a)), np.zeros(len(a))
    rows = (events.row, events.row_start, events.trace, events.at)
    run(_weigh, a, b, *rows, rarity(events), HALF_LIFE, close, common)
    return Worth(close, common)


def closest(events: PreparedEvents) -> tuple[Int32, Int32]:
    """Return, as pairs (a < b, each once), every account's partners with the most close evidence.

    Up to ten an account. Windows crowded by more than 2,000 posts of others are passed over.
    """
    windows = open_windows(events, _REACH * HALF_LIFE)
    partners = np.full((events.accounts, _PARTNERS), -1, dtype=np.int32)
    run(
        _closest,
        events.account,
        events.row,
        events.row_start,
        events.trace,
        events.at,
        windows.low,
        windows.high,
        rarity(events),
        HALF_LIFE,
        partners,
    )
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
def _weigh(
    thread: int,
    threads: int,
    pair_a: Int32,
    pair_b: Int32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    at: Int64,
    worth: FloatArray,
    half_life: int,
    close: FloatArray,
    common: FloatArray,
) -> None:
    for k in range(thread, len(pair_a), threads):
        i, i_end = row_start[pair_a[k]], row_start[pair_a[k] + 1]
        j, j_end = row_start[pair_b[k]], row_start[pair_b[k] + 1]
        while i < i_end and j < j_end:
            here, there = trace[row[i]], trace[row[j]]
            if here < there:
                i += 1
            elif there < here:
                j += 1
            else:
                nearest = np.iinfo(np.int64).max
                # Both runs are sorted by time: step past whichever is earlier.
                while i < i_end and j < j_end and trace[row[i]] == here and trace[row[j]] == here:
                    apart = at[row[i]] - at[row[j]]
                    nearest = min(nearest, abs(apart))
                    if apart <= 0:
                        i += 1
                    else:
                        j += 1
                while i < i_end and trace[row[i]] == here:
                    i += 1
                while j < j_end and trace[row[j]] == here:
                    j += 1
                close[k] += worth[here] * math.pow(0.5, nearest / half_life)
                common[k] += worth[here]


@njit(cache=True, nogil=True)
def _closest(
    thread: int,
    threads: int,
    account: Int32,
    row: Int32,
    row_start: Int64,
    trace: Int32,
    at: Int64,
    low: Int32,
    high: Int32,
    worth: FloatArray,
    half_life: int,
    out: npt.NDArray[np.int32],
) -> None:
    """For each account its partners by sum of worth, best first; -1 where there are no more."""
    accounts = len(row_start) - 1
    stamp, partners = np.zeros(accounts, dtype=np.int64), np.empty(accounts, dtype=np.int32)
    total = np.zeros((accounts, 2))
    now = 0
    for a in range(thread, accounts, threads):
        met = 0
        here = -1
        for i in range(row_start[a], row_start[a + 1]):
            p = row[i]
            if trace[p] != here:
                here = trace[p]
                now += 1
            if high[p] - low[p] > _CROWD or worth[here] <= 0.0:
                continue
            for j in range(low[p], high[p]):
                b = account[j]
                if b == a:
                    continue
                bits = worth[here] * math.pow(0.5, abs(at[j] - at[p]) / half_life)
                if stamp[b] != now:
                    if total[b, 0] == 0.0:
                        partners[met] = b
                        met += 1
                    stamp[b] = now
                    total[b, 0] += bits
                    total[b, 1] = bits
                elif bits > total[b, 1]:
                    total[b, 0] += bits - total[b, 1]
                    total[b, 1] = bits
        _keep_best(partners[:met], total, out[a])
        for m in range(met):
            total[partners[m], 0] = 0.0


@njit(cache=True, nogil=True)
def _keep_best(partners: Int32, total: FloatArray, best: Int32) -> None:
    """Insert into `best` by falling sum; equal sums by rising account."""
    for b in partners:
        place = len(best)
        while place > 0:
            held = best[place - 1]
            if held >= 0 and (
                total[held, 0] > total[b, 0] or (total[held, 0] == total[b, 0] and held < b)
            ):
                break
            place -= 1
        for k in range(len(best) - 1, place, -1):
            best[k] = best[k - 1]
        if place < len(best):
            best[place] = b
