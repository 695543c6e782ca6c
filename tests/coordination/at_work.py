"""Worlds of numbers as the posts and the one kind of trace that a detection works on."""

from dataclasses import replace

import numpy as np

from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import prepare
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.standing_beside import Attached, Groups, attached_accounts
from demasque.simulate import EventWorld

MINUTE = 60_000_000
WIDE = (10 * MINUTE, 30 * MINUTE)


def at_work(
    world: EventWorld, windows: tuple[int, ...], wide: tuple[int, ...] = ()
) -> tuple[PostMoments, KindEvents]:
    """The world's posts, each with its one trace; accounts are named by their numbers."""
    names, account = np.unique(world.account_id, return_inverse=True)
    trace = np.unique(world.trace_id, return_inverse=True)[1].astype(np.int32)
    posts = PostMoments(account.astype(np.int32), world.posted_at * 1_000_000, names)
    uses = TraceUses("any", np.arange(len(world), dtype=np.int32), trace, int(trace.max()) + 1)
    encoded = uses.among_all_posts(posts)
    return posts, KindEvents(uses, encoded, prepare(encoded), windows, wide)


def beside(
    world: EventWorld, *groups: frozenset[int], fdr: float = 0.05, seed: int = 0
) -> tuple[list[int], Attached]:
    """Who is attached to the groups, by the world's numbers, and how."""
    posts, kind = at_work(world, WIDE)
    of_account = np.full(len(posts.names), -1, dtype=np.int32)
    for number, group in enumerate(groups):
        of_account[np.isin(posts.names, sorted(group))] = number
    named = Groups([f"C{n + 1}" for n in range(len(groups))], of_account, of_account >= 0)
    found = attached_accounts(posts, [kind], named, fdr, seed, MemoryCaseEngine())
    return posts.names[found.account].tolist(), found


def kept_apart(world: EventWorld, seed: int, meets: int, minutes: float) -> tuple[EventWorld, int]:
    """Let an organic account leave traces that only the planted ones have, minutes after them.

    It does so on `meets` different ones, up to so many minutes after the first of them; it is
    not among the planted ones of the world that is returned.
    """
    rng = np.random.default_rng([seed, 9])
    wave = np.isin(world.account_id, world.planted) & (world.topic == -1)
    # Another that was kept apart has left the same traces, and is no better known.
    who = int(rng.choice(np.setdiff1d(world.account_id[world.topic >= 0], world.planted)))
    traces = rng.choice(np.unique(world.trace_id[wave]), meets, replace=False)
    began = np.array([world.posted_at[wave & (world.trace_id == one)].min() for one in traces])
    at = np.concatenate([world.posted_at, began + rng.integers(0, round(minutes * 60), meets)])
    order = np.argsort(at, kind="stable")
    added = replace(
        world,
        account_id=np.append(world.account_id, np.full(meets, who, dtype=np.int32))[order],
        trace_id=np.append(world.trace_id, traces)[order].astype(np.int32),
        posted_at=at[order],
        topic=np.append(world.topic, np.full(meets, -1, dtype=np.int32))[order],
    )
    return added, who
