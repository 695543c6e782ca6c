"""When a campaign was at work, in seconds (UTC), for signs that ask what accounts did before it."""

from datetime import UTC, datetime, time
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.campaigns import CampaignProfile

Array = npt.NDArray[Any]

DAY: Final = 86_400.0

BEFORE: Final = 30 * DAY
"""How long before a campaign its accounts may have been made ready (tried: 14 to 60 days)."""

TIMES_MORE: Final = 1.5
"""How many times as many shared posts a day a campaign has as came before it (tried: 1.5 to 3)."""


def campaign_time(profile: CampaignProfile) -> tuple[float, float]:
    """Return the first moment of the campaign's first day, and the last of its last.

    Accounts of one circle share things before any campaign. It begins where the posts that members
    share become more by ``TIMES_MORE`` or above: at the cut that divides the days best, by
    the likelihood of two Poisson rates. Where there is none, on the first day on which they shared
    anything. Two equal moments where the campaign has no days.
    """
    days = profile.shared_days
    if not days:
        return 0.0, 0.0
    onset = _onset(np.array([each.shared for each in days]))
    first, last = (
        datetime.combine(each.day, time(), UTC).timestamp() for each in (days[onset], days[-1])
    )
    return first, last + DAY


def _onset(shared: Array) -> int:
    """Return the day from which on many more posts are shared than before; 0 for none."""
    count, total = len(shared), shared.sum()
    days = np.arange(1, count)
    before = np.cumsum(shared)[:-1]
    early, late = before / days, (total - before) / (count - days)
    likelihood = before * np.log(np.maximum(early, 1e-9)) + (total - before) * np.log(
        np.maximum(late, 1e-9)
    )
    rises = late >= TIMES_MORE * np.maximum(early, 1e-9)
    if not rises.any():
        return 0
    return 1 + int(np.where(rises, likelihood, -np.inf).argmax())
