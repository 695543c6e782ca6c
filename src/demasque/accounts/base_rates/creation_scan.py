"""Many accounts made within a short time, against when the case's other accounts were made.

The scan statistic of Kulldorff (1997) over windows of three widths, for a background that is known:
here the others' own dates, so that a rush in which everybody came to a platform is no burst of the
members'.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.accounts.base_rates.base_rate import BaseRate
from demasque.accounts.base_rates.random_groups import comparable, monte_carlo
from demasque.campaigns import AccountSample

Array = npt.NDArray[Any]

WIDTHS: Final = (86_400, 7 * 86_400, 30 * 86_400)
"""Widths of windows in seconds: a day, a week, a month."""


@dataclass(frozen=True)
class Burst:
    """The window that stands out most: its first creation date and its width, in seconds (UTC)."""

    first: float
    seconds: int
    rate: BaseRate


def creation_burst(members: AccountSample, others: AccountSample, seed: int = 0) -> Burst | None:
    """Look for the window that stands out most; None where nobody can be compared."""
    made, around = members.numbers("created_at"), others.numbers("created_at")
    chosen, strata = comparable(members, ~np.isnan(made), others, ~np.isnan(around))
    if not len(chosen):
        return None
    places = np.concatenate([places for _, places in strata])
    places = places[np.argsort(around[places], kind="stable")]
    background = around[places]
    rank = np.zeros(len(others), dtype=np.int64)
    rank[places] = np.arange(len(places))
    shares = _expected(background, background)

    def drawn(groups: Array) -> Array:
        ranks = np.sort(rank[groups], axis=1)
        return np.asarray(_ratios(background[ranks], shares[:, ranks]).max(axis=(0, 2)))

    dates = np.sort(made[chosen])
    ratios = _ratios(dates[None, :], _expected(dates, background)[:, None, :])
    width, _, at = np.unravel_index(int(ratios.argmax()), ratios.shape)
    first, seconds = float(dates[at]), WIDTHS[width]
    inside, outside = (
        int(((each >= first) & (each <= first + seconds)).sum()) for each in (dates, background)
    )
    p = monte_carlo(float(ratios.max()), drawn, strata, seed)
    return Burst(first, seconds, BaseRate(inside, len(dates), outside, len(background), p))


def _expected(dates: Array, background: Array) -> Array:
    """Return for each width, and each date a window begins at, the others' share in that window.

    Half an account is added, as nobody in a window does not show that nobody could be.
    """
    begins = np.searchsorted(background, dates, side="left")
    ends = np.stack([np.searchsorted(background, dates + width, side="right") for width in WIDTHS])
    return np.asarray((ends - begins + 0.5) / (len(background) + 1.0))


def _ratios(groups: Array, expected: Array) -> Array:
    """Return (width, group, date): the log likelihood ratio of the window that begins there.

    ``groups`` has sorted dates in rows; ``expected`` the share in each window. 0 where fewer lie
    in a window than are expected.
    """
    count, size = groups.shape
    # Rows one behind the other on a line, so that one search serves all of them.
    apart = 2 * (groups.max() - groups.min() + max(WIDTHS) + 1)
    line = groups + (np.arange(count) * apart)[:, None]
    begins = np.arange(count * size).reshape(count, size)
    ends = np.stack([np.searchsorted(line.ravel(), line + width, side="right") for width in WIDTHS])
    inside = ends - begins
    k = np.arange(size + 1)
    own = k * np.log(np.maximum(k, 1) / size)
    ratio = own[inside] + own[size - inside]
    ratio -= inside * np.log(expected) + (size - inside) * np.log1p(-expected)
    return np.where(inside > size * expected, ratio, 0.0)
