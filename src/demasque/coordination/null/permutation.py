"""What does chance make of the same posts? Cases whose accounts are permuted, as decoys.

The strength of a pair (:mod:`rarity`) has no formula for its chances. So they are measured: the
accounts of the posts are permuted within strata of time, a few times over, and the pairs of those
permuted cases are what chance alone makes of the same posts. In the search of mass spectra the same
is known as target and decoy (Elias and Gygi, Nature Methods 4, 2007).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.null.crowd import Members
from demasque.coordination.null.strata import strata_of


def permuted_cases(
    posts: PostMoments,
    uses: Sequence[TraceUses],
    member: Members,
    times: int,
    seed: int,
    held: bool = False,
) -> Iterator[tuple[PostMoments, list[TraceUses]]]:
    """Yield `times` cases of the crowd's posts, their accounts permuted within strata.

    `member` marks the accounts of the crowd. The posts of others stay as they are where they are
    `held`; else they, and their uses of traces, are left out. Accounts keep their codes.
    """
    kept = np.flatnonzero(member[posts.account])
    account, at = posts.account[kept], posts.at[kept]
    among = list(uses) if held else [_among(one, kept, len(posts.at)) for one in uses]
    strata = _strata(at)
    rng = np.random.default_rng(seed)
    for _ in range(times):
        permuted = _permute(account, strata, rng)
        if held:
            whole = posts.account.copy()
            whole[kept] = permuted
            yield posts._replace(account=whole), among
        else:
            yield PostMoments(permuted, at, posts.names), among


def _among(uses: TraceUses, kept: Int64, posts: int) -> TraceUses:
    """The uses by the posts that are kept, numbered as those are."""
    place = np.full(posts, -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    post = place[uses.post]
    return TraceUses(uses.kind, post[post >= 0], uses.trace[post >= 0], uses.traces)


def _strata(at: Int64) -> list[Int64]:
    """The places of the posts of each stratum, rising."""
    stratum = strata_of(at)
    order = np.argsort(stratum, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(stratum[order])) + 1)


def _permute(account: Int32, strata: Sequence[Int64], rng: np.random.Generator) -> Int32:
    """Permute the accounts within each stratum; each keeps its number of posts there."""
    drawn = rng.random(len(account))
    permuted = np.empty_like(account)
    # One stratum at a time: sorting a few thousand numbers stays in the processor's own memory.
    for places in strata:
        permuted[places] = account[places[np.argsort(drawn[places], kind="stable")]]
    return permuted
