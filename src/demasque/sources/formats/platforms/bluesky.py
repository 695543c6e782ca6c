"""Bluesky's app-view: feeds, threads, searches, and who reposted what.

A repost in a feed is a post of its own: by whom, when and of what is all there is. Answers about
who liked or reposted one post give accounts; a repost among them has no time, so it is no post.
Blocked and vanished posts of a thread are left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from demasque.sources.fields import words
from demasque.sources.formats.platforms.bluesky_records import earlier_time, post_of_record
from demasque.sources.formats.platforms.by_type.bluesky_typed import bluesky_typed
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import (
    Beside,
    Nested,
    at,
    first,
    mapping,
    records,
    text,
)
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_DEEPEST = 200


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    if "feed" in record:
        for entry in records(record, "feed"):
            yield entry
            yield from (Beside(post=at(entry, key)) for key in ("reply.root", "reply.parent"))
    elif "posts" in record:
        yield from ({"post": post} for post in records(record, "posts"))
    elif "thread" in record:
        yield from _thread(record["thread"], 0)
    elif "likes" in record:
        yield from records(record, "likes")
    elif "repostedBy" in record:
        yield from ({"actor": actor} for actor in records(record, "repostedBy"))
    elif "actors" in record or "profiles" in record:
        found = records(record, "actors") or records(record, "profiles")
        yield from ({"actor": actor} for actor in found)
    elif "post" in record:
        yield record
    elif "uri" in record and "record" in record:
        yield {"post": record}


def _thread(thread: Any, depth: int) -> Iterator[Any]:
    """A post of a thread, those it answers and those that answer it."""
    if not isinstance(thread, dict) or depth > _DEEPEST:
        return
    if "post" in thread:
        yield {"post": thread["post"]}
    yield from _thread(thread.get("parent"), depth + 1)
    for reply in records(thread, "replies"):
        yield from _thread(reply, depth + 1)


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    if "actor" in item:
        _account(out, line, mapping(item, "actor"))
        return
    post = mapping(item, "post")
    if isinstance(item, Beside) and not text(post, "record.createdAt"):
        return
    by, when = mapping(item, "reason.by"), text(item, "reason.indexedAt")
    if by.get("did"):
        _account(out, line, by)
    if by.get("did") and when:
        repost = text(item, "reason.uri") or f"{by['did']}/repost/{text(post, 'uri')}"
        out.post(
            line,
            post=repost,
            account=by["did"],
            posted_at=when,
            kind="repost",
            parent=text(post, "uri"),
        )
    if mapping(post, "author").get("did"):
        _account(out, line, mapping(post, "author"))
    counts = {
        "likes": post.get("likeCount"),
        "reposts": post.get("repostCount"),
        "replies": post.get("replyCount"),
        "quotes": post.get("quoteCount"),
    }
    record = earlier_time(mapping(post, "record"), post.get("indexedAt"))
    post_of_record(out, line, record, post.get("uri"), at(post, "author.did"), counts)


def _account(out: Builder, line: int, actor: Mapping[str, Any]) -> None:
    out.account(
        line,
        account=actor.get("did"),
        created_at=text(actor, "createdAt"),
        followers=actor.get("followersCount"),
        following=actor.get("followsCount"),
        posts_total=actor.get("postsCount"),
        verified=_verified(actor),
        avatar=text(actor, "avatar"),
        bio=text(actor, "description"),
        handle=text(actor, "handle"),
    )


def _verified(actor: Mapping[str, Any]) -> bool | None:
    status = first(actor, "verification.verifiedStatus")
    return None if status is None else status == "valid"


_ANSWERS = Nested("bluesky", _unwrap, _take, typed=bluesky_typed, apart=f"{__name__}:_ANSWERS")


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _ANSWERS)


_ACTOR = words("did handle createdAt avatar description verification")
_ACTOR_IGNORED = words(
    "associated viewer labels indexedAt banner status pronouns website $type debug pinnedPost"
)
_POST_IGNORED = words(
    "post.cid post.viewer post.labels post.embed post.threadgate post.$type "
    "post.bookmarkCount post.debug post.record.$type post.record.labels "
    "post.record.entities reply reason feedContext reqId createdAt indexedAt $type"
)

BLUESKY = Source(
    id="bluesky",
    title="Bluesky app-view JSON (getAuthorFeed, getFeed, getPostThread, searchPosts, ...)",
    platform="bluesky",
    required=frozenset({"post.uri", "post.author.did", "post.record"}),
    optional=words(
        "post.indexedAt post.record.text post.record.createdAt post.record.langs "
        "post.record.facets post.record.reply post.record.embed post.record.via "
        "post.record.tags post.likeCount post.repostCount "
        "post.replyCount post.quoteCount reason.by reason.indexedAt reason.uri"
    )
    | {f"post.author.{name}" for name in _ACTOR},
    ignored=_POST_IGNORED
    | {f"post.author.{name}" for name in _ACTOR_IGNORED}
    | {f"actor.{name}" for name in _ACTOR | _ACTOR_IGNORED},
    personal=frozenset({"post.author.displayName", "actor.displayName"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="eight recorded answers of the app-view with posts (atrrr's tests)",
    note="The time is the earlier of what the author's program says and when it was indexed",
    read=_read,
    unwrap=_unwrap,
)

BLUESKY_ACTORS = Source(
    id="bluesky-actors",
    title="Bluesky app-view JSON of accounts (getLikes, getRepostedBy, getProfiles)",
    platform="bluesky",
    required=frozenset({"actor.did"}),
    optional=frozenset(f"actor.{name}" for name in _ACTOR)
    | words("actor.followersCount actor.followsCount actor.postsCount"),
    ignored=frozenset(f"actor.{name}" for name in _ACTOR_IGNORED)
    | words("createdAt indexedAt $type"),
    personal=frozenset({"actor.displayName"}),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="three recorded answers of getLikes and getRepostedBy (atrrr's tests)",
    note="Accounts only: who liked or reposted is not kept, since no time is given",
    read=_read,
    unwrap=_unwrap,
)
