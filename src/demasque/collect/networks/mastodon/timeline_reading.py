"""Reading one timeline without end: its stream, and its pages for what a break kept from us.

It runs in a thread of its own and hands on what arrives; whoever takes it writes, one at a time.
"""

import queue
import random
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from demasque.clocks import Clock
from demasque.collect.networks.asking import ServerTroubleError
from demasque.collect.networks.mastodon.mastodon_server import (
    MastodonServer,
    StreamNotOfferedError,
    TimelineNotOfferedError,
)
from demasque.collect.networks.mastodon.reading_place import ReadingPlace, came_after, order
from demasque.collect.networks.mastodon.server_sent_events import ServerEvent
from demasque.collect.networks.mastodon.timelines import PublicTimeline
from demasque.sentences import Seconds, Sentence
from demasque.sources import parse_time

CLOCKS_DIFFER: Final = timedelta(seconds=5)
"""How far pages are read beyond the moment at which a stream opened, as the server's clock says."""
LONGEST_CATCH_UP: Final = 600.0
"""Seconds that pages are read at once, at most: 24,000 statuses at the 300 requests in five minutes
that servers allow. Without an end, one that gets more than forty a second would never be read live
again."""
POLL_EVERY: Final = 30.0
"""Seconds between two looks at pages where there is no stream: 10 of 300 requests in 5 minutes."""
LONGEST_PAUSE: Final = 60.0
"""Seconds before a broken stream is opened again, at most; the pauses before double."""
_HAND_OVER: Final = 0.5  # seconds after which a thread that waits looks whether it should end
_STATUSES: Final = frozenset({"update", "status.update"})


@dataclass(frozen=True)
class Arrived:
    """What a timeline gave: a status (parsed), an id that was deleted, or bytes that are neither.

    ``newest`` says that no status before was newer, as those are that are read again. ``after`` is
    the id after which everything is read again, should the program end now.
    ``missed_since`` begins a stretch of time, until now, that no page shows. ``said`` is a sentence
    about the timeline itself, and ``ended`` that nothing more comes of it.
    """

    timeline: PublicTimeline
    after: str | None = None
    status: dict[str, Any] | None = None
    newest: bool = False
    deleted: str | None = None
    garbled: bool = False
    reconnected: bool = False
    missed_since: datetime | None = None
    said: Sentence | None = None
    ended: bool = False
    error: BaseException | None = None


class TimelineReading:
    """One timeline, from the id ``after`` on (from now on where it is None).

    ``stop`` ends it, within the time that a server takes to give a sign of life.
    """

    def __init__(
        self,
        timeline: PublicTimeline,
        server: MastodonServer,
        after: str | None,
        clock: Clock,
        arrived: "queue.Queue[Arrived]",
        stop: threading.Event,
    ) -> None:
        self._timeline, self._server = timeline, server
        self._place = ReadingPlace(after)
        self._clock, self._arrived, self._stop = clock, arrived, stop
        self._pages_offered, self._failures, self._connected = True, 0, 0
        self._heard_at: datetime | None = None

    def run(self) -> None:
        """Read until stopped, or until the server refuses both the stream and the pages."""
        error: BaseException | None = None
        try:
            self._read()
        except Exception as fault:
            error = fault
        self._hand_on(ended=True, error=error)

    def _read(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow_stream()
            except StreamNotOfferedError:
                if not self._connected:
                    self._follow_pages()
                    return
                self._failures += 1  # it was offered before: a server that starts again, perhaps
            except ServerTroubleError:
                self._failures += 1
            if self._stop.is_set():
                return
            self._pause()
            if self._failures > 1:  # the stream does not come back at once
                self._catch_up_later()

    def _follow_stream(self) -> None:
        """Open the stream first, then read what was missed: nothing falls between the two."""
        with self._server.streamed(self._timeline) as stream:
            self._connected += 1
            self._hand_on(
                reconnected=self._connected > 1,
                missed_since=None if self._pages_offered else self._heard_at,
            )
            self._catch_up_if_offered(stream.opened_at)
            for event in stream.events:
                if self._stop.is_set():
                    return
                self._heard_at, self._failures = self._clock.now(), 0
                if event is not None:
                    self._take(event)

    def _follow_pages(self) -> None:
        self._hand_on(
            said=Sentence(
                "{timeline}: no stream is offered (it takes a token of a user there, as a rule); "
                "its pages are read every {pause} instead, which show no deletions.",
                timeline=self._timeline.name,
                pause=Seconds(POLL_EVERY),
            )
        )
        while not self._stop.is_set():
            self._catch_up_later()
            if not self._pages_offered:
                return
            self._clock.wait(POLL_EVERY, self._stop)

    def _pause(self) -> None:
        longest = min(2.0 ** min(self._failures, 10), LONGEST_PAUSE)
        # Not all readers of a server that comes back at the same moment.
        self._clock.wait(longest * random.uniform(0.5, 1.0), self._stop)

    def _catch_up_later(self) -> None:
        """Read pages, or leave them for the next time where the server cannot answer now."""
        with suppress(ServerTroubleError):
            self._catch_up_if_offered(None)

    def _catch_up_if_offered(self, opened_at: datetime | None) -> None:
        """Read pages; raise ServerTroubleError where they cannot be read now.

        A stream must not be read on then: what is missing would lie behind what it gives.
        """
        if not self._pages_offered:
            return
        try:
            self._catch_up(opened_at)
        except TimelineNotOfferedError as refused:
            self._pages_offered = False
            self._hand_on(said=refused.sentence, missed_since=self._heard_at)

    def _catch_up(self, opened_at: datetime | None) -> None:
        """Read pages from where it was to the newest, or to what the open stream gives.

        What is too much is left out, and that is said.
        """
        after = self._place.after
        if after is None:
            self._take_page(None)
            return
        ends = self._clock.ticks() + LONGEST_CATCH_UP
        while self._clock.ticks() < ends:
            newest = self._take_page(after)
            if self._stop.is_set() or newest is None or order(newest) <= order(after):
                return
            if opened_at is not None and came_after(newest, opened_at + CLOCKS_DIFFER):
                return
            after = newest
        self._hand_on(
            said=Sentence(
                "{timeline}: more came since the last time than its pages give at once. A part of "
                "it is missing.",
                timeline=self._timeline.name,
            ),
            missed_since=self._place.at,
        )
        self._take_page(None)

    def _take_page(self, after: str | None) -> str | None:
        """Hand on one page; return its newest id."""
        statuses = self._server.page(self._timeline, after)
        for status in statuses:
            self._take_status(status)
        return str(statuses[-1]["id"]) if statuses else None

    def _take(self, event: ServerEvent) -> None:
        if event.name == "delete":
            number = event.data.strip().strip(b'"').decode("ascii", "replace")
            self._hand_on(deleted=number)
        elif event.name in _STATUSES:
            try:
                status = msgspec.json.decode(event.data)
            except msgspec.DecodeError:
                status = None
            if isinstance(status, dict) and isinstance(status.get("id"), str):
                self._take_status(status)
            else:
                self._hand_on(garbled=True)

    def _take_status(self, status: dict[str, Any]) -> None:
        newest = self._place.pass_by(str(status["id"]), parse_time(status.get("created_at")))
        self._hand_on(status=status, newest=newest)

    def _hand_on(self, **what: Any) -> None:
        """Wait until there is room for it, or until it was stopped."""
        each = Arrived(self._timeline, self._place.after, **what)
        while True:
            try:
                self._arrived.put(each, timeout=_HAND_OVER)
                return
            except queue.Full:
                if self._stop.is_set():
                    return
