"""From prepared events to judged pairs: scan, refine the expectation, control false discoveries."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np

from demasque.coordination.cooccurrence.pair_details import PairDetails, describe
from demasque.coordination.cooccurrence.scan import (
    Candidates,
    Cut,
    Remember,
    compute,
    most_pairs,
    scan,
)
from demasque.coordination.events.index import Int32, Int64, Moments, PreparedEvents
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.null.expectation import refine
from demasque.coordination.null.strata import by_time
from demasque.coordination.stats.tails import (
    LN10,
    FloatArray,
    benjamini_hochberg,
)
from demasque.coordination.strength.rarity import strength, weigh
from demasque.progress import Progress

Record = TypeVar("Record", bound=Any)


@dataclass(frozen=True)
class Terms:
    """What is asked of the events; windows in microseconds."""

    windows: Sequence[int]
    fdr: float
    min_shared: int


@dataclass(frozen=True)
class Judged:
    """Tied pairs as parallel arrays, each with the window (microseconds) that says most."""

    pairs: Candidates
    window: Int64
    expected: FloatArray
    log10_p: FloatArray
    log10_q: FloatArray
    bits: FloatArray
    details: PairDetails

    def key(self, accounts: int) -> Int64:
        """Each pair as one number, a * accounts + b."""
        key: Int64 = self.pairs.a.astype(np.int64) * accounts + self.pairs.b
        return key

    def among(self, keys: Int64, accounts: int) -> "Judged":
        """Those of the pairs that are among `keys`."""
        return _rows(self, np.isin(self.key(accounts), keys))


@dataclass(frozen=True)
class Scored:
    """Pairs that may matter at one window, with their expectation and ln p."""

    pairs: Candidates
    expected: FloatArray
    log_p: FloatArray


def judge(
    moments: Moments,
    ready: PreparedEvents,
    terms: Terms,
    progress: Progress,
    remember: Callable[[int], Remember] = lambda _: compute,
) -> Judged:
    """Return the pairs whose q is at most `terms.fdr`, out of all pairs of accounts.

    A pair seen in several windows is judged by the one that says most, at a p multiplied by the
    number of windows (Bonferroni); q is then Benjamini and Hochberg's over every pair of accounts.
    `remember(window)` remembers the blocks of that window's scan.
    """

    def score(opened: Windows, cut: Cut) -> tuple[Scored, Int64]:
        kept = remember(opened.width)
        step = step_name(opened)
        pairs, counts = scan(ready, opened, cut, terms.min_shared, progress, step, kept)
        return explain(moments, ready, opened, pairs), counts

    return settle(ready, terms, score_all(ready, terms, partial(open_windows, ready), score))


def score_all(
    ready: PreparedEvents,
    terms: Terms,
    opening: Callable[[int], Windows],
    score: Callable[[Windows, Cut], tuple[Scored, Int64]],
) -> list[Scored]:
    """Score every window with a cut that loses nothing.

    The counts of all windows together tell whether there is room for a higher cut. What meets in a
    window meets in the widest, which therefore comes first and says how many pairs there may be.
    """
    cut: Cut | None = None
    while True:
        scored, counts = [], []
        for window in sorted(terms.windows, reverse=True):
            opened = opening(window)
            if cut is None:
                rate, pairs = terms.fdr / len(terms.windows), most_pairs(opened, terms.min_shared)
                cut = Cut.first(rate, possible_pairs(ready), ready.accounts, pairs)
            one, between = score(opened, cut)
            scored.append(one)
            counts.append(between)
        assert cut is not None  # there is a window at least
        higher = cut.higher(np.sum(counts, axis=0))
        if higher is None:
            return scored[::-1]
        cut = higher


def settle(ready: PreparedEvents, terms: Terms, scored: Sequence[Scored]) -> Judged:
    """Choose each pair's window among those scored, and keep the pairs whose q is at most `fdr`."""
    windows, fdr, tests = sorted(terms.windows), terms.fdr, possible_pairs(ready)
    chosen, which = _most_telling(scored, ready.accounts)
    log_p = np.minimum(chosen.log_p + math.log(len(windows)), 0.0)
    log10_q = benjamini_hochberg(log_p, tests)
    keep = np.flatnonzero(log10_q <= math.log10(fdr))
    pairs = Candidates(chosen.pairs.a[keep], chosen.pairs.b[keep], chosen.pairs.shared[keep])
    window = np.array(windows, dtype=np.int64)[which[keep]]
    return _judged(ready, pairs, window, chosen.expected[keep], log_p[keep], log10_q[keep])


def measure(
    moments: Moments, ready: PreparedEvents, windows: Sequence[int], a: Int32, b: Int32
) -> Judged:
    """Describe given pairs (a < b) as :func:`judge` does, if they meet at all; q is left at 1."""
    scored = []
    for window in windows:
        opened = open_windows(ready, window)
        shared = describe(ready, Candidates(a, b, np.zeros(len(a), np.int64)), window).shared
        meet = np.flatnonzero(shared > 0)
        pairs = Candidates(a[meet], b[meet], shared[meet])
        scored.append(explain(moments, ready, opened, pairs))
    chosen, which = _most_telling(scored, ready.accounts)
    log_p = np.minimum(chosen.log_p + math.log(len(windows)), 0.0)
    window_of = np.array(windows, dtype=np.int64)[which]
    return _judged(ready, chosen.pairs, window_of, chosen.expected, log_p, np.zeros(len(log_p)))


