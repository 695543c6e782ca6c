"""What is said of a campaign's hours: what is seen, its innocent readings, what is not known.

Nothing here is about one account, and an offset from UTC is never a country.
"""

from collections.abc import Iterator
from typing import Final

from demasque.campaigns.schedules.office_zones import OFFICE_OF_WEEK, OfficeZones
from demasque.campaigns.schedules.posting_batches import Batches
from demasque.campaigns.schedules.quiet_days import QuietDays
from demasque.campaigns.schedules.schedule import Schedule
from demasque.campaigns.schedules.window_scan import EVERY_DAY, FIVE_DAYS, FoundWindow
from demasque.campaigns.schedules.window_trial import WindowTrial
from demasque.sentences import Percent, Sentence

_DAY: Final = 24 * 60
_DAYS_NAMED: Final = 10  # quiet days and rival zones that a sentence names
_WEEKDAYS: Final = (
    Sentence("Monday"),
    Sentence("Tuesday"),
    Sentence("Wednesday"),
    Sentence("Thursday"),
    Sentence("Friday"),
    Sentence("Saturday"),
    Sentence("Sunday"),
)
_IN_COMMON: Final = {
    "languages and venues": Sentence("of the same languages, under the same venues"),
    "languages": Sentence("of the same languages"),
    "venues": Sentence("under the same venues"),
    "everybody": Sentence("of any language, for want of closer ones"),
}


def zone_name(offset: int) -> str:
    """Name an offset in minutes east of UTC: UTC+5:30, UTC−3, UTC."""
    hours, minutes = divmod(abs(offset), 60)
    part = f":{minutes:02d}" if minutes else ""
    return f"UTC{'+' if offset > 0 else '−'}{hours}{part}" if offset else "UTC"


def weekday_name(day: int) -> Sentence:
    """Name a day of the week; Monday is 0."""
    return _WEEKDAYS[day % 7]


def clock(minutes: int) -> str:
    """Write minutes of the day as a time: 20:30."""
    return f"{minutes % _DAY // 60:02d}:{minutes % 60:02d}"


def seen(schedule: Schedule) -> tuple[Sentence, ...]:
    """What the hours show."""
    if schedule.why_unknown is not None:
        return ()
    return tuple(_seen(schedule))


def _seen(schedule: Schedule) -> Iterator[Sentence]:
    if schedule.trial is not None:
        yield _trial(schedule.trial)
    for window in schedule.windows:
        yield _window(window, schedule.offset)
    if schedule.scanned and not schedule.windows:
        yield Sentence(
            "No window of half an hour to two hours holds much more than the hours around it, day "
            "after day."
        )
    if schedule.zones is not None:
        yield _zones(schedule.zones)
    for change in schedule.shifts or ():
        yield Sentence(
            "At {hour} UTC other accounts take over: of those at work in the three hours before "
            "or after, {staying} work on both sides of it; were the sides independent, it would be "
            "{usual}.",
            hour=clock(change.hour * 60),
            staying=Percent(change.staying),
            usual=Percent(change.independent),
        )
    if schedule.shifts == ():
        yield Sentence("At no hour do other accounts take over.")
    if schedule.batches is not None:
        yield _batches(schedule.batches)
    if schedule.quiet is not None:
        yield from _quiet(schedule.quiet)


def _window(window: FoundWindow, offset: int | None) -> Sentence:
    start, length = window.start * 30, window.length * 30
    where = Sentence("UTC")
    if offset is not None:
        where = Sentence(
            "UTC, which is {local} at {zone}",
            local=f"{clock(start + offset)}–{clock(start + offset + length)}",
            zone=zone_name(offset),
        )
    return Sentence(
        "{days}, {window} {where}: {share} of what they do on such days, {ratio} times as much as "
        "in the fuller of the ninety minutes before and after it, whichever account is left out "
        "(p = {p}, corrected for every window and weekend tried).",
        days=_days(window.days, window.ahead),
        window=f"{clock(start)}–{clock(start + length)}",
        where=where,
        share=Percent(window.share),
        ratio=round(window.ratio, 1),
        p=window.p,
    )


def _days(days: str, ahead: int) -> Sentence:
    """Name the days of a class by their dates in UTC."""
    if days == EVERY_DAY:
        return Sentence("Every day")
    first, last = (0, 4) if days == FIVE_DAYS else (5, 6)
    return Sentence(
        "{first} to {last}", first=weekday_name(first - ahead), last=weekday_name(last - ahead)
    )


def _trial(trial: WindowTrial) -> Sentence:
    values = {"share": Percent(trial.share), "expected": Percent(trial.expected), "p": trial.p}
    others = Sentence("unknown") if trial.reference is None else Percent(trial.reference)
    if trial.found:
        return Sentence(
            "They fill the windows that were named beyond chance: {share} of what they do falls "
            "into them; were these as full as the hours beside them, it would be {expected} "
            "(p = {p}). Of others: {others}.",
            others=others,
            **values,
        )
    return Sentence(
        "They do not fill the windows that were named beyond chance: {share} of what they do falls "
        "into them; were these as full as the hours beside them, it would be {expected} (p = {p}). "
        "Of others: {others}.",
        others=others,
        **values,
    )


