"""When do people post? Local hours, sleep, and the moments at which they look at their feeds.

All times are whole seconds; ``start`` is a midnight in UTC, as seconds since the epoch.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

DAY: Final = 86_400
HOUR: Final = 3_600

WAKING: Final = np.array(
    (
        *(2.2, 1.2, 0.7, 0.5, 0.5, 0.8, 1.8, 3.2, 4.3, 4.8, 5.0, 5.1),
        *(5.6, 5.3, 5.0, 5.0, 5.2, 5.6, 6.0, 6.5, 7.0, 7.0, 6.0, 4.0),
    )
)
"""Posts by local hour, in relative numbers: a trough at 3 to 5 a.m., a plateau by day, a peak at
8 to 9 p.m. Set by hand after the shape that studies of public posts agree on."""

ZONES: Final = np.array([-8, -7, -6, -5, -4, 0, 1, 2, 8, 9]) * HOUR
"""The seconds east of UTC from which people post."""

CHECK_INS: Final = np.array([0.0, 5.0, 11.5, 24.0]) * HOUR
"""Hours after waking at which people who missed something see it: morning, noon, evening."""


@dataclass(frozen=True)
class DailyHours:
    """The days of all accounts: seconds east of UTC, and when each wakes (seconds past midnight).

    ``steady`` switches the daily rhythm off: every hour is then like every other.
    """

    offset: Array
    wake: Array
    steady: bool = False

    def times(self, rng: np.random.Generator, account: Array, start: int, days: int) -> Array:
        """Return one moment for each entry of ``account``, at hours at which people post."""
        span = days * DAY
        if self.steady:
            return start + rng.integers(0, span, len(account))
        cumulative = np.concatenate([[0.0], np.cumsum(WAKING)]) / WAKING.sum()
        hour = np.interp(rng.random(len(account)), cumulative, np.arange(25.0))
        local = rng.integers(0, days, len(account)) * DAY + (hour * HOUR).astype(np.int64)
        at: Array = start + (local - self.offset[account]) % span
        return at

    def react(
        self,
        rng: np.random.Generator,
        account: Array,
        appeared: Array,
        median: float,
        spread: float,
        end: int,
    ) -> Array:
        """Return when each account reacts to something that appeared at a given moment.

        The delay is log-normal (``median`` in seconds, ``spread`` the deviation of its logarithm).
        Whoever sleeps at that moment sees it at one of the next hours at which he looks, which
        he has in common with everybody who lives by similar hours. Never after ``end``.
        """
        delay = median * np.exp(spread * rng.standard_normal(len(account)))
        at = appeared + 1 + np.minimum(delay, 60.0 * DAY).astype(np.int64)
        if not self.steady:
            at = self._next_look(rng, account, at)
        late = at >= end
        room = np.maximum(end - appeared[late], 1)
        at[late] = appeared[late] + (rng.random(int(late.sum())) * room).astype(np.int64)
        return at

    def _next_look(self, rng: np.random.Generator, account: Array, at: Array) -> Array:
        local = at + self.offset[account]
        awake = np.minimum(1.0, 1.4 * WAKING / WAKING.max())[(local // HOUR) % 24]
        asleep = np.flatnonzero(rng.random(len(at)) > awake)
        since_wake = (local[asleep] - self.wake[account[asleep]]) % DAY
        look = CHECK_INS[np.searchsorted(CHECK_INS, since_wake, side="right")]
        pause = look - since_wake + rng.exponential(900.0, len(asleep))
        at[asleep] += pause.astype(np.int64)
        return at


def make_clock(rng: np.random.Generator, zone: Array, *, steady: bool = False) -> DailyHours:
    """Return the clock of ``len(zone)`` accounts that live ``zone`` seconds east of UTC.

    Everyone has habits of his own: early or late by about an hour and a half.
    """
    own = (1.5 * HOUR * rng.standard_normal(len(zone))).astype(np.int64)
    wake = 7.5 * HOUR + 0.75 * HOUR * rng.standard_normal(len(zone))
    return DailyHours(zone.astype(np.int64) - own, wake.astype(np.int64) + own, steady)


def zones_of(rng: np.random.Generator, community: Array) -> Array:
    """Return a time zone for each account: most of a community live in its home zone."""
    communities = int(community.max(initial=0)) + 1
    home = rng.integers(0, len(ZONES), communities)
    elsewhere = rng.integers(0, len(ZONES), len(community))
    stays = rng.random(len(community)) < 0.6
    zones: Array = ZONES[np.where(stays, home[community], elsewhere)]
    return zones
