"""Mastodon and its relatives as one feed: several timelines of several servers, each post once."""

import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
import msgspec

from demasque.collect.matching import Match
from demasque.collect.networks.asking import new_client
from demasque.collect.networks.mastodon.mastodon_server import MastodonServer
from demasque.collect.networks.mastodon.public_statuses import judged
from demasque.collect.networks.mastodon.timeline_reading import Arrived, TimelineReading
from demasque.collect.networks.mastodon.timelines import PublicTimeline
from demasque.collect.record_sink import RecordSink
from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.sources import parse_time

WAITING: Final = 1000
"""Statuses that wait to be written, at most: memory stays flat, and servers wait with the rest."""
_LOOK: Final = 0.2  # seconds without anything after which the sink may rest
_PATIENCE: Final = 1.0  # seconds for threads to end; one that waits for its server ends by itself


class MastodonFeed:
    """Public timelines, read until stopped.

    ``tokens`` are host -> token of a user there; none is needed where a server answers everybody.
    ``say`` takes sentences about servers. ``transport`` is for tests.
    """

    network = "mastodon"

    def __init__(
        self,
        timelines: tuple[PublicTimeline, ...],
        match: Match,
        tokens: Mapping[str, str] | None = None,
        say: Callable[[Sentence], None] = lambda sentence: None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.source = ", ".join(timeline.name for timeline in timelines)
        self._timelines, self._match, self._say = timelines, match, say
        hosts = dict.fromkeys(timeline.host for timeline in timelines)
        self._clients = {host: new_client((tokens or {}).get(host), transport) for host in hosts}

    def run(self, sink: RecordSink, stop: threading.Event) -> None:
        """Hand on statuses and deletions until ``stop`` is set.

        Raise DemasqueError where no server shows any of the timelines.
        """
        arrived: queue.Queue[Arrived] = queue.Queue(WAITING)
        ended = threading.Event()  # ours: the threads end whatever ends this run
        threads = self._begun(sink, arrived, ended)
        open_ones = len(threads)
        try:
            while not stop.is_set() and open_ones:
                try:
                    each = arrived.get(timeout=_LOOK)
                except queue.Empty:
                    sink.rest()
                    continue
                open_ones -= each.ended
                self._take(each, sink)
        finally:
            ended.set()
            for thread in threads:
                thread.join(_PATIENCE / len(threads))
            for client in self._clients.values():
                client.close()
        if not stop.is_set():
            raise DemasqueError("No server shows any of these timelines: there is nothing to read.")

    def _begun(
        self, sink: RecordSink, arrived: "queue.Queue[Arrived]", ended: threading.Event
    ) -> list[threading.Thread]:
        servers = {
            host: MastodonServer(host, client, sink.clock, ended)
            for host, client in self._clients.items()
        }
        threads = []
        for timeline in self._timelines:
            reading = TimelineReading(
                timeline,
                servers[timeline.host],
                sink.cursor(timeline.name),
                sink.clock,
                arrived,
                ended,
            )
            threads.append(threading.Thread(target=reading.run, daemon=True, name=timeline.name))
        for thread in threads:
            thread.start()
        return threads

    def _take(self, each: Arrived, sink: RecordSink) -> None:
        if each.error is not None:
            raise each.error
        if each.said is not None:
            self._say(each.said)
        sink.counts.reconnected += each.reconnected
        sink.counts.garbled += each.garbled
        if each.missed_since is not None:
            sink.state.note_gap(each.missed_since, sink.clock.now())
        if each.deleted is not None:
            _delete(each.timeline.host, each.deleted, sink)
        if each.status is not None:
            happened = parse_time(each.status.get("created_at")) if each.newest else None
            sink.see(happened)
            self._take_status(each.timeline.host, each.status, sink)
        if each.after is not None:
            sink.advance(each.timeline.name, each.after)

    def _take_status(self, host: str, status: dict[str, Any], sink: RecordSink) -> None:
        found = judged(status, self._match)
        if found is None:
            sink.counts.refused += 1
            return
        # A new version of a post that was kept is kept, whatever it says now: so its author wants.
        if found.wanted or (found.version is not None and sink.knows(found.name)):
            sink.keep(found.name, msgspec.json.encode(status), version=found.version)
            sink.call(f"{host} {status['id']}", found.name)


def _delete(host: str, number: str, sink: RecordSink) -> None:
    """Write that a status was deleted, if it was kept.

    The server names it by its own number, which says nothing elsewhere: its name on all servers
    goes along.
    """
    name = sink.called(f"{host} {number}")
    if name is not None:
        notice = {"event": "delete", "payload": number, "server": host, "uri": name}
        sink.delete(name, msgspec.json.encode(notice))
