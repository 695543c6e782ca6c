"""TikTok's Research API: videos, and comments.

A comment carries no author. It is kept for its words only: each stands for an account of its own,
which no other post shares, and its time is marked as estimated, so that it takes part in nothing
that asks who acted together or when. ``parent_comment_id`` is all that the API says of answers: it
has no field for the answer that an answer answers.
"""

from collections.abc import Iterator
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.formats.platforms.by_type.tiktok_typed import (
    tiktok_comments_typed,
    tiktok_videos_typed,
)
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import Nested, at, items, text
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    for key in ("videos", "comments"):
        for holder in (record, record.get("data")):
            if isinstance(holder, dict) and isinstance(holder.get(key), list):
                yield from holder[key]
                return
    yield record


def _take_video(out: Builder, line: int, item: dict[str, Any]) -> None:
    tags = [tag for tag in items(item, "hashtag_names") if isinstance(tag, str)]
    mentions = [name for name in items(item, "video_mention_list") if isinstance(name, str)]
    out.account(line, account=item.get("username"), handle=text(item, "username"))
    out.post(
        line,
        post=item.get("id"),
        account=item.get("username"),
        posted_at=item.get("create_time"),
        text=text(item, "video_description"),
        hashtags=tags or None,
        mentions=mentions or None,
        engagement={
            "likes": item.get("like_count"),
            "reposts": item.get("share_count"),
            "replies": item.get("comment_count"),
            "views": item.get("view_count"),
        },
    )


def _take_comment(out: Builder, line: int, item: dict[str, Any]) -> None:
    number = as_text(item.get("id"))
    video, above = as_text(item.get("video_id")), as_text(item.get("parent_comment_id"))
    out.post(
        line,
        post=number,
        account=f"author-not-given-of:{number}" if number else None,
        posted_at=item.get("create_time"),
        text=text(item, "text"),
        kind="comment",
        parent=above if above and above != "0" else video,
        root=video,
        engagement={"likes": at(item, "like_count"), "replies": item.get("reply_count")},
    )


_VIDEOS = Nested(
    "tiktok", _unwrap, _take_video, typed=tiktok_videos_typed, apart=f"{__name__}:_VIDEOS"
)
_COMMENTS = Nested(
    "tiktok",
    _unwrap,
    _take_comment,
    time_precision="estimated",
    typed=tiktok_comments_typed,
    apart=f"{__name__}:_COMMENTS",
)


def _read_videos(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _VIDEOS)


def _read_comments(reading: Reading) -> Iterator[Batch]:
    reading.fields.warnings.append(
        Sentence(
            "{file}: TikTok's comments carry no author. Their words are kept; nothing is "
            "concluded of who wrote them, or of when accounts acted together.",
            file=reading.file.name,
        )
    )
    return read_nested(reading, _COMMENTS)


TIKTOK_VIDEOS = Source(
    id="tiktok-videos",
    title="TikTok Research API: videos",
    platform="tiktok",
    required=frozenset({"id", "username", "create_time", "video_description"}),
    optional=words(
        "like_count share_count comment_count view_count hashtag_names video_mention_list"
    ),
    ignored=words(
        "voice_to_text music_id region_code effect_ids playlist_id is_stem_verified "
        "favorites_count video_duration "
        "hashtag_info_list sticker_info_list effect_info_list video_label "
        "video_tag "
        "sticker_names_list favourites_count"
    ),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    read=_read_videos,
    unwrap=_unwrap,
)
TIKTOK_COMMENTS = Source(
    id="tiktok-comments",
    title="TikTok Research API: comments (without authors)",
    platform="tiktok",
    required=frozenset({"id", "video_id", "text", "create_time"}),
    optional=words("like_count reply_count parent_comment_id"),
    time_precision="estimated, so that no window is used",
    shapes=frozenset({"ndjson", "json"}),
    checked_against="answers written by hand from the API's documentation",
    note="For their words only",
    read=_read_comments,
    unwrap=_unwrap,
)
