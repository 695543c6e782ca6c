"""Going through the comments under one video, the newest first, as far back as was seen before.

Where it was stopped, it goes on with the page that it was at. The interface gives a thread with
five replies at most: the others are asked for where their number says that there are some.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from demasque.collect.networks.asking import ServerTroubleError
from demasque.collect.networks.kept_cursor import KeptCursor
from demasque.collect.networks.youtube.recent_videos import entries
from demasque.collect.networks.youtube.youtube_calls import (
    PageGoneError,
    VideoGoneError,
    YoutubeCalls,
)
from demasque.sources import parse_time

AT_ONCE: Final = "100"  # threads or comments of a page, the most that the interface gives
DEEP_EVERY: Final = timedelta(hours=6)
"""How often older threads are looked through again for replies: under a video with 20,000 comments
a day that costs 400 units, which no quota bears at each look."""
LATE_REPLIES: Final = timedelta(days=2)
"""How old a thread is looked at for new replies. Not measured on YouTube itself: a day would miss
those of the next evening, a week costs a walk several times the units."""


@dataclass(frozen=True)
class SeenComments(KeptCursor):
    """How far comments under a video were seen.

    ``comments`` is the number that YouTube gave when all were; ``newest`` when the newest thread
    was written, ISO 8601. A walk that was stopped left the ``page`` that it was at, the newest
    thread it had met, how far back it goes, and the number of comments when it began. ``deep_at``
    is when the last walk began that went back to threads seen before.
    """

    comments: int = -1
    newest: str = ""
    page: str = ""
    met: str = ""
    back_to: str = ""
    counted: int = -1
    deep_at: str = ""


class CommentWalk:
    """One video's comments.

    ``take`` is handed each comment with the video's id and channel; ``note`` how far it got, after
    all comments of a page were taken. ``replies`` is thread -> how many replies were there when
    they were all seen.
    """

    def __init__(
        self,
        video: str,
        calls: YoutubeCalls,
        take: Callable[[dict[str, Any], str], None],
        note: Callable[[SeenComments], None],
        replies: dict[str, int],
    ) -> None:
        self._video, self._calls = video, calls
        self._take, self._note, self._replies = take, note, replies

    def go(self, seen: SeenComments, comments: int, now: datetime) -> None:
        """Take all comments that are new since ``seen``; ``comments`` is their number now.

        Goes back to the first page without a new thread, and each six hours two days further.
        Raises what calls raise, but PageGoneError: the walk begins again then.
        """
        if not seen.page:
            seen = _begun(seen, comments, now)
        try:
            seen = self._through(seen)
        except PageGoneError:
            if not seen.page:
                raise ServerTroubleError("no first page") from None
            seen = self._through(replace(seen, page="", counted=comments))
        # What came since the walk began stands before its first page: the number differs then.
        self._note(SeenComments(seen.counted, newest=seen.met, deep_at=seen.deep_at))

    def _through(self, seen: SeenComments) -> SeenComments:
        while True:
            page = self._threads(seen.page)
            dates = [self._thread(thread) for thread in entries(page)]
            seen = replace(seen, met=max([seen.met, *dates]))
            token = page.get("nextPageToken")
            if not isinstance(token, str) or not token or max(dates, default="") < seen.back_to:
                return seen
            seen = replace(seen, page=token)
            self._note(seen)

    def _threads(self, page: str) -> dict[str, Any]:
        params = {"pageToken": page} if page else {}
        return self._calls.listed(
            "commentThreads",
            part="snippet,replies",
            videoId=self._video,
            order="time",
            maxResults=AT_ONCE,
            textFormat="plainText",
            **params,
        )

    def _thread(self, thread: dict[str, Any]) -> str:
        """Take a thread's comments; return when it was begun."""
        snippet = _mapping(thread, "snippet")
        first, channel = _mapping(snippet, "topLevelComment"), str(snippet.get("channelId") or "")
        self._take(first, channel)
        for reply in self._replies_to(thread, str(first.get("id") or "")):
            self._take(reply, channel)
        return _moment(_mapping(first, "snippet").get("publishedAt"))

    def _replies_to(self, thread: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
        total = _mapping(thread, "snippet").get("totalReplyCount")
        given = _mapping(thread, "replies").get("comments")
        some = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
        if not isinstance(total, int) or total <= len(some) or not name:
            yield from some
            return
        if self._replies.get(name) == total:
            return
        try:
            for page in self._calls.pages(
                "comments",
                part="snippet",
                parentId=name,
                maxResults=AT_ONCE,
                textFormat="plainText",
            ):
                yield from entries(page)
        except VideoGoneError:
            yield from some
        self._replies[name] = total


def _begun(seen: SeenComments, comments: int, now: datetime) -> SeenComments:
    """A walk from the newest thread on: as far as the newest one seen, or deeper if it is time."""
    last = parse_time(seen.deep_at)
    deep = last is None or now - last >= DEEP_EVERY
    return replace(
        seen,
        met=seen.newest,
        back_to=_before(seen.newest) if deep else seen.newest,
        counted=comments,
        deep_at=_moment(now.isoformat()) if deep else seen.deep_at,
    )


def _before(newest: str) -> str:
    at = parse_time(newest)
    return "" if at is None else _moment((at - LATE_REPLIES).isoformat())


def _moment(said: Any) -> str:
    """A moment in a form that sorts by time; empty where it is none."""
    at: datetime | None = parse_time(said)
    return "" if at is None else at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
