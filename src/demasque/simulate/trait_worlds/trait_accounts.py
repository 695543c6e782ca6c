"""What is known of each account of a world of traits, as a table."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.simulate.cast import PLATFORMS
from demasque.simulate.habits.rhythm import DAY
from demasque.simulate.trait_worlds.made_faces import bios, hosts, pictures
from demasque.simulate.trait_worlds.made_names import handles
from demasque.simulate.trait_worlds.trait_kinds import CREATION_BURST, DORMANT, FOLLOWER_MISFIT
from demasque.simulate.trait_worlds.trait_stage import Stage
from demasque.simulate.world_tables import iso

Array = npt.NDArray[Any]

YEARS: Final = 12
GROWTH: Final = 1.2  # accounts made in a year, against the year before
RUSHES: Final = 4
RUSHED: Final = 0.10  # share of accounts made in the rushes together, each of some days
CAME_TOGETHER: Final = 0.04  # share of a community that came in one rush of its own
BURST_DAYS: Final = 3
BURST_BEFORE: Final = (40, 800)  # days before the world
CELEBRITIES: Final = 0.02
BOUGHT: Final = (9_000, 16_000)  # followers


def creation_times(stage: Stage) -> Array:
    """Return when each account was made (seconds), before the world began.

    More with every year, and some in rushes, common ones and those of communities; in a burst,
    within three days.
    """
    rng, accounts, start = stage.rng("created"), len(stage.cast), stage.span.start
    years = np.arange(YEARS)
    share = GROWTH**-years / (GROWTH**-years).sum()
    age = (rng.choice(YEARS, accounts, p=share) + rng.random(accounts)) * 365 * DAY + DAY
    rush = rng.uniform(60, YEARS * 365, RUSHES)[rng.integers(0, RUSHES, accounts)]
    home = rng.uniform(60, YEARS * 365, stage.cast.communities)[stage.cast.community]
    draw, late = rng.random(accounts), rng.exponential(3.0, accounts)
    age = np.where(draw < RUSHED, (rush + late) * DAY, age)
    age = np.where(draw > 1 - CAME_TOGETHER, (home + late) * DAY, age)
    burst = rng.uniform(*BURST_BEFORE) * DAY + rng.random(accounts) * BURST_DAYS * DAY
    age = np.where(stage.bears(CREATION_BURST), burst, age)
    created: Array = start - age.astype(np.int64)
    return created


def trait_accounts(
    stage: Stage, ids: pa.Array, posts: Array, created: Array, followed: Array, world_end: int
) -> pa.Table:
    """Return the accounts: ``posts`` and ``followed`` are how many posts and follows each has."""
    rng, cast = stage.rng("followers"), stage.cast
    days = (world_end - created) / DAY
    before = rng.poisson(posts * rng.gamma(1.0, 2.0, len(cast)) * np.sqrt(days / 365))
    total = posts + np.where(stage.bears(DORMANT), 0, before)
    fame = 0.8 + 0.35 * np.log(days) + 0.35 * np.log1p(total)
    followers = np.exp(fame + 1.1 * rng.standard_normal(len(cast)))
    famous = rng.random(len(cast)) < CELEBRITIES
    famous[stage.members] = False
    followers = np.where(famous, 20_000 * (1 - rng.random(len(cast))) ** -0.8, followers)
    followers[: cast.venues] = cast.followers[: cast.venues]
    bought = rng.integers(*BOUGHT, len(cast))
    followers = np.where(stage.bears(FOLLOWER_MISFIT), bought, followers).astype(np.int64)
    verified = (np.arange(len(cast)) < cast.venues) | famous
    elsewhere = rng.poisson(rng.gamma(2.0, 80.0, len(cast)))
    table = {
        "account_id": ids,
        "platform": pa.array(PLATFORMS).take(pa.array(cast.platform)),
        "username": handles(stage),
        "created_at": iso(created),
        "followers": followers,
        "following": followed + elsewhere,
        "posts_total": total,
        "verified": verified,
        "avatar": pa.array(pictures(stage), pa.string()),
        "bio": pa.array(bios(stage), pa.string()),
        "account_host": pa.array(hosts(stage), pa.string()),
    }
    return pa.table(table)
