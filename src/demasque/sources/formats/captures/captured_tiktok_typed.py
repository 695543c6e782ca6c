"""Zeeschuimer's captures of TikTok by type; :mod:`capture_tiktok` says what each value means."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType

from demasque.sources.formats.captures.captured_typed import captured
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.typed_records import (
    Run,
    Said,
    TypedRecords,
    count_held,
    learned,
)
from demasque.sources.mapping.typed_rows import add_accounts, add_posts


class _ClipAuthor(Struct, gc=False, rename="camel"):
    unique_id: str
    create_time: Said = None
    verified: bool | None = None
    avatar_thumb: str | None = None
    signature: str | None = None
    nickname: Raw | UnsetType = UNSET


class _ClipAuthorCounts(Struct, gc=False, rename="camel"):
    follower_count: Said = None
    following_count: Said = None
    video_count: Said = None


class _ClipCounts(Struct, gc=False, rename="camel"):
    digg_count: Said = None
    share_count: Said = None
    comment_count: Said = None
    play_count: Said = None


class _ClipMark(Struct, gc=False, rename="camel"):
    hashtag_name: str | None = None
    user_unique_id: str | None = None


class _Challenge(Struct, gc=False, rename="camel"):
    title: str | None = None


class _Duet(Struct, gc=False, rename="camel"):
    duet_from_id: str | None = None


class _CapturedVideo(Struct, gc=False, rename="camel"):
    author: _ClipAuthor
    id: Said = None
    desc: str | None = None
    create_time: Said = None
    text_language: str | None = None
    author_stats: _ClipAuthorCounts | None = None
    author_stats_v2: _ClipAuthorCounts | None = None
    stats: _ClipCounts | None = None
    stats_v2: _ClipCounts | None = None
    text_extra: list[_ClipMark] | None = None
    challenges: list[_Challenge] | None = None
    duet_info: _Duet | None = None
    # What other platforms' captures have, some of it personal.
    user: None = None
    owner: None = None
    actor: None = None
    account: None = None
    core: None = None
    location: None = None
    place: None = None
    lat: None = None
    lng: None = None


class _Commenter(Struct, gc=False):
    unique_id: str
    nickname: Raw | UnsetType = UNSET
    full_name: Raw | UnsetType = UNSET


class _CapturedComment(Struct, gc=False):
    user: _Commenter
    cid: Said = None
    aweme_id: Said = None
    reply_id: Said = None
    reply_to_reply_id: Said = None
    text: str | None = None
    create_time: Said = None
    comment_language: str | None = None
    digg_count: Said = None
    reply_comment_total: Said = None
    # What other platforms' captures have, some of it personal.
    author: None = None
    owner: None = None
    actor: None = None
    account: None = None
    core: None = None
    location: None = None
    place: None = None
    lat: None = None
    lng: None = None


def _plain_video(video: Any) -> bool:
    """Whether the author has a name, and counts are where they are looked for first."""
    name: str = video.author.unique_id
    told: bool = video.stats_v2 != _ClipCounts() and video.author_stats != _ClipAuthorCounts()
    return told and as_text(name) == name


def _plain_comment(comment: Any) -> bool:
    name: str = comment.user.unique_id
    return as_text(name) == name


def _add_videos(out: Builder, lines: Sequence[int], videos: Sequence[Any]) -> None:
    authors = [video.author for video in videos]
    names = [author.unique_id for author in authors]
    no_count, no_about = _ClipCounts(), _ClipAuthorCounts()
    counts = [video.stats_v2 or video.stats or no_count for video in videos]
    about = [video.author_stats or video.author_stats_v2 or no_about for video in videos]
    duets = [video.duet_info and as_text(video.duet_info.duet_from_id) for video in videos]
    answered = [duet if duet and duet != "0" else None for duet in duets]
    add_accounts(
        out,
        lines,
        account=names,
        created_at=[author.create_time for author in authors],
        followers=[one.follower_count for one in about],
        following=[one.following_count for one in about],
        posts_total=[one.video_count for one in about],
        verified=[author.verified for author in authors],
        avatar=[author.avatar_thumb for author in authors],
        bio=[author.signature for author in authors],
        handle=names,
        platform="tiktok",
    )
    add_posts(
        out,
        lines,
        post=[video.id for video in videos],
        account=names,
        posted_at=[video.create_time for video in videos],
        text=[video.desc for video in videos],
        lang=[video.text_language for video in videos],
        kind=["quote" if duet else "original" for duet in answered],
        parent=answered,
        hashtags=[_tags(video) for video in videos],
        mentions=[
            [mark.user_unique_id for mark in video.text_extra or () if mark.user_unique_id]
            for video in videos
        ],
        engagement={
            "likes": [count.digg_count for count in counts],
            "reposts": [count.share_count for count in counts],
            "replies": [count.comment_count for count in counts],
            "views": [count.play_count for count in counts],
        },
        platform="tiktok",
    )


def _tags(video: Any) -> list[str]:
    marked = [mark.hashtag_name for mark in video.text_extra or () if mark.hashtag_name]
    return marked or [one.title for one in video.challenges or () if one.title]


def _add_comments(out: Builder, lines: Sequence[int], comments: Sequence[Any]) -> None:
    names = [comment.user.unique_id for comment in comments]
    videos = [as_text(comment.aweme_id) for comment in comments]
    add_accounts(out, lines, account=names, handle=names, platform="tiktok")
    add_posts(
        out,
        lines,
        post=[comment.cid for comment in comments],
        account=names,
        posted_at=[comment.create_time for comment in comments],
        text=[comment.text for comment in comments],
        lang=[comment.comment_language for comment in comments],
        kind=["comment"] * len(comments),
        parent=[_above(comment) or video for comment, video in zip(comments, videos, strict=True)],
        root=videos,
        engagement={
            "likes": [comment.digg_count for comment in comments],
            "replies": [comment.reply_comment_total for comment in comments],
        },
        platform="tiktok",
    )


def _above(comment: Any) -> str | None:
    answered = (as_text(comment.reply_to_reply_id), as_text(comment.reply_id))
    return next((above for above in answered if above and above != "0"), None)


_KINDS: dict[
    str,
    tuple[
        type[Struct],
        Callable[[Any], bool],
        Callable[[Builder, Sequence[int], Sequence[Any]], None],
    ],
] = {
    **dict.fromkeys(("tiktok", "tiktok.com"), (_CapturedVideo, _plain_video, _add_videos)),
    **dict.fromkeys(
        ("tiktok-comments", "tiktok.com-comments"),
        (_CapturedComment, _plain_comment, _add_comments),
    ),
}
_NAMES = ("author.nickname", "user.nickname", "user.full_name")


def captured_tiktok_typed(platform: str) -> TypedRecords | None:
    """How captures of TikTok are read by type; None for those of another platform."""
    if platform not in _KINDS:
        return None
    item, is_plain, add = _KINDS[platform]

    def take(out: Builder, run: Run) -> None:
        found = [record.data for record in run.records]
        lines = [line for n in run.lines for line in run.lines_of(n, 1)]
        out.saw_row(len(found))
        for path in run.fields.personal.intersection(_NAMES):
            holder, _, name = path.partition(".")
            people = [getattr(one, holder) for one in found]
            values = [getattr(person, name, UNSET) for person in people if person is not None]
            count_held(run.fields.dropped, path, values)
        add(out, lines, found)

    return captured(platform, lambda seen: learned(item, seen), is_plain, take)
