"""Bluesky's Jetstream is read whatever it does wrong: each wanted post once, nothing else."""

import asyncio
import json
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from demasque.collect import CollectState, Match, collect, jetstream, opened_sink
from demasque.collect.networks.jetstream_address import Frames, host_address, subscription
from demasque.collect.networks.jetstream_events import JetstreamEvents
from demasque.errors import DemasqueError, UsageError
from demasque.simulate import fortnight
from fake_clock import FakeClock

pytest.importorskip("websockets", reason="the extra collect is not installed")
stamina = pytest.importorskip("stamina", reason="the extra collect is not installed")
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "collect"))

from expected_records import expected  # noqa: E402
from replayed_jetstream import GARBLED, EventLog, ReplayedJetstream  # noqa: E402

BEGAN = 1_772_000_000_000_000
APART = 20_000
"""Microseconds between two events: an overlap of two seconds is 100 of them."""
LAST = "a very last word"


@dataclass(frozen=True)
class Until(Match):
    """Stops the run at a word that the stream ends with."""

    stop: threading.Event = field(default_factory=threading.Event)

    def takes(self, text: str, *of_it: Any) -> bool:
        if text == LAST:
            self.stop.set()
        return super().takes(text, *of_it)


@pytest.fixture(autouse=True)
def _no_waiting() -> Any:
    stamina.set_testing(True, attempts=100)
    yield
    stamina.set_testing(False)


def event(kind: str, moment: int, did: str = "did:plc:a", **content: Any) -> str:
    return json.dumps({"did": did, "time_us": moment, "kind": kind, kind: content})


def post(key: str, text: str, moment: int, did: str = "did:plc:a", **record: Any) -> str:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": key, "rev": "1"}
    record = {"text": text, "createdAt": "2026-03-01T12:00:00Z", **record}
    return event("commit", moment, did, **{**commit, "record": record})


def read(folder: Path) -> list[str]:
    paths = sorted(folder.glob("jetstream-*.ndjson"))
    return [line for path in paths for line in path.read_text("utf-8").splitlines()]


def told() -> list[str]:
    """A fortnight's events, as close to each other as a network's are."""
    lines = []
    for place, (moment, line) in enumerate(fortnight(7, 300, 3_000).events):
        old, new = f'"time_us":{moment}', f'"time_us":{BEGAN + place * APART}'
        lines.append(line.decode().strip().replace(old, new))
    return lines


def test_a_stream_that_breaks_stalls_repeats_and_garbles_is_kept_once(tmp_path: Path) -> None:
    lines = told()
    log = EventLog()
    for place, line in enumerate([*lines, post("z", LAST, BEGAN + len(lines) * APART)]):
        log.append(BEGAN + place * APART, line)
    wrong = {
        (1, 200): "drop",
        (3, 100): "garble",
        (3, 600): "repeat",
        (3, 700): "stall",
        (4, 650): "close",
        (5, 900): "drop",
    }
    stop = threading.Event()
    match = Until(words=("the",), stop=stop)
    said: list[str] = []
    with ReplayedJetstream(
        log, lambda connection, sent: wrong.get((connection, sent)), frozenset({2})
    ) as server:
        with opened_sink(tmp_path, "jetstream", FakeClock()) as sink:
            sink.advance("jetstream", str(BEGAN))
        feed = jetstream(match, [server.host], stall=0.1, say=said.append)
        counts = collect(feed, tmp_path, stop, clock=FakeClock())
    wanted = [lines[place] for place in expected(lines, "the")]
    assert read(tmp_path) == wanted
    for what in ('"operation":"delete"', '"kind":"account"', "app.bsky.feed.repost"):
        assert any(what in line for line in wanted)
    assert sorted(server.faults) == sorted(wrong.values())
    assert counts.kept + counts.deleted == len(wanted)
    assert counts.garbled == len(GARBLED)
    assert counts.reconnected == 4
    assert any("no answer in time" in each for each in said)
    # The first connection goes on ten seconds before where the last run ended, since that may have
    # been elsewhere; the others two seconds before where the one before them ended.
    assert server.cursors[0] == BEGAN - 10_000_000
    assert server.cursors[1] == BEGAN + (198 - 100) * APART


