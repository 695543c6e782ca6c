"""Where reading a timeline goes on after a break: somewhat before the newest status seen.

Statuses of other servers are numbered by when they were written, not by when they arrive: what
comes late has an older number than what was seen already, and would never be asked for.
"""

from collections import deque
from datetime import datetime
from typing import Final

OVERLAP: Final = 600_000
"""Milliseconds before the newest status from which pages are read again, at most. 0 would lose what
comes late; most comes within seconds, some within minutes."""
MOST_AGAIN: Final = 400
"""Statuses read again, at most: ten pages, where ten minutes of a large server are hundreds."""
_SNOWFLAKE: Final = 10**16  # smaller numbers count statuses, and carry no time


class ReadingPlace:
    """A place in a timeline, from the id ``after`` on (None: nothing was read yet).

    ``after`` only ever grows. ``at`` is when the newest status that was seen was written (UTC).
    """

    def __init__(self, after: str | None) -> None:
        self.after = after
        self.at: datetime | None = None
        self._newest = after
        self._recent: deque[str] = deque(maxlen=MOST_AGAIN)

    def pass_by(self, number: str, at: datetime | None) -> bool:
        """Note a status that was read; return whether it is the newest one so far."""
        newest = self._newest is None or order(number) > order(self._newest)
        if newest:
            self._newest, self.at = number, at or self.at
        self._recent.append(number)
        back = _earlier(self._newest or number)
        if len(self._recent) == MOST_AGAIN:
            back = max(back, self._recent[0], key=order)
        self.after = back if self.after is None else max(self.after, back, key=order)
        return newest


def order(number: str) -> tuple[int, str]:
    """What sorts ids of statuses by age: longer ones are newer, then letter by letter."""
    return len(number), number


def came_after(number: str, moment: datetime) -> bool:
    """Whether an id was given after a moment; False where ids do not tell.

    A server gives no id ahead of its time, whatever date a status claims.
    """
    return _tells_time(number) and (int(number) >> 16) / 1000 > moment.timestamp()


def _tells_time(number: str) -> bool:
    return number.isdecimal() and int(number) >= _SNOWFLAKE


def _earlier(number: str) -> str:
    """An id of ten minutes before; ids of Mastodon hold milliseconds in all but their last 16 bits.

    Others are taken as they are.
    """
    if not _tells_time(number):
        return number
    return str(int(number) - (OVERLAP << 16))
