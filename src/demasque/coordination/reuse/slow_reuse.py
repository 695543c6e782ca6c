"""Who wrote the same rare words at any distance in time? Pairs as leads, in a table of their own.

Ties ask for synchronous use, and much of what is reused is reused slowly. But whoever shares an
interest shares words too, and time does not tell them apart here. So no tie, no campaign and no
judgement rests on what is found: it is shown apart, for somebody to look at.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.index import Int32
from demasque.coordination.null.strata import StratumActivity
from demasque.coordination.reuse.innocent_reasons import own_uses, reused_words
from demasque.coordination.reuse.own_posts import (
    OwnPosts,
    WordUses,
    activity,
    first_uses,
    permuted_users,
    read_own_posts,
)
from demasque.coordination.reuse.shared_words import SharingPairs, sharing_pairs, surprise
from demasque.coordination.stats.tails import LN10, FloatArray
from demasque.coordination.stats.target_decoy import Scored, target_decoy_log10_q
from demasque.progress import Progress, quiet
from demasque.schema import REUSE

FEWEST_SHARED: Final = 3
"""Distinct words that a pair shares at least: people who share an interest share two by chance."""

RATE: Final = 0.05
"""Share of pairs that are chance at most, unless told otherwise: these are leads, not findings."""

PERMUTATIONS: Final = 20

LARGEST_P: Final = 0.01
"""A pair's own p at most: where decoys are few, as in small cases, q alone asks for too little."""

_WHOLE: Final = np.empty(0)  # cuts between strata of activity: p knows the accounts' activity
_BY_PAIR: Final = (("account_a", "ascending"), ("account_b", "ascending"))

# Pairs that answer, repost or mention each other do openly what they do together.
_OPEN: Final = """
    WITH named AS (SELECT unnest(?::VARCHAR[]) AS account), linked AS (
        SELECT p.account AS one, m.account AS other FROM mentions m JOIN posts p USING (post)
        UNION SELECT p.account, q.account FROM posts p JOIN posts q ON p.parent = q.post
    )
    SELECT * FROM linked WHERE one IN (FROM named) AND other IN (FROM named)"""

# Every use of shared words: those of a reason too, which pairs share without its saying anything.
_EXCUSED: Final = """
    SELECT DISTINCT e.account, e.trace FROM events e JOIN reused_words w USING (kind, trace)
    WHERE e.account IN (SELECT unnest(?::VARCHAR[])) AND w.reason IS NOT NULL"""


@dataclass(frozen=True)
class Reuse:
    """What :func:`find_reuse` found and left out."""

    pairs: int
    accounts: int
    words: dict[str, int]  # shared words by innocent reason; 'none' for those without
    openly_linked: int  # pairs left out since they answer, repost or mention each other


def find_reuse(
    store: CaseStore, fdr: float = RATE, seed: int = 0, progress: Progress = quiet
) -> Reuse:
    """Find pairs that share rare words at any distance in time; fills ``reuse``, ``reused_words``.

    Words are copy families in the accounts' own words for which no innocent reason is seen (see
    :func:`reused_words`). A pair that shares three or more is set against decoys: the same posts,
    their accounts permuted within language and time, from `seed`. It is kept where at most `fdr`
    of the pairs as surprising or more are chance and its own p is at most 0.01, unless one of the
    two answers, reposts or mentions the other. Without events of the kind `text` nothing is found.

    Times are UTC. The same case, rate and seed give the same pairs.
    """
    words = reused_words(store)
    uses = own_uses(store)
    posts, number = read_own_posts(store, uses["post"])
    pairs = _beyond_chance(posts, first_uses(posts, number, uses), fdr, seed, progress)
    linked = _openly_linked(store, _accounts(pairs))
    apart = [one for one in pairs if (one["account_a"], one["account_b"]) not in linked]
    accounts = _accounts(apart)
    _add_words(apart, uses, _excused(store, accounts))
    table = pa.Table.from_pylist(apart, REUSE)
    store.replace({"reuse": table.sort_by([("q", "ascending"), *_BY_PAIR])})
    return Reuse(
        pairs=len(apart),
        accounts=len(accounts),
        words=dict(Counter(reason or "none" for reason in words["reason"].to_pylist())),
        openly_linked=len(pairs) - len(apart),
    )


