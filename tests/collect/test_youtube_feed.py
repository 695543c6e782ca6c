"""Comments under listed channels' videos are kept once, within the quota, whatever is refused."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

httpx = pytest.importorskip("httpx", reason="pip install 'demasque[collect]'")
stamina = pytest.importorskip("stamina", reason="pip install 'demasque[collect]'")

from collecting_until import collect_until, killed_at, records_in  # noqa: E402

from demasque.collect import Match, RecordSink  # noqa: E402
from demasque.collect.networks.youtube.public_channels import channels_named  # noqa: E402
from demasque.collect.networks.youtube.quota_budget import (  # noqa: E402
    QuotaBudget,
    QuotaUsedUpError,
)
from demasque.collect.networks.youtube.youtube_feed import (  # noqa: E402
    YoutubeFeed,
    YoutubeOptions,
)
from demasque.errors import DemasqueError, UsageError  # noqa: E402
from demasque.sources import InputFile, choose_source, take_sample  # noqa: E402
from fake_clock import FakeClock  # noqa: E402

MATCH = Match(words=("harbour",))
CHANNEL = "UC" + "a" * 22
KEY = "AIza-secret"


@pytest.fixture(autouse=True)
def without_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


def comment(name: str, minute: int, said: str = "The harbour", **more: Any) -> dict[str, Any]:
    at = f"2026-03-01T10:{minute:02}:00Z"
    snippet = {"textDisplay": said, "publishedAt": at, "updatedAt": at, "likeCount": 1,
               "authorChannelId": {"value": f"UC{name}"}, **more}  # fmt: skip
    return {"kind": "youtube#comment", "id": name, "snippet": snippet}


def thread(
    top: dict[str, Any], replies: list[dict[str, Any]] | None = None, total: int | None = None
) -> dict[str, Any]:
    some = replies or []
    snippet = {"channelId": CHANNEL, "videoId": "v1", "topLevelComment": top,
               "totalReplyCount": len(some) if total is None else total}  # fmt: skip
    return {"id": top["id"], "snippet": snippet, "replies": {"comments": some}}


def refusal(status: int, reason: str, **headers: str) -> Any:
    error = {"code": status, "errors": [{"reason": reason}]}
    return httpx.Response(status, json={"error": error}, headers=headers)


class Interface:
    """What YouTube answers: three threads a page, two replies a page."""

    def __init__(self) -> None:
        self.threads: dict[str, list[dict[str, Any]]] = {"v1": []}
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.refusals: dict[str, list[Any]] = {}
        self.calls: list[Any] = []
        self.broken = ""

    def answer(self, request: Any) -> Any:
        self.calls.append(request)
        method, asked = request.url.path.rsplit("/", 1)[1], dict(request.url.params)
        assert request.headers["x-goog-api-key"] == KEY
        if self.refusals.get(method):
            refused = self.refusals[method].pop(0)
            if refused is not None:
                return refused
        if method == "commentThreads" and asked["videoId"] == self.broken:
            return refusal(400, "processingFailure")
        return httpx.Response(200, json=getattr(self, f"_{method}")(asked))

    @property
    def counted(self) -> Counter[str]:
        return Counter(call.url.path.rsplit("/", 1)[1] for call in self.calls)

    def _channels(self, asked: dict[str, str]) -> Any:
        found = [name for name in asked.get("id", "").split(",") if name == CHANNEL]
        details = {"contentDetails": {"relatedPlaylists": {"uploads": "UUa"}}}
        return {"items": [{"id": name, **details} for name in found]}

    def _playlistItems(self, asked: dict[str, str]) -> Any:  # noqa: N802
        dated = {self.broken: "2026-02-28T00:00:00Z", "v1": "2026-02-28T00:00:00Z",
                 "old": "2025-01-01T00:00:00Z"}  # fmt: skip
        items = [{"videoId": name, "videoPublishedAt": at} for name, at in dated.items()]
        return {"items": [{"contentDetails": item} for item in items]}

    def _videos(self, asked: dict[str, str]) -> Any:
        def count(video: str) -> str:
            replies = sum(len(each) for each in self.replies.values())
            return str(len(self.threads.get(video, [])) + replies)

        named = asked["id"].split(",")
        return {"items": [{"id": v, "statistics": {"commentCount": count(v)}} for v in named]}

    def _commentThreads(self, asked: dict[str, str]) -> Any:  # noqa: N802
        newest = self.threads[asked["videoId"]]
        return self._paged(newest, asked, 3)

    def _comments(self, asked: dict[str, str]) -> Any:
        return self._paged(self.replies[asked["parentId"]], asked, 2)

    @staticmethod
    def _paged(items: list[Any], asked: dict[str, str], size: int) -> Any:
        begin = int(asked.get("pageToken", 0))
        page: dict[str, Any] = {"items": items[begin : begin + size]}
        if begin + size < len(items):
            page["nextPageToken"] = str(begin + size)
        return page


def names(folder: Path) -> list[str]:
    return [record["id"] for record in records_in(folder)]


def collect(
    interface: Interface,
    folder: Path,
    clock: FakeClock,
    holds: Callable[[RecordSink], bool],
    units: int = 10_000,
    said: list[str] | None = None,
) -> None:
    feed = YoutubeFeed(
        YoutubeOptions(channels_named([CHANNEL, "@nobody"]), units=units),
        MATCH,
        KEY,
        (said if said is not None else []).append,
        httpx.MockTransport(interface.answer),
    )
    collect_until(feed, folder, clock, holds)


def test_comments_and_replies_are_kept_once_over_pages_stops_and_refusals(tmp_path: Path) -> None:
    clock, interface, said = FakeClock(), Interface(), []
    many = [comment(f"t1.{n}", 20 + n) for n in range(5)]
    edited = comment("t6", 16, "Nothing of it", updatedAt="2026-03-01T11:00:00Z")
    interface.threads["v1"] = [
        thread(comment("t9", 19)),
        thread(comment("t8", 18, "Of cats"), [comment("t8.1", 30), comment("t8.2", 31, "Dogs")]),
        thread(comment("t7", 17)),
        thread(comment("t6", 16)),
        thread(comment("t1", 11), many[:1], total=5),
    ]
    interface.replies["t1"] = many
    # In trouble for a moment, too fast for it, then in the middle of a walk for longer.
    interface.refusals["commentThreads"] = [
        httpx.Response(500),
        refusal(429, "rateLimitExceeded", **{"retry-after": "30"}),
        None,
        refusal(403, "userRateLimitExceeded"),
    ]
    collect(interface, tmp_path, clock, lambda sink: sink.counts.kept >= 3, said=said)
    assert names(tmp_path) == ["t9", "t8.1", "t7"]
    assert said == ["YouTube has no channel @nobody."]
    began = len(interface.calls)
    collect(interface, tmp_path, clock, lambda sink: sink.counts.kept >= 9)
    pages = [call.url.params for call in interface.calls[began:] if "videoId" in call.url.params]
    assert pages[0]["pageToken"] == "3"  # it went on where it was
    whole = ["t9", "t8.1", "t7", "t6", "t1", *(f"t1.{n}" for n in range(4))]
    assert names(tmp_path) == whole
    # Where the page is not known any more it begins again; an edit is another version.
    interface.threads["v1"][3] = thread(edited)
    interface.threads["v1"].insert(0, thread(comment("ta", 40)))
    interface.refusals["commentThreads"] = [refusal(400, "invalidPageToken")]
    collect(interface, tmp_path, clock, lambda sink: sink.counts.kept >= 12)
    assert names(tmp_path) == [*whole, "ta", "t6", "t1.4"]
    # Nothing changed: looks cost two units each, and nothing is under a video without comments.
    before = interface.counted
    ends = clock.ticks() + 3600
    collect(interface, tmp_path, clock, lambda sink: clock.ticks() >= ends)
    after = interface.counted - before
    assert after["commentThreads"] == 0
    assert after["videos"] == after["playlistItems"] == 4
    kept = records_in(tmp_path)
    assert kept[1]["videoId"] == "v1"
    assert kept[1]["venue"] == CHANNEL
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert KEY.encode() not in everything
    for path in tmp_path.glob("*.ndjson"):
        file = InputFile(path)
        assert choose_source(file, take_sample(file), None, {})[0].id == "youtube-comments"


def test_the_quota_of_a_day_is_kept_over_restarts_until_midnight_pacific(tmp_path: Path) -> None:
    clock, interface, said = FakeClock(datetime(2026, 3, 1, 7, 30, tzinfo=UTC)), Interface(), []
    interface.threads["v1"] = [thread(comment(f"t{n}", n)) for n in range(50, 20, -1)]
    # Channels twice (an id and a handle), a list, the counts, and three pages of ten.
    collect(interface, tmp_path, clock, lambda sink: len(said) > 1, units=7, said=said)
    assert len(interface.calls) == 7
    assert len(names(tmp_path)) == 9
    assert said[1] == (
        "The day's quota of YouTube is used up: the next look is in 0.5 hours, after midnight "
        "Pacific time."
    )
    collect(interface, tmp_path, clock, lambda sink: sink.counts.kept > 9, units=7)
    assert len(interface.calls) > 7
    assert clock.now() >= datetime(2026, 3, 1, 8, tzinfo=UTC)  # midnight in California
    # What others spend of the same project's quota, the interface says.
    interface.refusals["videos"] = [refusal(403, "quotaExceeded")]
    collect(interface, tmp_path, clock, lambda sink: not interface.refusals["videos"])
    calls, ends = len(interface.calls), clock.ticks() + 7200
    collect(interface, tmp_path, clock, lambda sink: clock.ticks() >= ends)
    assert len(interface.calls) == calls


def test_what_is_closed_or_gone_is_passed_by_and_a_bad_key_ends_it(tmp_path: Path) -> None:
    clock, interface = FakeClock(), Interface()
    interface.threads["v1"] = [thread(comment("t1", 1))]
    interface.refusals["commentThreads"] = [refusal(403, "commentsDisabled")]
    interface.refusals["playlistItems"] = [refusal(404, "playlistNotFound")]
    ends = clock.ticks() + 4000
    collect(interface, tmp_path, clock, lambda sink: clock.ticks() >= ends)
    assert interface.counted["commentThreads"] == 1
    assert names(tmp_path) == []
    # One video that never answers keeps nobody from the others.
    interface.broken = "v0"
    interface.threads["v1"].insert(0, thread(comment("t2", 2)))
    collect(interface, tmp_path, clock, lambda sink: sink.counts.kept == 2)
    assert names(tmp_path) == ["t2", "t1"]
    interface.refusals["playlistItems"] = [refusal(400, "keyInvalid")]
    with pytest.raises(DemasqueError, match="refuses the key") as refused:
        collect(interface, tmp_path, clock, lambda sink: False)
    assert KEY not in str(refused.value)
    with pytest.raises(UsageError, match="names no channel"):
        channels_named(["https://www.youtube.com/watch?v=abc"])
    assert channels_named([f"https://youtube.com/channel/{CHANNEL}/videos", "@Daily.News"]) == (
        CHANNEL,
        "@Daily.News",
    )


def test_a_day_of_quota_ends_with_the_day_in_california_whatever_the_season(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 7, 1, 6, 59, tzinfo=UTC))
    sink = RecordSink(tmp_path, "youtube", clock)
    budget = QuotaBudget(sink, units=1)
    budget.spend("videos")
    with pytest.raises(QuotaUsedUpError):
        budget.spend("comments")
    assert budget.seconds_to_reset() == 120
    clock.move(60)
    budget.spend("comments")
    assert budget.spent == 1
    sink.close()
    assert json.loads((tmp_path / ".collect-youtube.json").read_text())["counts"]["kept"] == 0


def test_whenever_it_is_killed_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    clock, interface = FakeClock(), Interface()
    many = [comment(f"r{n}", n) for n in range(9)]
    interface.threads["v1"] = [thread(comment(f"t{n}", n)) for n in range(40, 10, -1)]
    interface.threads["v1"].append(thread(comment("t1", 9), many[:1], total=9))
    interface.replies["t1"] = many
    killed_at(6, lambda holds: collect(interface, tmp_path, clock, holds), clock)
    collect(interface, tmp_path, clock, lambda sink: sink.counts.kept >= 40)
    assert sorted(names(tmp_path)) == sorted([f"t{n}" for n in range(11, 41)] + ["t1"]
                                             + [f"r{n}" for n in range(9)])  # fmt: skip