def joined(one: Judged, also: Judged, pairs: Int64, log10_q: FloatArray, accounts: int) -> Judged:
    """Return the pairs of both, each once, as `one` has it where it does, at the smaller q.

    `pairs` (ascending, a * accounts + b) and `log10_q` give the q of the pairs of `also`.
    """
    key_one, key_also = one.key(accounts), also.key(accounts)
    new = np.flatnonzero(~np.isin(key_also, key_one))
    key = np.concatenate([key_one, key_also[new]])
    q = np.concatenate([one.log10_q, np.zeros(len(new))])
    place = np.minimum(np.searchsorted(pairs, key), max(len(pairs) - 1, 0))
    if len(pairs):
        q = np.minimum(q, np.where(pairs[place] == key, log10_q[place], 0.0))

    def both(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        return np.concatenate([mine, theirs[new]])

    def each(mine: Any, theirs: Any) -> dict[str, np.ndarray]:
        names = [field.name for field in fields(mine)]
        return {name: both(getattr(mine, name), getattr(theirs, name)) for name in names}

    return Judged(
        pairs=Candidates(**each(one.pairs, also.pairs)),
        window=both(one.window, also.window),
        expected=both(one.expected, also.expected),
        log10_p=both(one.log10_p, also.log10_p),
        log10_q=q,
        bits=both(one.bits, also.bits),
        details=PairDetails(**each(one.details, also.details)),
    )


def _rows(one: Record, kept: np.ndarray) -> Record:
    """A record of parallel arrays, and of other such records, cut to some rows."""
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    cut = {k: _rows(v, kept) if is_dataclass(v) else v[kept] for k, v in values.items()}
    made: Record = type(one)(**cut)
    return made


def _judged(
    ready: PreparedEvents,
    pairs: Candidates,
    window: Int64,
    expected: FloatArray,
    log_p: FloatArray,
    log10_q: FloatArray,
) -> Judged:
    worth = weigh(ready, pairs.a, pairs.b)
    return Judged(
        pairs=pairs,
        window=window,
        expected=expected,
        log10_p=log_p / LN10,
        log10_q=log10_q,
        bits=strength(worth.close, worth.common),
        details=_details(ready, pairs, window),
    )


def explain(moments: Moments, ready: PreparedEvents, opened: Windows, pairs: Candidates) -> Scored:
    """Give each pair the expectation that decides, and ln p."""
    if not len(pairs.a):
        return Scored(pairs, np.empty(0), np.empty(0))
    wanted = np.zeros(ready.accounts, dtype=np.bool_)
    wanted[pairs.a] = True
    wanted[pairs.b] = True
    strata = by_time(moments.account, moments.at, wanted)
    expected, log_p = refine(ready, opened, pairs, strata)
    return Scored(pairs, expected, log_p)


def _most_telling(scored: Sequence[Scored], accounts: int) -> tuple[Scored, Int64]:
    """Keep each pair once, at the window with the smallest p (the first such window)."""
    a = np.concatenate([s.pairs.a for s in scored])
    b = np.concatenate([s.pairs.b for s in scored])
    log_p = np.concatenate([s.log_p for s in scored])
    which = np.repeat(np.arange(len(scored)), [len(s.log_p) for s in scored])
    pair = a.astype(np.int64) * accounts + b
    order = np.lexsort((which, log_p, pair))
    _, first = np.unique(pair[order], return_index=True)
    best = order[first]
    shared = np.concatenate([s.pairs.shared for s in scored])[best]
    expected = np.concatenate([s.expected for s in scored])[best]
    return Scored(Candidates(a[best], b[best], shared), expected, log_p[best]), which[best]


def _details(ready: PreparedEvents, pairs: Candidates, window: Int64) -> PairDetails:
    """Describe each pair at its own window."""
    parts, where = [], []
    for one in np.unique(window):
        chosen = np.flatnonzero(window == one)
        part = Candidates(pairs.a[chosen], pairs.b[chosen], pairs.shared[chosen])
        parts.append(describe(ready, part, int(one)))
        where.append(chosen)
    back = np.argsort(np.concatenate(where)) if where else np.empty(0, dtype=np.int64)

    def gathered(name: str) -> np.ndarray:
        arrays = [getattr(part, name) for part in parts]
        dtype = np.float64 if name == "timing" else np.int64
        return np.concatenate(arrays)[back] if arrays else np.empty(0, dtype=dtype)

    return PairDetails(**{field.name: gathered(field.name) for field in fields(PairDetails)})


def possible_pairs(ready: PreparedEvents) -> float:
    """Return how many pairs of accounts there are: each is one test."""
    return ready.accounts * (ready.accounts - 1) / 2


def step_name(opened: Windows) -> str:
    """Name the scan of one window for progress: its width, and what it costs.

    The cost is the number of co-occurrences, of which each row meets its own half.
    """
    return f"{opened.width / 1e6:g} s, {opened.co_occurrences:,} co-occurrences"
