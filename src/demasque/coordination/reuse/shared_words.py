"""How many of the same words do two accounts use, and how many would chance give?

Nothing here knows of a window: two uses count alike at any distance in time. Homophily cannot be
told from reuse by time, so it is left out; see docs/method.md for what stands in its place.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int32, Int64, starts
from demasque.coordination.null.strata import StratumActivity
from demasque.coordination.reuse.own_posts import OwnPosts, WordUses
from demasque.coordination.stats.tails import FloatArray, log_poisson_binomial_tail


class SharingPairs(NamedTuple):
    """Pairs of accounts, a < b, and how many distinct words both use."""

    a: Int32
    b: Int32
    shared: Int64


def sharing_pairs(account: Int32, words: Int32, accounts: int, fewest: int) -> SharingPairs:
    """Find the pairs that share `fewest` distinct words or more; use i is of words[i]."""
    use = np.unique(words.astype(np.int64) * max(accounts, 1) + account)
    who, what = use % max(accounts, 1), use // max(accounts, 1)
    keys = [np.empty(0, dtype=np.int64)]
    apart = 1
    # Within words the accounts ascend, so that each pair is met once, at its distance there.
    while len(met := np.flatnonzero(what[apart:] == what[:-apart])):
        keys.append(who[met] * accounts + who[met + apart])
        apart += 1
    pair, shared = np.unique(np.concatenate(keys), return_counts=True)
    enough = shared >= fewest
    pair = pair[enough]
    a, b = (pair // max(accounts, 1)).astype(np.int32), (pair % max(accounts, 1)).astype(np.int32)
    return SharingPairs(a, b, shared[enough].astype(np.int64))


def surprise(
    pairs: SharingPairs, posts: OwnPosts, uses: WordUses, who: Int32, active: StratumActivity
) -> tuple[FloatArray, FloatArray]:
    """Return ln p and the expectation of each pair, were either one's posts permuted.

    `who` holds whose each use is: permuted or not. Hold a's words: each of b's posts in a
    stratum falls, by chance, on any post there that is not a's. The sum over strata of b's posts
    times the share of those posts with the words is the rate at which b uses them; the tail over
    a's words is Poisson-binomial. Of the two ways round the less surprising counts.
    """
    accounts = len(posts.names)
    most = int(uses.words.max(initial=0)) + 1
    once = np.unique(who.astype(np.int64) * most + uses.words)
    vocabulary = starts(np.bincount(once // most, minlength=accounts))
    order = np.argsort(uses.words, kind="stable")
    return _surprise(
        *pairs,
        vocabulary,
        (once % most).astype(np.int32),
        starts(np.bincount(uses.words, minlength=most)),
        who[order],
        posts.stratum[uses.post][order],
        *active,
        np.bincount(posts.stratum).astype(np.int64),
    )


@njit(cache=True, nogil=True)
def _posts_in(who: int, stratum: int, start: Int64, strata: Int32, counts: Int32) -> int:
    place = start[who] + np.searchsorted(strata[start[who] : start[who + 1]], stratum)
    return counts[place] if place < start[who + 1] and strata[place] == stratum else 0


@njit(cache=True, nogil=True)
def _surprise(
    pair_a: Int32,
    pair_b: Int32,
    shared: Int64,
    vocabulary_start: Int64,
    vocabulary: Int32,
    use_start: Int64,
    user: Int32,
    use_stratum: Int32,
    active_start: Int64,
    active_stratum: Int32,
    active_posts: Int32,
    totals: Int64,
) -> tuple[FloatArray, FloatArray]:
    log_p, expected = np.full(len(pair_a), -math.inf), np.zeros(len(pair_a))
    for i in range(len(pair_a)):
        for way in range(2):
            held, other = (pair_a[i], pair_b[i]) if way == 0 else (pair_b[i], pair_a[i])
            own = vocabulary[vocabulary_start[held] : vocabulary_start[held + 1]]
            chances = np.empty(len(own))
            for j in range(len(own)):
                rate = 0.0
                for u in range(use_start[own[j]], use_start[own[j] + 1]):
                    if user[u] == held:
                        continue
                    s = use_stratum[u]
                    n = _posts_in(other, s, active_start, active_stratum, active_posts)
                    if n:
                        mine = _posts_in(held, s, active_start, active_stratum, active_posts)
                        rate += n / (totals[s] - mine)
                chances[j] = 1.0 - math.exp(-rate)
            tail = log_poisson_binomial_tail(shared[i], chances)
            if tail > log_p[i]:
                log_p[i], expected[i] = tail, chances.sum()
    return log_p, expected
