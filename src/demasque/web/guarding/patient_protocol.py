"""How long is a connection waited for? Deadlines that clients who dawdle do not move.

uvicorn waits for ever for the rest of a request that has begun, and for whoever takes no more of an
answer: one client that sends a byte now and then would keep its connection until the server ends
("Slowloris", Hansen 2009). Here a request has to be whole by a deadline from its first byte.
"""

import asyncio
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from demasque.web.guarding.safe_headers import HEADERS
from demasque.web.guarding.web_limits import WebLimits


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with deadlines, and with so many connections at most."""

    limits: ClassVar[WebLimits] = WebLimits()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._request_due: asyncio.TimerHandle | None = None
        self._reading_due: asyncio.TimerHandle | None = None
        self._waited_since: float | None = None  # for a request; None: one is being answered

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection waits for its first request; where there are too many, one has to go."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.limits.connections:
            waiting = [
                each
                for each in self.connections
                if isinstance(each, PatientProtocol) and each._waited_since is not None
            ]
            longest = min(waiting, key=lambda each: each._waited_since or 0.0, default=self)
            self.connections.discard(longest)
            longest.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Note whether the request is whole now."""
        super().data_received(data)
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._wait()
        else:
            self._waited_enough()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of one that came right behind."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self._wait()
        elif self.conn.their_state is h11.IDLE:
            self._waited_since = self.loop.time()  # its end is uvicorn's own, of idle connections

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, with the headers of every answer."""
        headers = HEADERS | {"content-type": "text/plain; charset=utf-8", "connection": "close"}
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        for event in (
            h11.Response(status_code=400, headers=given, reason=b"Bad Request"),
            h11.Data(data=b"This is no request that can be read."),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def pause_writing(self) -> None:
        """Whoever takes nothing of an answer is not waited for without end."""
        super().pause_writing()
        self._reading_due = self.loop.call_later(self.limits.reading_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """A piece was taken."""
        super().resume_writing()
        if self._reading_due is not None:
            self._reading_due.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._waited_enough()
        if self._reading_due is not None:
            self._reading_due.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._waited_since is None:
            self._waited_since = self.loop.time()
        if self._request_due is None:
            self._request_due = self.loop.call_later(
                self.limits.request_seconds, self.transport.abort
            )

    def _waited_enough(self) -> None:
        self._waited_since = None
        if self._request_due is not None:
            self._request_due.cancel()
            self._request_due = None


def patient(limits: WebLimits) -> type[PatientProtocol]:
    """The protocol with these limits."""
    return type("LimitedProtocol", (PatientProtocol,), {"limits": limits})
