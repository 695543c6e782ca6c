"""Which public channels' videos are looked at, and where their uploads are listed.

A channel is named by its id, its handle, or an address of either. It is a place where people
comment, as a newspaper's or a ministry's: whoever comments is never listed.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import unquote

from demasque.collect.networks.youtube.youtube_calls import VideoGoneError, YoutubeCalls
from demasque.collect.record_sink import RecordSink
from demasque.errors import UsageError

_ID: Final = re.compile(r"UC[\w-]{22}")
_HANDLE: Final = re.compile(r"@[\w.·-]{1,60}")
_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?youtube\.com/(?:channel/)?([^/?#]+).*", re.IGNORECASE
)
_AT_ONCE: Final = 50  # ids in one call, the most that the interface takes


def channels_named(lines: Iterable[str]) -> tuple[str, ...]:
    """Ids and handles (``@...``) of channels. Raise UsageError for what names none."""
    return tuple(dict.fromkeys(map(_channel, lines)))


def _channel(line: str) -> str:
    address = _ADDRESS.fullmatch(line)
    named = unquote(address[1]) if address else line
    if _ID.fullmatch(named) or _HANDLE.fullmatch(named):
        return named
    raise UsageError(
        "{line} names no channel of YouTube: write its id (UC and 22 signs), its handle (@...) or "
        "its address.",
        line=repr(line),
    )


def uploads_of(
    channels: Iterable[str], calls: YoutubeCalls, sink: RecordSink
) -> tuple[dict[str, str], list[str]]:
    """Channel as named -> its list of uploads; and the channels that are not there.

    What was found once is not asked for again. Raises what calls raise, but VideoGoneError.
    """
    uploads: dict[str, str] = {}
    missing = []
    for channel in channels:
        known = sink.cursor(f"channel {channel}")
        if known is not None:
            uploads[channel] = known
        else:
            missing.append(channel)
    for channel, found in _asked(missing, calls):
        uploads[channel] = found
        sink.advance(f"channel {channel}", found)
    return uploads, [channel for channel in missing if channel not in uploads]


def _asked(channels: list[str], calls: YoutubeCalls) -> Iterator[tuple[str, str]]:
    ids = [channel for channel in channels if not channel.startswith("@")]
    for begin in range(0, len(ids), _AT_ONCE):
        some = ",".join(ids[begin : begin + _AT_ONCE])
        for item in _items(calls, id=some):
            if (found := _uploads(item)) is not None:
                yield str(item.get("id")), found
    for handle in (channel for channel in channels if channel.startswith("@")):
        for item in _items(calls, forHandle=handle):
            if (found := _uploads(item)) is not None:
                yield handle, found


def _items(calls: YoutubeCalls, **which: str) -> list[dict[str, Any]]:
    try:
        page = calls.listed("channels", part="contentDetails", maxResults=str(_AT_ONCE), **which)
    except VideoGoneError:
        return []
    items = page.get("items")
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []


def _uploads(item: dict[str, Any]) -> str | None:
    value: Any = item
    for key in ("contentDetails", "relatedPlaylists", "uploads"):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None
