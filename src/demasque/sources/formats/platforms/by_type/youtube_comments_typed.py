"""YouTube's threads and comments by type; :mod:`youtube` says what each value means."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import UNSET, Raw, Struct, UnsetType, defstruct

from demasque.sources.formats.platforms.by_type.youtube_pages import items_of, page_type
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_int, as_text
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.mapping.typed_records import (
    Latest,
    Run,
    Said,
    TypedRecords,
    count_held,
    learned,
)
from demasque.sources.mapping.typed_rows import add_accounts, add_posts
from demasque.sources.source import Sample

Odd = Raw | UnsetType
"""What is hardly ever there, and is for the slow way where it is."""

LACKING = "replies that are counted and not given"
"""What is counted of a file."""

_NAME = "snippet.authorDisplayName"
_NAME_ABOVE = "snippet.topLevelComment.snippet.authorDisplayName"


class _Channel(Struct, gc=False, rename="camel"):
    value: str


class _TubeSnippet(Struct, gc=False, rename="camel"):
    """The snippet of a comment."""

    author_channel_id: _Channel
    author_display_name: str | None = None
    author_profile_image_url: str | None = None
    text_original: str | None = None
    text_display: str | None = None
    parent_id: str | None = None
    video_id: str | None = None
    channel_id: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    like_count: Said = None
    total_reply_count: Said = None
    top_level_comment: None = None


class _TubeComment(Struct, gc=False, rename="camel"):
    id: str
    snippet: _TubeSnippet
    replies: None = None
    video_id: Odd = UNSET
    venue: Odd = UNSET
    items: UnsetType | None = UNSET


class _Top(Struct, gc=False, rename="camel"):
    id: str
    snippet: _TubeSnippet


class _Discussed(Struct, gc=False, rename="camel"):
    """The snippet of a thread."""

    top_level_comment: _Top
    video_id: str | None = None
    channel_id: str | None = None
    total_reply_count: Said = None
    author_display_name: Odd = UNSET


class _TubeThread(Struct, gc=False, rename="camel"):
    snippet: _Discussed
    replies: Any = None
    video_id: Odd = UNSET
    venue: Odd = UNSET
    items: UnsetType | None = UNSET


class _CommentRow(NamedTuple):
    """A comment with what its thread says: video, venue, number of replies."""

    id: str
    said: Any
    video: str | None = None
    venue: str | None = None
    replies: Said = None


def _threads(seen: Any, paged: bool) -> Any:
    reply: Any = learned(_TubeComment, seen)
    replies = defstruct("Replies", [("comments", list[reply] | None, None)], gc=False)
    return page_type(learned(_TubeThread, seen, replies=replies | None), paged)


def _replies(thread: Any) -> Sequence[Any]:
    return (thread.replies and thread.replies.comments) or ()


def _rows(item: Any) -> list[_CommentRow]:
    """The comments of an item, in the order in which they are read."""
    if isinstance(item.snippet, _TubeSnippet):
        return [_CommentRow(item.id, item.snippet, replies=item.snippet.total_reply_count)]
    about, top = item.snippet, item.snippet.top_level_comment
    video, venue = about.video_id or None, about.channel_id
    return [_CommentRow(top.id, top.snippet, video, venue, about.total_reply_count)] + [
        _CommentRow(reply.id, reply.snippet, video, venue, reply.snippet.total_reply_count)
        for reply in _replies(item)
    ]


def _plain_comments(record: Any, latest: Latest) -> bool:
    """Whether all authors have a name, nothing stands in odd places, nothing was edited later."""
    for item in items_of(record) or ():
        for held in (item, *_replies(item)):
            if held.video_id is not UNSET or held.venue is not UNSET:
                return False
        for row in _rows(item):
            author = row.said.author_channel_id.value
            if as_text(author) != author or (latest and _superseded(row, latest)):
                return False
    return record.items is not None


def _superseded(row: _CommentRow, latest: Latest) -> bool:
    newest = latest.get(as_text(row.id) or "")
    if newest is None:  # as of nearly all: then when it was written need not be read
        return False
    when = parse_time(row.said.updated_at)
    return when is not None and bool(when < newest)


def _take_comments(out: Builder, run: Run) -> None:
    rows: list[_CommentRow] = []
    lines: list[int] = []
    for record, line in zip(run.records, run.lines, strict=True):
        for item in items_of(record):
            found = _rows(item)
            rows += found
            lines += run.lines_of(line, len(found))
            if len(found) > 1:
                run.fields.seen.update(("videoId", "venue"))
            for n, row in enumerate(found):
                given = 0 if n else len(found) - 1
                out.counted[LACKING] += max(0, (as_int(row.replies) or 0) - given)
            _count_names(run, item, found)
    out.saw_row(len(rows))
    said = [row.said for row in rows]
    add_accounts(
        out,
        lines,
        account=[one.author_channel_id.value for one in said],
        avatar=[one.author_profile_image_url for one in said],
        handle=[_handle(one.author_display_name) for one in said],
    )
    _add_comments(out, lines, rows)


def _count_names(run: Run, item: Any, rows: Sequence[_CommentRow]) -> None:
    personal, dropped = run.fields.personal, run.fields.dropped
    names = [row.said.author_display_name for row in rows]
    if isinstance(item.snippet, _Discussed):
        if _NAME_ABOVE in personal:
            count_held(dropped, _NAME_ABOVE, names[:1])
        names[0] = item.snippet.author_display_name
    if _NAME in personal:
        count_held(dropped, _NAME, names)


def _add_comments(out: Builder, lines: Sequence[int], rows: Sequence[_CommentRow]) -> None:
    said = [row.said for row in rows]
    videos = [as_text(row.said.video_id or row.video) for row in rows]
    above = [one.parent_id and as_text(one.parent_id) for one in said]
    add_posts(
        out,
        lines,
        post=[row.id for row in rows],
        account=[one.author_channel_id.value for one in said],
        posted_at=[one.published_at for one in said],
        text=[one.text_original or _displayed(one.text_display) for one in said],
        kind=["comment"] * len(rows),
        parent=[parent or video for parent, video in zip(above, videos, strict=True)],
        root=videos,
        venue=[row.said.channel_id or row.venue for row in rows],
        engagement={
            "likes": [one.like_count for one in said],
            "replies": [row.replies for row in rows],
        },
    )


def _displayed(shown: str | None) -> str | None:
    return words_and_links(shown)[0] if shown else None


def _handle(name: str | None) -> str | None:
    return name if name and name.startswith("@") else None


class _Times(Struct, gc=False, rename="camel"):
    published_at: str | None = None
    updated_at: str | None = None
    top_level_comment: None = None


class _Dated(Struct, gc=False, rename="camel"):
    snippet: _Times
    id: str | None = None
    replies: None = None
    items: UnsetType | None = UNSET


class _Begun(Struct, gc=False, rename="camel"):
    top_level_comment: _Dated


class _DatedReplies(Struct, gc=False, rename="camel"):
    comments: list[_Dated] | None = None


class _DatedThread(Struct, gc=False, rename="camel"):
    snippet: _Begun
    replies: _DatedReplies | None = None
    items: UnsetType | None = UNSET


def _edits(record: Any) -> Iterator[tuple[str, datetime]]:
    """The comments of a record that were edited, and when."""
    for item in items_of(record) or ():
        thread = isinstance(item, _DatedThread)
        for comment in (item.snippet.top_level_comment, *_replies(item)) if thread else (item,):
            if comment.snippet.updated_at != comment.snippet.published_at:
                when, name = parse_time(comment.snippet.updated_at), as_text(comment.id)
                if when and name:
                    yield name, when


def comments_typed(sample: Sample) -> TypedRecords | None:
    """How a file of threads or comments is read by type; None for one that begins otherwise."""
    first = next((r for r in sample.records if isinstance(r, dict)), {})
    paged = isinstance(first.get("items"), list)
    some = next(iter(first["items"]), {}) if paged else first
    if not isinstance(some, dict) or not isinstance(some.get("snippet"), dict):
        return None
    whole = "topLevelComment" in some["snippet"]
    return TypedRecords(
        record=lambda seen: (
            _threads(seen, paged) if whole else page_type(learned(_TubeComment, seen), paged)
        ),
        plain=_plain_comments,
        take=_take_comments,
        edited=(page_type(_DatedThread if whole else _Dated, paged), bool),
        edits=_edits,
    )
