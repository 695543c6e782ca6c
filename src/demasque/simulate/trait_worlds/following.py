"""Who follows whom: the known, one's own community, friends in return; a ring, only itself."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.habits.rhythm import DAY
from demasque.simulate.trait_worlds.trait_kinds import CLOSED_RING
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

AT_HOME: Final = 0.7  # share of followed accounts that are of one's own community
RETURNED: Final = 0.2  # share of follows that are returned
FRIENDS: Final = (4, 8)  # accounts in a circle of friends
IN_CIRCLES: Final = 0.3  # share of accounts that are in a circle of friends
IN_RING: Final = 0.7  # share of a ring that each of its accounts follows
KNOWN_SINCE: Final = 3 * 365 * DAY


def follows(stage: Stage, created: Array) -> tuple[Array, Array, Array]:
    """Return who follows whom (accounts) and since when (seconds), in a fixed order, each once."""
    rng, cast = stage.rng("follows"), stage.cast
    count = np.minimum(5 + 10 * np.exp(0.9 * rng.standard_normal(len(cast))), len(cast) // 4)
    who = np.repeat(np.arange(len(cast)), count.astype(np.int64))
    whom = _anybody(rng, stage, who)
    pairs = np.stack([who, whom])
    back = pairs[::-1][:, rng.random(len(who)) < RETURNED]
    circles = _circles(rng, stage)
    pairs = np.concatenate([pairs, back, circles], axis=1)
    ring = stage.bears(CLOSED_RING)
    pairs = pairs[:, ~ring[pairs[0]]]
    pairs = np.concatenate([pairs, _ring(stage)], axis=1)
    pairs = np.unique(pairs[:, pairs[0] != pairs[1]], axis=1)
    since = np.maximum(created[pairs].max(axis=0), stage.span.start - KNOWN_SINCE)
    since = np.minimum(since, stage.span.end - DAY)
    when = since + rng.random(len(since)) * (stage.span.end - since)
    return pairs[0], pairs[1], when.astype(np.int64)


def _anybody(rng: np.random.Generator, stage: Stage, who: Array) -> Array:
    cast = stage.cast
    known = np.sqrt(cast.followers.astype(np.float64) + 1.0)
    anywhere = rng.choice(len(cast), len(who), p=known / known.sum())
    near = np.full(len(who), -1)
    for community in range(cast.communities):
        rows = np.flatnonzero(cast.community[who] == community)
        people = np.flatnonzero(cast.community == community)
        if len(rows):
            weight = known[people] / known[people].sum()
            near[rows] = rng.choice(people, len(rows), p=weight)
    return np.where(rng.random(len(who)) < AT_HOME, near, anywhere)


def _circles(rng: np.random.Generator, stage: Stage) -> Array:
    """Return circles of friends who all follow each other, some members among them; (2, n)."""
    cast, found = stage.cast, [np.empty((2, 0), dtype=np.int64)]
    for community in range(cast.communities):
        people = rng.permutation(np.flatnonzero(cast.community == community))
        people = people[people >= cast.venues]
        people = people[: round(len(people) * IN_CIRCLES)]
        while len(people) >= FRIENDS[0]:
            size = int(rng.integers(*FRIENDS, endpoint=True))
            found.append(np.stack(np.meshgrid(people[:size], people[:size])).reshape(2, -1))
            people = people[size:]
    # Some members know each other, as people who act together do.
    some = rng.permutation(stage.members)[: FRIENDS[1]]
    found.append(np.stack(np.meshgrid(some, some)).reshape(2, -1))
    return np.concatenate(found, axis=1)


def _ring(stage: Stage) -> Array:
    """Return the follows of a ring, each in return, and one beyond it for some."""
    rng, ring = stage.rng("ring"), stage.bearers(CLOSED_RING)
    if len(ring) < 2:
        return np.empty((2, 0), dtype=np.int64)
    one, other = np.triu_indices(len(ring), 1)
    kept = rng.random(len(one)) < IN_RING
    inside = np.stack([ring[one[kept]], ring[other[kept]]])
    strays = ring[rng.random(len(ring)) < 0.3]
    beyond = np.stack([strays, rng.integers(0, stage.cast.venues, len(strays))])
    return np.concatenate([inside, inside[::-1], beyond], axis=1)
