"""X as its website receives it: tweets of the GraphQL interface, as Zeeschuimer captures them."""

from collections.abc import Mapping
from typing import Any

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import each, first, mapping, text

_ID_BY_KIND = (("quote", "quoted_status_id_str"), ("reply", "in_reply_to_status_id_str"))


def take_tweet(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One tweet, its author, and the tweet that it repeats."""
    tweet = mapping(item, "tweet") or item
    legacy = mapping(tweet, "legacy")
    original = mapping(legacy, "retweeted_status_result.result")
    original = mapping(original, "tweet") or original
    who = _author(out, line, tweet)
    if original:
        _tweet(out, line, original, _author(out, line, original))
    _tweet(out, line, tweet, who, as_text(original.get("rest_id")))


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


def _tweet(
    out: Builder,
    line: int,
    tweet: Mapping[str, Any],
    who: str | None,
    repeats: str | None = None,
) -> None:
    legacy = mapping(tweet, "legacy")
    long = mapping(tweet, "note_tweet.note_tweet_results.result")
    entities = mapping(long, "entity_set") or mapping(legacy, "entities")
    number = as_text(first(tweet, "rest_id") or first(legacy, "id_str"))
    thread = as_text(legacy.get("conversation_id_str"))
    kind, parent = ("repost", repeats) if repeats else _kind(legacy)
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
    )


def _kind(legacy: Mapping[str, Any]) -> tuple[str, str | None]:
    for kind, key in _ID_BY_KIND:
        if parent := as_text(legacy.get(key)):
            return kind, parent
    return "original", None
