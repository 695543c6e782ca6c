"""The case: what is in it, what is missing, what was rejected, where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from demasque.campaigns import Day
from demasque.findings import (
    ADDED_FILES,
    POSTS_BY_DAY,
    REJECTED_ROWS,
    CaseDays,
    PlatformDays,
    accounts_set_aside,
    case_days,
    case_inputs,
    case_waves,
    why_nothing,
)
from demasque.publish import Timeline, timeline
from demasque.sentences import Sentence
from demasque.web.views import Asked, Shown, View

_LANE_HEIGHT: Final = 34
_LANE_NARROWEST: Final = 460  # CSS pixels, as in the report's lanes

EMPTY_LISTED: Final = 30
"""Stretches of days without a post that are listed, the longest; the table of days shows all."""


@dataclass(frozen=True)
class PlatformStrip:
    """One platform's posts a day, drawn over the time of the whole case."""

    found: PlatformDays
    lane: Timeline


def _read(asked: Asked) -> Shown:
    edition, store = asked.edition, asked.edition.store
    days: CaseDays = edition.figures_once("case days", lambda: case_days(store))
    return Shown(
        Sentence("The case {name}", name=edition.case),
        {
            "seen": edition.overview,
            "summaries": edition.summaries,
            "groups": store.sql("SELECT count(*) AS n FROM campaigns")["n"][0].as_py(),
            "detected": any(run["command"] == "detect" for run in edition.runs),
            "nothing": edition.once("nothing", lambda: why_nothing(store)),
            "aside": accounts_set_aside(store),
            "wave": edition.figures_once("waves", lambda: case_waves(store)).foremost,
            "strips": edition.figures_once("case strips", lambda: _strips(days.platforms)),
            "empty": days.empty,
            "empty_listed": EMPTY_LISTED,
            "inputs": edition.figures_once("case inputs", lambda: case_inputs(store)),
            "runs": edition.runs,
        },
        {
            "days": lambda: store.stream(POSTS_BY_DAY),
            "files": lambda: store.stream(ADDED_FILES),
            "rejects": lambda: store.stream(REJECTED_ROWS),
        },
    )


def _strips(platforms: Sequence[PlatformDays]) -> tuple[PlatformStrip, ...]:
    if not platforms:
        return ()
    first = min(each.first for each in platforms)
    last = max(each.last for each in platforms)
    return tuple(PlatformStrip(each, _lane(each, first, last)) for each in platforms)


def _lane(one: PlatformDays, first: date, last: date) -> Timeline:
    days = [Day(day, posts, 0) for day, posts in one.days]
    return timeline(days, first, last, _LANE_HEIGHT, _LANE_NARROWEST)


CASE: Final = View("case", "/", "case.html", _read, menu=Sentence("Case"))
