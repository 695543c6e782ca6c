"""Work by the clock: posts that are made in ordered hours, and posts that are made in batches.

Two traits of operations that were described in public: a staff that posts in given windows of the
week, and many accounts of one desk that post one after the other within a minute.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from demasque.errors import UsageError
from demasque.simulate.habits.rhythm import DAY

Array = npt.NDArray[Any]

WORKDAYS: Final = (0, 1, 2, 3, 4)
WEEKEND: Final = (5, 6)

EVENINGS_AND_WEEKENDS: Final = (
    (WORKDAYS, 20 * 60 + 30, 22 * 60),
    (WEEKEND, 9 * 60 + 30, 10 * 60 + 30),
    (WEEKEND, 15 * 60 + 30, 16 * 60 + 30),
)
"""Monday to Friday 20:30-22:00, weekends 9:30-10:30 and 15:30-16:30: days (Monday is 0), and the
minutes of the local day from and to which is posted."""


@dataclass(frozen=True)
class OrderedHours:
    """The windows of the week in which a share of the posts is made, by the clock of a zone."""

    windows: tuple[tuple[tuple[int, ...], int, int], ...] = EVENINGS_AND_WEEKENDS
    zone: str = "Asia/Shanghai"
    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if not 0 <= self.share <= 1 or not self.windows:
            raise UsageError("ordered hours have a share in 0 to 1 and at least one window")


def ordered_times(
    rng: np.random.Generator, at: Array, orders: OrderedHours, start: int, days: int
) -> Array:
    """Return times of which a share is moved into the ordered windows.

    Args:
        rng: where chance comes from.
        at: times of posts, seconds since the epoch; the rest of them stay as they are.
        orders: the windows, their zone and the share.
        start: the first midnight (UTC) of the world, seconds since the epoch.
        days: its length.

    Returns:
        int64 seconds, in the order of ``at``. Longer windows get more, all days alike.
    """
    opened, closed = _openings(orders, start, days)
    moved = at.astype(np.int64, copy=True)
    chosen = np.flatnonzero(rng.random(len(at)) < orders.share)
    if not len(opened):
        return moved
    length = closed - opened
    window = rng.choice(len(opened), len(chosen), p=length / length.sum())
    moved[chosen] = opened[window] + (rng.random(len(chosen)) * length[window]).astype(np.int64)
    return moved


def batched_times(rng: np.random.Generator, at: Array, size: int, seconds: int = 60) -> Array:
    """Return times drawn together: ``size`` posts that follow each other are made within seconds.

    Args:
        rng: where chance comes from.
        at: times of posts, seconds since the epoch.
        size: posts of a batch.
        seconds: from the first to the last of a batch, at most.
    """
    order = np.argsort(at, kind="stable")
    batch = np.arange(len(at)) // size
    opening = at[order][batch * size]
    gathered = np.empty(len(at), dtype=np.int64)
    gathered[order] = opening + rng.integers(0, seconds, len(at))
    return gathered


def _openings(orders: OrderedHours, start: int, days: int) -> tuple[Array, Array]:
    """Return when each window of each day opens and closes, within the world."""
    zone = ZoneInfo(orders.zone)
    first = datetime.fromtimestamp(start, UTC).astimezone(zone).date()
    opened, closed = [], []
    for number in range(-1, days + 1):
        day = first + timedelta(days=number)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for weekdays, opens, closes in orders.windows:
            if day.weekday() in weekdays:
                opened.append((midnight + timedelta(minutes=opens)).timestamp())
                closed.append((midnight + timedelta(minutes=closes)).timestamp())
    times = np.array([opened, closed], dtype=np.int64)
    times = times[:, (times[0] >= start) & (times[1] <= start + days * DAY)]
    return times[0], times[1]
