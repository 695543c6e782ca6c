"""With which program each post was made: everybody has one, some two; few have a rare one.

Communities differ in what they like.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.draft import Draft
from demasque.simulate.trait_worlds.trait_kinds import ONE_CLIENT, TAKEN_OVER
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

POPULAR: Final = ("Web App", "App for Phones A", "App for Phones B", "App for Tablets", "Deck")
RARE: Final = (
    *("Quickpost", "Feed Planner", "Queue Desk", "Post Relay", "Clip Uploader", "Site Connector"),
    *("Open Client", "Night Reader"),
)
PROGRAMS: Final = (*POPULAR, *RARE)
_SHARES: Final = np.array([0.30, 0.27, 0.22, 0.08, 0.05, *[0.01] * 8])
TASTE: Final = 0.35  # how much communities differ: deviation over mean of a program's share
SECOND: Final = 0.15  # share of posts that are made with one's second program
UNSAID: Final = 0.03  # share of posts of which the export does not say it


def programs(stage: Stage, draft: Draft) -> Array:
    """Return an index into ``PROGRAMS`` for each post; -1 where the export says nothing."""
    rng, author = stage.rng("clients"), draft["author"]
    tastes = _SHARES * rng.gamma(1 / TASTE**2, TASTE**2, (stage.cast.communities, len(_SHARES)))
    shares = tastes[stage.cast.community]
    first, second, former = (_drawn(rng, shares) for _ in range(3))
    former = np.where(former == first, (first + 1) % len(POPULAR), former)
    queue = len(POPULAR) + int(rng.integers(len(RARE)))
    stage.truth["one client"] = PROGRAMS[queue]
    one = stage.bears(ONE_CLIENT)
    used = np.where(rng.random(len(author)) < SECOND, second[author], first[author])
    used = np.where(one[author], queue, used)
    before = stage.bears(TAKEN_OVER)[author] & (draft["at"] < stage.truth["switched"][author])
    used = np.where(before, former[author], used)
    return np.where(rng.random(len(author)) < UNSAID, -1, used)


def _drawn(rng: np.random.Generator, shares: Array) -> Array:
    """Return one program for each row of shares."""
    reach = np.cumsum(shares, axis=1)
    aim = rng.random(len(shares))[:, None] * reach[:, -1:]
    drawn: Array = (aim >= reach).sum(axis=1)
    return drawn
