"""What is an operation's own: the words, clips and hashtags that no other one uses.

Each is named by a number that follows from whose the operation is and, for what it does not keep
from season to season, from the season. Operations of one identity share, in whatever world, what
they keep; two of different identities share nothing.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.habits.phrases import mix

Array = npt.NDArray[Any]

NARRATIVE, CLIP, TAG, SITE = 51, 52, 53, 55
"""What is named; each sort of thing has numbers apart from the others'."""

TAGS: Final = 1 << 40
"""Tags from here on are operations' own."""

_KEYS: Final = 1 << 38
OWN_KEYS: Final = range(10_000_000, 10_000_000 + _KEYS)
"""Keys that name what is an operation's own: above what everybody uses again."""


@dataclass(frozen=True)
class Own:
    """Whose things are named; ``kept`` is the share of them that stay from season to season."""

    whose: int
    season: int
    kept: float

    @classmethod
    def of(cls, identity: int | None, season: int, kept: float, seed: int, number: int) -> "Own":
        """Name an operation: by its identity, or by the world and its number in it."""
        of_world = np.array([0, 1 + seed, number]) if identity is None else np.array([1, identity])
        whose = np.uint64(0)
        for part in of_world.astype(np.uint64):
            whose = mix(np.array([whose ^ part]), 54)[0].astype(np.uint64)
        return cls(int(whose), season, kept)

    def keys(self, sort: int, place: Array) -> Array:
        """Name the things of one sort at these places (0, 1, ...) by numbers below 2 to the 39."""
        lasting = mix(place.astype(np.int64) ^ np.int64(self.whose), sort)
        stays = lasting % 1_000 < round(1_000 * self.kept)
        passing = mix(lasting, 1_000 + self.season)
        keys: Array = OWN_KEYS.start + np.where(stays, lasting // 1_000, passing // 1_000) % _KEYS
        return keys
