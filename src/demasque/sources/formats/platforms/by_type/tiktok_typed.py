"""TikTok's Research API by type; :mod:`tiktok_research` says what each value means."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, defstruct

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.typed_records import Latest, Run, Said, TypedRecords, learned
from demasque.sources.mapping.typed_rows import add_accounts, add_posts
from demasque.sources.source import Sample


class _ResearchVideo(Struct, gc=False):
    username: str
    id: Said = None
    create_time: Said = None
    video_description: str | None = None
    hashtag_names: list[str] | None = None
    video_mention_list: list[str] | None = None
    like_count: Said = None
    share_count: Said = None
    comment_count: Said = None
    view_count: Said = None
    videos: None = None
    comments: None = None
    data: None = None


class _ResearchComment(Struct, gc=False):
    id: Said = None
    video_id: Said = None
    parent_comment_id: Said = None
    create_time: Said = None
    text: str | None = None
    like_count: Said = None
    reply_count: Said = None
    videos: None = None
    comments: None = None
    data: None = None


def _page(item: Any, key: str, inside: bool) -> Any:
    """The type of a page, whose items stand in it or in its data."""
    fields: list[Any] = [("found", list[item])]
    if inside:
        data = defstruct("Data", fields, rename={"found": key}, gc=False)
        fields = [("data", data)]
    others: list[Any] = [(name, None, None) for name in ("videos", "comments")]
    fields += [field for field in others if inside or field[0] != key]
    return defstruct("Page", fields, rename={"found": key}, gc=False)


def _typed(
    sample: Sample,
    item: type[Struct],
    key: str,
    plain: Callable[[Any], bool],
    add: Callable[[Builder, Sequence[int], Sequence[Any]], None],
) -> TypedRecords:
    record = next((r for r in sample.records if isinstance(r, dict)), {})
    data = record.get("data")
    inside = isinstance(data, dict) and isinstance(data.get(key), list)
    alone = not inside and not isinstance(record.get(key), list)

    def of(record: Any) -> Sequence[Any]:
        if alone:
            return [record]
        return (record.data if inside else record).found  # type: ignore[no-any-return]

    def take(out: Builder, run: Run) -> None:
        found: list[Any] = []
        lines: list[int] = []
        for record, line in zip(run.records, run.lines, strict=True):
            some = of(record)
            found += some
            lines += run.lines_of(line, len(some))
        out.saw_row(len(found))
        add(out, lines, found)

    def all_plain(record: Any, _: Latest) -> bool:
        return all(plain(one) for one in of(record))

    return TypedRecords(
        record=lambda seen: (
            learned(item, seen) if alone else _page(learned(item, seen), key, inside)
        ),
        plain=all_plain,
        take=take,
    )


def _add_videos(out: Builder, lines: Sequence[int], videos: Sequence[Any]) -> None:
    names = [video.username for video in videos]
    add_accounts(out, lines, account=names, handle=names)
    add_posts(
        out,
        lines,
        post=[video.id for video in videos],
        account=names,
        posted_at=[video.create_time for video in videos],
        text=[video.video_description for video in videos],
        kind=["original"] * len(videos),
        hashtags=[video.hashtag_names or None for video in videos],
        mentions=[video.video_mention_list or None for video in videos],
        engagement={
            "likes": [video.like_count for video in videos],
            "reposts": [video.share_count for video in videos],
            "replies": [video.comment_count for video in videos],
            "views": [video.view_count for video in videos],
        },
    )


def _add_comments(out: Builder, lines: Sequence[int], comments: Sequence[Any]) -> None:
    numbers = [as_text(comment.id) for comment in comments]
    videos = [as_text(comment.video_id) for comment in comments]
    above = [as_text(comment.parent_comment_id) for comment in comments]
    add_posts(
        out,
        lines,
        post=numbers,
        account=[f"author-not-given-of:{number}" if number else None for number in numbers],
        posted_at=[comment.create_time for comment in comments],
        text=[comment.text for comment in comments],
        kind=["comment"] * len(comments),
        parent=[
            parent if parent and parent != "0" else video
            for parent, video in zip(above, videos, strict=True)
        ],
        root=videos,
        engagement={
            "likes": [comment.like_count for comment in comments],
            "replies": [comment.reply_count for comment in comments],
        },
    )


def tiktok_videos_typed(sample: Sample) -> TypedRecords:
    """How a file of videos is read by type."""
    return _typed(
        sample, _ResearchVideo, "videos", lambda v: as_text(v.username) is not None, _add_videos
    )


def tiktok_comments_typed(sample: Sample) -> TypedRecords:
    """How a file of comments is read by type."""
    return _typed(sample, _ResearchComment, "comments", lambda _: True, _add_comments)
