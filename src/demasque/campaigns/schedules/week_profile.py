"""At which hours of the week is a group at work, and at which are others of its kind?"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.slots import DAY_SLOTS, WEEK_SLOTS, Slots

Array = npt.NDArray[Any]

HOURS: Final = 7 * 24

_SLOTS_AN_HOUR: Final = WEEK_SLOTS // HOURS
_FEWEST: Final = 30
"""Pieces of activity of reference accounts below which no profile is made of them."""


@dataclass(frozen=True)
class WeekProfile:
    """Shares of activity by quarter of an hour of the week, UTC, from Monday midnight: 672 each.

    ``others`` is the same for the reference accounts, None where they are too few.
    """

    quarters: tuple[float, ...]
    others: tuple[float, ...] | None

    def hours(self, offset: int = 0) -> tuple[float, ...]:
        """Shares by hour of the week, ``offset`` minutes east of UTC: 168, Monday first."""
        return _by_hour(self.quarters, offset)

    def others_hours(self, offset: int = 0) -> tuple[float, ...] | None:
        """The same of the reference accounts."""
        return None if self.others is None else _by_hour(self.others, offset)


def week_profile(slots: Slots, reference: Slots) -> WeekProfile:
    """Return the profile of a group beside that of its reference accounts."""
    return WeekProfile(_shares(slots), _shares(reference) if len(reference) >= _FEWEST else None)


def _shares(slots: Slots) -> tuple[float, ...]:
    summed = np.bincount(slots.of_week, slots.weight, minlength=WEEK_SLOTS)
    return tuple((summed / max(summed.sum(), 1e-12)).tolist())


def _by_hour(quarters: tuple[float, ...], offset: int) -> tuple[float, ...]:
    moved = np.roll(np.array(quarters), offset * DAY_SLOTS // (24 * 60))
    return tuple(moved.reshape(HOURS, _SLOTS_AN_HOUR).sum(axis=1).tolist())