def _beyond_chance(
    posts: OwnPosts, uses: WordUses, fdr: float, seed: int, progress: Progress
) -> list[dict[str, Any]]:
    """The pairs that decoys leave, with what chance says of each."""
    active, rng = activity(posts), np.random.default_rng(seed)
    pairs, (log_p, expected) = _judged(posts, uses, posts.account[uses.post], active)
    decoys = []
    for who in permuted_users(posts, uses, PERMUTATIONS if len(pairs.a) else 0, rng):
        decoys.append(_judged(posts, uses, who, active)[1][0])
        progress("reused words, permuted", len(decoys), PERMUTATIONS)
    log10_q = target_decoy_log10_q(
        _scored(log_p), _scored(np.concatenate([np.empty(0), *decoys])), PERMUTATIONS, 1.0, _WHOLE
    )
    kept = (log10_q <= np.log10(fdr)) & (log_p <= np.log(LARGEST_P))
    names = posts.names.to_pylist()
    return [
        {
            "account_a": min(names[pairs.a[i]], names[pairs.b[i]]),
            "account_b": max(names[pairs.a[i]], names[pairs.b[i]]),
            "expected": float(expected[i]),
            "log10_p": float(log_p[i] / LN10),
            "q": float(10.0 ** log10_q[i]),
        }
        for i in np.flatnonzero(kept)
    ]


def _judged(
    posts: OwnPosts, uses: WordUses, who: Int32, active: StratumActivity
) -> tuple[SharingPairs, tuple[FloatArray, FloatArray]]:
    pairs = sharing_pairs(who, uses.words, len(posts.names), FEWEST_SHARED)
    return pairs, surprise(pairs, posts, uses, who, active)


def _scored(log_p: FloatArray) -> Scored:
    return Scored(-log_p, np.zeros(len(log_p)))


def _accounts(pairs: list[dict[str, Any]]) -> list[str]:
    return sorted({one[end] for one in pairs for end in ("account_a", "account_b")})


def _openly_linked(store: CaseStore, accounts: list[str]) -> set[tuple[str, str]]:
    """Those among the accounts, both ways round."""
    found = store.sql(_OPEN, (accounts,)).to_pydict()
    pairs = set(zip(found["one"], found["other"], strict=True))
    return pairs | {(other, one) for one, other in pairs}


def _excused(store: CaseStore, accounts: list[str]) -> dict[str, set[int]]:
    """The words with an innocent reason that each of the accounts used."""
    found: dict[str, set[int]] = {account: set() for account in accounts}
    for row in store.sql(_EXCUSED, (accounts,)).to_pylist():
        found[row["account"]].add(row["trace"])
    return found


def _add_words(
    pairs: list[dict[str, Any]], uses: pa.Table, excused: Mapping[str, set[int]]
) -> None:
    """Add to each pair the words that it shares, and from when to when it used them."""
    moments: dict[str, dict[int, list[datetime]]] = {account: {} for account in excused}
    theirs = uses.filter(pc.is_in(uses["account"], pa.array(moments, pa.string())))
    for use in theirs.to_pylist():
        moments[use["account"]].setdefault(use["trace"], []).append(use["at"])
    for pair in pairs:
        a, b = pair["account_a"], pair["account_b"]
        shared = sorted(moments[a].keys() & moments[b].keys())
        at = [one for trace in shared for one in moments[a][trace] + moments[b][trace]]
        pair |= {
            "shared": len(shared),
            "excused": len(excused[a] & excused[b]),
            "first_at": min(at),
            "last_at": max(at),
            "traces": shared,
        }
