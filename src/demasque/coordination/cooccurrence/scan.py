"""Which pairs can matter? The scan over accounts, and the cut below which a pair is kept.

One row of a sparse matrix product at a time (Gustavson 1978): an account's events open windows,
everybody else's events in them are counted, and each partner is judged on the spot
(:mod:`kernel`). What is not surprising is forgotten with the row, so memory
is that of the input.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import get_num_threads

from demasque.coordination.cooccurrence.kernel import LIST, walk_rows
from demasque.coordination.cooccurrence.scan_arrays import Quietest, Scratch, TailThresholds
from demasque.coordination.events.index import Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import Windows
from demasque.coordination.stats.tails import LN10, FloatArray, largest_means
from demasque.coordination.threads import run
from demasque.progress import Progress

_BUFFER = 1 << 16
_K_TABLE = 256
# First guess: false-discovery control lets an account have about this many partners.
_PARTNERS = 64
_LEVELS = 8
# Rows in a block: so many that threads are kept busy, so few that progress shows.
_ROWS = 1 << 16


class Candidates(NamedTuple):
    """Pairs that the plainest chance model does not explain: parallel arrays, a < b."""

    a: Int32
    b: Int32
    shared: Int64

    def at(self, rows: Int64 | slice) -> "Candidates":
        """Those of the pairs at some places."""
        return Candidates(self.a[rows], self.b[rows], self.shared[rows])

    def key(self, accounts: int) -> Int64:
        """Each pair as one number, a * accounts + b."""
        key: Int64 = self.a.astype(np.int64) * accounts + self.b
        return key


Block = tuple[npt.NDArray[np.int32], Int64]
"""What a block of rows gave: pairs (a, b, shared), and counts between the levels."""

BlockCache = Callable[[str, Callable[[], Block]], Block]
"""Called as ``cache(name, block)``: the block of that name, from an earlier run or made now.

