"""What cannot be seen but on the wire: clients who dawdle, floods, what is no HTTP, and the end."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

pytest.importorskip("starlette", reason="the page is in the extra web")
pytest.importorskip("uvicorn", reason="the page is in the extra web")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

import demasque
from demasque.cli import main
from demasque.errors import DemasqueError, UsageError
from demasque.web import page_server
from demasque.web.editions import ending_threads
from demasque.web.guarding.all_guards import guard
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.fault_reports import faults_told
from demasque.web.guarding.web_limits import WebLimits
from demasque.web.listening import listening
from demasque.web.page_server import PageServer
from demasque.web.serve_options import ServeOptions
from demasque.web.sessions import Sessions
from exports import write_posts

PATIENCE = 60.0
"""Seconds after which a test gives up: nothing is timed."""
QUICK = WebLimits(request_seconds=0.6, reading_seconds=0.6, connections=8)


def shown(request: Request) -> Response:
    return PlainTextResponse("here")


async def posted(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def endless(request: Request) -> Response:
    return StreamingResponse(b"a" * 65_536 for _ in range(4_000))


def broken(request: Request) -> Response:
    raise RuntimeError("out of order")


APP = Starlette(
    routes=[
        Route("/", shown),
        Route("/post", posted, methods=["POST"]),
        Route("/endless", endless),
        Route("/broken", broken),
    ]
)


@dataclass
class Running:
    """A small server on a port of its own, and a browser that was let in."""

    port: int
    cookie: str
    csrf: str
    told: list[str]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def head(self, method: str, path: str, *more: str) -> bytes:
        lines = (f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}",
                 f"Cookie: demasque={self.cookie}", *more)  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode()

    def asks(self, path: str = "/") -> tuple[int, bytes, dict[str, str]]:
        """Ask as any other browser would."""
        with self.connect() as made:
            made.sendall(self.head("GET", path, "Connection: close"))
            return answer_of(made)


def answer_of(made: socket.socket) -> tuple[int, bytes, dict[str, str]]:
    read = http.client.HTTPResponse(made)
    read.begin()
    return read.status, read.read(), {name.lower(): value for name, value in read.getheaders()}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    sessions = Sessions("en", read_only=False)
    session = sessions.begin()
    told: list[str] = []
    with listening("127.0.0.1", 0) as taken, faults_told(told.append):
        port = taken.getsockname()[1]
        made = PageServer(guard(APP, sessions, Doorway(limits=QUICK)), QUICK)
        thread = Thread(target=made.run, args=([taken],), daemon=True)
        thread.start()
        yield Running(port, session.id, session.csrf, told)
        made.should_exit = True
        thread.join(PATIENCE)


def dropped(made: socket.socket) -> bool:
    """Whether the other side ends the connection, at any time."""
    try:
        while made.recv(65_536):
            pass
    except ConnectionError:
        pass
    return True


def dawdle(made: socket.socket, sign: bytes) -> None:
    """Send a byte now and then, for as long as anybody listens."""
    try:
        for _ in range(1_000):
            made.sendall(sign)
            time.sleep(0.05)
    except ConnectionError:
        return
    pytest.fail("still listened to")


def test_who_sends_a_byte_now_and_then_is_dropped_and_others_are_answered(server: Running) -> None:
    with server.connect() as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        dawdling = Thread(target=dawdle, args=(slow, b"a"))
        dawdling.start()
        assert server.asks()[:2] == (200, b"here")
        dawdling.join(PATIENCE)
        assert not dawdling.is_alive()


def test_a_form_that_never_ends_is_dropped(server: Running) -> None:
    form = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 900000")
    with server.connect() as slow:
        slow.sendall(server.head("POST", "/post", *form))
        dawdle(slow, b"a")
    assert server.asks()[:2] == (200, b"here")


def test_a_connection_that_says_nothing_is_dropped(server: Running) -> None:
    with server.connect() as silent:
        assert dropped(silent)
    with server.connect() as behind:  # the second request comes right behind, and stops half-way
        body = ("Content-Type: x/y", "Content-Length: 5")
        behind.sendall(server.head("GET", "/") + server.head("POST", "/post", *body) + b"a")
        assert dropped(behind)


def test_who_takes_nothing_of_an_answer_is_dropped(server: Running) -> None:
    with server.connect() as slow:
        slow.sendall(server.head("GET", "/endless"))
        assert server.asks()[:2] == (200, b"here")
        time.sleep(2 * QUICK.reading_seconds)
        taken = 0
        try:
            while piece := slow.recv(1 << 20):
                taken += len(piece)
        except ConnectionError:
            pass
    assert taken < 4_000 * 65_536


def test_many_connections_keep_nobody_out(server: Running) -> None:
    held = [server.connect() for _ in range(40)]
    try:
        assert server.asks()[:2] == (200, b"here")
    finally:
        for each in held:
            each.close()


@pytest.mark.parametrize("chunked", [False, True])
def test_ten_megabytes_are_refused_and_the_server_lives(server: Running, chunked: bool) -> None:
    piece = b"a" * 500_000
    length = "Transfer-Encoding: chunked" if chunked else "Content-Length: 10000000"
    with server.connect() as made:
        form = "Content-Type: application/x-www-form-urlencoded"
        made.sendall(server.head("POST", "/post", form, length))
        try:
            for _ in range(20):
                made.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        except ConnectionError:
            pass  # dropped half-way for its slowness, on a machine that has other things to do
        else:
            assert answer_of(made)[0] == 413
    assert server.asks()[:2] == (200, b"here")


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET http://127.0.0.1 HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100_000,
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_with_the_headers_of_every_answer(
    server: Running, garbage: bytes
) -> None:
    with server.connect() as made:
        made.sendall(garbage)
        status, _, headers = answer_of(made)
    assert status in {400, 421, 431}
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_a_fault_is_told_to_whoever_runs_the_server_and_not_to_the_browser(
    server: Running,
) -> None:
    status, body, headers = server.asks("/broken")
    assert status == 500
    assert b"out of order" not in body
    assert "default-src 'none'" in headers["content-security-policy"]
    until = time.monotonic() + PATIENCE
    while not server.told and time.monotonic() < until:  # told when all has been answered
        time.sleep(0.01)
    assert "RuntimeError: out of order" in server.told[0]


def test_a_port_that_is_taken_and_an_address_of_another_machine_are_said() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DemasqueError, match=f"Port {port} is taken"):
            listening("127.0.0.1", port)
    with pytest.raises(DemasqueError, match=r"no address 192\.0\.2\.1"):
        listening("192.0.2.1", 0)
    with pytest.raises(DemasqueError, match="no address no-such-machine"):
        listening("no-such-machine.invalid", 0)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    write_posts(folder / "posts.csv")
    with demasque.create_case(folder / "case") as made:
        made.add(folder / "posts.csv")
    return folder / "case"


@contextmanager
def command(case: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`demasque serve` in a process of its own."""
    line = [sys.executable, "-c", "from demasque.cli import main; raise SystemExit(main())"]
    made = subprocess.Popen(
        [*line, "serve", str(case), "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"LANG": "C"},
    )  # fmt: skip
    try:
        yield made
    finally:
        made.kill()
        made.communicate()


def test_one_line_is_printed_and_the_end_comes_with_connections_open(case: Path) -> None:
    before = sorted(each.name for each in case.iterdir())
    with command(case) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=(\S{40,})\n", line)
        assert found is not None, line
        with (
            socket.create_connection(("127.0.0.1", int(found[1])), PATIENCE) as idle,
            socket.create_connection(("127.0.0.1", int(found[1])), PATIENCE) as asking,
        ):
            idle.sendall(b"GET / HTTP/1.1\r\n")
            asking.sendall(
                f"GET /?token={found[2]} HTTP/1.1\r\nHost: localhost:{found[1]}\r\n\r\n".encode()
            )
            assert answer_of(asking)[0] == 303
            running.send_signal(signal.SIGTERM)
            out, err = running.communicate(timeout=PATIENCE)
    assert out == ""
    assert re.search(r"^To let in another browser: http://127\.0\.0\.1:\S+$", err, re.M), err
    assert "Traceback" not in err
    assert running.returncode == 0
    assert sorted(each.name for each in case.iterdir()) == before


def test_the_end_leaves_pages_that_are_being_made_half_way_and_waits_for_who_makes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending_threads, "ENDING", 0.01)
    monkeypatch.setattr(page_server, "_ENDING_SECONDS", 0)
    begun, left = Event(), Event()

    def deaf(request: Request) -> Response:
        begun.set()
        try:
            while True:
                time.sleep(0.001)
        finally:
            left.set()

    told: list[str] = []
    app = Starlette(routes=[Route("/", deaf)])
    with listening("127.0.0.1", 0) as taken, faults_told(told.append):
        made = PageServer(app, QUICK)
        # No daemon, as the command's own thread: those that make pages are like the one they serve.
        thread = Thread(target=made.run, args=([taken],), daemon=False)
        thread.start()
        with socket.create_connection(taken.getsockname(), PATIENCE) as asking:
            asking.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert begun.wait(PATIENCE)
            made.should_exit = True
            thread.join(PATIENCE)
    assert not thread.is_alive()
    assert left.is_set()
    assert told == []