def _zones(zones: OfficeZones) -> Sentence:
    others = Sentence("unknown") if zones.others is None else Percent(zones.others)
    if not zones.like_office:
        return Sentence(
            "Under no time zone do their hours look like an office’s: at most {share} of what "
            "they do falls on Monday to Friday, 9 to 18; activity at any hour would give {week}.",
            share=Percent(zones.share),
            week=Percent(OFFICE_OF_WEEK),
        )
    rivals = [zone_name(offset) for offset in zones.rivals if offset != zones.best]
    return Sentence(
        "Their hours look most like an office’s (Monday to Friday, 9 to 18) at {zone}: {share} of "
        "what they do; of others, {others}. About as well: {rivals}.",
        zone=zone_name(zones.best),
        share=Percent(zones.share),
        others=others,
        rivals=rivals[:_DAYS_NAMED] or [Sentence("no other offset")],
    )


def _batches(batches: Batches) -> Sentence:
    return Sentence(
        "{share} of their posts stand in minutes in which three of them or more posted, up to "
        "{most} in one; shuffled within the hour, it would be {expected} (p = {p}).",
        share=Percent(batches.share),
        most=batches.most,
        expected=Percent(batches.expected),
        p=batches.p,
    )


def _quiet(quiet: QuietDays) -> Iterator[Sentence]:
    named: list[object] = list(quiet.days[:_DAYS_NAMED])
    if len(quiet.days) > _DAYS_NAMED:
        named.append(Sentence("others"))
    if quiet.days:
        yield Sentence.counted(
            "{n} day of {judged} is unusually quiet: {days}.",
            "{n} days of {judged} are unusually quiet: {days}.",
            len(quiet.days),
            judged=quiet.judged,
            days=named,
        )
    else:
        yield Sentence("None of {judged} days is unusually quiet.", judged=quiet.judged)
    for match in quiet.calendars:
        yield Sentence(
            "Public holidays of the calendar {calendar}: {quiet} of {holidays} are quiet days; "
            "chance would give {expected} (p = {p}). A lead only: many places keep one calendar.",
            calendar=match.calendar,
            quiet=match.quiet,
            holidays=match.holidays,
            expected=round(match.expected, 1),
            p=match.p,
        )


def against(schedule: Schedule) -> tuple[Sentence, ...]:
    """Innocent readings of what is seen."""
    if schedule.why_unknown is not None:
        return ()
    readings = []
    if schedule.ordered:
        readings.append(
            Sentence(
                "Ordered hours have innocent reasons: tools that publish at set hours, a "
                "newsroom’s bulletins, an hour that people agreed upon, a collection made at set "
                "hours."
            )
        )
    if schedule.offset is not None:
        readings.append(
            Sentence(
                "Office hours are those of any company, newsroom or ministry, and an offset from "
                "UTC holds many countries."
            )
        )
    if schedule.shifts:
        readings.append(Sentence("People in different time zones take over from each other, too."))
    if schedule.batches is not None and schedule.batches.batches:
        readings.append(
            Sentence(
                "Campaigns are found by posts close in time: batches say how they work, and are "
                "no further evidence."
            )
        )
    return tuple(readings)


def unknown(schedule: Schedule) -> tuple[Sentence, ...]:
    """What could not be known, and why."""
    if schedule.why_unknown == "times":
        return (Sentence("No time is known to the minute: at which hours they work is not known."),)
    if schedule.why_unknown == "accounts":
        return (
            Sentence(
                "Fewer than three accounts have times that are known to the minute: their hours "
                "would be those of single accounts, and are not looked at."
            ),
        )
    if schedule.why_unknown == "few":
        return (Sentence("They posted too little for their hours to be tested."),)
    return tuple(_unknown(schedule))


def _unknown(schedule: Schedule) -> Iterator[Sentence]:
    if schedule.timed < schedule.posts:
        yield Sentence.counted(
            "{n} post has no time that is known to the minute, and is left out.",
            "{n} posts have no time that is known to the minute, and are left out.",
            schedule.posts - schedule.timed,
        )
    if not schedule.scanned:
        yield Sentence(
            "They were at work on fewer than four days: whether hours recur cannot be known."
        )
    if schedule.named and schedule.trial is None:
        yield Sentence("For the same reason the windows that were named could not be tested.")
    if not schedule.reference:
        yield Sentence(
            "Nobody outside campaigns posted on these days: whether their hours are their own is "
            "not known."
        )
    if schedule.zones is None:
        yield Sentence(
            "Fewer than five accounts, or too little activity outside ordered hours, to look for "
            "office hours."
        )
    if schedule.shifts is None:
        yield Sentence("Too few accounts were at work on one day to look for shifts.")
    if schedule.quiet is None:
        yield Sentence("They span less than three weeks: quiet days cannot be told.")
    elif schedule.quiet.unread:
        yield Sentence(
            "Calendars were not compared: the package holidays is missing "
            "(pip install 'demasque[schedules]')."
        )


def compared_with(schedule: Schedule) -> Sentence:
    """Who the reference accounts are."""
    return Sentence.counted(
        "Compared with {n} account outside campaigns, {common}.",
        "Compared with {n} accounts outside campaigns, {common}.",
        schedule.reference,
        common=_IN_COMMON[schedule.step],
    )
