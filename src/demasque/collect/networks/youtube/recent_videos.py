"""Which videos of a channel are looked under: the recent ones whose number of comments changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from demasque.collect.networks.youtube.youtube_calls import VideoGoneError, YoutubeCalls
from demasque.sources import parse_time

_AT_ONCE: Final = 50  # entries of a page, and ids in one call: the most that the interface takes


def recent_videos(uploads: str, since: datetime, calls: YoutubeCalls) -> list[str]:
    """Ids of the videos in a list of uploads that came out since a moment, as the list has them.

    The list has the newest first. Raises what calls raise, but VideoGoneError: no videos then.
    """
    videos: list[str] = []
    try:
        for page in calls.pages(
            "playlistItems", part="contentDetails", playlistId=uploads, maxResults=str(_AT_ONCE)
        ):
            dated = [_dated(item) for item in entries(page)]
            videos += [video for video, at in dated if video and at is not None and at >= since]
            if not any(at is not None and at >= since for _, at in dated):
                break
    except VideoGoneError:
        return videos
    return videos


def comment_counts(videos: Iterable[str], calls: YoutubeCalls) -> dict[str, int]:
    """Video -> how many comments stand under it; videos that show none, or are gone, are left out.

    Fifty videos cost one unit, where looking under each would cost fifty or more.
    """
    named = list(dict.fromkeys(videos))
    counts: dict[str, int] = {}
    for begin in range(0, len(named), _AT_ONCE):
        some = ",".join(named[begin : begin + _AT_ONCE])
        page = calls.listed("videos", part="statistics", id=some, maxResults=str(_AT_ONCE))
        for item in entries(page):
            statistics = item.get("statistics")
            count = statistics.get("commentCount") if isinstance(statistics, dict) else None
            if str(count).isdecimal():
                counts[str(item.get("id"))] = int(str(count))
    return counts


def entries(page: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a page."""
    items = page.get("items")
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []


def _dated(item: dict[str, Any]) -> tuple[str, datetime | None]:
    details = item.get("contentDetails")
    if not isinstance(details, dict):
        return "", None
    return str(details.get("videoId") or ""), parse_time(details.get("videoPublishedAt"))
