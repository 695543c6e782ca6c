"""Two Mastodon servers on this machine that show one network, and do what real ones do wrong.

Both show the same statuses. They drop connections, some in the middle of an event, repeat, garble,
fall silent, show some statuses late, and answer 429. They run in a process of their own: what is
measured is the reader.
"""

import json
import multiprocessing
import random
import threading
import time
from bisect import bisect_right, insort
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

WORD: Final = "harbour"
WORDS: Final = ("the", "of", "ships", "cats", "rain", "town", "gate", "light", "road", "and", "go")
ONE_IN: Final = 20
"""One status in so many holds the word."""
LATE: Final = 0.002
"""Share of the statuses that are shown up to five seconds after they were written."""
REMEMBERED: Final = 200_000
CONNECTION: Final = (8.0, 25.0)
"""Seconds that a connection lasts."""
TOO_MANY: Final = 0.004
"""Share of the pages that are refused for a second: of some hundred after a break, one or two."""
SILENCE: Final = 6.0


class Network:
    """What was written, in the order in which servers show it, and by number."""

    def __init__(self, seed: int) -> None:
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.first = self.count = 0
        self.shown: list[bytes] = []
        self.numbered: list[tuple[int, bytes]] = []
        self.faults: Counter[str] = Counter()
        self.ended = False

    def write(self, rate: float, seconds: float) -> None:
        """Write so many statuses a second, for so long."""
        began = time.time()
        late: list[tuple[float, int, bytes]] = []
        while (now := time.time()) < began + seconds:
            while late and late[0][0] <= now:
                self._show(*late.pop(0)[1:])
            while self.count < (now - began) * rate:
                status = self._status(now)
                if self.random.random() < LATE:
                    insort(late, (now + self.random.uniform(0.2, 5.0), *status))
                else:
                    self._show(*status)
            time.sleep(0.005)
        for each in late:
            self._show(*each[1:])
        self.ended = True

    def new(self, place: int) -> list[bytes]:
        """What is shown from a place on."""
        with self.lock:
            return self.shown[max(place - self.first, 0) :]

    def page(self, after: int) -> list[bytes]:
        """The forty that come next after a number; the newest ones after none."""
        with self.lock:
            if not after:
                return [status for _, status in self.numbered[-40:]]
            begin = bisect_right(self.numbered, (after, b"\xff"))
            return [status for _, status in self.numbered[begin : begin + 40]]

    def _status(self, now: float) -> tuple[int, bytes]:
        self.count += 1
        words = self.random.choices(WORDS, k=20)
        if self.count % ONE_IN == 0:
            words[7] = WORD
        number = (int(now * 1000) << 16) + self.count % 65536
        status = {
            "id": str(number),
            "uri": f"https://origin.example/users/u{self.count % 5000}/statuses/{self.count}",
            "created_at": datetime.fromtimestamp(now, UTC).isoformat(),
            "visibility": "public",
            "content": f"<p>{' '.join(words)}</p>",
            "language": "en",
            "account": {"acct": f"u{self.count % 5000}@origin.example", "note": "x" * 300},
            "tags": [],
        }
        return number, json.dumps(status).encode()

    def _show(self, number: int, status: bytes) -> None:
        with self.lock:
            self.shown.append(status)
            insort(self.numbered, (number, status))
            if len(self.shown) > REMEMBERED:
                del self.shown[: REMEMBERED // 4], self.numbered[: REMEMBERED // 4]
                self.first += REMEMBERED // 4


class _Handler(BaseHTTPRequestHandler):
    network: Network
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path.startswith("/api/v1/streaming"):
            self._stream()
        elif asked.path.startswith("/api/v1/timelines"):
            self._page(int(parse_qs(asked.query).get("min_id", ["0"])[0]))
        elif asked.path == "/told":
            told = {"count": self.network.count, "faults": self.network.faults}
            self._answer(200, json.dumps({**told, "ended": self.network.ended}).encode())
        else:
            self._answer(404, b"{}")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, said in headers.items():
            self.send_header(name.replace("_", "-"), said)
        self.end_headers()
        self.wfile.write(body)

    def _page(self, after: int) -> None:
        if self.network.random.random() < TOO_MANY:
            self.network.faults["429"] += 1
            self._answer(429, b"{}", Retry_After="1")
            return
        page = b",".join(reversed(self.network.page(after)))
        self._answer(200, b"[" + page + b"]", X_RateLimit_Remaining="299")

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        place = self.network.first + len(self.network.shown)
        chance, faults = self.network.random, self.network.faults
        ends = time.time() + chance.uniform(*CONNECTION)
        try:
            while time.time() < ends:
                new = self.network.new(place)
                place += len(new)
                if new and chance.random() < 0.01:
                    faults["repeated"] += 1
                    new += new[-50:]
                if chance.random() < 0.005:
                    faults["garbled"] += 1
                    new.append(b'{"id": "1", ')
                events = (b"event: update\ndata: " + status + b"\n\n" for status in new)
                self.wfile.write(b"".join(events) or b":thump\n")
                time.sleep(0.02)
            faults["dropped"] += 1
            if chance.random() < 0.5:
                self.wfile.write(b'event: update\ndata: {"id": "9')
            elif chance.random() < 0.3:
                faults["silent"] += 1
                time.sleep(2 * SILENCE)
        except OSError:
            return


def _serve(rate: float, seconds: float, seed: int, ports: Any) -> None:
    network = Network(seed)
    handler = type("Handler", (_Handler,), {"network": network})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    ports.send([server.server_address[1] for server in servers])
    network.write(rate, seconds)
    threading.Event().wait()


def serving(rate: float, seconds: float, seed: int) -> tuple[Any, list[str]]:
    """Start the servers; return their process, which the caller ends, and their hosts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(rate, seconds, seed, theirs), daemon=True)
    process.start()
    return process, [f"127.0.0.1:{port}" for port in ours.recv()]
