"""Asking for a feed as its site wishes: only when it changed, and never in a hurry.

Method: conditional requests (RFC 9110, 13), by ETag and Last-Modified, whose values are given back
as they came.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx
import stamina

from demasque.collect.networks.asking import ATTEMPTS, ServerTroubleError, asked_wait
from demasque.collect.networks.kept_cursor import KeptCursor

LARGEST_FEED: Final = 10_000_000
"""Bytes; feeds have some hundred thousand. What is longer is no feed."""


@dataclass(frozen=True)
class FeedVersion(KeptCursor):
    """What a site said of the version of a feed that was read last."""

    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What to ask with."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class FeedAnswer:
    """What came: the bytes where the feed changed, the status otherwise; ``wait`` in seconds."""

    status: int
    address: str
    content: bytes = b""
    kind: str = ""
    version: FeedVersion = FeedVersion()
    wait: float | None = None


def asked_for(
    client: httpx.Client, address: str, version: FeedVersion, now: datetime
) -> FeedAnswer:
    """Ask for a feed, wherever it moved. Raise ServerTroubleError where nothing usable came."""
    try:
        for attempt in stamina.retry_context(
            on=httpx.TransportError, attempts=ATTEMPTS, wait_initial=1.0, wait_max=5.0
        ):
            with attempt:
                return _answer(client, address, version, now)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise ServerTroubleError(type(error).__name__) from error
    raise AssertionError("an attempt returns or raises")


def _answer(client: httpx.Client, address: str, version: FeedVersion, now: datetime) -> FeedAnswer:
    with client.stream("GET", address, headers=version.headers, follow_redirects=True) as found:
        wait = asked_wait(found, now)
        where = str(found.url)
        if found.status_code != httpx.codes.OK:
            return FeedAnswer(found.status_code, where, wait=wait)
        content = bytearray()
        for chunk in found.iter_bytes():
            content += chunk
            if len(content) > LARGEST_FEED:
                raise ServerTroubleError("too large")
        said = FeedVersion(
            found.headers.get("etag", "")[:1000], found.headers.get("last-modified", "")[:100]
        )
        kind = found.headers.get("content-type", "")
        return FeedAnswer(httpx.codes.OK, where, bytes(content), kind, said, wait)
