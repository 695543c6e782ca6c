"""Who is in a world: accounts with a platform, a language, hours, a following and a group."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.habits.phrases import ENGLISH, FRENCH, SIMPLIFIED, TRADITIONAL
from demasque.simulate.habits.popularity import activity, fame
from demasque.simulate.habits.rhythm import DAY, HOUR, DailyHours, make_clock, zones_of

Array = npt.NDArray[Any]

PLATFORMS: Final = ("platform-a", "platform-b", "platform-c")
GROUPS: Final = ("organic", "newsroom", "fan club", "staff", "shop", "operation")
ORGANIC, NEWSROOM, FAN_CLUB, STAFF, SHOP, OPERATION = range(len(GROUPS))
VENUE_KINDS: Final = ("department", "outlet", "representative")


@dataclass(frozen=True)
class Cast:
    """One entry per account; the venues come first, then the groups in order, then the rest."""

    venues: int
    group: Array  # index into GROUPS
    unit: Array  # which newsroom syndicate, club, office or seller; 1 for taken-over accounts
    platform: Array
    community: Array
    communities: int
    lang: Array
    clock: DailyHours
    busy: Array
    created: Array  # seconds since the epoch
    followers: Array
    digits: Array  # at the end of the handle

    def __len__(self) -> int:
        return len(self.group)

    def members(self, group: int) -> Array:
        """Return the accounts of a group; of the organic ones, all but the venues."""
        found = np.flatnonzero(self.group == group)
        return found[found >= self.venues]


def make_cast(
    rng: np.random.Generator, accounts: int, venues: int, sizes: dict[int, int], start: int
) -> Cast:
    """Return a cast with ``sizes[group]`` accounts in each group and the rest organic."""
    grouped = np.repeat(list(sizes), list(sizes.values()))
    group = np.zeros(accounts, dtype=np.int8)
    group[venues : venues + len(grouped)] = grouped
    communities = int(np.clip(accounts // 400, 4, 60))
    size = 1.0 / np.arange(1, communities + 1) ** 0.7
    community = rng.choice(communities, accounts, p=size / size.sum())
    followers = np.exp(4.5 + 1.6 * rng.standard_normal(accounts)).astype(np.int64)
    followers[:venues] = 20_000 * fame(rng, venues, 1.5)
    platform = rng.choice(len(PLATFORMS), accounts, p=[0.5, 0.3, 0.2])
    platform[:venues] = np.arange(venues) // len(VENUE_KINDS) % len(PLATFORMS)
    age = DAY * 365 * rng.gamma(4.0, 1.4, accounts)
    return Cast(
        venues=venues,
        group=group,
        unit=np.zeros(accounts, dtype=np.int8),
        platform=platform.astype(np.int8),
        community=community,
        communities=communities,
        lang=_languages(rng, community, communities),
        clock=_clock(rng, community, venues),
        busy=activity(rng, accounts, 1.3),
        # Folded, not cut: else all of the oldest would have been created at one moment.
        created=start - (age % (DAY * 365 * 16)).astype(np.int64),
        followers=followers,
        digits=rng.choice(6, accounts, p=[0.5, 0.1, 0.2, 0.05, 0.1, 0.05]),
    )


def _languages(rng: np.random.Generator, community: Array, communities: int) -> Array:
    """Return everyone's language: a community has one, which nine in ten of its members use."""
    among = [ENGLISH, FRENCH, SIMPLIFIED, TRADITIONAL]
    share = [0.62, 0.23, 0.09, 0.06]
    home = rng.choice(among, communities, p=share)
    own = rng.choice(among, len(community), p=share)
    return np.where(rng.random(len(community)) < 0.9, home[community], own).astype(np.int8)


def _clock(rng: np.random.Generator, community: Array, venues: int) -> DailyHours:
    zones = zones_of(rng, community)
    zones[:venues] = -5 * HOUR
    return make_clock(rng, zones)
