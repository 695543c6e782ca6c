"""Times in which many more accounts of a case were created than in the year around.

A scan statistic over windows of three widths (Kulldorff 1997), each judged by the exact conditional
test of two Poisson rates (Przyborowski and Wilenski 1940): given how many were created in the
window and in the year before and after it, how probable is it that as many fall into the window?
What stands out most is set aside, and the rest is looked at again, so that one rush does not hide
in the background of another.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlog1py, xlogy

Array = npt.NDArray[Any]

DAY: Final = 86_400
WIDTHS: Final = (DAY, 7 * DAY, 30 * DAY)
"""Widths of windows in seconds: a day, a week, a month."""

AROUND: Final = 365 * DAY
"""How far the background reaches on either side: as much of every season (tried: 180 to 730)."""

SURPRISING: Final = 0.003
"""The largest p, after correction for every window that was looked at (tried: 0.01 to 0.001)."""

TIMES_EXPECTED: Final = 5.0
"""How many times as many as expected (tried: 3 to 10): a platform's growth doubles or triples."""

FEWEST: Final = 4
"""The fewest accounts that make a rush."""

MOST: Final = 5
"""Rushes that are looked for, the most surprising first."""


@dataclass(frozen=True)
class Rush:
    """One window: its first creation date (seconds since 1970, UTC) and its width in seconds.

    ``expected``: accounts that the year around would give; ``p``: corrected for all windows.
    """

    first: float
    seconds: int
    accounts: int
    expected: float
    p: float


def creation_rushes(dates: Array) -> list[Rush]:
    """Find rushes among creation dates (seconds, UTC), the most surprising first."""
    left = np.sort(dates)
    span = (float(left[0]), float(left[-1])) if len(left) else (0.0, 0.0)
    found: list[Rush] = []
    while len(left) >= FEWEST and len(found) < MOST:
        best = _most_surprising(left, span, len(dates) * len(WIDTHS))
        if best is None:
            break
        found.append(best)
        left = left[(left < best.first) | (left > best.first + best.seconds)]
    return found


def _most_surprising(dates: Array, span: tuple[float, float], windows: int) -> Rush | None:
    """Return the window of the smallest p, the narrowest of equals; None where none stands out."""
    best: tuple[float, Rush] | None = None
    for width in WIDTHS:
        inside = np.searchsorted(dates, dates + width, side="right") - np.arange(len(dates))
        begin = np.searchsorted(dates, dates - AROUND, side="left")
        end = np.searchsorted(dates, dates + width + AROUND, side="right")
        around = end - begin - inside
        seconds = _background(dates, width, span)
        # Half an account more: as nobody in the year around does not show that nobody could be.
        expected = (around + 0.5) * width / np.maximum(seconds, width)
        # A window without as much time around it has nothing to be compared with.
        stands = (inside >= FEWEST) & (inside >= TIMES_EXPECTED * expected) & (seconds >= width)
        tail = _log_tail(inside, inside + around, width / (width + np.maximum(seconds, width)))
        log_p = np.where(stands, tail + np.log(windows), 0.0)
        n = int(log_p.argmin())
        if log_p[n] <= np.log(SURPRISING) and (best is None or log_p[n] < best[0]):
            p = float(np.exp(log_p[n]))
            rush = Rush(float(dates[n]), width, int(inside[n]), float(expected[n]), p)
            best = (float(log_p[n]), rush)
    return best[1] if best else None


def _log_tail(count: Array, of: Array, share: Array) -> Array:
    """Return log P(X >= count) of a binomial law, or a little more, for counts above its mean.

    From the count on, each term is at most so many times the one before: a geometric series, which
    has a logarithm where the sum itself is nothing to a computer.
    """
    ratio = np.clip((of - count) * share / ((count + 1) * (1 - share)), 0.0, 1 - 1e-9)
    ways = gammaln(of + 1) - (gammaln(count + 1) + gammaln(of - count + 1))
    log_p = ways + xlogy(count, share) + xlog1py(of - count, -share)
    return np.asarray(log_p - np.log1p(-ratio))


def _background(dates: Array, width: int, span: tuple[float, float]) -> Array:
    """Return the seconds before and after each window in which dates could be seen."""
    first, last = span
    before = np.minimum(AROUND, dates - first)
    after = np.clip(last - dates - width, 0, AROUND)
    return np.asarray(before + after, dtype=np.float64)
