"""YouTube as a feed: comments under recent videos of listed public channels, within a quota."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx
import msgspec

from demasque.collect.matching import Match
from demasque.collect.network_feed import AGENT
from demasque.collect.networks.asking import TIMEOUT, ServerTroubleError
from demasque.collect.networks.pausing import pause
from demasque.collect.networks.youtube.comment_walk import CommentWalk, SeenComments
from demasque.collect.networks.youtube.public_channels import uploads_of
from demasque.collect.networks.youtube.quota_budget import (
    UNITS_A_DAY,
    QuotaBudget,
    QuotaUsedUpError,
)
from demasque.collect.networks.youtube.recent_videos import comment_counts, recent_videos
from demasque.collect.networks.youtube.youtube_calls import (
    ADDRESS,
    AskingStoppedError,
    CommentsClosedError,
    VideoGoneError,
    YoutubeCalls,
)
from demasque.collect.record_sink import RecordSink
from demasque.errors import DemasqueError
from demasque.sentences import Sentence


@dataclass(frozen=True)
class YoutubeOptions:
    """What is looked at, and how often.

    ``channels`` are ids and handles; videos that came out in the last ``days`` are looked under
    ``every`` so many seconds, and no more than ``units`` of quota are spent a day.
    """

    channels: tuple[str, ...]
    every: float = 900.0
    days: float = 14.0
    units: int = UNITS_A_DAY


_MOST_IN_A_ROW: Final = 3
_TROUBLED: Final = 300.0  # seconds until an interface in trouble is asked again


class _Patience:
    """Passes by what is in trouble; several in a row are the trouble of the interface itself."""

    def __init__(self) -> None:
        self._in_a_row = 0

    @contextmanager
    def passing_by(self) -> Iterator[None]:
        try:
            yield
            self._in_a_row = 0
        except ServerTroubleError:
            self._in_a_row += 1
            if self._in_a_row == _MOST_IN_A_ROW:
                raise


class YoutubeFeed:
    """Comments of listed channels' videos, read until stopped.

    ``key`` is the user's own. ``say`` takes sentences about channels and the quota. ``transport``
    and ``address`` are for tests.
    """

    network = "youtube"

    def __init__(
        self,
        options: YoutubeOptions,
        match: Match,
        key: str,
        say: Callable[[Sentence], None] = lambda sentence: None,
        transport: httpx.BaseTransport | None = None,
        address: str = ADDRESS,
    ) -> None:
        self.source = address
        self._options, self._match, self._say, self._address = options, match, say, address
        headers = {"User-Agent": AGENT, "X-Goog-Api-Key": key}
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT, transport=transport)
        self._replies: dict[str, dict[str, int]] = {}
        self._channels = options.channels

    def run(self, sink: RecordSink, stop: threading.Event) -> None:
        """Hand on comments until ``stop`` is set.

        Raise DemasqueError where the key is refused or none of the channels is there.
        """
        budget = QuotaBudget(sink, self._options.units)
        calls = YoutubeCalls(self._client, budget, sink.clock, stop, self._address)
        with self._client:
            while not stop.is_set():
                seconds = self._options.every
                try:
                    self._look(calls, sink, stop)
                except QuotaUsedUpError:
                    seconds = budget.seconds_to_reset()
                    self._say(
                        Sentence(
                            "The day's quota of YouTube is used up: the next look is in {hours} "
                            "hours, after midnight Pacific time.",
                            hours=round(seconds / 3600, 1),
                        )
                    )
                except AskingStoppedError:
                    return
                except ServerTroubleError:
                    seconds = min(seconds, _TROUBLED)
                pause(sink, seconds, stop)

    def _look(self, calls: YoutubeCalls, sink: RecordSink, stop: threading.Event) -> None:
        """Look once under all videos of which YouTube says that something changed."""
        uploads, missing = uploads_of(self._channels, calls, sink)
        for channel in missing:
            self._say(Sentence("YouTube has no channel {channel}.", channel=channel))
        self._channels = tuple(uploads)
        if not uploads:
            raise DemasqueError("None of the channels is there: there is nothing to read.")
        since = sink.clock.now() - timedelta(days=self._options.days)
        patience, videos = _Patience(), list[str]()
        for _, listed in sorted(uploads.items()):
            with patience.passing_by():
                videos += recent_videos(listed, since, calls)
        counts = comment_counts(videos, calls)
        sink.hear()
        self._replies = {video: self._replies.get(video, {}) for video in counts}
        for video, count in counts.items():
            if stop.is_set():
                return
            seen = SeenComments.from_cursor(sink.cursor(f"video {video}"))
            if seen.page or seen.comments != count:
                with patience.passing_by():
                    self._look_under(video, seen, count, calls, sink)

    def _look_under(
        self, video: str, seen: SeenComments, count: int, calls: YoutubeCalls, sink: RecordSink
    ) -> None:
        def note(far: SeenComments) -> None:
            sink.advance(f"video {video}", far.cursor)

        def take(comment: dict[str, Any], channel: str) -> None:
            self._take(comment, video, channel, sink)

        walk = CommentWalk(video, calls, take, note, self._replies[video])
        try:
            walk.go(seen, count, sink.clock.now())
        except (CommentsClosedError, VideoGoneError):
            note(SeenComments(count, seen.newest, deep_at=seen.deep_at))

    def _take(self, comment: dict[str, Any], video: str, channel: str, sink: RecordSink) -> None:
        snippet, name = comment.get("snippet"), comment.get("id")
        if not isinstance(snippet, dict) or not isinstance(name, str):
            sink.counts.garbled += 1
            return
        sink.see()  # most were read before: how old they are says nothing of how late the feed is
        said = snippet.get("textOriginal") or snippet.get("textDisplay")
        changed = snippet.get("updatedAt")
        edited = isinstance(changed, str) and changed != snippet.get("publishedAt")
        wanted = isinstance(said, str) and self._match.takes(said, [], [], [])
        if wanted or (edited and sink.knows(name)):
            # A reply does not say under which video it stands, nor on whose channel.
            content = msgspec.json.encode({"videoId": video, "venue": channel, **comment})
            sink.keep(name, content, version=changed if edited else None)
