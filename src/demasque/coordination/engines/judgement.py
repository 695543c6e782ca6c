"""Which pairs are tied? What all engines do alike: windows, expectation, false discoveries."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from demasque.coordination.cooccurrence.pair_details import (
    PairDetails,
    pair_details,
    shared_within,
)
from demasque.coordination.cooccurrence.scan import Candidates, Cut, most_pairs
from demasque.coordination.engines.tied_pairs import MetPairs, TiedPairs
from demasque.coordination.events.index import EventMoments, Int32, Int64, PreparedEvents
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.null.crowd import Members, crowd_of
from demasque.coordination.null.expectation import expectation
from demasque.coordination.null.strata import Strata, by_time
from demasque.coordination.stats.false_discovery import benjamini_hochberg
from demasque.coordination.stats.tails import LN10, FloatArray
from demasque.coordination.strength.rarity import evidence, rarity_of, strength


class TieCriteria(NamedTuple):
    """What makes a tie; windows in microseconds."""

    windows: Sequence[int]
    fdr: float
    min_shared: int


class JudgedPairs(NamedTuple):
    """Pairs that may matter at one window, with the shared traces that chance gives, and ln p."""

    pairs: Candidates
    expected: FloatArray
    log_p: FloatArray


def judge_windows(
    ready: PreparedEvents,
    criteria: TieCriteria,
    opening: Callable[[int], Windows],
    judge: Callable[[Windows, Cut], tuple[JudgedPairs, Int64]],
) -> list[JudgedPairs]:
    """Judge the pairs of every window, rising, with a cut that loses nothing.

    `judge(windows, cut)` gives the pairs up to the cut, and the counts between its levels. The
    counts of all windows together tell whether there is room for a higher cut. What meets in a
    window meets in the widest, which therefore comes first and says how many pairs there may be.
    """
    cut: Cut | None = None
    while True:
        judged, counts = [], []
        for window in sorted(criteria.windows, reverse=True):
            opened = opening(window)
            if cut is None:
                rate = criteria.fdr / len(criteria.windows)
                pairs = most_pairs(opened, criteria.min_shared)
                cut = Cut.first(rate, possible_pairs(ready), ready.accounts, pairs)
            one, between = judge(opened, cut)
            judged.append(one)
            counts.append(between)
        assert cut is not None  # there is a window at least
        higher = cut.higher(np.sum(counts, axis=0))
        if higher is None:
            return judged[::-1]
        cut = higher


def tie(ready: PreparedEvents, criteria: TieCriteria, judged: Sequence[JudgedPairs]) -> TiedPairs:
    """Choose each pair's window among those judged, and keep the pairs whose q is at most `fdr`.

    A pair seen in several windows is judged by the one that says most, at a p multiplied by the
    number of windows (Bonferroni); q is then Benjamini and Hochberg's over every pair of accounts.
    """
    windows, fdr, tests = sorted(criteria.windows), criteria.fdr, possible_pairs(ready)
    chosen, which = most_surprising(judged, ready.accounts)
    log_p = np.minimum(chosen.log_p + math.log(len(windows)), 0.0)
    log10_q = benjamini_hochberg(log_p, tests)
    keep = np.flatnonzero(log10_q <= math.log10(fdr))
    pairs = chosen.pairs.at(keep)
    window = np.array(windows, dtype=np.int64)[which[keep]]
    return _tied(ready, pairs, window, chosen.expected[keep], log_p[keep], log10_q[keep])


def describe_pairs(
    moments: EventMoments,
    ready: PreparedEvents,
    windows: Sequence[int],
    a: Int32,
    b: Int32,
    member: Members | None = None,
    alike: bool = True,
) -> TiedPairs:
    """Describe given pairs (a < b) as if they were tied, if they meet at all; q is left at 1.

    Chance is made by the accounts that `member` marks (by default all); unless `alike` is false it
    knows homophily.
    """
    met = judge_given(moments, ready, windows, a, b, member, alike)
    return TiedPairs(
        *met[:-1],
        log10_q=np.zeros(len(met.window)),
        bits=strength(*evidence(ready, met.pairs.a, met.pairs.b)),
        details=details_at(partial(pair_details, ready), met.pairs, met.window),
    )


def judge_given(
    moments: EventMoments,
    ready: PreparedEvents,
    windows: Sequence[int],
    a: Int32,
    b: Int32,
    member: Members | None = None,
    alike: bool = True,
) -> MetPairs:
    """Judge given pairs (a < b) that meet at all: :func:`describe_pairs` in brief."""
    judged = []
    distances = np.array([*windows, np.iinfo(np.int64).max], dtype=np.int64)
    *shared, ever = shared_within(ready, a, b, distances)
    met = np.any(shared, axis=0)
    strata = _strata(moments, ready, a[met], b[met], member)
    crowd = None if member is None else crowd_of(ready, member)
    for window, within in zip(windows, shared, strict=True):
        meet = np.flatnonzero(within > 0)
        pairs = Candidates(a[meet], b[meet], within[meet])
        opened = open_windows(ready, window)
        judged.append(JudgedPairs(pairs, *expectation(ready, opened, pairs, strata, crowd, alike)))
    chosen, which = most_surprising(judged, ready.accounts)
    log_p = np.minimum(chosen.log_p + math.log(len(windows)), 0.0)
    window_of = np.array(windows, dtype=np.int64)[which]
    asked = Candidates(a, b, ever).key(ready.accounts)
    order = np.argsort(asked)
    place = order[np.searchsorted(asked[order], chosen.pairs.key(ready.accounts))]
    return MetPairs(chosen.pairs, window_of, chosen.expected, log_p / LN10, ever[place])


def judge_pairs(
    moments: EventMoments,
    ready: PreparedEvents,
    opened: Windows,
    pairs: Candidates,
) -> JudgedPairs:
    """Give each pair the expectation that decides, and ln p; everybody makes chance."""
    if not len(pairs.a):
        return JudgedPairs(pairs, np.empty(0), np.empty(0))
    strata = _strata(moments, ready, pairs.a, pairs.b, None)
    return JudgedPairs(pairs, *expectation(ready, opened, pairs, strata))


def _strata(
    moments: EventMoments, ready: PreparedEvents, a: Int32, b: Int32, member: Members | None
) -> Strata:
    """Cut time into strata, with the activity of the pairs' accounts in each."""
    wanted = np.zeros(ready.accounts, dtype=np.bool_)
    wanted[a] = True
    wanted[b] = True
    return by_time(moments.account, moments.at, wanted, member)


