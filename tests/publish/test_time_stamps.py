"""A time stamp is asked of the server that is named, of nobody else, and only about a hash."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

import demasque
from demasque.errors import UsageError
from demasque.publish.evidence_pack.time_stamping import check_server, time_stamp
from handed_case import HandedCase, handed_case

pytest.importorskip("rfc3161_client", reason="the extra timestamps is not installed")
if shutil.which("openssl") is None:
    pytest.skip("no openssl here", allow_module_level=True)

SUMS = b"0" * 64 + b"  posts.csv\n"
Answer = Callable[[bytes], tuple[int, bytes]]


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A time-stamping authority: its root, its certificate, its settings."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "ext").write_text(
        "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
    )
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(
        "[one]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n"
        "signer_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n"
    )
    new = ("-newkey", "rsa:2048", "-nodes")
    root, tsa = "/CN=Test root", "/CN=Test time stamps"
    openssl(folder, "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", root)
    openssl(folder, "req", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", tsa)
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "ext")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem")
    return folder


def stamped(authority: Path) -> Answer:
    def answer(question: bytes) -> tuple[int, bytes]:
        (authority / "question").write_bytes(question)
        files = ("-queryfile", "question", "-out", "answer")
        openssl(authority, "ts", "-reply", "-config", "tsa.cnf", "-section", "one", *files)
        return 200, (authority / "answer").read_bytes()

    return answer


class Server:
    """A server on this machine that answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = lambda question: (500, b"")
        self.asked: list[bytes] = []
        self.types: list[str | None] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["Content-Length"]))
                owner.asked.append(question)
                owner.types.append(self.headers["Content-Type"])
                status, content = owner.answer(question)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", owner.url + "elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Server()
    thread = Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("case"))


def test_a_stamped_pack_is_checked_by_openssl_and_by_the_program(
    case: HandedCase, authority: Path, server: Server, tmp_path: Path
) -> None:
    server.answer = stamped(authority)
    with demasque.open_case(case.path) as opened:
        made = opened.pack("C1", tmp_path / "c1.zip", timestamp_server=server.url)
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path / "out")
    readme = (tmp_path / "out" / "README.txt").read_text()
    told = next(line for line in readme.splitlines() if "openssl ts" in line).split()
    shutil.copy(authority / "ca.pem", tmp_path / "out" / "root.pem")
    run = subprocess.run(told, cwd=tmp_path / "out", capture_output=True, text=True)
    assert "Verification: OK" in run.stdout, run.stderr
    found = demasque.verify_pack(made.path)
    assert (found.holds, found.stamped, found.stamped_at) == (True, True, made.stamped_at)
    assert found.stamped_at is not None
    sums = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    assert len(server.asked) == 1
    # The hash is in the question, and nothing else that could tell of the case.
    assert sha256(sums).digest() in server.asked[0]
    assert len(server.asked[0]) < 100
    assert server.types == ["application/timestamp-query"]
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(tmp_path / "x.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b"\n" if name == "SHA256SUMS" else content)
    changed = demasque.verify_pack(tmp_path / "x.zip")
    assert any("about something else" in each for each in changed.problems)


def test_a_stamp_of_something_else_is_refused(authority: Path, server: Server) -> None:
    server.answer = stamped(authority)
    other = time_stamp(SUMS + b"more", server.url).answer
    first = time_stamp(SUMS, server.url).answer
    server.answer = lambda question: (200, other)
    with pytest.raises(UsageError, match="about something else"):
        time_stamp(SUMS, server.url)
    server.answer = lambda question: (200, first)
    with pytest.raises(UsageError, match="another question"):
        time_stamp(SUMS, server.url)


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (200, b"<html>hello</html>", "no time stamp"),
        (200, b"", "no time stamp"),
        (403, b"", "HTTP status 403"),
        (302, b"", "HTTP status 302"),
        # A TimeStampResp with the status rejection (2), and no token.
        (200, bytes.fromhex("30053003020102"), "status 2"),
    ],
)
def test_a_server_that_gives_none_leaves_no_pack(
    server: Server, case: HandedCase, tmp_path: Path, status: int, content: bytes, said: str
) -> None:
    server.answer = lambda question: (status, content)
    with pytest.raises(UsageError, match=said):
        time_stamp(SUMS, server.url)
    if status == 403:
        with demasque.open_case(case.path) as opened, pytest.raises(UsageError, match="403"):
            opened.pack("C1", tmp_path / "c1.zip", timestamp_server=server.url)
        assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_said(server: Server) -> None:
    with pytest.raises(UsageError, match="cannot be asked"):
        time_stamp(SUMS, "http://127.0.0.1:9/")


@pytest.mark.parametrize("address", ["ftp://x/", "file:///etc/passwd", "x", "http://", "http://[x"])
def test_what_is_no_address_is_refused_before_any_work(address: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        check_server(address)


def test_a_password_in_the_address_is_refused() -> None:
    with pytest.raises(UsageError, match="without a name and password"):
        check_server("https://me:secret@tsa.example/")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(UsageError, match=r"demasque\[timestamps\]"):
        check_server("https://tsa.example/")
