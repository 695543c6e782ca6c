"""A Jetstream on this machine that replays a simulated stream, and does what real ones do wrong.

It speaks ``/subscribe`` of Jetstream: text frames of JSON, a cursor in microseconds, from which it
goes on; without one it begins with what is new. The tests and the benchmark share it.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

Fault = Callable[[int, int], str | None]
"""What goes wrong before a message: asked with the number of the connection and of messages that
it was sent. ``drop``: the line goes dead; ``close``: the server says that it goes; ``repeat``: it
sends again what it sent; ``garble``: it sends what is no event; ``stall``: it says nothing more."""

REPEATED: Final = 50
GARBLED: Final = (
    "",
    "{",
    '{"did":"did:plc:x","time_us":1',
    "[]",
    '{"did":"did:plc:x","time_us":"soon","kind":"commit"}',
    '{"did":"did:plc:x","time_us":4000000000000000,"kind":"commit","commit":{}}',
    '{"did":"did:plc:x","time_us":NaN,"kind":"identity"}',
    b"\x28\xb5\x2f\xfd\x00\xff",
    "[" * 50_000,
    '{"did":"did:plc:x","time_us":1700000000000000,"kind":"commit","commit":{"collection":'
    '"app.bsky.feed.post","operation":"create","rkey":"a","record":[1]}}',
)


class EventLog:
    """What the network said, in order: (microseconds, line). The last ``most`` are there."""

    def __init__(self, most: int = 1 << 40) -> None:
        self._events: deque[tuple[int, str]] = deque()
        self._first = 0
        self._most = most

    def append(self, moment: int, line: str) -> None:
        self._events.append((moment, line))
        if len(self._events) > self._most:
            self._events.popleft()
            self._first += 1

    @property
    def end(self) -> int:
        return self._first + len(self._events)

    def since(self, moment: int) -> int:
        """The place of the first event that is not before a moment."""
        place = self.end
        while place > self._first and self._events[place - 1 - self._first][0] >= moment:
            place -= 1
        return place

    def line(self, place: int) -> str:
        return self._events[max(place - self._first, 0)][1]


class ReplayedJetstream:
    """Serves a log on a free port of this machine, in a thread, while the block runs."""

    def __init__(self, log: EventLog, fault: Fault, refused: frozenset[int] = frozenset()) -> None:
        self.log, self._fault, self._refused = log, fault, refused
        self.connections = 0
        self.cursors: list[int | None] = []
        self.faults: list[str] = []
        self.host = ""
        self.all_read = threading.Event()  # by whoever reads: all that there was at that time
        self._ready, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> "ReplayedJetstream":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    async def _run(self) -> None:
        async with serve(
            self._serve,
            "127.0.0.1",
            0,
            process_request=self._request,
            compression=None,
            close_timeout=0.1,
        ) as server:
            self.host = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self._ready.set()
            while not self._end.is_set():
                await asyncio.sleep(0.01)

    def _request(self, connection: ServerConnection, request: Request) -> Response | None:
        self.connections += 1
        if self.connections in self._refused:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "busy\n")
        if not request.path.startswith("/subscribe?"):
            return connection.respond(HTTPStatus.NOT_FOUND, "no such page\n")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        number = self.connections
        assert connection.request is not None
        asked = parse_qs(urlsplit(connection.request.path).query)
        cursor = int(asked["cursor"][0]) if "cursor" in asked else None
        self.cursors.append(cursor)
        place = self.log.end if cursor is None else self.log.since(cursor)
        sent = 0
        try:
            while not self._end.is_set():
                if place >= self.log.end:
                    await self._rest(connection)
                    continue
                if (what := self._fault(number, sent)) is not None:
                    self.faults.append(what)
                    if await self._go_wrong(what, connection, place):
                        return
                await connection.send(self.log.line(place))
                place += 1
                sent += 1
        except ConnectionClosed:
            return

    async def _rest(self, connection: ServerConnection) -> None:
        if not self.all_read.is_set():
            await (await connection.ping())
            self.all_read.set()
        await asyncio.sleep(0.005)

    async def _go_wrong(self, what: str, connection: ServerConnection, place: int) -> bool:
        """Do one thing wrong; return whether that ends the connection."""
        match what:
            case "drop":
                connection.transport.abort()
                return True
            case "close":
                await connection.close(1011, "going away")
                return True
            case "repeat":
                for earlier in range(max(place - REPEATED, 0), place):
                    await connection.send(self.log.line(earlier))
            case "garble":
                for frame in GARBLED:
                    await connection.send(frame)
            case "stall":
                await connection.wait_closed()
                return True
        return False