def taken(folder: Path, *lines: str | bytes, clock: FakeClock | None = None) -> CollectState:
    with opened_sink(folder, "jetstream", clock or FakeClock()) as sink:
        events = JetstreamEvents(Match(words=("water",)), sink)
        for line in lines:
            events.take(line)
    return sink.state


def test_new_versions_of_kept_posts_are_kept_and_each_once(tmp_path: Path) -> None:
    def changed(key: str, text: str, rev: str) -> str:
        told = json.loads(post(key, text, BEGAN))
        told["commit"] |= {"operation": "update", "rev": rev}
        return json.dumps(told)

    lines = [
        post("1", "water", BEGAN),
        changed("1", "no more of it", "2"),
        changed("2", "now with water", "2"),
        changed("3", "never with it", "2"),
    ]
    taken(tmp_path, *lines, *lines)
    taken(tmp_path, *lines)
    assert read(tmp_path) == lines[:3]


def test_accounts_with_trouble_at_their_server_are_not_gone(tmp_path: Path) -> None:
    went = [
        event("account", BEGAN, active=False, status=status)
        for status in ("throttled", "desynchronized", "deleted")
    ]
    came = event("account", BEGAN, active=True)
    like = event("commit", BEGAN, collection="app.bsky.feed.like", operation="create", rkey="1")
    follow = like.replace("feed.like", "graph.follow")
    kept = post("1", "water", BEGAN)
    state = taken(tmp_path, kept, came, like, follow, event("identity", BEGAN), *went)
    assert read(tmp_path) == [kept, went[2]]
    assert (state.counts.seen, state.counts.garbled) == (8, 0)


def test_what_a_post_links_tags_and_says_of_its_language_counts(tmp_path: Path) -> None:
    facet = {"features": [{"uri": "https://news.example/a"}, {"tag": "Water2026"}]}
    card = {"external": {"uri": "https://card.example/b"}}
    told = [
        post("1", "see", BEGAN, facets=[facet], langs=["en"]),
        post("2", "see", BEGAN, tags=["Water2026"], langs=["en-GB"]),
        post("3", "see", BEGAN, embed={"media": card}, langs=["fr", "en"]),
        post("4", "see", BEGAN, embed=card, langs=["fr"]),
        post("5", "see", BEGAN, facets=[3, {"features": 3}], tags="x", embed=[], langs=[None]),
    ]
    match = Match((), frozenset({"water2026"}), frozenset({"card.example"}), frozenset({"en"}))
    with opened_sink(tmp_path, "jetstream", FakeClock()) as sink:
        events = JetstreamEvents(match, sink)
        assert None not in [events.take(line) for line in told]
    assert read(tmp_path) == told[:3]


def test_one_event_from_the_future_does_not_make_the_rest_be_left_out(tmp_path: Path) -> None:
    later = BEGAN + 86_400_000_000
    taken(
        tmp_path,
        post("1", "water", BEGAN),
        post("2", "water", later),
        post("3", "water", BEGAN + 1),
        post("4", "water", BEGAN + 2),
    )
    with opened_sink(tmp_path, "jetstream", FakeClock()) as sink:
        assert sink.cursor("jetstream") == str(BEGAN + 1)


def test_what_a_server_no_longer_has_is_noted_as_a_gap(tmp_path: Path) -> None:
    log = EventLog()
    log.append(BEGAN + 7_200_000_000, post("1", LAST, BEGAN + 7_200_000_000))
    stop = threading.Event()
    with opened_sink(tmp_path, "jetstream", FakeClock()) as sink:
        sink.advance("jetstream", str(BEGAN))
    with ReplayedJetstream(log, lambda connection, sent: None) as server:
        collect(jetstream(Until(("water",), stop=stop), [server.host]), tmp_path, stop)
    state = CollectState.from_folder(tmp_path, "jetstream")
    assert state.gaps == [("2026-02-25T06:13:20+00:00", "2026-02-25T08:13:20+00:00")]
    assert state.source == server.host


