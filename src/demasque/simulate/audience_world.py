"""Audiences of stars: hundreds who answer or repost the same few, minutes after every post.

Nobody here acts with anybody, and yet the same people meet again and again: this is the hardest
organic world for whoever looks for coordination in reposts and replies. The most faithful and the
quickest of an audience cannot be told from a group that amplifies the star on purpose.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from demasque.simulate.event_world import START, EventWorld
from demasque.simulate.habits.rhythm import DAY, make_clock, zones_of

_DAYS: Final = 21
_SPREAD: Final = 1.2  # of the logarithm of one person's delays
_ALONE: Final = 0.25  # share of events on things that nobody else uses


def audiences(
    seed: int,
    accounts: int = 2_000,
    stars: int = 25,
    posts: int = 30,
    median: float = 600.0,
    quickness: float = 0.7,
    faithful: float = 0.08,
    awake_hours: float = 16.0,
) -> EventWorld:
    """Return the reactions to `posts` posts of each star, and what people do besides.

    A reaction comes `median` seconds after the post; people differ in how quick they are by
    `quickness` (spread of the logarithm; 0 makes all alike), in whom they follow, and in the share
    of posts that they react to (half of them in less than `faithful`), if these appear in their
    own `awake_hours` of the day; else hardly ever. Times are whole seconds;
    `topic` is the star whose post it is, -1 what nobody else uses.
    """
    rng = np.random.default_rng(seed)
    clock = make_clock(rng, zones_of(rng, rng.integers(0, 12, accounts)))
    speed = rng.lognormal(0.0, quickness, accounts)
    loyal = np.clip(rng.lognormal(np.log(faithful), 1.2, accounts), 0.005, 0.8)
    who, what, when = [], [], []
    for star in range(stars):
        # A few stars have most of the followers.
        share = min(0.02 + 0.1 * rng.pareto(1.5), 0.4)
        audience = np.flatnonzero(rng.random(accounts) < share)
        appeared = START + rng.integers(0, (_DAYS - 1) * DAY, posts)
        for post, moment in enumerate(appeared):
            since = moment - START + clock.offset[audience] - clock.wake[audience]
            awake = _awake(since, awake_hours)
            reacts = audience[rng.random(len(audience)) < loyal[audience] * awake]
            delay = median * speed[reacts] * rng.lognormal(0.0, _SPREAD, len(reacts))
            who.append(reacts)
            what.append(np.full(len(reacts), star * posts + post))
            when.append(moment + 5 + delay)
    reactions = sum(map(len, who))
    alone = round(reactions * _ALONE / (1 - _ALONE))
    others = rng.choice(accounts, alone, p=loyal / loyal.sum())
    who.append(others)
    what.append(stars * posts + np.arange(alone))
    when.append(clock.times(rng, others, START, _DAYS))
    trace = np.concatenate(what)
    star_of = np.where(trace < stars * posts, trace // posts, -1)
    world = _world(np.concatenate(who), trace, star_of, np.concatenate(when), accounts)
    return replace(world, reposted=range(stars * posts))


def _awake(since: np.ndarray, hours: float) -> np.ndarray:
    """How ready to react somebody is, by seconds since waking up: so many hours, then hardly."""
    ready: np.ndarray = np.where(since % DAY < hours * 3_600, 1.0, 0.03)
    return ready


def _world(
    who: np.ndarray, what: np.ndarray, star: np.ndarray, when: np.ndarray, accounts: int
) -> EventWorld:
    order = np.argsort(when, kind="stable")
    trace = what[order].astype(np.int32)
    at = np.floor(when[order]).astype(np.int64)
    return EventWorld(
        who[order].astype(np.int32), trace, at, star[order].astype(np.int32), accounts
    )
