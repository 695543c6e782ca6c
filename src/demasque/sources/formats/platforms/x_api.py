"""X (Twitter) API v2: pages with their includes, one post a line, and streams.

Posts that others refer to come along in ``includes.tweets`` (or inside ``referenced_tweets`` once
flattened) and are read as posts too. An edited post keeps the id of its first version, so that all
versions are one post, and the latest one in the file is kept. Links to the post's own pictures and
to the post that it quotes are no links of it: X puts them there itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from demasque.errors import DemasqueError, Sentence
from demasque.sources.fields import words
from demasque.sources.formats.platforms.by_type.x_typed import x_typed
from demasque.sources.formats.platforms.x_notices import take_notice
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_int, as_text
from demasque.sources.mapping.nested import (
    Beside,
    Nested,
    at,
    each,
    first,
    items,
    mapping,
    records,
    refuse,
    text,
    unescaped,
)
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Sample, Source

_ONLY_IN_POSTS = words(
    "conversation_id edit_history_tweet_ids public_metrics referenced_tweets entities"
)
_KINDS = (("retweeted", "repost"), ("quoted", "quote"), ("replied_to", "reply"))
_ONE_PAGE = words("includes meta __twarc errors matching_rules")


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    data = record.get("data")
    if "data" not in record:
        yield record
        yield from _beside_flat(record)
        return
    histories = _histories(record)
    for item in data if isinstance(data, list) else [data]:
        yield _with_histories(item, histories) if histories else item
    yield from (Beside(author=user) for user in records(record, "includes.users"))
    given = {as_text(post.get("id")) for post in records(record, "data")}
    for post in records(record, "includes.tweets"):
        # X may include a post twice, or one that the page has as its own.
        if as_text(post.get("id")) not in given:
            given.add(as_text(post.get("id")))
            yield Beside(post)


def _histories(record: dict[str, Any]) -> dict[str, list[Any]]:
    """The versions of the edited posts that come beside those of a page, by any version's id."""
    return {
        name: history
        for post in records(record, "includes.tweets")
        if len(history := items(post, "edit_history_tweet_ids")) > 1
        for version in history
        if (name := as_text(version)) is not None
    }


def _with_histories(item: Any, histories: dict[str, list[Any]]) -> Any:
    """A post whose references know their first versions: a repost names the one it repeats."""
    if not isinstance(item, dict):
        return item
    known = [
        {**r, "edit_history_tweet_ids": histories[name]}
        if (name := as_text(r.get("id"))) in histories
        else r
        for r in records(item, "referenced_tweets")
    ]
    return {**item, "referenced_tweets": known} if known else item


def _beside_flat(record: dict[str, Any]) -> Iterator[Any]:
    for post in records(record, "referenced_tweets"):
        if "text" in post:
            yield Beside(post)
    for user in (record.get("in_reply_to_user"), *items(record, "entities.mentions")):
        if isinstance(user, dict) and "public_metrics" in user:
            yield Beside(author=user)


def _is_user(item: Mapping[str, Any]) -> bool:
    return "username" in item and "text" not in item


def _version(item: Mapping[str, Any]) -> tuple[str, int] | None:
    number = as_int(item.get("id"))
    return (_first_id(item), number) if number is not None else None


def _was_edited(item: Mapping[str, Any]) -> bool:
    return len(items(item, "edit_history_tweet_ids")) > 1


def _first_id(item: Mapping[str, Any]) -> str:
    """The id that a post had before it was edited."""
    history = items(item, "edit_history_tweet_ids")
    return as_text(history[0] if history else None) or as_text(item.get("id")) or ""


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    beside = isinstance(item, Beside)
    if _is_user(item):
        _account(out, line, item)
        return
    author = mapping(item, "author")
    if author.get("id"):
        _account(out, line, author)
    if beside and not (item.get("author_id") and item.get("created_at")):
        return
    if "text" not in item and ("errors" in item or "title" in item):
        out.reject(line, Sentence("an error message of the API, no post"))
    elif "text" not in item and ("delete" in item or "user_delete" in item):
        take_notice(out, line, item)
    else:
        _post(out, line, item)


def _account(out: Builder, line: int, user: Mapping[str, Any]) -> None:
    out.account(
        line,
        account=user.get("id"),
        created_at=user.get("created_at"),
        followers=at(user, "public_metrics.followers_count"),
        following=at(user, "public_metrics.following_count"),
        posts_total=at(user, "public_metrics.tweet_count"),
        verified=user.get("verified"),
        avatar=text(user, "profile_image_url"),
        bio=text(user, "description"),
        handle=text(user, "username"),
    )


def _post(out: Builder, line: int, item: Mapping[str, Any]) -> None:
    kind, parent, refers_to = _referenced(item)
    entities = mapping(item, "note_tweet.entities") or mapping(item, "entities")
    count = mapping(item, "public_metrics").get
    post, thread = _first_id(item), as_text(item.get("conversation_id"))
    out.post(
        line,
        post=post,
        account=item.get("author_id"),
        posted_at=item.get("created_at"),
        text=unescaped(text(item, "note_tweet.text") or text(item, "text")),
        lang=text(item, "lang"),
        kind=kind,
        parent=parent,
        root=thread if thread != post else None,
        venue=item.get("in_reply_to_user_id"),
        links=_links(entities, refers_to) if entities else None,
        hashtags=each(entities, "hashtags", "tag") if entities else None,
        mentions=each(entities, "mentions", "id", "username") if entities else None,
        media=[key for key in items(item, "attachments.media_keys") if isinstance(key, str)],
        engagement={
            "likes": count("like_count"),
            "reposts": count("retweet_count"),
            "replies": count("reply_count"),
            "quotes": count("quote_count"),
            "views": count("impression_count"),
        },
        client=text(item, "source"),
    )


