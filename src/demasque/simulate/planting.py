"""Coordination of known strength, planted in an organic world; and worlds with it dealt away."""

from dataclasses import replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from demasque.errors import UsageError
from demasque.simulate.event_world import EventWorld
from demasque.simulate.habits.rhythm import DAY, HOUR

Array = npt.NDArray[Any]

SHIFT: Final = (9, 18)
"""Hours, UTC, between which planted waves start."""


def plant(
    world: EventWorld,
    seed: int,
    accounts: int = 20,
    waves: int = 10,
    jitter_seconds: int = 30,
    traces_per_wave: int = 1,
    participation: float = 1.0,
    popular: float = 0.0,
) -> EventWorld:
    """Return ``world`` with ``accounts`` of its accounts acting together in ``waves``.

    The accounts are drawn among those that post, so each keeps the ordinary activity of somebody.
    In each wave each takes part with probability ``participation`` and leaves each of the wave's
    traces once, all within ``jitter_seconds`` of each other. A trace is new to the world, or, for
    the share ``popular`` of waves, one that is already shared, drawn as often as it is used.
    May be called again to plant another group; ``planted`` then holds both.
    Raises ``UsageError`` when the world has too few accounts that post.
    """
    rng = np.random.default_rng([seed, 2])
    free = np.setdiff1d(np.unique(world.account_id), world.planted)
    if not 2 <= accounts <= len(free):
        raise UsageError(f"{accounts} accounts cannot be planted; this world has {len(free)} free")
    if waves < 1 or jitter_seconds < 0 or traces_per_wave < 1:
        raise UsageError("waves and traces_per_wave start at 1, jitter_seconds at 0")
    group = np.sort(rng.choice(free, accounts, replace=False))
    wave, member = np.nonzero(rng.random((waves, accounts)) < participation)
    starts = _starts(rng, world, waves)
    piece = np.tile(np.arange(traces_per_wave), len(wave))
    wave, member = np.repeat(wave, traces_per_wave), np.repeat(member, traces_per_wave)
    traces = _traces(rng, world, waves * traces_per_wave, popular)
    added = EventWorld(
        account_id=group[member],
        trace_id=traces[wave * traces_per_wave + piece],
        # Several traces of one wave follow each other at twice the jitter.
        posted_at=starts[wave]
        + 2 * jitter_seconds * piece
        + rng.integers(0, jitter_seconds + 1, len(wave)),
        topic=np.full(len(wave), -1),
        accounts=world.accounts,
    )
    return _merge(world, added, np.union1d(world.planted, group).astype(np.int32))


def deal(
    world: EventWorld, seed: int, within: Literal["all", "hour", "topic"] = "all"
) -> EventWorld:
    """Return the world with its (trace, moment) slots dealt to the accounts at random.

    Each account keeps its number of events: overall, within each hour, or within each topic and
    hour. Nothing in what is returned is coordinated beyond what that leaves alone.
    """
    rng = np.random.default_rng([seed, 3])
    hour = world.posted_at // HOUR
    stratum = {
        "all": np.zeros_like(hour),
        "hour": hour,
        "topic": hour * (int(world.topic.max(initial=0)) + 2) + world.topic + 1,
    }[within]
    slots = np.argsort(stratum, kind="stable")
    drawn = np.lexsort((rng.random(len(world)), stratum))
    account = np.empty_like(world.account_id)
    account[slots] = world.account_id[drawn]
    return replace(world, account_id=account, planted=np.empty(0, dtype=np.int32))


def _starts(rng: np.random.Generator, world: EventWorld, waves: int) -> Array:
    """Return when each wave starts: on any day of the world, in the working hours of one place."""
    first = int(world.posted_at[0]) // DAY * DAY
    days = max(int(world.posted_at[-1] - first) // DAY, 1)
    hours = rng.integers(SHIFT[0] * HOUR, SHIFT[1] * HOUR, waves)
    return first + rng.integers(0, days, waves) * DAY + hours


def _traces(rng: np.random.Generator, world: EventWorld, count: int, popular: float) -> Array:
    new = int(world.trace_id.max()) + 1 + np.arange(count)
    known = world.trace_id[rng.integers(0, len(world), count)]
    return np.where(rng.random(count) < popular, known, new)


def _merge(world: EventWorld, added: EventWorld, planted: Array) -> EventWorld:
    at = np.concatenate([world.posted_at, added.posted_at])
    order = np.argsort(at, kind="stable")

    def both(name: str) -> Array:
        first: Array = getattr(world, name)
        joined = np.concatenate([first, getattr(added, name)])
        return joined[order].astype(first.dtype)

    return EventWorld(
        account_id=both("account_id"),
        trace_id=both("trace_id"),
        posted_at=both("posted_at"),
        topic=both("topic"),
        accounts=world.accounts,
        planted=planted,
        reposted=world.reposted,
    )
