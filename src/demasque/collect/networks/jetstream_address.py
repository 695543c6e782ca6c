"""Which Jetstream is asked, for what, and how its frames are read."""

from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

from demasque.collect.networks.jetstream_events import POST, REPOST
from demasque.errors import UsageError

PUBLIC_HOSTS: Final = (
    "wss://jetstream2.us-east.bsky.network",
    "wss://jetstream1.us-east.bsky.network",
    "wss://jetstream2.us-west.bsky.network",
    "wss://jetstream1.us-west.bsky.network",
)
"""Instances that Bluesky runs for everybody, asked in turn when one fails."""
OVERLAP: Final = 2_000_000
"""Microseconds that are asked for again after each break: events are ordered by time only roughly.
What is there twice is kept once. Ten seconds were tried: at 2,000 messages a second, on a busy
machine, reading them again took longer than connections lasted."""
OVERLAP_ELSEWHERE: Final = 10_000_000
"""Microseconds, where another instance is asked: each sees events at a time of its own."""
MOST_FRAME: Final = 16_000_000
"""Bytes of a frame, at most: a record of the network has one million at most."""


def host_address(host: str) -> str:
    """The address of a Jetstream: ``wss://HOST``, or ``ws://`` where the user says so.

    Raise UsageError for what is none, or holds a name and password.
    """
    given = host.strip() if "://" in host else f"wss://{host.strip()}"
    try:
        parts = urlsplit(given)
        usable = parts.scheme in ("ws", "wss") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if (
        not usable
        or parts.username
        or parts.query
        or parts.fragment
        or any(map(str.isspace, given))
    ):
        raise UsageError(
            "{host} is no address of a Jetstream: write wss://jetstream.example.org", host=host
        )
    return given.rstrip("/").removesuffix("/subscribe")


def subscription(host: str, start: int | None, *, compressed: bool) -> str:
    """The address that asks for posts and reposts from ``start`` (microseconds) on, None for now.

    Notices about accounts come along unasked, whatever collections are named.
    """
    asked = [("wantedCollections", POST), ("wantedCollections", REPOST)]
    if start is not None:
        asked.append(("cursor", str(max(start, 1))))
    if compressed:
        asked.append(("compress", "true"))
    return f"{host}/subscribe?{urlencode(asked)}"


class Frames:
    """Reads frames: text as it is, and zstd with Jetstream's dictionary where one was given."""

    def __init__(self, dictionary: Path | None) -> None:
        self.compressed = dictionary is not None
        if dictionary is None:
            return
        import zstandard

        try:
            content = dictionary.read_bytes()
        except OSError as error:
            raise UsageError(
                "{path} cannot be read: {reason}", path=dictionary, reason=error
            ) from error
        self._reader = zstandard.ZstdDecompressor(zstandard.ZstdCompressionDict(content))

    def message(self, frame: str | bytes) -> str | bytes:
        """The event in a frame; a frame that cannot be read gives b"", which is no event."""
        if isinstance(frame, str) or not self.compressed:
            return frame
        import zstandard

        try:
            return self._reader.stream_reader(frame).read(MOST_FRAME)
        except zstandard.ZstdError:
            return b""
