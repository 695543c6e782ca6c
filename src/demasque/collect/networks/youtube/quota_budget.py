"""How many units of the interface's quota may still be spent today.

YouTube counts units by project and day; a day ends at midnight Pacific time ("Quota costs", YouTube
Data API). What was spent is noted before each call, and stays noted when the program starts again.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from demasque.collect.record_sink import RecordSink

UNITS_A_DAY: Final = 10_000
"""What a project has unless it asked for more."""
COSTS: Final = {
    "channels": 1,
    "playlistItems": 1,
    "videos": 1,
    "commentThreads": 1,
    "comments": 1,
}
"""Units that one call of the method ``list`` costs, refused calls too."""
_ZONE: Final = ZoneInfo("America/Los_Angeles")
_PLACE: Final = "quota"


class QuotaUsedUpError(Exception):
    """Nothing is left to spend today."""


class QuotaBudget:
    """Units that may be spent a day, kept with what a feed collects."""

    def __init__(self, sink: RecordSink, units: int = UNITS_A_DAY) -> None:
        self._sink, self._units = sink, units

    @property
    def spent(self) -> int:
        """Units spent today."""
        day, _, units = (self._sink.cursor(_PLACE) or "").partition(" ")
        return int(units) if day == self._today and units.isdecimal() else 0

    def spend(self, method: str) -> None:
        """Note a call before it is made. Raise QuotaUsedUpError where it would be one too many."""
        spent = self.spent + COSTS[method]
        if spent > self._units:
            raise QuotaUsedUpError
        self._sink.advance(_PLACE, f"{self._today} {spent}")

    def use_up(self) -> None:
        """Note that the interface says there is nothing left, whatever was counted here."""
        self._sink.advance(_PLACE, f"{self._today} {self._units}")

    def seconds_to_reset(self) -> float:
        """Seconds until midnight Pacific time, and a minute more: clocks differ."""
        now = self._now
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), _ZONE)
        return midnight.timestamp() - now.timestamp() + 60.0

    @property
    def _now(self) -> datetime:
        return self._sink.clock.now().astimezone(_ZONE)

    @property
    def _today(self) -> str:
        return self._now.date().isoformat()
