"""X as its website receives it: tweets of the GraphQL interface, as Zeeschuimer captures them."""

from collections.abc import Iterator, Mapping
from typing import Any

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import Beside, each, first, mapping, text


def take_tweet(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One tweet and its author. Of one that stands beside another, a tombstone is left out."""
    tweet = _unwrapped(item)
    if isinstance(item, Beside) and not (_number(tweet) and first(tweet, "legacy.created_at")):
        return
    _tweet(out, line, tweet, _author(out, line, tweet))


def tweets_beside(item: Mapping[str, Any]) -> Iterator[Beside]:
    """The tweet that one repeats, and those that it or the repeated one quotes, each once."""
    tweet = _unwrapped(item)
    repeated, quoted = _repeated(tweet), _quoted(tweet)
    found = (repeated, quoted, _quoted(repeated))
    yield from {number: Beside(one) for one in found if (number := _number(one))}.values()


def _unwrapped(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tweet itself where it stands in an envelope that says who may see it."""
    return mapping(item, "tweet") or item


def _repeated(tweet: Mapping[str, Any]) -> Mapping[str, Any]:
    return _unwrapped(mapping(tweet, "legacy.retweeted_status_result.result"))


def _quoted(tweet: Mapping[str, Any]) -> Mapping[str, Any]:
    return _unwrapped(mapping(tweet, "quoted_status_result.result"))


def _number(tweet: Mapping[str, Any]) -> str | None:
    return as_text(first(tweet, "rest_id", "legacy.id_str"))


def _author(out: Builder, line: int, tweet: Mapping[str, Any]) -> str | None:
    user = mapping(tweet, "core.user_results.result") or mapping(tweet, "user")
    about = mapping(user, "legacy") or user
    who = as_text(first(user, "rest_id", "id_str") or first(tweet, "legacy.user_id_str"))
    if who and user:
        out.account(
            line,
            account=who,
            created_at=first(user, "core.created_at", "legacy.created_at", "created_at"),
            followers=about.get("followers_count"),
            following=about.get("friends_count"),
            posts_total=about.get("statuses_count"),
            verified=first(user, "is_blue_verified", "legacy.verified"),
            avatar=as_text(first(user, "avatar.image_url", "legacy.profile_image_url_https")),
            bio=text(about, "description"),
            handle=as_text(first(user, "core.screen_name", "legacy.screen_name", "screen_name")),
            platform="x",
        )
    return who


def _tweet(out: Builder, line: int, tweet: Mapping[str, Any], who: str | None) -> None:
    legacy = mapping(tweet, "legacy")
    long = mapping(tweet, "note_tweet.note_tweet_results.result")
    entities = mapping(long, "entity_set") or mapping(legacy, "entities")
    number = _number(tweet)
    thread = as_text(legacy.get("conversation_id_str"))
    kind, parent = _kind(tweet)
    out.post(
        line,
        post=number,
        account=who,
        posted_at=legacy.get("created_at"),
        text=text(long, "text") or text(legacy, "full_text"),
        lang=text(legacy, "lang"),
        kind=kind,
        parent=parent,
        root=thread if thread != number else None,
        venue=legacy.get("in_reply_to_user_id_str"),
        links=each(entities, "urls", "expanded_url", "url"),
        hashtags=each(entities, "hashtags", "text"),
        mentions=each(entities, "user_mentions", "id_str", "screen_name"),
        media=each(legacy, "entities.media", "media_key"),
        engagement={
            "likes": legacy.get("favorite_count"),
            "reposts": legacy.get("retweet_count"),
            "replies": legacy.get("reply_count"),
            "quotes": legacy.get("quote_count"),
            "views": first(tweet, "views.count", "ext_views.count"),
        },
        platform="x",
        client=first(tweet, "source", "legacy.source"),
    )


def _kind(tweet: Mapping[str, Any]) -> tuple[str, str | None]:
    legacy = mapping(tweet, "legacy")
    named = (
        ("repost", as_text(_repeated(tweet).get("rest_id"))),
        ("quote", as_text(legacy.get("quoted_status_id_str")) or _number(_quoted(tweet))),
        ("reply", as_text(legacy.get("in_reply_to_status_id_str"))),
    )
    return next(((kind, parent) for kind, parent in named if parent), ("original", None))
