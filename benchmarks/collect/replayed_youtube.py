"""A YouTube on this machine whose videos are commented on all the time, and that often refuses.

It answers 500, 429 and 403 of several kinds, forgets page tokens, and gives five replies of a
thread at most, as the real one does. It runs in a process of its own.
"""

import json
import multiprocessing
import random
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

WORD: Final = "harbour"
WORDS: Final = ("the", "of", "ships", "cats", "rain", "town", "gate", "light", "road", "and", "go")
ONE_IN: Final = 5
"""One comment in so many holds the word."""
CHANNELS: Final = tuple("UC" + letter * 22 for letter in "abcde")
VIDEOS: Final = 10
"""Of each channel; one of them is closed for comments."""
REPLIES: Final = 0.3
"""Share of the comments that are replies."""
REFUSED: Final = ((500, ""), (429, "rateLimitExceeded"), (403, "userRateLimitExceeded"))


class Tube:
    """Comments by video and thread, the newest first."""

    def __init__(self, seed: int) -> None:
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.count, self.ended = 0, False
        self.threads: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.replies: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    def write(self, rate: float, seconds: float) -> None:
        """Write so many comments a second, for so long."""
        began = time.time()
        while (now := time.time()) < began + seconds:
            with self.lock:
                while self.count < (now - began) * rate:
                    self._comment(now)
            time.sleep(0.01)
        self.ended = True

    def _comment(self, now: float) -> None:
        self.count += 1
        words = self.random.choices(WORDS, k=15)
        if self.count % ONE_IN == 0:
            words[3] = WORD
        video = f"{self.random.choice(CHANNELS)}.{self.random.randrange(1, VIDEOS)}"
        at = datetime.fromtimestamp(now, UTC).isoformat()
        snippet = {"textOriginal": " ".join(words), "publishedAt": at, "updatedAt": at,
                   "authorChannelId": {"value": f"UC{self.count % 5000}"}}  # fmt: skip
        comment = {"kind": "youtube#comment", "id": f"c{self.count}", "snippet": snippet}
        recent = self.threads[video][:30]
        if recent and self.random.random() < REPLIES:
            self.replies[self.random.choice(recent)["id"]].insert(0, comment)
        else:
            self.threads[video].insert(0, comment)
        self.counts[video] += 1

    def answer(self, method: str, asked: dict[str, str]) -> Any:
        with self.lock:
            return getattr(self, f"_{method}")(asked)

    def _channels(self, asked: dict[str, str]) -> Any:
        return {"items": [{"id": name, "contentDetails": {"relatedPlaylists": {"uploads": name}}}
                          for name in asked["id"].split(",")]}  # fmt: skip

    def _playlistItems(self, asked: dict[str, str]) -> Any:  # noqa: N802
        at = datetime.now(UTC).isoformat()
        names = [f"{asked['playlistId']}.{n}" for n in range(VIDEOS)]
        return {"items": [{"contentDetails": {"videoId": name, "videoPublishedAt": at}}
                          for name in names]}  # fmt: skip

    def _videos(self, asked: dict[str, str]) -> Any:
        opened = (name for name in asked["id"].split(",") if not name.endswith(".0"))
        return {"items": [{"id": name, "statistics": {"commentCount": str(self.counts[name])}}
                          for name in opened]}  # fmt: skip

    def _commentThreads(self, asked: dict[str, str]) -> Any:  # noqa: N802
        page = self._paged(self.threads[asked["videoId"]], asked)
        page["items"] = [self._thread(top, asked["videoId"]) for top in page["items"]]
        return page

    def _comments(self, asked: dict[str, str]) -> Any:
        return self._paged(self.replies[asked["parentId"]], asked)

    def _thread(self, top: dict[str, Any], video: str) -> dict[str, Any]:
        replies = self.replies[top["id"]]
        snippet = {"videoId": video, "channelId": video[:24], "topLevelComment": top,
                   "totalReplyCount": len(replies)}  # fmt: skip
        return {"id": top["id"], "snippet": snippet, "replies": {"comments": replies[:5]}}

    @staticmethod
    def _paged(items: list[Any], asked: dict[str, str]) -> dict[str, Any]:
        # A token is the last comment of its page: what comes meanwhile moves nothing.
        token = asked.get("pageToken", "")
        ids = [each["id"] for each in items] if token else []
        begin = ids.index(token) + 1 if token else 0
        page: dict[str, Any] = {"items": items[begin : begin + 100]}
        if begin + 100 < len(items):
            page["nextPageToken"] = items[begin + 99]["id"]
        return page


class _TubeHandler(BaseHTTPRequestHandler):
    tube: Tube
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/told":
            told = {"count": self.tube.count, "faults": self.tube.faults}
            self._answer(200, {**told, "ended": self.tube.ended})
            return
        if self.tube.random.random() < 0.02:
            self._refuse(*self.tube.random.choice(REFUSED))
        elif "pageToken" in asked and self.tube.random.random() < 0.02:
            self._refuse(400, "invalidPageToken")
        else:
            self._answer(200, self.tube.answer(parts.path.rsplit("/", 1)[1], asked))

    def _refuse(self, status: int, reason: str) -> None:
        self.tube.faults[f"{status} {reason}".strip()] += 1
        self._answer(status, {"error": {"errors": [{"reason": reason}]}})

    def _answer(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)


def _serve(rate: float, seconds: float, seed: int, ports: Any) -> None:
    tube = Tube(seed)
    handler = type("Handler", (_TubeHandler,), {"tube": tube})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ports.send(server.server_address[1])
    tube.write(rate, seconds)
    threading.Event().wait()


def serving(rate: float, seconds: float, seed: int) -> tuple[Any, str]:
    """Start it; return its process, which the caller ends, and its address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(rate, seconds, seed, theirs), daemon=True)
    process.start()
    return process, f"http://127.0.0.1:{ours.recv()}"
