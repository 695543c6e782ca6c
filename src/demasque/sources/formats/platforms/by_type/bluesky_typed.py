"""Pages of Bluesky's app-view by type; :mod:`bluesky` says what each value means."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from dataclasses import field as cells
from datetime import datetime
from typing import Any, TypeGuard

from msgspec import UNSET, Raw, Struct, UnsetType, defstruct

from demasque.sources.formats.platforms.by_type.bluesky_structs import (
    SkyActor,
    SkyBeside,
    SkyEmbed,
    SkyPost,
    SkyReason,
    SkyRecord,
    SkyThread,
)
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.mapping.typed_records import (
    Latest,
    Run,
    TypedRecords,
    count_held,
    learned,
)
from demasque.sources.mapping.typed_rows import add_accounts, add_posts
from demasque.sources.source import Sample


class _FeedEntry(Struct, gc=False):
    post: SkyPost
    reply: SkyThread | None = None
    reason: SkyReason | None = None
    actor: Raw | UnsetType = UNSET


class _Posts(Struct, gc=False):
    """An answer to a search. ``feed`` would be read in its place."""

    posts: list[SkyPost]
    feed: Raw | UnsetType = UNSET


def _feed(seen: Collection[str]) -> Any:
    return defstruct("Feed", [("feed", list[learned(_FeedEntry, seen)])], gc=False)  # type: ignore[misc]


def _plain_feed(page: Any, latest: Latest) -> bool:
    return all(
        entry.actor is UNSET
        and _is_usual(entry.post)
        and (entry.reason is None or _is_repost(entry.reason))
        and all(not _is_read(post) or _is_usual(post) for post in _beside(entry))
        for entry in page.feed
    )


def _plain_posts(page: Any, latest: Latest) -> bool:
    return page.feed is UNSET and all(_is_usual(post) for post in page.posts)


def _is_read(beside: SkyPost | None) -> TypeGuard[SkyPost]:
    """Whether a post that an entry answers is there with its words."""
    return beside is not None and beside.record is not None and bool(beside.record.created_at)


def _is_usual(post: SkyPost) -> bool:
    """Whether a post has an address, an author and a record."""
    if not post.uri or post.record is None or post.author is None or not _has_name(post.author):
        return False
    embed = post.record.embed
    return embed is None or embed.media is None or embed.media != SkyBeside()


def _has_name(actor: SkyActor) -> bool:
    return (actor.did or "").startswith("did:")


def _is_repost(reason: SkyReason) -> bool:
    return reason.by is not None and _has_name(reason.by) and bool(reason.indexed_at)


def _beside(entry: Any) -> tuple[SkyPost | None, SkyPost | None]:
    """The posts that begin a thread and that an entry answers; both stand for an item."""
    return (None, None) if entry.reply is None else (entry.reply.root, entry.reply.parent)


@dataclass(slots=True)
class _SkyRows:
    """Posts and reposts in their order (a repost has its reason), and accounts, with lines."""

    posts: list[tuple[SkyPost, SkyReason | None]] = cells(default_factory=list)
    post_lines: list[int] = cells(default_factory=list)
    actors: list[SkyActor] = cells(default_factory=list)
    actor_lines: list[int] = cells(default_factory=list)

    def add(
        self, line: int, post: SkyPost, actor: SkyActor | None, reason: SkyReason | None
    ) -> None:
        """A post by its author, or a repost by somebody else."""
        if actor is not None:
            self.actors.append(actor)
            self.actor_lines.append(line)
        self.posts.append((post, reason))
        self.post_lines.append(line)


def _take_feed(out: Builder, run: Run) -> None:
    rows, shown = _SkyRows(), []
    for page, line in zip(run.records, run.lines, strict=True):
        out.saw_row(len(page.feed))
        for entry in page.feed:
            where = run.lines_of(line, 3)
            if entry.reason is not None:
                rows.add(where[0], entry.post, entry.reason.by, entry.reason)
            rows.add(where[0], entry.post, entry.post.author, None)
            for beside, at in zip(_beside(entry), where[1:], strict=True):
                if _is_read(beside):
                    rows.add(at, beside, beside.author, None)
            shown += [entry.post, *_beside(entry)]
    run.fields.seen.add("post")
    _add_rows(out, run, rows, shown)


def _take_posts(out: Builder, run: Run) -> None:
    rows, shown = _SkyRows(), []
    for page, line in zip(run.records, run.lines, strict=True):
        out.saw_row(len(page.posts))
        for post, where in zip(page.posts, run.lines_of(line, len(page.posts)), strict=True):
            rows.add(where, post, post.author, None)
        shown += page.posts
    run.fields.seen.add("post")
    _add_rows(out, run, rows, shown)


def _add_rows(out: Builder, run: Run, rows: _SkyRows, shown: Sequence[SkyPost | None]) -> None:
    names = [post.author.display_name for post in shown if post is not None and post.author]
    count_held(run.fields.dropped, "post.author.displayName", names)
    _add_actors(out, rows)
    _add_posts(out, rows.post_lines, rows.posts)


def _add_actors(out: Builder, rows: _SkyRows) -> None:
    actors = rows.actors
    add_accounts(
        out,
        rows.actor_lines,
        account=[actor.did for actor in actors],
        created_at=[actor.created_at for actor in actors],
        followers=[actor.followers_count for actor in actors],
        following=[actor.follows_count for actor in actors],
        posts_total=[actor.posts_count for actor in actors],
        verified=[_verified(actor) for actor in actors],
        avatar=[actor.avatar for actor in actors],
        bio=[actor.description for actor in actors],
        handle=[actor.handle for actor in actors],
    )


def _verified(actor: SkyActor) -> bool | None:
    status = actor.verification and actor.verification.verified_status
    return status == "valid" if status else None


_NOTHING = SkyRecord()


def _add_posts(
    out: Builder, lines: list[int], rows: list[tuple[SkyPost, SkyReason | None]]
) -> None:
    records = [_NOTHING if why or not post.record else post.record for post, why in rows]
    kinds = [_kind(record) for record in records]
    found = [_facets(record) if record.facets else _NO_FACETS for record in records]
    counted = [SkyPost() if why else post for post, why in rows]
    add_posts(
        out,
        lines,
        post=[_repost_name(post, why) if why else post.uri for post, why in rows],
        account=[_author(why.by if why else post.author) for post, why in rows],
        posted_at=[why.indexed_at if why else _when(post) for post, why in rows],
        text=[record.text for record in records],
        lang=[record.langs[0] if record.langs else None for record in records],
        kind=["repost" if why else kind for (_, why), (kind, _) in zip(rows, kinds, strict=True)],
        parent=[
            post.uri if why else parent
            for (post, why), (_, parent) in zip(rows, kinds, strict=True)
        ],
        root=[r.reply.root.uri if r.reply and r.reply.root else None for r in records],
        venue=[_did_of(_answered(record)) for record in records],
        links=[_links(r, links) if r.embed else links
               for r, (links, _, _) in zip(records, found, strict=True)],
        hashtags=[[*tags, *r.tags] if r.tags else tags
                  for r, (_, tags, _) in zip(records, found, strict=True)],
        mentions=[people for _, _, people in found],
        media=[_media(record.embed) if record.embed else () for record in records],
        engagement={
            "likes": [post.like_count for post in counted],
            "reposts": [post.repost_count for post in counted],
            "replies": [post.reply_count for post in counted],
            "quotes": [post.quote_count for post in counted],
        },
        client=[record.via for record in records],
    )  # fmt: skip


def _author(actor: SkyActor | None) -> str | None:
    return None if actor is None else actor.did


def _repost_name(post: SkyPost, reason: SkyReason) -> str:
    return reason.uri or f"{_author(reason.by)}/repost/{post.uri}"


def _when(post: SkyPost) -> datetime | str | None:
    """The earlier of what the author's program says and when the post was indexed."""
    said, seen = parse_time(post.record and post.record.created_at), parse_time(post.indexed_at)
    if seen is None or (said is not None and said <= seen):
        return said
    return seen


