"""Events that a server sends one after another over one answer (server-sent events, WHATWG HTML).

Bytes are cut at line feeds before anything is decoded: words of posts hold other signs that Python
takes for ends of lines, and an event must not be torn there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LARGEST_EVENT: Final = 8_000_000
"""Bytes; statuses have some thousands. What is longer is no stream of statuses."""


class EventTooLargeError(Exception):
    """A server sends bytes without end and no event."""


@dataclass(frozen=True)
class ServerEvent:
    """One event: its name (``message`` where it has none), and its data as it came."""

    name: str
    data: bytes


def server_events(chunks: Iterable[bytes]) -> Iterator[ServerEvent | None]:
    """Events of a stream in order, and None for each sign of life (a comment).

    An event that the end of the stream cuts off is left out. Raises EventTooLargeError.
    """
    name, data = "message", b""
    size = 0
    for line in _lines(chunks):
        size += len(line)
        if size > LARGEST_EVENT:
            raise EventTooLargeError
        if not line:
            if data:
                yield ServerEvent(name, data)
            name, data, size = "message", b"", 0
            continue
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if not field:
            yield None
        elif field == b"event":
            name = value.decode("utf-8", "replace")
        elif field == b"data":
            data = data + b"\n" + value if data else value


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = bytearray()
    for chunk in chunks:
        searched = len(rest)
        rest += chunk
        begin = 0
        while (end := rest.find(b"\n", max(begin, searched))) >= 0:
            yield bytes(rest[begin:end]).removesuffix(b"\r")
            begin = end + 1
        del rest[:begin]
        if len(rest) > LARGEST_EVENT:
            raise EventTooLargeError