A name is one block of one scan, always the same one.
"""


def no_cache(_: str, block: Callable[[], Block]) -> Block:
    """Make every block: the default, where a scan begins anew after a kill."""
    return block()


@dataclass(frozen=True)
class Cut:
    """Up to which ln p pairs are kept (`levels[0]`), and at which higher ones they are counted.

    Benjamini and Hochberg's cut is not known before the end, so a scan keeps pairs up to a generous
    first guess and counts how many there are at each power of ten above it. Only if those counts
    leave room for a higher cut is there another scan with that one. `log_most` is a ln p that no
    cut can reach, and nothing above it is counted.
    """

    levels: FloatArray
    log_rate: float  # ln of fdr / tests: what each pair found allows the cut to rise by
    log_most: float

    @classmethod
    def first(cls, fdr: float, tests: float, accounts: int, pairs: float) -> "Cut":
        """Guess, where at most `pairs` pairs meet often enough to be judged."""
        log_rate = math.log(fdr) - math.log(max(tests, 1.0))
        # Rounded up, as the table of largest means is: nothing may be lost to the last digit.
        most = min(log_rate + math.log(max(pairs, 1.0)) + 1e-6, math.log(fdr))
        guess = min(log_rate + math.log(_PARTNERS * max(accounts, 1)), -1.0)
        return cls._from(guess, log_rate, most)

    def higher(self, counts: Int64) -> "Cut | None":
        """Return the cut to scan with again, if these counts by level leave room for one."""
        # A cut between two levels needs as many pairs below it as its lower end asks for.
        asked = np.exp(self.levels[:-1] - self.log_rate)
        rises = self.levels[1:] > self.levels[:-1]
        possible = np.flatnonzero((np.cumsum(counts)[1:] >= asked) & rises)
        if not len(possible):
            return None
        return self._from(float(self.levels[possible[-1] + 1]), self.log_rate, self.log_most)

    @classmethod
    def _from(cls, log_p: float, log_rate: float, most: float) -> "Cut":
        higher = np.minimum(log_p + LN10 * np.arange(_LEVELS + 1), most)
        return cls(np.maximum(higher, log_p), log_rate, most)


def most_pairs(windows: Windows, min_shared: int) -> float:
    """Return a bound on how many pairs share `min_shared` traces: each takes as many meetings."""
    return windows.co_occurrences / min_shared


def scan(
    events: PreparedEvents,
    windows: Windows,
    cut: Cut,
    min_shared: int,
    progress: Progress,
    step: str,
    cached: BlockCache = no_cache,
    rows: Int32 | None = None,
) -> tuple[Candidates, Int64]:
    """Return the pairs whose plain tail is at most the cut, and the counts between its levels.

    Rows (by default all; ascending) are walked in blocks, and what `cached` holds of a block is not
    walked again.
    """
    row_scan = _RowScan(events, windows, cut.levels, min_shared)
    # An account that meets nobody has no row to walk.
    todo = np.flatnonzero(windows.exposure > 0).astype(np.int32)
    if rows is not None:
        todo = rows[windows.exposure[rows] > 0]
    found = [np.empty((0, 3), dtype=np.int32)]
    counts = np.zeros(len(cut.levels), dtype=np.int64)
    for begin in range(0, len(todo), _ROWS):
        some = todo[begin : begin + _ROWS]
        part, between = cached(f"{cut.levels[0]:.9f}-{begin}", partial(row_scan.block, some))
        found.append(part)
        counts += between
        progress(step, begin + len(some), len(todo))
    pairs = np.concatenate(found)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    kept = Candidates(pairs[:, 0].copy(), pairs[:, 1].copy(), pairs[:, 2].astype(np.int64))
    return kept, counts


def tail_means(levels: FloatArray) -> FloatArray:
    """Return, by level of ln p and count, the largest expectation at which the count passes."""
    return _tail_means(tuple(levels.tolist()), _K_TABLE)


# One table for all windows and blocks that are scanned with the same cut.
@lru_cache(maxsize=8)
def _tail_means(levels: tuple[float, ...], k_max: int) -> FloatArray:
    return np.stack([largest_means(level, k_max) for level in levels])


class _RowScan:
    """One scan's way through blocks of rows, with the scratch arrays of each thread."""

    def __init__(
        self, events: PreparedEvents, windows: Windows, levels: FloatArray, min_shared: int
    ) -> None:
        self.events, self.windows = events, windows
        self.thresholds = TailThresholds(tail_means(levels), levels, min_shared)
        self.quietest = _quietest(events.activity)
        threads, accounts = get_num_threads(), events.accounts
        longest = int(np.diff(events.row_start).max(initial=0)) + 1
        self.scratch = Scratch(
            once=np.zeros((threads, accounts // 64 + 1), dtype=np.uint64),
            again=np.zeros((threads, accounts), dtype=np.uint64),
            # Longer than that, a list costs more to go through than the bits it says to clear.
            listed=np.empty((threads, accounts // 256 + LIST + 1), dtype=np.uint32),
            repeated=np.empty((threads, accounts), dtype=np.uint32),
            limits=np.empty((threads, longest), dtype=np.int64),
            uses=np.empty((threads, longest, 3), dtype=np.int32),
        )
        # A buffer holds at least one whole row, so every round makes headway.
        self.out = np.empty((threads, max(_BUFFER, accounts), 3), dtype=np.int32)

    def block(self, rows: Int32) -> Block:
        """Walk some rows, dealt to threads in turn.

        They are resumed where an output buffer filled up, so nothing is dropped however many pairs
        there are.
        """
        threads = len(self.out)
        counts = np.zeros((threads, len(self.thresholds.levels)), dtype=np.int64)
        at = np.arange(threads, dtype=np.int64)
        found = [np.empty((0, 3), dtype=np.int32)]
        while (at < len(rows)).any():
            used = run(
                walk_rows,
                rows,
                at,
                self.events,
                self.windows,
                self.quietest,
                self.thresholds,
                counts,
                self.scratch,
                self.out,
            )
            found += [self.out[i, : used[i]].copy() for i in range(threads)]
        return np.concatenate(found), counts.sum(axis=0)


def _quietest(activity: Int64) -> Quietest:
    """Return the last account that is as quiet, by level of activity.

    Accounts are numbered by activity as a rule; where they are not, the least activity of an
    account and all that follow it stands in, and the scan looks at more than it need.
    """
    least = np.minimum.accumulate(activity[::-1])[::-1]
    values, first = np.unique(least, return_index=True)
    return Quietest(values, np.append(first[1:], len(least)).astype(np.int64) - 1)
