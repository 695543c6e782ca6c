"""News sites as a feed: their RSS and Atom, asked for now and then, each host left in peace."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from demasque.collect.matching import Match
from demasque.collect.networks.asking import ServerTroubleError, new_client
from demasque.collect.networks.news.feed_entries import NotAFeedError, entries_of
from demasque.collect.networks.news.feed_requests import FeedAnswer, FeedVersion, asked_for
from demasque.collect.networks.pausing import pause
from demasque.collect.record_sink import RecordSink
from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.sources import words_and_links

HOST_PAUSE: Final = 5.0
"""Seconds between two requests to one host: what robots are asked for where sites ask anything."""
LEAST_EVERY: Final = 300.0
"""Seconds between two looks at a feed, at least: most feeds ask for an hour."""
_GONE: Final = 410


@dataclass(frozen=True)
class NewsOptions:
    """Addresses of feeds, and seconds between two looks at each."""

    feeds: tuple[str, ...]
    every: float = 900.0


class NewsSites:
    """Feeds of news sites, read until stopped.

    ``say`` takes sentences about feeds that cannot be read. ``transport`` is for tests.
    """

    network = "news"

    def __init__(
        self,
        options: NewsOptions,
        match: Match,
        say: Callable[[Sentence], None] = lambda sentence: None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.source = ", ".join(sorted({_host(feed) for feed in options.feeds}))
        self._every = max(options.every, LEAST_EVERY)
        self._match, self._say = match, say
        self._client = new_client(transport=transport)
        self._due = dict.fromkeys(options.feeds, 0.0)  # ticks at which each is looked at again
        self._free: dict[str, float] = {}  # ticks from which on each host may be asked
        self._failing: set[str] = set()

    def run(self, sink: RecordSink, stop: threading.Event) -> None:
        """Hand on entries until ``stop`` is set. Raise DemasqueError where no feed is left."""
        with self._client:
            while not stop.is_set():
                if not self._due:
                    raise DemasqueError("None of the feeds is there any more.")
                feed = min(self._due, key=lambda each: (self._ready(each), each))
                seconds = self._ready(feed) - sink.clock.ticks()
                if seconds > 0:
                    pause(sink, seconds, stop)
                else:
                    self._look(feed, sink)

    def _ready(self, feed: str) -> float:
        return max(self._due[feed], self._free.get(_host(feed), 0.0))

    def _look(self, feed: str, sink: RecordSink) -> None:
        """Look once at one feed."""
        self._due[feed] = sink.clock.ticks() + self._every
        self._leave(feed, HOST_PAUSE, sink)
        try:
            version = FeedVersion.from_cursor(sink.cursor(f"feed {feed}"))
            found = asked_for(self._client, feed, version, sink.clock.now())
            self._take(feed, found, sink)
        except ServerTroubleError as trouble:
            self._fail(feed, str(trouble))
        except NotAFeedError:
            sink.counts.garbled += 1
            self._fail(feed, None)

    def _leave(self, feed: str, seconds: float, sink: RecordSink) -> None:
        self._free[_host(feed)] = sink.clock.ticks() + seconds

    def _take(self, feed: str, found: FeedAnswer, sink: RecordSink) -> None:
        if found.wait is not None:
            self._leave(feed, found.wait, sink)
        if found.status == httpx.codes.NOT_MODIFIED:
            sink.hear()
            self._failing.discard(feed)
        elif found.status == httpx.codes.OK:
            for record in entries_of(found.content, found.kind, feed, found.address):
                self._keep(record, sink)
            sink.advance(f"feed {feed}", found.version.cursor)
            self._failing.discard(feed)
        elif found.status == _GONE:
            del self._due[feed]
            self._say(Sentence("{feed} is gone for good, its site says.", feed=feed))
        elif found.wait is None:
            self._fail(feed, str(found.status))

    def _keep(self, record: dict[str, Any], sink: RecordSink) -> None:
        published, updated = record["published"], record["updated"]
        sink.see()  # most were read before: how old they are says nothing of how late the feed is
        summary, links = words_and_links(record["summary"])
        title, _ = words_and_links(record["title"])
        languages = [record["language"]] if record["language"] else []
        said = f"{title}\n{summary}"
        # An id such as 1234 names an entry in its feed only; a section's feed gives it again.
        name = str(record["id"] if ":" in record["id"] else record["link"])
        version = updated if updated and updated != published else None
        wanted = self._match.takes(said, record["tags"], [record["link"], *links], languages)
        if wanted or (version is not None and sink.knows(name)):
            sink.keep(name, msgspec.json.encode(record), version=version)

    def _fail(self, feed: str, reason: str | None) -> None:
        """Say once that a feed cannot be read, until it can."""
        if feed in self._failing:
            return
        self._failing.add(feed)
        if reason is None:
            self._say(Sentence("{feed} gives what is no feed.", feed=feed))
        else:
            self._say(Sentence("{feed} cannot be read: {reason}", feed=feed, reason=reason))


def _host(feed: str) -> str:
    return urlsplit(feed).hostname or ""
