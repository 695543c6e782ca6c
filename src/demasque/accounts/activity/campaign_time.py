"""When a campaign was at work, in seconds (UTC), for signs that ask what accounts did before it."""

from datetime import UTC, datetime, time
from typing import Final

from demasque.campaigns import CampaignProfile

DAY: Final = 86_400.0

BEFORE: Final = 30 * DAY
"""How long before a campaign its accounts may have been made ready (tried: 14 to 60 days)."""


def campaign_time(profile: CampaignProfile) -> tuple[float, float]:
    """Return the first moment of the first and the last of the last day on which members shared.

    Two equal moments where the campaign has no days.
    """
    days = profile.shared_days
    if not days:
        return 0.0, 0.0
    first, last = (
        datetime.combine(each.day, time(), UTC).timestamp() for each in (days[0], days[-1])
    )
    return first, last + DAY