def said(capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, str]:
    code = main(["serve", *line])
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    return code, told.err


def test_a_public_address_takes_a_password_and_says_what_it_means(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMASQUE_PASSWORD", raising=False)
    short, absent = tmp_path / "short", tmp_path / "absent"
    short.write_text("short\n")
    here = (str(case), "--port", "0", "--public-address", "192.0.2.1")
    for line, reason in {
        here: "Whoever reaches 192.0.2.1 could read this case",
        (*here, "--password-file", str(short)): "at least 12 characters",
        (*here, "--password-file", str(absent)): "No password can be read from",
        (str(case), "--public-address", "0.0.0.0"): "no address that a browser could call",
        (str(case), "--public-address", "http://x/"): "no address that a browser could call",
        (str(case), "--password-file", str(short)): "goes with --public-address",
        (str(case), "--behind-https"): "goes with --public-address",
        (str(case), "--port", "70000"): "70000",
        (str(tmp_path / "none"), "--port", "0"): "none",
    }.items():
        code, told = said(capsys, *line)
        assert (code, reason in told) == (2, True), told
    monkeypatch.setenv("DEMASQUE_PASSWORD", "correct horse battery")
    code, told = said(capsys, *here)
    assert (code, "This machine has no address 192.0.2.1" in told) == (1, True), told


@pytest.mark.parametrize(
    "everywhere",
    ["0", "0.0", "0x0", "::0", "[::]", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0", "::%1", "*", "", " "],
)
def test_no_spelling_of_every_address_is_a_public_address(everywhere: str) -> None:
    for behind_https in (False, True):
        options = ServeOptions(
            public_address=everywhere, password="correct horse", behind_https=behind_https
        )
        with pytest.raises(UsageError, match="no address that a browser could call"):
            options.doorway()


def test_a_name_that_stands_for_every_address_is_none_to_listen_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("0.0.0.0", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: every)
    options = ServeOptions(public_address="every.example", password="correct horse")
    with pytest.raises(UsageError, match="no address that a browser could call"):
        options.doorway()


def test_a_public_address_is_listened_on_and_answered_to_as_browsers_write_it() -> None:
    for written, bound, host in (
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("[2001:DB8:0::1]", "2001:db8::1", "[2001:db8::1]"),
    ):
        options = ServeOptions(public_address=written, password="correct horse")
        assert options.bound == bound
        assert host in options.doorway().names
    for written in ("127.1", "0x7f000001", "2130706433", "010.0.0.1", "a:b", "[a]"):
        options = ServeOptions(public_address=written, password="correct horse")
        with pytest.raises(UsageError, match="no address that a browser could call"):
            options.doorway()


def test_with_a_password_the_line_has_no_token_and_the_warning_stands_beside(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMASQUE_PASSWORD", "correct horse battery")
    with command(case, "--public-address", "127.0.0.1") as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        port = int(line.rpartition(":")[2].strip("/\n"))
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as asking:
            asking.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            assert b'type="password"' in answer_of(asking)[1]
        running.send_signal(signal.SIGINT)
        err = running.communicate(timeout=PATIENCE)[1]
    assert running.returncode == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\n", line), line
    assert "Nothing is encrypted on the way" in err
    assert "token" not in err
    assert "correct horse" not in err
