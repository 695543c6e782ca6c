"""YouTube's videos by type; :mod:`youtube` says what each value means."""

from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType

from demasque.sources.formats.platforms.by_type.youtube_pages import items_of, page_type
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import unescaped
from demasque.sources.mapping.typed_records import (
    Latest,
    Run,
    Said,
    TypedRecords,
    count_held,
    learned,
)
from demasque.sources.mapping.typed_rows import add_posts
from demasque.sources.source import Sample

_VIDEOS = frozenset({None, "youtube#video", "youtube#searchResult"})


class _SearchedVideo(Struct, gc=False, rename="camel"):
    """How a search names a video."""

    video_id: str


class _VideoSnippet(Struct, gc=False, rename="camel"):
    """The snippet of a video."""

    channel_id: Said = None
    published_at: str | None = None
    title: str | None = None
    description: str | None = None
    tags: list[str] | None = None
    default_audio_language: str | None = None
    default_language: str | None = None
    top_level_comment: None = None


class _TubeCounts(Struct, gc=False, rename="camel"):
    view_count: Said = None
    like_count: Said = None
    comment_count: Said = None


class _TubeVideo(Struct, gc=False, rename="camel"):
    id: str | _SearchedVideo
    snippet: _VideoSnippet
    kind: str | None = None
    statistics: _TubeCounts | None = None
    recording_details: Raw | UnsetType = UNSET
    replies: None = None
    items: UnsetType | None = UNSET


def _plain_videos(record: Any, _: Latest) -> bool:
    found = items_of(record) or ()
    return record.items is not None and all(v.kind in _VIDEOS and _number(v) for v in found)


def _number(video: Any) -> str:
    named: str | _SearchedVideo = video.id
    return named if isinstance(named, str) else named.video_id


def _take_videos(out: Builder, run: Run) -> None:
    videos: list[Any] = []
    lines: list[int] = []
    for record, line in zip(run.records, run.lines, strict=True):
        found = items_of(record)
        videos += found
        lines += run.lines_of(line, len(found))
    out.saw_row(len(videos))
    if "recordingDetails" in run.fields.personal:
        where = [video.recording_details for video in videos]
        count_held(run.fields.dropped, "recordingDetails", where)
    about, nothing = [video.snippet for video in videos], _TubeCounts()
    counts = [video.statistics or nothing for video in videos]
    add_posts(
        out,
        lines,
        post=[_number(video) for video in videos],
        account=[one.channel_id for one in about],
        posted_at=[one.published_at for one in about],
        text=[_text(one) for one in about],
        lang=[one.default_audio_language or one.default_language for one in about],
        kind=["original"] * len(videos),
        hashtags=[one.tags or None for one in about],
        engagement={
            "likes": [count.like_count for count in counts],
            "replies": [count.comment_count for count in counts],
            "views": [count.view_count for count in counts],
        },
    )


def _text(about: _VideoSnippet) -> str:
    parts = (unescaped(about.title), unescaped(about.description))
    return "\n".join(part for part in parts if part)


def videos_typed(sample: Sample) -> TypedRecords:
    """How a file of videos is read by type."""
    first = next((r for r in sample.records if isinstance(r, dict)), {})
    paged = isinstance(first.get("items"), list)
    return TypedRecords(
        record=lambda seen: page_type(learned(_TubeVideo, seen), paged),
        plain=_plain_videos,
        take=_take_videos,
    )