def _referenced(item: Mapping[str, Any]) -> tuple[str, Any, set[str]]:
    """Kind, the post that it repeats, quotes or answers, and the ids of all posts it refers to."""
    by_type = {
        r["type"]: r for r in records(item, "referenced_tweets") if type(r.get("type")) is str
    }
    ids = {word for r in by_type.values() if (word := as_text(r.get("id")))}
    for word, kind in _KINDS:
        if word in by_type:
            return kind, _first_id(by_type[word]) or None, ids
    return ("reply" if item.get("in_reply_to_user_id") else "original"), None, ids


def _links(entities: Mapping[str, Any], refers_to: set[str]) -> list[str]:
    links = []
    for url in records(entities, "urls"):
        shown = text(url, "display_url") or ""
        address = first(url, "unwound_url", "expanded_url", "url")
        if "media_key" in url or shown.startswith(("pic.twitter.com", "pic.x.com")):
            continue
        if isinstance(address, str) and address.split("?")[0].rsplit("/", 1)[-1] not in refers_to:
            links.append(address)
    return links


def _what(sample: Sample) -> str | None:
    """What a file of the API holds: posts, users, or neither; None for another's file."""
    for record in sample.records:
        for item in _unwrap(record) if isinstance(record, dict) else ():
            if not isinstance(item, dict) or isinstance(item, Beside):
                continue
            in_page = "data" in record and bool(_ONE_PAGE & set(record))
            if "tweet_count" in item and "start" in item:
                return "counts"
            if "member_count" in item and "owner_id" in item:
                return "lists"
            if {"id", "action", "created_at"} <= set(item):
                return "compliance"
            if "text" in item and (in_page or _ONLY_IN_POSTS & set(item)) and "author_id" in item:
                return "posts"
            if _is_user(item) and ("id" in item and ("public_metrics" in item or in_page)):
                return "users"
    return None


def _recognise(sample: Sample) -> bool:
    return _what(sample) not in {None, "users"}


def _recognise_users(sample: Sample) -> bool:
    return _what(sample) == "users"


_NO_POSTS = {
    "counts": (
        "counts of posts per hour or day, not posts",
        "Ask the API for the posts themselves.",
    ),
    "lists": ("lists of accounts, not posts", "Ask the API for the posts of the lists."),
    "compliance": (
        "notices of the compliance API, not posts",
        "What they name can be removed with demasque forget.",
    ),
}


def _check(sample: Sample, mapping: Mapping[str, str], name: str) -> None:
    what = _what(sample)
    if what in _NO_POSTS:
        refuse(name, *_NO_POSTS[what])
    missing = X_API.required - X_API.columns(sample)
    if missing:
        raise DemasqueError(
            "{name} is not in format x-api, or was asked for without what a post "
            "needs: {missing} missing (tweet.fields, expansions=author_id).",
            name=name,
            missing=", ".join(sorted(missing)),
        )


_PAGES = Nested(
    "x", _unwrap, _take, _version, _was_edited, typed=x_typed, apart=f"{__name__}:_PAGES"
)


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _PAGES)


_USER_FIELDS = words("username created_at public_metrics verified profile_image_url description")
_POST_FIELDS = words(
    "lang conversation_id in_reply_to_user_id referenced_tweets.type referenced_tweets.id "
    "entities.urls entities.hashtags entities.mentions note_tweet attachments.media_keys "
    "public_metrics edit_history_tweet_ids source"
)
_PERSONAL = words("author.name author.location author.url name location url geo in_reply_to_user")
_IGNORED = words(
    "possibly_sensitive reply_settings edit_controls withheld context_annotations "
    "card_uri community_id display_text_range scopes suggested_source_links article "
    "media_metadata attachments.poll_ids attachments.media attachments.polls "
    "attachments.media_source_tweet_id entities.cashtags entities.annotations "
    "entities.description entities.url referenced_tweets errors title detail type "
    "matching_rules __twarc verified_type protected pinned_tweet_id profile_banner_url "
    "subscription_type affiliation connection_status most_recent_tweet_id is_identity_verified "
    "parody receives_your_dm subscription delete user_delete author.start author.end "
)

X_API = Source(
    id="x-api",
    title="X (Twitter) API v2: pages, flattened posts (twarc), streams",
    platform="x",
    required=frozenset({"id", "text", "author_id", "created_at"}),
    optional=_POST_FIELDS | {f"author.{name}" for name in _USER_FIELDS | {"id"}},
    ignored=_IGNORED | _USER_FIELDS | {f"author.{name}" for name in _IGNORED},
    personal=_PERSONAL,
    shapes=frozenset({"ndjson", "json"}),
    checked_against="twarc-csv's test data: search pages, flattened posts, edits, withheld posts, "
    "streams with errors (22 files)",
    note="Files of counts, lists and compliance hold no posts and are refused with a sentence",
    read=_read,
    recognise=_recognise,
    check=_check,
    unwrap=_unwrap,
)

X_USERS = Source(
    id="x-users",
    title="X (Twitter) API v2: users",
    platform="x",
    required=frozenset({"id", "username"}),
    optional=_USER_FIELDS - {"username"},
    ignored=_IGNORED | _POST_FIELDS | {"text", "author_id"},
    personal=_PERSONAL,
    shapes=frozenset({"ndjson", "json"}),
    checked_against="users.jsonl of twarc-csv's test data",
    note="Their pinned posts are read as well, where the page includes them",
    read=_read,
    recognise=_recognise_users,
    unwrap=_unwrap,
)
