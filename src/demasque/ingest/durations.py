"""How long data may be kept: ISO 8601 durations such as P12M, counted back on the calendar."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Final

from demasque.case import CaseStore
from demasque.errors import UsageError

_FORM: Final = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,5})W)?"
    r"(?:(?P<days>\d{1,6})D)?(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?"
    r"(?:(?P<seconds>\d{1,9})S)?)?"
)


def before(moment: datetime, duration: str) -> datetime:
    """The moment that lies an ISO 8601 duration before another.

    Years and months go by the calendar: a month before 31 March is the last day of February.
    Raises UsageError for what is no duration, and for one that reaches before year 1.
    """
    found = _FORM.fullmatch(duration.strip().upper())
    if not found:
        raise UsageError(
            "{duration} is no ISO 8601 duration: write P12M for twelve months, P1Y, P90D or P6W.",
            duration=duration,
        )
    parts = {name: int(value or 0) for name, value in found.groupdict().items()}
    months = moment.year * 12 + moment.month - 1 - parts.pop("years") * 12 - parts.pop("months")
    year, month = divmod(months, 12)
    try:
        day = min(moment.day, monthrange(year, month + 1)[1])
        return moment.replace(year=year, month=month + 1, day=day) - timedelta(**parts)
    except (ValueError, OverflowError) as error:
        raise UsageError("{duration} reaches back before the year 1.", duration=duration) from error


def begin_of(store: CaseStore, horizon: str) -> datetime | None:
    """When the horizon of a case begins: an ISO 8601 duration before its newest post.

    Not before now, where that post bears a date of the future. None for a case without posts.
    Raises UsageError for what is no duration.
    """
    newest = store.sql("SELECT max(posted_at) AS newest FROM posts")["newest"][0].as_py()
    now = datetime.now(UTC)
    begin = before(now if newest is None else min(newest, now), horizon)
    return None if newest is None else begin
