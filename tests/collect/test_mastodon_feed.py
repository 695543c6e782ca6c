"""Public posts of Mastodon's servers are kept once, whatever breaks, and leave when deleted."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

httpx = pytest.importorskip("httpx", reason="pip install 'demasque[collect]'")
stamina = pytest.importorskip("stamina", reason="pip install 'demasque[collect]'")

from collecting_until import collect_until, killed_at  # noqa: E402

from demasque.collect import Match  # noqa: E402
from demasque.collect.networks.given_secrets import given_lines, tokens_of  # noqa: E402
from demasque.collect.networks.mastodon import timeline_reading  # noqa: E402
from demasque.collect.networks.mastodon.mastodon_feed import MastodonFeed  # noqa: E402
from demasque.collect.networks.mastodon.reading_place import (  # noqa: E402
    ReadingPlace,
    came_after,
)
from demasque.collect.networks.mastodon.server_sent_events import (  # noqa: E402
    ServerEvent,
    server_events,
)
from demasque.collect.networks.mastodon.timelines import timelines_of  # noqa: E402
from demasque.errors import DemasqueError, UsageError  # noqa: E402
from fake_clock import FakeClock  # noqa: E402

MATCH = Match(words=("harbour",), hashtags=frozenset({"port"}))
FIRST = 115_000_000_000_000_000
MINUTE = 60_000 << 16  # of ids, which count milliseconds


@pytest.fixture(autouse=True)
def without_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


def status(number: int, said: str = "The harbour closes", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"https://origin.example/users/someone/statuses/{number}",
        "created_at": "2026-03-01T12:00:00.000Z",
        "visibility": "public",
        "content": f"<p>{said}</p>",
        "account": {"acct": "someone@origin.example"},
        "tags": [],
        "language": "en",
        **more,
    }


def event(name: str, data: Any) -> bytes:
    written = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {written}\n\n".encode()


class Server:
    """One server: chunks of each connection of its stream, answers of its pages by ``min_id``."""

    def __init__(self, *connections: list[Any]) -> None:
        self.connections = list(connections)
        self.statuses: list[dict[str, Any]] = []
        self.first_answers: list[Any] = []
        self.asked: list[Any] = []
        self.over = threading.Event()
        self.headers: dict[str, str] = {}

    def answer(self, request: Any) -> Any:
        self.asked.append(request)
        path = request.url.path
        if path == "/api/v2/instance":
            return httpx.Response(404)
        if path.startswith("/api/v1/streaming"):
            if self.connections == [["refused"]]:
                return httpx.Response(401)
            return httpx.Response(
                200, headers={"content-type": "text/event-stream"}, content=self._chunks()
            )
        if self.first_answers:
            return self.first_answers.pop(0)
        after = int(request.url.params.get("min_id", 0))
        newer = [each for each in self.statuses if int(each["id"]) > after]
        page = newer[:40] if after else newer[-40:]
        return httpx.Response(200, json=page[::-1], headers=self.headers)

    def _chunks(self) -> Iterator[bytes]:
        for chunk in self.connections.pop(0) if self.connections else []:
            if isinstance(chunk, bytes):
                yield chunk
            else:
                raise chunk
        while not self.connections and not self.over.wait(0.002):
            pass


def transport_to(**servers: Server) -> Any:
    return httpx.MockTransport(lambda request: servers[request.url.host[0]].answer(request))


def test_posts_of_two_servers_are_kept_once_and_leave_when_deleted(tmp_path: Path) -> None:
    clock = FakeClock()
    first = status(FIRST)
    edited = status(FIRST, "The port: no word of it", edited_at="2026-03-01T13:00:00Z")
    boosted = status(FIRST + 3, reblog=status(FIRST + 2), content="")
    hidden = status(FIRST + 4, reblog=status(FIRST + 9, visibility="private"), content="")
    missed = status(FIRST + 5 * MINUTE, "Tagged", tags=[{"name": "Port"}])
    late = status(FIRST + MINUTE, "The harbour, from a slow server")
    a = Server(
        [
            b":)\n" + event("update", first)[:40],
            event("update", first)[40:] + event("update", status(FIRST + 1, "Of cats")),
            event("update", status(FIRST + 6, visibility="private")) + event("update", boosted),
            event("update", hidden) + event("update", "{garbled") + event("notification", {}),
            event("update", status(FIRST + 2 * MINUTE, "Not\u2028of it")),
            event("update", status(FIRST + 7))[:-30],
            httpx.ReadError("gone"),
        ],
        [event("status.update", edited), event("status.update", edited), event("delete", "12")],
    )
    a.first_answers = [
        httpx.Response(200, json=[]),
        httpx.Response(429, headers={"retry-after": "120"}),
        # Pages that cannot be read are not passed by: the stream is not read on before they are.
        *[httpx.Response(500)] * 2,
    ]
    a.statuses = [first, late, missed]
    b = Server(
        [event("update", {**first, "id": "77"}), event("delete", "77"), event("delete", "77")]
    )
    waiting = threading.Event()
    chunks = b._chunks

    def after_a() -> Iterator[bytes]:
        waiting.wait(5)  # so that the order of what arrives is the same at every run
        yield from chunks()

    b._chunks = after_a  # type: ignore[method-assign]
    said: list[str] = []
    feed = MastodonFeed(
        timelines_of(["https://A.example/", "b.example"]),
        MATCH,
        {"a.example": "secret-a"},
        said.append,
        transport_to(a=a, b=b),
    )

    def all_there(sink: Any) -> bool:
        if sink.counts.kept == 5:
            waiting.set()
        if sink.counts.deleted:
            a.over.set()
            b.over.set()
        return bool(sink.counts.deleted)

    kept = collect_until(feed, tmp_path, clock, all_there)
    notice = kept.pop()
    assert kept == [first, boosted, late, missed, edited]
    assert notice == {
        "event": "delete",
        "payload": "77",
        "server": "b.example",
        "uri": f"https://origin.example/statuses/{FIRST}",
    }
    assert {request.headers.get("authorization") for request in b.asked} == {None}
    assert {request.headers.get("authorization") for request in a.asked} == {"Bearer secret-a"}
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"secret-a" not in written
    assert clock.ticks() >= 120
    state = json.loads((tmp_path / ".collect-mastodon.json").read_text())
    assert state["counts"]["refused"] == 2
    assert state["counts"]["garbled"] == 1
    assert state["counts"]["reconnected"] == 2
    assert said == []


def test_without_a_stream_pages_are_read_as_slowly_as_the_server_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    a = Server(["refused"])
    a.statuses = [status(FIRST + n * MINUTE, f"The harbour {n}") for n in range(100)]
    a.headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-03-01T12:05:00.000Z"}
    said: list[str] = []
    transport = transport_to(a=a)
    timelines = timelines_of(["a.example"], ["#Port"])

    def run(kept: int) -> list[dict[str, Any]]:
        feed = MastodonFeed(timelines, MATCH, None, said.append, transport)
        return collect_until(feed, tmp_path, clock, lambda sink: sink.counts.kept >= kept)

    assert len(run(40)) == 40  # the first look goes no further back than one page
    # A program that was stopped goes on where it was, and finds what came late from other servers.
    a.statuses.insert(95, status(FIRST + 95 * MINUTE - 1, "The harbour, late"))
    found = run(41)
    read = a.statuses[60:]
    assert sorted(int(each["id"]) for each in found) == [int(each["id"]) for each in read]
    assert clock.ticks() >= 300 - 30
    assert "no stream is offered" in said[0]
    # After a long time there is more than pages give at once: it goes on, and says so.
    monkeypatch.setattr(timeline_reading, "LONGEST_CATCH_UP", 0.5)
    a.statuses += [status(FIRST + n * MINUTE, f"The harbour {n}") for n in range(100, 400)]
    kept = run(41 + 29 + 40 + 40)
    assert "A part of it is missing." in said[-1]
    assert kept[-1]["id"] == str(FIRST + 399 * MINUTE)
    gaps = json.loads((tmp_path / ".collect-mastodon.json").read_text())["gaps"]
    assert len(gaps) == 1
    assert {request.url.path for request in a.asked} == {
        "/api/v2/instance",
        "/api/v1/streaming/hashtag",
        "/api/v1/timelines/tag/port",
    }


def test_a_server_that_shows_nothing_is_named(tmp_path: Path) -> None:
    clock = FakeClock()
    a = Server(["refused"])
    a.first_answers = [httpx.Response(422, json={"error": "This method requires a user"})]
    said: list[str] = []
    feed = MastodonFeed(timelines_of(["a.example"], local=True), MATCH, None, said.append,
                        transport_to(a=a))  # fmt: skip
    with pytest.raises(DemasqueError, match="nothing to read"):
        collect_until(feed, tmp_path, clock, lambda sink: False)
    assert "a.example local does not show this timeline (answer 422)" in said[-1]


def test_pages_are_read_up_to_what_the_stream_gives_and_not_behind_it_for_ever() -> None:
    began = datetime(2026, 3, 1, 12, tzinfo=UTC)
    number = int(began.timestamp() * 1000) << 16
    assert came_after(str(number + MINUTE), began)
    assert not came_after(str(number - MINUTE), began)
    assert not came_after("9zzzzzz", began)  # ids of other software tell no time
    assert not came_after("123", began)
    place = ReadingPlace(None)
    for n in range(1000):
        place.pass_by(str(number + n), began)
    assert place.after == str(number + 600)  # four hundred again, where ten minutes are more
    place.pass_by(str(number - MINUTE), began)
    assert place.after == str(number + 601)


def test_events_are_read_however_they_are_cut() -> None:
    whole = (
        b": hi\r\nevent: update\r\ndata: one\r\ndata: two\r\n\r\ndata:\xe2\x80\xa8x\n\nid: 3\n\n"
    )
    expected = [None, ServerEvent("update", b"one\ntwo"), ServerEvent("message", b"\xe2\x80\xa8x")]
    for size in range(1, len(whole)):
        cut = [whole[n : n + size] for n in range(0, len(whole), size)]
        assert list(server_events([*cut, b"event: update\ndata: never end"])) == expected


def test_a_token_goes_to_its_own_server_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRETS", "# remark\nabc\n")
    assert tokens_of(given_lines("SECRETS", None), ("a.example",)) == {"a.example": "abc"}
    with pytest.raises(UsageError, match="whose") as refused:
        tokens_of(given_lines("SECRETS", None), ("a.example", "b.example"))
    assert "abc" not in str(refused.value)
    file = tmp_path / "tokens"
    with pytest.raises(UsageError, match="tokens"):
        given_lines("SECRETS", file)
    file.write_text("b.example xyz\nother.example uvw\n", "utf-8")
    lines = given_lines("SECRETS", file)
    assert tokens_of(lines, ("a.example", "b.example")) == {"b.example": "xyz"}
    with pytest.raises(UsageError, match="no server"):
        timelines_of(["https://a.example/@somebody"])


def test_whenever_it_is_killed_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    clock, a = FakeClock(), Server(["refused"])
    a.statuses = [status(FIRST + n * MINUTE // 60, f"The harbour {n}") for n in range(40)]
    transport = transport_to(a=a)

    def run(holds: Any) -> list[dict[str, Any]]:
        feed = MastodonFeed(timelines_of(["a.example"]), MATCH, transport=transport)
        return collect_until(feed, tmp_path, clock, holds)

    run(lambda sink: sink.counts.kept >= 40)
    a.statuses += [status(FIRST + n * MINUTE // 60, f"The harbour {n}") for n in range(40, 300)]
    killed_at(40, run, clock)
    kept = run(lambda sink: sink.counts.kept >= 300)
    assert sorted(int(each["id"]) for each in kept) == [int(each["id"]) for each in a.statuses]
