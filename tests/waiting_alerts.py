"""Alerts that wait in a case, and servers that take messages."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import TABLES
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import ALERT_KINDS, Alert
from fake_clock import FakeClock

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def later() -> FakeClock:
    """A clock a day after the alerts."""
    return FakeClock(NOON + timedelta(days=1))


def an_alert(n: int, kind: str = "new-campaign", what: str | None = None) -> Alert:
    """An alert of its own for every ``n``, noticed ``n`` minutes after noon."""
    said = Sentence("{name} is tied: {n} posts", name=f"C{n}", n=1000 + n)
    return Alert(
        kind=kind,
        subject=f"C{n}",
        what=said if what is None else Sentence("{what}", what=what),
        how_sure=Sentence("Chance gives so much once in {n} months.", n=20),
        innocent=(Sentence("A fan club at work."), Sentence("One newsroom.")),
        evidence=(Sentence("demasque explain CASE {name}", name=f"C{n}"),),
        noticed_at=NOON + timedelta(minutes=n),
        round=1 + n // 10,
        since=None if kind.startswith("feed") else NOON - timedelta(days=2),
        figures={"posts": 1000 + n, "share": 0.5},
    )


def one_of_each() -> list[Alert]:
    return [an_alert(n, kind) for n, kind in enumerate(ALERT_KINDS)]


def keep(store: CaseStore, alerts: Sequence[Alert]) -> None:
    rows = [
        {
            "alert": alert.id,
            "round": alert.round,
            "kind": alert.kind,
            "subject": alert.subject,
            "since": alert.since,
            "noticed_at": alert.noticed_at,
            "record": alert.record(),
        }
        for alert in alerts
    ]
    store.insert({"alerts": pa.Table.from_pylist(rows, schema=TABLES["alerts"].schema)})


@dataclass
class Posted:
    headers: dict[str, str]
    content: bytes


@dataclass
class Receiver:
    """A web server: ``answers`` are given in turn, then 204; None breaks off without an answer."""

    address: str = ""
    answers: list[int | tuple[int, dict[str, str]] | None] = field(default_factory=list)
    got: list[Posted] = field(default_factory=list)
    stall: threading.Event | None = None

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        content = request.rfile.read(int(request.headers["content-length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append(Posted(headers, content))
        if self.stall is not None:
            self.stall.wait(20)
            return
        turn = self.answers.pop(0) if self.answers else 204
        if turn is None:
            return
        status, more = turn if isinstance(turn, tuple) else (turn, {})
        request.send_response(status)
        for name, value in more.items():
            request.send_header(name, value)
        request.send_header("content-length", "0")
        request.end_headers()


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def web_receiver(wrap: Callable[[object], object] | None = None) -> Iterator[Receiver]:
    """A server on loopback that keeps what is posted."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.answer(self)

        def log_message(self, *_: object) -> None:
            return None

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            return None  # a client that went away

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if wrap is not None:
        server.socket = wrap(server.socket)  # type: ignore[assignment]
        scheme = "https"
    receiver.address = f"{scheme}://127.0.0.1:{server.server_address[1]}/hook?key=hidden"
    with served(server):
        yield receiver


@dataclass
class Mailbox:
    """A mail server: ``answers`` to whole messages are given in turn, then 250; None breaks off."""

    port: int = 0
    encrypted: ssl.SSLContext | None = None
    at_once: bool = False
    answers: list[int | None] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class MailHandler(socketserver.StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        if self.mailbox.encrypted is not None and self.mailbox.at_once:
            self._encrypt(self.mailbox.encrypted)
        self._say("220 here")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            self.mailbox.lines.append(line)
            verb = line.split()[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                if not self._data():
                    return
            elif verb == "EHLO" and self.mailbox.encrypted is not None:
                self._say("250-here")
                self._say("250 STARTTLS")
            elif verb == "STARTTLS" and self.mailbox.encrypted is not None:
                self._say("220 go on")
                self._encrypt(self.mailbox.encrypted)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _encrypt(self, context: ssl.SSLContext) -> None:
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # a server closes the socket as it was before it was encrypted

    def _data(self) -> bool:
        content = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            content += line
        self.mailbox.got.append(content)
        code = self.mailbox.answers.pop(0) if self.mailbox.answers else 250
        if code is not None:
            self._say(f"{code} so")
        return code is not None

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_receiver() -> Iterator[Mailbox]:
    """A mail server on loopback, without encryption, that keeps what is handed in."""
    mailbox = Mailbox()

    class Handler(MailHandler):
        pass

    Handler.mailbox = mailbox

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, *_: object) -> None:
            return None  # a client that went away

    server = Server(("127.0.0.1", 0), Handler)
    mailbox.port = server.server_address[1]
    with served(server):
        yield mailbox
