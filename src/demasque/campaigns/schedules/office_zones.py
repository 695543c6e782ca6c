"""Under which time zones does activity look most like office hours?

For every offset in use, the share of activity that falls on Monday to Friday, 9 to 18, by its
clock. Accounts are drawn anew with replacement (bootstrap): an offset is a rival as long as it does
as well as the best in one resample of twenty. An offset is no country, and summer time is not
known: the offset is that of the days at hand.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns.schedules.slots import DAY_SLOTS, WEEK_SLOTS, Slots

Array = npt.NDArray[Any]

_PARTS: Final = (-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825)
OFFSETS: Final = tuple(sorted({*range(-12 * 60, 14 * 60 + 1, 60), *_PARTS}))
"""Minutes east of UTC of the zones in use, summer time included."""

OFFICE: Final = (9, 18)
OFFICE_OF_WEEK: Final = 5 * (OFFICE[1] - OFFICE[0]) / (7 * 24)
"""Share of the week that office hours take: what activity at any hour gives."""

LIKE_OFFICE: Final = 0.5
"""Share from which hours look like an office's, in 99 of 100 resamples: 0.4 to 0.6 were tried.
People at leisure have 0.27 to 0.38 under the zone that suits them best, staffs 0.90 and more."""

_RESAMPLES: Final = 200
_RIVAL: Final = 0.05
_LEAST: Final = 0.01
"""Quantile of the resamples: those of few accounts vary too little for 0.05."""

_FEWEST_ACCOUNTS: Final = 5
"""Accounts below which chance makes an office of people at leisure."""


@dataclass(frozen=True)
class OfficeZones:
    """The offset that suits best, in minutes east of UTC, and those that may suit as well."""

    best: int
    share: float  # of activity in office hours under it
    least: float  # the same, exceeded in 99 of 100 resamples
    others: float | None  # share of the reference accounts under it
    rivals: tuple[int, ...]  # the best among them

    @property
    def like_office(self) -> bool:
        """Whether activity looks like office hours at all; if not, no offset is to be named."""
        return self.least >= LIKE_OFFICE


def office_zones(slots: Slots, reference: Slots, rng: np.random.Generator) -> OfficeZones | None:
    """Find the offsets that suit a group best; None for fewer than five accounts."""
    active = len(np.unique(slots.account))
    if active < _FEWEST_ACCOUNTS:
        return None
    by_account = slots.by_account()
    in_office, total = by_account @ _office().T, by_account.sum(axis=1)
    drawn = rng.multinomial(len(total), np.full(len(total), 1 / len(total)), _RESAMPLES)
    weight = np.maximum(drawn @ total, 1e-9)
    shares = (drawn @ in_office) / weight[:, None]
    whole = in_office.sum(axis=0) / total.sum()
    # Of a plateau, as long as an office's hours may be shorter than nine, the middle.
    top = np.flatnonzero(whole >= whole.max() - 1e-9)
    best = int(top[len(top) // 2])
    behind = np.quantile(shares[:, [best]] - shares, _RIVAL, axis=0)
    rivals = [OFFSETS[n] for n in np.flatnonzero(behind <= 0)]
    others = None
    if len(reference):
        usual = np.bincount(reference.of_week, reference.weight, minlength=WEEK_SLOTS)
        others = float(usual @ _office()[best] / usual.sum())
    return OfficeZones(
        best=OFFSETS[best],
        share=float(whole[best]),
        least=float(np.quantile(shares[:, best], _LEAST)),
        others=others,
        rivals=tuple(rivals),
    )


@cache
def _office() -> Array:
    """Whether each slot of the week in UTC is in office hours: offsets x 672."""
    slot = np.arange(WEEK_SLOTS)
    rows = []
    for offset in OFFSETS:
        local = (slot + offset * DAY_SLOTS // (24 * 60)) % WEEK_SLOTS
        hour = local % DAY_SLOTS / (DAY_SLOTS / 24)
        rows.append((local // DAY_SLOTS < 5) & (hour >= OFFICE[0]) & (hour < OFFICE[1]))
    return np.array(rows, dtype=np.float64)
