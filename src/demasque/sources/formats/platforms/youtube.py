"""YouTube Data API v3: comment threads and comments, videos and searches, channels.

A comment stands under a video (its root) on the channel of whoever made the video (its venue). A
thread's answer lists at most five replies; where ``totalReplyCount`` says that there are more, the
file is said to be partial. A search result is a video's short form: its text is cut by the API.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.formats.platforms.by_type.youtube_comments_typed import (
    LACKING,
    comments_typed,
)
from demasque.sources.formats.platforms.by_type.youtube_videos_typed import videos_typed
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_int, as_text
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.mapping.nested import (
    Nested,
    at,
    first,
    items,
    mapping,
    records,
    text,
    unescaped,
)
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_SNIPPET_IGNORED = words(
    "thumbnails localized liveBroadcastContent canReply isPublic moderationStatus viewerRating "
    "canRate textDisplay categoryId defaultLanguage publishTime channelTitle customUrl country"
)


_VIDEOS = frozenset({None, "youtube#video", "youtube#searchResult"})


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    for item in items(record, "items") if "items" in record else [record]:
        yield item
        top = mapping(item, "snippet.topLevelComment")
        for reply in records(item, "replies.comments"):
            video = first(item, "snippet.videoId")
            yield (
                {"videoId": video, "venue": at(item, "snippet.channelId"), **reply}
                if top
                else reply
            )


def _comment_of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(item, "snippet.topLevelComment") or item


def _version(item: Mapping[str, Any]) -> tuple[str, Any] | None:
    comment = _comment_of(item)
    when, name = parse_time(at(comment, "snippet.updatedAt")), as_text(comment.get("id"))
    return (name, when) if name and when else None


def _was_edited(item: Mapping[str, Any]) -> bool:
    comment = _comment_of(item)
    return bool(at(comment, "snippet.updatedAt") != at(comment, "snippet.publishedAt"))


def _take_comment(out: Builder, line: int, item: dict[str, Any]) -> None:
    comment = _comment_of(item)
    snippet = mapping(comment, "snippet")
    author = as_text(at(snippet, "authorChannelId.value")) or _channel(
        text(snippet, "authorChannelUrl")
    )
    parent = as_text(snippet.get("parentId"))
    video = as_text(first(snippet, "videoId") or first(item, "snippet.videoId", "videoId"))
    if author:
        out.account(
            line,
            account=author,
            avatar=text(snippet, "authorProfileImageUrl"),
            handle=_handle(text(snippet, "authorDisplayName")),
        )
    out.post(
        line,
        post=comment.get("id"),
        account=author,
        posted_at=snippet.get("publishedAt"),
        text=text(snippet, "textOriginal") or _displayed(snippet),
        kind="comment",
        parent=parent or video,
        root=video,
        venue=first(snippet, "channelId") or first(item, "snippet.channelId", "venue"),
        engagement={
            "likes": snippet.get("likeCount"),
            "replies": at(item, "snippet.totalReplyCount"),
        },
    )


def _channel(address: str | None) -> str | None:
    """The id of a channel from its address, the address itself where it tells none."""
    _, found, number = (address or "").partition("/channel/")
    return number.split("/")[0].split("?")[0] if found else address


def _displayed(snippet: Mapping[str, Any]) -> str | None:
    """The words of a comment that is given as HTML only."""
    shown = text(snippet, "textDisplay")
    return words_and_links(shown)[0] if shown else None


def _handle(name: str | None) -> str | None:
    """A display name is a real name or a handle; only what begins with @ is a handle."""
    return name if name and name.startswith("@") else None


def _take_video(out: Builder, line: int, item: dict[str, Any]) -> None:
    if item.get("kind") not in _VIDEOS:
        out.reject(line, Sentence("an entry of a list or an activity, not a video"))
        return
    snippet, counts = mapping(item, "snippet"), mapping(item, "statistics")
    name = first(item, "id.videoId") or item.get("id")
    if isinstance(item.get("id"), dict) and "videoId" not in item["id"]:
        out.reject(line, Sentence("a search result that is no video (a channel, a playlist)"))
        return
    parts = (unescaped(text(snippet, key)) for key in ("title", "description"))
    tags = [tag for tag in items(snippet, "tags") if isinstance(tag, str)]
    out.post(
        line,
        post=name,
        account=snippet.get("channelId"),
        posted_at=snippet.get("publishedAt"),
        text="\n".join(part for part in parts if part),
        lang=text(snippet, "defaultAudioLanguage") or text(snippet, "defaultLanguage"),
        hashtags=tags or None,
        engagement={
            "likes": counts.get("likeCount"),
            "replies": counts.get("commentCount"),
            "views": counts.get("viewCount"),
        },
    )


def _take_channel(out: Builder, line: int, item: dict[str, Any]) -> None:
    snippet, counts = mapping(item, "snippet"), mapping(item, "statistics")
    hidden = counts.get("hiddenSubscriberCount") is True
    out.account(
        line,
        account=item.get("id"),
        created_at=snippet.get("publishedAt"),
        followers=None if hidden else counts.get("subscriberCount"),
        posts_total=counts.get("videoCount"),
        avatar=text(snippet, "thumbnails.default.url"),
        bio=text(snippet, "description"),
        handle=text(snippet, "customUrl"),
    )


def _take_and_count(out: Builder, line: int, item: dict[str, Any]) -> None:
    promised = as_int(at(item, "snippet.totalReplyCount")) or 0
    out.counted[LACKING] += max(0, promised - len(items(item, "replies.comments")))
    _take_comment(out, line, item)


_COMMENTS = Nested(
    "youtube",
    _unwrap,
    _take_and_count,
    _version,
    _was_edited,
    typed=comments_typed,
    apart=f"{__name__}:_COMMENTS",
)
_SHOWN = Nested("youtube", _unwrap, _take_video, typed=videos_typed, apart=f"{__name__}:_SHOWN")


def _read_comments(reading: Reading) -> Iterator[Batch]:
    yield from read_nested(reading, _COMMENTS)
    if missing := reading.fields.counted[LACKING]:
        reading.fields.warnings.append(
            Sentence(
                "{file} lacks {missing} replies that YouTube counts: a thread lists five of them "
                "at most, and the others have to be asked for (comments.list, parentId).",
                file=reading.file.name,
                missing=missing,
            )
        )


def _read_videos(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _SHOWN)


def _read_channels(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("youtube", _unwrap, _take_channel))


def _in(prefix: str, names: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{prefix}.{name}" for name in names)


_COMMENT = words(
    "authorChannelId authorChannelUrl authorProfileImageUrl textOriginal parentId likeCount "
    "publishedAt updatedAt videoId channelId"
)
_TOP = "snippet.topLevelComment"

YOUTUBE_THREADS = Source(
    id="youtube-threads",
    title="YouTube Data API: commentThreads",
    platform="youtube",
    required=frozenset({"id", f"{_TOP}.id", f"{_TOP}.snippet", f"{_TOP}.snippet.publishedAt"}),
    optional=_in(f"{_TOP}.snippet", _COMMENT)
    | words("snippet.videoId snippet.channelId snippet.totalReplyCount replies"),
    ignored=_in("snippet", _SNIPPET_IGNORED | _COMMENT)
    | _in(f"{_TOP}.snippet", _SNIPPET_IGNORED)
    | words("kind etag videoId venue")
    | {f"{_TOP}.kind", f"{_TOP}.etag"},
    personal=frozenset({f"{_TOP}.snippet.authorDisplayName", "snippet.authorDisplayName"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    note="Says how many replies the threads lack",
    read=_read_comments,
    unwrap=_unwrap,
)
YOUTUBE_COMMENTS = Source(
    id="youtube-comments",
    title="YouTube Data API: comments",
    platform="youtube",
    required=frozenset({"id", "snippet.publishedAt", "snippet.authorChannelId"}),
    optional=_in("snippet", _COMMENT - {"publishedAt", "authorChannelId"}),
    ignored=_in("snippet", _SNIPPET_IGNORED) | words("kind etag videoId venue"),
    personal=frozenset({"snippet.authorDisplayName"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    read=_read_comments,
    unwrap=_unwrap,
)
YOUTUBE_VIDEOS = Source(
    id="youtube-videos",
    title="YouTube Data API: videos, and searches for videos",
    platform="youtube",
    required=frozenset({"id", "snippet.channelId", "snippet.title", "snippet.publishedAt"}),
    optional=words(
        "snippet.description snippet.tags snippet.defaultAudioLanguage statistics.viewCount "
        "statistics.likeCount statistics.commentCount"
    ),
    ignored=_in("snippet", _SNIPPET_IGNORED)
    | words(
        "kind etag id.kind id.videoId contentDetails status topicDetails player "
        "statistics.favoriteCount statistics.dislikeCount liveStreamingDetails localizations "
        "paidProductPlacementDetails"
    ),
    personal=frozenset({"recordingDetails"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    read=_read_videos,
    unwrap=_unwrap,
)
YOUTUBE_CHANNELS = Source(
    id="youtube-channels",
    title="YouTube Data API: channels",
    platform="youtube",
    required=frozenset({"id", "snippet.title", "statistics.subscriberCount"}),
    optional=words(
        "snippet.publishedAt snippet.description snippet.customUrl snippet.thumbnails "
        "statistics.videoCount statistics.hiddenSubscriberCount"
    ),
    ignored=_in("snippet", _SNIPPET_IGNORED)
    | words(
        "kind etag statistics.viewCount statistics.commentCount contentDetails topicDetails "
        "brandingSettings status auditDetails contentOwnerDetails localizations snippet.country"
    ),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    read=_read_channels,
    unwrap=_unwrap,
)