def _answered(record: SkyRecord) -> str | None:
    return record.reply.parent.uri if record.reply and record.reply.parent else None


def _did_of(uri: str | None) -> str | None:
    parts = (uri or "").split("/")
    return parts[2] if len(parts) > 2 and parts[0] == "at:" and parts[2] else None


def _kind(record: SkyRecord) -> tuple[str, str | None]:
    quoted = record.embed.record if record.embed else None
    uri = quoted and (quoted.uri or (quoted.record and quoted.record.uri))
    if uri and "/app.bsky.feed.post/" in uri:
        return "quote", uri
    return ("original", None) if record.reply is UNSET else ("reply", _answered(record))


_NO_FACETS: tuple[list[str], list[str], list[str]] = ([], [], [])


def _facets(record: SkyRecord) -> tuple[list[str], list[str], list[str]]:
    """Links, hashtags and mentioned accounts that the record marks in its text, each once."""
    every = [feature for facet in record.facets or () for feature in facet.features or ()]
    links = dict.fromkeys(f.uri for f in every if f.uri is not None)
    tags = dict.fromkeys(f.tag for f in every if f.tag is not None)
    people = dict.fromkeys(f.did for f in every if f.did is not None)
    return list(links), list(tags), list(people)


def _links(record: SkyRecord, links: list[str]) -> list[str]:
    embed = record.embed or SkyEmbed()
    external = embed.external and embed.external.uri
    if not external and embed.media and embed.media.external:
        external = embed.media.external.uri
    return [*links, external] if external and external not in links else links


def _media(embed: SkyEmbed) -> list[str]:
    held = embed.media or embed
    blobs = [picture.image for picture in held.images or ()] + [held.video]
    named = [b and ((b.ref and b.ref.link) or b.cid) for b in blobs]
    return [cid for cid in named if isinstance(cid, str) and cid]


def bluesky_typed(sample: Sample) -> TypedRecords | None:
    """How a file of pages of feeds, or of posts that were found, is read by type; else None."""
    first = next((r for r in sample.records if isinstance(r, dict)), {})
    if "feed" in first:
        return TypedRecords(record=_feed, plain=_plain_feed, take=_take_feed)
    if "posts" in first:
        return TypedRecords(record=lambda seen: _Posts, plain=_plain_posts, take=_take_posts)
    return None