def test_it_runs_in_a_notebook_too(tmp_path: Path) -> None:
    async def cell() -> int:
        log = EventLog()
        log.append(BEGAN, post("1", LAST, BEGAN))
        stop = threading.Event()
        with ReplayedJetstream(log, lambda connection, sent: None) as server:
            feed = jetstream(Until(("word",), stop=stop), [server.host])
            return collect(feed, tmp_path, stop).kept

    with opened_sink(tmp_path, "jetstream", FakeClock()) as sink:
        sink.advance("jetstream", str(BEGAN))
    assert asyncio.run(cell()) == 1


def test_what_is_not_installed_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "demasque.collect.networks.jetstream_feed")
    monkeypatch.setitem(sys.modules, "websockets.asyncio.client", None)
    with pytest.raises(DemasqueError, match=r"pip install 'demasque\[collect\]'"):
        jetstream(Match(("water",)))


def test_hosts_that_are_no_jetstream_end_the_run_with_a_sentence(tmp_path: Path) -> None:
    with ReplayedJetstream(EventLog(), lambda connection, sent: None) as server:
        hosts = [f"{server.host}/not-here", f"{server.host}/nor-here"]
        feed = jetstream(Match(("water",)), hosts)
        with pytest.raises(DemasqueError, match=r"not as a Jetstream does: .*404"):
            collect(feed, tmp_path)
    assert server.connections == 2


def test_frames_packed_with_the_dictionary_are_read_and_others_are_garbled(tmp_path: Path) -> None:
    import zstandard

    line = post("1", "water", BEGAN)
    dictionary = zstandard.ZstdCompressionDict(line.encode() * 3)
    (tmp_path / "dictionary").write_bytes(dictionary.as_bytes())
    packed = zstandard.ZstdCompressor(dict_data=dictionary).compress(line.encode())
    frames = Frames(tmp_path / "dictionary")
    assert frames.compressed
    assert frames.message(line) == line
    assert frames.message(packed) == line.encode()
    assert frames.message(packed[:-9]) != line.encode()
    state = taken(tmp_path, frames.message(b"no frame"), frames.message(packed))
    assert (state.counts.garbled, state.counts.kept) == (1, 1)
    with pytest.raises(UsageError, match="cannot be read"):
        Frames(tmp_path / "none")


def test_the_address_asks_for_posts_and_reposts() -> None:
    asked = subscription(host_address("jetstream.example"), BEGAN, compressed=True)
    assert asked == (
        "wss://jetstream.example/subscribe?wantedCollections=app.bsky.feed.post"
        f"&wantedCollections=app.bsky.feed.repost&cursor={BEGAN}&compress=true"
    )
    assert "cursor" not in subscription("wss://jetstream.example", None, compressed=False)
    for wrong in ("https://example.org", "", "ws://", "wss://me:secret@host", "a b", "ws://[x"):
        with pytest.raises(UsageError, match="is no address of a Jetstream"):
            host_address(wrong)


def test_another_host_is_asked_when_one_fails_and_from_further_back(tmp_path: Path) -> None:
    log = EventLog()
    for place in range(4):
        log.append(BEGAN + place, post(str(place), "water", BEGAN + place))
    log.append(BEGAN + 4, post("z", LAST, BEGAN + 4))
    stop = threading.Event()

    def fails(connection: int, sent: int) -> str | None:
        return "drop" if sent == 3 else None

    with opened_sink(tmp_path, "jetstream", FakeClock()) as sink:
        sink.advance("jetstream", str(BEGAN))
    with ReplayedJetstream(log, fails) as one, ReplayedJetstream(log, lambda *of_it: None) as two:
        feed = jetstream(Until(("water",), stop=stop), [one.host, two.host])
        assert collect(feed, tmp_path, stop, clock=FakeClock()).kept == 4
    assert two.cursors == [BEGAN + 1 - 10_000_000]