def possible_pairs(ready: PreparedEvents) -> float:
    """Return how many pairs of accounts there are: each is one test."""
    return ready.accounts * (ready.accounts - 1) / 2


def step_name(opened: Windows) -> str:
    """Name the scan of one window for progress: its width, and what it costs.

    The cost is the number of co-occurrences, of which each row meets its own half.
    """
    return f"{opened.width / 1e6:g} s, {opened.co_occurrences:,} co-occurrences"


def _tied(
    ready: PreparedEvents,
    pairs: Candidates,
    window: Int64,
    expected: FloatArray,
    log_p: FloatArray,
    log10_q: FloatArray,
) -> TiedPairs:
    return TiedPairs(
        pairs=pairs,
        window=window,
        expected=expected,
        log10_p=log_p / LN10,
        log10_q=log10_q,
        bits=strength(*evidence(ready, pairs.a, pairs.b)),
        details=details_at(partial(pair_details, ready), pairs, window),
    )


def most_surprising(judged: Sequence[JudgedPairs], accounts: int) -> tuple[JudgedPairs, Int64]:
    """Keep each pair once, at the window with the smallest p (the first such window).

    Returns the pairs by account, and each one's place in `judged`.
    """
    a, b, shared = (np.concatenate(parts) for parts in zip(*(j.pairs for j in judged), strict=True))
    log_p = np.concatenate([one.log_p for one in judged])
    which = np.repeat(np.arange(len(judged)), [len(one.log_p) for one in judged])
    pair = a.astype(np.int64) * accounts + b
    order = np.lexsort((which, log_p, pair))
    _, first = np.unique(pair[order], return_index=True)
    best = order[first]
    expected = np.concatenate([one.expected for one in judged])[best]
    return JudgedPairs(Candidates(a[best], b[best], shared[best]), expected, log_p[best]), which[
        best
    ]


def bits_among(
    events: PreparedEvents, pairs: Candidates, users: Int64, accounts: int
) -> FloatArray:
    """How strong each pair's evidence is, in bits, where `events` are the pairs' own only.

    `users` of the `accounts` used each trace.
    """
    return strength(*evidence(events, pairs.a, pairs.b, bits=rarity_of(users, accounts)))


def details_at(
    describe: Callable[[Candidates, int], PairDetails], pairs: Candidates, window: Int64
) -> PairDetails:
    """Describe each pair at its own window; `describe(pairs, window)` does it for one window."""
    parts, where = [describe(pairs.at(slice(0)), 0)], [np.empty(0, dtype=np.int64)]
    for one in np.unique(window):
        chosen = np.flatnonzero(window == one)
        parts.append(describe(pairs.at(chosen), int(one)))
        where.append(chosen)
    back = np.argsort(np.concatenate(where))
    return PairDetails(*(np.concatenate(values)[back] for values in zip(*parts, strict=True)))
