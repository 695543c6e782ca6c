"""One server of Mastodon or a relative: pages of its timelines, and its streams.

Interfaces: docs.joinmastodon.org, methods/timelines and methods/streaming. What the server allows
(X-RateLimit-Remaining and -Reset, Retry-After) holds for all requests to it.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx
import msgspec

from demasque.clocks import Clock
from demasque.collect.networks.asking import ServerTroubleError, answer, asked_wait
from demasque.collect.networks.mastodon.reading_place import order
from demasque.collect.networks.mastodon.server_sent_events import (
    EventTooLargeError,
    ServerEvent,
    server_events,
)
from demasque.collect.networks.mastodon.timelines import PublicTimeline, address_of
from demasque.errors import DemasqueError, Sentence
from demasque.sources import parse_time

MOST_A_PAGE: Final = 40
"""Statuses, the most that the interface gives."""
SILENCE: Final = 60.0
"""Seconds without a sign of life before a stream counts as broken: a server gives one each 15."""
_NOT_FOR_ALL: Final = frozenset({401, 403, 422})


class StreamNotOfferedError(Exception):
    """The server does not stream this timeline to us (without a token, or at all)."""


class TimelineNotOfferedError(DemasqueError):
    """The server does not show this timeline to us."""


@dataclass(frozen=True)
class OpenStream:
    """Events as they come (None for a sign of life), and when the server says it began; or None."""

    events: Iterator[ServerEvent | None]
    opened_at: datetime | None


class MastodonServer:
    """What one server is asked. Waits end early when ``stop`` is set."""

    def __init__(
        self, host: str, client: httpx.Client, clock: Clock, stop: threading.Event
    ) -> None:
        self.host = host
        self._client, self._clock, self._stop = client, clock, stop
        self._free_at = 0.0
        self._streams_at: str | None = None

    def page(self, timeline: PublicTimeline, after: str | None) -> list[dict[str, Any]]:
        """Statuses that come next after an id, oldest first; the newest ones where it is None.

        Empty when there are no more, or when it was stopped. Raise TimelineNotOfferedError, and
        ServerTroubleError where the server cannot answer now.
        """
        params = {**timeline.page_params, "limit": str(MOST_A_PAGE)}
        if after is not None:
            params["min_id"] = after
        found = self._asked(timeline.page, params)
        if found is None:
            return []
        if found.status_code != httpx.codes.OK:
            raise TimelineNotOfferedError(
                Sentence(
                    "{server} does not show this timeline (answer {status}). Where a server shows "
                    "it to its own users only, it takes a token of such a user.",
                    server=timeline.name,
                    status=str(found.status_code),
                )
            )
        statuses = _decoded(found.content)
        if not isinstance(statuses, list):
            raise ServerTroubleError("no list")
        ours = [each for each in statuses if isinstance(each, dict) and _id(each)]
        return sorted(ours, key=lambda each: order(_id(each)))

    @contextmanager
    def streamed(self, timeline: PublicTimeline) -> Iterator[OpenStream]:
        """Open a stream and lend it. Raise StreamNotOfferedError or ServerTroubleError."""
        address = self._streaming_address() + timeline.stream
        self._clock.wait(self._left, self._stop)
        try:
            with self._client.stream(
                "GET",
                address,
                params=dict(timeline.stream_params),
                headers={"Accept": "text/event-stream"},
                timeout=httpx.Timeout(SILENCE, connect=15.0),
            ) as found:
                self._note(found)
                kind = found.headers.get("content-type", "")
                if found.status_code == httpx.codes.OK and kind.startswith("text/event-stream"):
                    opened = parse_time(found.headers.get("date"))
                    yield OpenStream(server_events(found.iter_bytes()), opened)
                elif found.status_code == 429 or found.status_code >= 500:
                    raise ServerTroubleError(str(found.status_code))
                else:
                    raise StreamNotOfferedError(str(found.status_code))
        except (httpx.HTTPError, httpx.StreamError, EventTooLargeError) as error:
            raise ServerTroubleError(type(error).__name__) from error

    def _streaming_address(self) -> str:
        """Where the server streams: it may name another host for it (v2 of its description).

        The token goes there too, which is why only an address over HTTPS is believed.
        """
        if self._streams_at is None:
            self._streams_at = address_of(self.host)
            found = self._asked("/api/v2/instance", {})
            if found is not None and found.status_code == httpx.codes.OK:
                said = _at(_decoded(found.content), "configuration", "urls", "streaming")
                if isinstance(said, str) and said.startswith("wss://"):
                    self._streams_at = "https://" + said.removeprefix("wss://").rstrip("/")
        return self._streams_at

    def _asked(self, path: str, params: Mapping[str, str]) -> httpx.Response | None:
        """The answer that is no request to wait; None when it was stopped while waiting."""
        while not self._clock.wait(self._left, self._stop):
            found = answer(self._client, address_of(self.host) + path, params)
            self._note(found)
            if found.status_code not in (429, 503):
                return found
        return None

    @property
    def _left(self) -> float:
        return max(self._free_at - self._clock.ticks(), 0.0)

    def _note(self, found: httpx.Response) -> None:
        seconds = asked_wait(found, self._clock.now())
        if seconds is not None:
            self._free_at = max(self._free_at, self._clock.ticks() + seconds)


def _id(status: Mapping[str, Any]) -> str:
    number = status.get("id")
    return number if isinstance(number, str) else ""


def _decoded(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise ServerTroubleError("no JSON") from error


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
