"""A feed has brought nothing for longer than it ever did."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from demasque.sentences import Seconds, Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.kinds.feed_arrivals import arrivals, feed_files
from demasque.watch.alerts.round_view import RoundView

FEWEST_ARRIVALS: Final = 8
"""Rounds that had files of a feed before its silence says anything (considered: 4 to 20)."""

LONGER: Final = 1.5
"""Times the longest silence so far that a silence must last (considered: 1.2 to 3)."""

_WEEK: Final = timedelta(days=7)
_LEAST: Final = timedelta(hours=1)
_LEAST_AT_FIRST: Final = timedelta(days=1)
"""Silences that are told, at least: after a week of a feed, and before one night was seen."""


def silent_feeds(view: RoundView) -> list[Alert]:
    """Tell of feeds that are silent beyond their own usual gaps: once for each silence.

    A feed that read records of its network since, none of which was wanted, is not silent.
    """
    alerts = []
    for feed, files in sorted(feed_files(view.store, view.round).items()):
        came = arrivals(files)
        allowed = _allowed(came)
        last = max(came[-1], _last_record(view, feed) or came[-1])
        if allowed is not None and view.now - last > allowed:
            alerts.append(_alert(view, feed, last, allowed))
    return alerts


def _allowed(came: Sequence[datetime]) -> timedelta | None:
    """The silence that is nothing unusual; None where too little is known of the feed."""
    if len(came) < FEWEST_ARRIVALS:
        return None
    longest = max(later - earlier for earlier, later in pairwise(came))
    least = _LEAST if came[-1] - came[0] >= _WEEK else _LEAST_AT_FIRST
    return max(LONGER * longest, least)


def _last_record(view: RoundView, feed: str) -> datetime | None:
    """When the collector last read a record of the network, as it says itself; None for unknown."""
    if view.asked.inbox is None:
        return None
    try:
        said = json.loads((view.asked.inbox / f".collect-{feed}.json").read_bytes())
        moment = datetime.fromisoformat(said["last_record_at"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _alert(view: RoundView, feed: str, last: datetime, allowed: timedelta) -> Alert:
    silence = (view.now - last).total_seconds()
    return Alert(
        kind="feed-silent",
        subject=feed,
        what=Sentence(
            "The feed {feed} has been silent for {silence}, since {last}.",
            feed=feed,
            silence=Seconds(silence),
            last=last,
        ),
        how_sure=Sentence(
            "Its longest silence so far was {longest}.",
            longest=Seconds(allowed.total_seconds() / LONGER),
        ),
        innocent=(
            Sentence(
                "Nobody posts what is looked for, the network is down, or collecting stopped."
            ),
        ),
        evidence=(Sentence("demasque status {case}", case=view.case),),
        noticed_at=view.now,
        round=view.round,
        since=last,
        about=(last.isoformat(),),
        figures={"silent_seconds": silence, "allowed_seconds": allowed.total_seconds()},
    )
