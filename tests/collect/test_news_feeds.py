"""Articles of news sites are kept once, without their authors, and sites are left in peace."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

httpx = pytest.importorskip("httpx", reason="pip install 'demasque[collect]'")
stamina = pytest.importorskip("stamina", reason="pip install 'demasque[collect]'")
pytest.importorskip("feedparser", reason="pip install 'demasque[collect]'")

from collecting_until import collect_until  # noqa: E402

from demasque.collect import Match  # noqa: E402
from demasque.collect.networks.listed_files import listed_lines  # noqa: E402
from demasque.collect.networks.news.news_feed_list import feeds_named  # noqa: E402
from demasque.collect.networks.news.news_sites import NewsOptions, NewsSites  # noqa: E402
from demasque.errors import DemasqueError, UsageError  # noqa: E402
from fake_clock import FakeClock  # noqa: E402

MATCH = Match(words=("harbour",), languages=frozenset({"en"}))
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Daily</title><link>https://daily.example/</link><language>en-GB</language>
<item><title>The harbour &amp;amp; its ships</title><link>https://www.daily.example/a?utm=1</link>
<guid isPermaLink="false">a-1</guid><dc:creator>Somebody Person</dc:creator>
<author>somebody@daily.example</author><category>Ports</category>
<description>&lt;p&gt;It &lt;b&gt;closes&lt;/b&gt;.&lt;/p&gt;</description>
<pubDate>Sun, 01 Mar 2026 11:00:00 +0100</pubDate></item>
<item><title>Of cats</title><link>https://daily.example/b</link>
<pubDate>Sun, 01 Mar 2026 10:30:00 GMT</pubDate></item>
<item><title>The harbour, no date</title><link>https://daily.example/c</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Weekly</title>
<entry><id>tag:weekly.example,2026:1</id><title>Harbour</title><author><name>X Y</name></author>
<link href="https://weekly.example/1"/><published>2026-03-01T09:00:00Z</published>
<updated>{updated}</updated><summary>{said}</summary></entry></feed>"""


def collect(
    answer: Callable[[Any], Any],
    feeds: list[str],
    folder: Path,
    ends: float,
    said: list[str],
    clock: FakeClock,
) -> list[dict[str, Any]]:
    transport = httpx.MockTransport(answer)
    feed = NewsSites(NewsOptions(feeds_named(feeds)), MATCH, said.append, transport)
    with stamina.set_testing(True, attempts=2):
        return collect_until(feed, folder, clock, lambda sink: clock.ticks() >= ends)


def test_entries_are_kept_once_and_sites_are_asked_as_they_wish(tmp_path: Path) -> None:
    clock, said = FakeClock(), []
    asked: list[tuple[float, Any]] = []
    weekly = [ATOM.format(updated="2026-03-01T09:00:00Z", said="one")] * 2 + [
        ATOM.format(updated="2026-03-01T12:30:00Z", said="two"),
    ]

    def answer(request: Any) -> Any:
        asked.append((clock.ticks(), request))
        match str(request.url):
            case "https://daily.example/rss" if request.headers.get("if-none-match") == '"v1"':
                return httpx.Response(304)
            case "https://daily.example/rss":
                return httpx.Response(200, text=RSS, headers={"etag": '"v1"'})
            case "https://daily.example/sports":
                return httpx.Response(301, headers={"location": "https://daily.example/rss2"})
            case "https://daily.example/rss2":
                return httpx.Response(200, text=RSS)
            case "https://weekly.example/atom":
                text = weekly.pop(0) if len(weekly) > 1 else weekly[0]
                return httpx.Response(200, text=text, headers={"last-modified": "then"})
            case "https://page.example/feed":
                return httpx.Response(200, text="<html><title>Hello</title><p>No feed", headers={})
            case "https://gone.example/feed":
                return httpx.Response(410)
            case "https://busy.example/feed":
                return httpx.Response(429, headers={"retry-after": "3000"})
        raise httpx.ConnectError("no such host")

    feeds = [
        "https://daily.example/rss",
        "https://daily.example/sports",
        "https://weekly.example/atom",
        "https://page.example/feed",
        "https://gone.example/feed",
        "https://busy.example/feed",
        "https://away.example/feed",
    ]
    kept = collect(answer, feeds, tmp_path, 2000, said, clock)
    # A program that starts again asks with what it was told before, and keeps nothing twice.
    kept = collect(answer, feeds[:1], tmp_path, 4000, said, clock)
    state = json.loads((tmp_path / ".collect-news.json").read_text())
    assert datetime.fromisoformat(state["last_record_at"]) > clock.now() - timedelta(minutes=15)
    assert [each["id"] for each in kept] == ["a-1"] + ["tag:weekly.example,2026:1"] * 2
    assert kept[0] == {
        "feed": "https://daily.example/rss",
        "feed_title": "The Daily",
        "site": "daily.example",
        "id": "a-1",
        "link": "https://www.daily.example/a?utm=1",
        "title": "The harbour &amp; its ships",
        "summary": "<p>It <b>closes</b>.</p>",
        "published": "2026-03-01T10:00:00+00:00",
        "updated": None,
        "language": "en-GB",
        "tags": ["Ports"],
    }
    assert [each["summary"] for each in kept[1:]] == ["one", "two"]
    assert "omebody" not in json.dumps(kept)
    by_host: dict[str, list[float]] = {}
    for at, request in asked:
        if request.url.path not in {"/rss2"} and request.url.host != "away.example":
            by_host.setdefault(request.url.host, []).append(at)
    gaps = [b - a for times in by_host.values() for a, b in pairwise(times)]
    assert min(gaps) >= 5
    assert len(by_host["gone.example"]) == 1
    assert len(by_host["busy.example"]) == 1
    assert len(by_host["weekly.example"]) == 3
    assert sorted(said) == [
        "https://away.example/feed cannot be read: ConnectError",
        "https://gone.example/feed is gone for good, its site says.",
        "https://page.example/feed gives what is no feed.",
    ]


def test_lists_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    clock = FakeClock()
    with pytest.raises(DemasqueError, match="None of the feeds"):
        collect(lambda asked: httpx.Response(410), ["https://a.example/f"], tmp_path, 9, [], clock)
    for wrong in (
        "ftp://a.example/feed",
        "https://me:word@a.example/feed",
        "a.example",
        "http://[",
    ):
        with pytest.raises(UsageError, match="no address of a feed"):
            feeds_named([wrong])
    file = tmp_path / "feeds.txt"
    with pytest.raises(UsageError, match="cannot be read"):
        listed_lines(file)
    file.write_text("# remark\n\n// another\n", "utf-8")
    with pytest.raises(UsageError, match="lists nothing"):
        listed_lines(file)
    file.write_text("\ufeffhttps://a.example/f \nhttps://a.example/f\n", "utf-8")
    assert listed_lines(file) == ["https://a.example/f"]
