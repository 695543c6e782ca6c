"""Pictures and clips as a contact sheet: each family small, with what is known of it beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demasque.findings import DailyUse, MediaSighting, MediaTotals
from demasque.publish.drawing.marked_texts import shortened
from demasque.publish.drawing.media_naming import change_name
from demasque.publish.drawing.naming import short
from demasque.sentences import Seconds, Sentence

LONGEST_WORDS: Final = 160
"""Characters of what was read in or heard from a file that are quoted."""

CODE: Final = 12
"""Digits of a SHA-256 that are shown; the exports hold all."""


@dataclass(frozen=True)
class ContactPrint:
    """One family on a sheet: what is said of it, and the marks of what was changed."""

    sighting: MediaSighting
    said: tuple[Sentence, ...]
    marks: tuple[Sentence, ...]


def contact_sheet(sightings: Sequence[MediaSighting]) -> tuple[ContactPrint, ...]:
    """Word what is known of each family."""
    return tuple(ContactPrint(each, _said(each), _marks(each)) for each in sightings)


def totals_said(totals: MediaTotals) -> tuple[Sentence, ...]:
    """How many pictures and clips, copies, posts and accounts there are, and how many a day."""
    counted = Sentence.counted
    return (
        Sentence(
            "{families}: {posts} by {accounts} on {platforms}.",
            families=_families(totals),
            posts=counted("{n} post", "{n} posts", totals.posts),
            accounts=counted("{n} account", "{n} accounts", totals.accounts),
            platforms=counted("{n} platform", "{n} platforms", totals.platforms),
        ),
        counted(
            "All of them on {day}.",
            "Such posts a day, over {n} days: {middle} in the middle, between {low} and {high}, "
            "most on {day}.",
            totals.daily.days,
            middle=totals.daily.middle,
            low=totals.daily.low,
            high=totals.daily.high,
            day=totals.daily.busiest,
        ),
    )


def totals_in_brief(totals: MediaTotals) -> Sentence:
    """The same in one sentence."""
    counted = Sentence.counted
    return Sentence(
        "{families}, by {accounts} on {platforms}; posts a day with one: {middle} in the middle, "
        "between {low} and {high}.",
        families=_families(totals),
        accounts=counted("{n} account", "{n} accounts", totals.accounts),
        platforms=counted("{n} platform", "{n} platforms", totals.platforms),
        middle=totals.daily.middle,
        low=totals.daily.low,
        high=totals.daily.high,
    )


def _families(totals: MediaTotals) -> Sentence:
    return Sentence(
        "{families} in {files}",
        families=Sentence.counted(
            "{n} different picture or clip", "{n} different pictures and clips", totals.families
        ),
        files=Sentence.counted("{n} file", "{n} files", totals.files),
    )


def _said(seen: MediaSighting) -> tuple[Sentence, ...]:
    return (
        *_spread(seen),
        *_first(seen),
        *_venues(seen),
        *_stretch(seen),
        *_words(seen),
        *seen.origins,
    )


def _spread(seen: MediaSighting) -> tuple[Sentence, ...]:
    platforms = [
        Sentence("unknown platform") if each == "unknown" else each for each in seen.platforms
    ]
    counted = Sentence.counted
    found = [
        Sentence(
            "{posts} by {accounts} on {platforms}; {files}.",
            posts=counted("{n} post", "{n} posts", seen.posts),
            accounts=counted("{n} account", "{n} accounts", seen.accounts),
            platforms=platforms,
            files=counted("{n} file", "{n} files", seen.files),
        )
    ]
    if seen.reposts:
        found.append(counted("Passed on in {n} repost.", "Passed on in {n} reposts.", seen.reposts))
    return (*found, _a_day(seen.daily))


def _a_day(daily: DailyUse) -> Sentence:
    if daily.days == 1:
        return Sentence("All on {day}.", day=daily.busiest)
    if daily.low == daily.high:
        return Sentence("{posts} a day on {days} days.", posts=daily.high, days=daily.days)
    return Sentence(
        "Posts a day: {first} on the first of {days} days, {middle} in the middle, between {low} "
        "and {high}, most on {day}.",
        first=daily.first,
        days=daily.days,
        middle=daily.middle,
        low=daily.low,
        high=daily.high,
        day=daily.busiest,
    )


def _first(seen: MediaSighting) -> tuple[Sentence, ...]:
    """Who posted it first here; a time that is no better than the day is given as the day."""
    exact = seen.first_precision in ("second", "minute")
    return (
        Sentence(
            "First in this case: {account}, {at}, as the file {file}.",
            account=short(seen.first_account),
            at=seen.first_at if exact else seen.first_at.date(),
            file=seen.first_media[:CODE],
        ),
    )


def _venues(seen: MediaSighting) -> tuple[Sentence, ...]:
    if not seen.venues:
        return ()
    return (
        Sentence.counted(
            "Under the posts or on the page of {n} account: {named}.",
            "Under the posts or on the pages of {n} accounts, most of {named}.",
            seen.venues_counted,
            named=[each.name or short(each.account) for each in seen.venues],
        ),
    )


def _stretch(seen: MediaSighting) -> tuple[Sentence, ...]:
    if seen.stretch is None:
        return ()
    start, end = seen.stretch
    return (
        Sentence(
            "All copies share {length}, from {start} to {end} of the longest.",
            length=Seconds(end - start),
            start=Seconds(start),
            end=Seconds(end),
        ),
    )


def _words(seen: MediaSighting) -> tuple[Sentence, ...]:
    return tuple(
        Sentence("Heard in it: {words}", words=_in_one_line(words))
        if how == "heard"
        else Sentence("Read in it: {words}", words=_in_one_line(words))
        for how, words in seen.words
    )


def _in_one_line(words: str) -> str:
    return shortened(" ".join(words.split()), LONGEST_WORDS)


def _marks(seen: MediaSighting) -> tuple[Sentence, ...]:
    return tuple(
        Sentence("{what}: {amount}", what=change_name(change), amount=files)
        for change, files in seen.changes
    )
