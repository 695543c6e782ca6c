"""``/healthz`` and ``/metrics`` for programs on the same machine, and for no other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from demasque.errors import DemasqueError
from demasque.watch.operating.loopback import LOOPBACK
from demasque.watch.operating.watch_health import WatchHealth
from demasque.watch.operating.watch_metrics import WatchMetrics
from demasque.wording import Wording

_ASKED_AS: Final = (LOOPBACK, "localhost")
"""Names that a request may call this machine by: a page of the web that had its own name point
here would read what is answered."""

_PATIENCE_SECONDS: Final = 10.0


@contextmanager
def health_served(
    port: int, health: WatchHealth, metrics: WatchMetrics, words: Wording
) -> Iterator[int]:
    """Answer in the block; gives the port, which is any free one for 0.

    Raises DemasqueError where the port is taken.
    """
    handler = type("_Handler", (_Answers,), {"health": health, "metrics": metrics, "words": words})
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise DemasqueError(
            "Port {port} cannot be had ({reason}): choose another with --health.",
            port=str(port),
            reason=error.strerror or str(error),
        ) from error
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    """One request."""

    health: WatchHealth
    metrics: WatchMetrics
    words: Wording
    server_version = "demasque"
    sys_version = ""
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        """Answer one of the two addresses."""
        if self.headers.get("Host", "").rpartition(":")[0] not in _ASKED_AS:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"")
        elif self.path == "/healthz":
            trouble = self.health.trouble()
            code = HTTPStatus.OK if trouble is None else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(code, ("ok" if trouble is None else self.words.say(trouble)).encode())
        elif self.path == "/metrics":
            self._answer(HTTPStatus.OK, self.metrics.text())
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"")

    def _answer(self, code: HTTPStatus, said: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(said)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""
