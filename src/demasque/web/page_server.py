"""The server itself: uvicorn, which ends at once on Ctrl-C and at SIGTERM, and cleans up."""

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from socket import socket
from threading import current_thread, main_thread
from threading import enumerate as enumerate_threads
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from demasque.web.editions.ending_threads import end_threads
from demasque.web.guarding.patient_protocol import patient
from demasque.web.guarding.web_limits import WebLimits

_ENDING_SECONDS: Final = 2
"""For answers that are under way when the server ends."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class PageServer(uvicorn.Server):
    """Answers with ``app`` until ``should_exit``, Ctrl-C or SIGTERM; ``run`` then returns."""

    def __init__(self, app: ASGIApp, limits: WebLimits) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=patient(limits),
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,  # nobody is believed about where a request came from
                server_header=False,
                h11_max_incomplete_event_size=limits.head,
                timeout_keep_alive=limits.idle_seconds,
                timeout_graceful_shutdown=_ENDING_SECONDS,
            )
        )

    def run(self, sockets: list[socket] | None = None) -> None:
        """Answer until the end; pages that are still being made then are left half-way."""
        before = set(enumerate_threads())
        try:
            super().run(sockets)
        finally:
            # Those that make pages; others are daemons, and belong to whoever started them.
            made = [each for each in enumerate_threads() if not each.daemon]
            end_threads([each for each in made if each not in before], SystemExit)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """End on a signal, and nothing else: uvicorn would kill the process by it afterwards."""
        if current_thread() is not main_thread():
            yield
            return
        earlier = {number: signal.signal(number, self._end) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit  # who presses again does not wait for answers
        self.should_exit = True


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """End the block on Ctrl-C and at SIGTERM without an error, by an exception: it clears up.

    For the time before the server answers, while the case is read.

    Only the main thread can listen.
    """
    if current_thread() is not main_thread():
        yield
        return
    earlier = signal.signal(signal.SIGTERM, _end)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _end(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
