"""Pages and streams of X's API v2 by type; :mod:`x_api` says what each value means."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, defstruct

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import unescaped
from demasque.sources.mapping.typed_records import Latest, Run, TypedRecords, count_held, learned
from demasque.sources.mapping.typed_rows import add_accounts, add_posts
from demasque.sources.source import Sample

_KINDS = (("retweeted", "repost"), ("quoted", "quote"), ("replied_to", "reply"))
_PICTURES = ("pic.twitter.com", "pic.x.com")

Count = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None


class _Url(Struct, gc=False):
    url: str | None = None
    expanded_url: str | None = None
    unwound_url: str | None = None
    display_url: str | None = None
    media_key: Raw | UnsetType = UNSET


class _Tag(Struct, gc=False):
    tag: str | None = None


class _Person(Struct, gc=False):
    id: str | None = None
    username: str | None = None


class _Entities(Struct, gc=False, forbid_unknown_fields=True):
    """``annotations`` and ``cashtags`` tell entities without links from none at all."""

    urls: list[_Url] | None = None
    hashtags: list[_Tag] | None = None
    mentions: list[_Person] | None = None
    annotations: Raw | UnsetType = UNSET
    cashtags: Raw | UnsetType = UNSET


class _Note(Struct, gc=False):
    text: str | None = None
    entities: _Entities | None = None


class _Reference(Struct, gc=False):
    type: str
    id: str


class _Attachments(Struct, gc=False):
    media_keys: list[str] | None = None


class _Metrics(Struct, gc=False):
    like_count: Count = None
    retweet_count: Count = None
    reply_count: Count = None
    quote_count: Count = None
    impression_count: Count = None


class _Post(Struct, gc=False):
    id: str
    text: str
    author_id: str | None = None
    created_at: str | None = None
    conversation_id: str | None = None
    in_reply_to_user_id: str | None = None
    lang: str | None = None
    source: str | None = None
    entities: _Entities | None = None
    note_tweet: _Note | None = None
    referenced_tweets: list[_Reference] | None = None
    attachments: _Attachments | None = None
    public_metrics: _Metrics | None = None
    edit_history_tweet_ids: list[str] | None = None
    geo: Raw | UnsetType = UNSET
    # What a flattened post has, and personal values that a post of a page never has.
    author: None = None
    in_reply_to_user: None = None
    name: None = None
    location: None = None
    url: None = None


class _AccountMetrics(Struct, gc=False):
    followers_count: Count = None
    following_count: Count = None
    tweet_count: Count = None


class _Account(Struct, gc=False):
    id: str
    created_at: str | None = None
    verified: bool | None = None
    profile_image_url: str | None = None
    description: str | None = None
    username: str | None = None
    public_metrics: _AccountMetrics | None = None
    name: str | None = None
    location: str | None = None
    url: str | None = None


class _Versions(Struct, gc=False):
    edit_history_tweet_ids: list[Raw] | None = None


def _page(item: Any, account: Any, stream: bool) -> Any:
    """The type of a page; a stream gives pages of one post."""
    beside = defstruct(
        "Beside",
        [("users", list[account] | None, None), ("tweets", list[item] | None, None)],
        gc=False,
    )
    data = item if stream else list[item]
    return defstruct("Page", [("data", data), ("includes", beside | None, None)], gc=False)


def _posts(page: Any) -> list[Any]:
    return page.data if isinstance(page.data, list) else [page.data]


def _beside(page: Any) -> Sequence[Any]:
    return (page.includes and page.includes.tweets) or ()


def _people(page: Any) -> Sequence[Any]:
    return (page.includes and page.includes.users) or ()


def _was_edited(page: Any) -> bool:
    every = (*_posts(page), *_beside(page))
    return any(len(post.edit_history_tweet_ids or ()) > 1 for post in every)


def _plain(page: Any, latest: Latest) -> bool:
    """Whether no post of a page was edited, and everybody on it has a number."""
    every = (*_posts(page), *_beside(page))
    if not all(user.id.isdigit() for user in _people(page)):
        return False
    for post in every:
        if not post.id.isdigit() or post.id in latest:
            return False
        if (history := post.edit_history_tweet_ids) and history != [post.id]:
            return False
        if not all(reference.id.isdigit() for reference in post.referenced_tweets or ()):
            return False
    return True


def _take(out: Builder, run: Run) -> None:
    posts: list[Any] = []
    users: list[Any] = []
    post_lines: list[int] = []
    user_lines: list[int] = []
    for page, line in zip(run.records, run.lines, strict=True):
        own, people = _posts(page), _people(page)
        given = {post.id for post in own}
        beside = [post for post in _beside(page) if not _already(post.id, given)]
        lines = run.lines_of(line, len(own) + len(people) + len(beside))
        out.saw_row(len(own))
        posts += own
        post_lines += lines[: len(own)]
        users += people
        user_lines += lines[len(own) : len(own) + len(people)]
        for post, where in zip(beside, lines[len(own) + len(people) :], strict=True):
            if post.author_id and post.created_at:
                posts.append(post)
                post_lines.append(where)
        count_held(run.fields.dropped, "geo", [post.geo for post in (*own, *beside)])
    if users:
        run.fields.seen.add("author")
    _add_users(out, user_lines, users, run)
    _add_posts(out, post_lines, posts)


def _already(name: str, given: set[str]) -> bool:
    known = name in given
    given.add(name)
    return known


def _add_users(out: Builder, lines: list[int], users: list[Any], run: Run) -> None:
    counts = [user.public_metrics or _AccountMetrics() for user in users]
    for key in ("name", "location", "url"):
        count_held(run.fields.dropped, f"author.{key}", [getattr(user, key) for user in users])
    add_accounts(
        out,
        lines,
        account=[user.id for user in users],
        created_at=[user.created_at for user in users],
        followers=[count.followers_count for count in counts],
        following=[count.following_count for count in counts],
        posts_total=[count.tweet_count for count in counts],
        verified=[user.verified for user in users],
        avatar=[user.profile_image_url for user in users],
        bio=[user.description for user in users],
        handle=[user.username for user in users],
    )


def _add_posts(out: Builder, lines: list[int], posts: list[Any]) -> None:
    none = _Metrics()
    referenced = [_referenced(post) for post in posts]
    entities = [_entities_of(post) for post in posts]
    counts = [post.public_metrics or none for post in posts]
    add_posts(
        out,
        lines,
        post=[post.id for post in posts],
        account=[post.author_id for post in posts],
        posted_at=[post.created_at for post in posts],
        text=[unescaped((p.note_tweet and p.note_tweet.text) or p.text) for p in posts],
        lang=[post.lang for post in posts],
        kind=[kind for kind, _, _ in referenced],
        parent=[parent for _, parent, _ in referenced],
        root=[_thread(post) for post in posts],
        venue=[post.in_reply_to_user_id for post in posts],
        links=[e and ((e.urls and _links(e.urls, r[2])) or ())
               for e, r in zip(entities, referenced, strict=True)],
        hashtags=[e and ((e.hashtags and [t.tag for t in e.hashtags if t.tag]) or ())
                  for e in entities],
        mentions=[e and ((e.mentions and [p.id or p.username for p in e.mentions
                                          if p.id or p.username]) or ())
                  for e in entities],
        media=[(post.attachments and post.attachments.media_keys) or () for post in posts],
        engagement={
            "likes": [count.like_count for count in counts],
            "reposts": [count.retweet_count for count in counts],
            "replies": [count.reply_count for count in counts],
            "quotes": [count.quote_count for count in counts],
            "views": [count.impression_count for count in counts],
        },
        client=[post.source for post in posts],
    )  # fmt: skip


def _thread(post: Any) -> str | None:
    """The first post of the thread, unless it is the post itself."""
    thread: str | None = post.conversation_id
    return None if thread is None or thread.strip() == post.id else thread


def _entities_of(post: Any) -> Any:
    """What X found in a post's text; None where it says nothing of that."""
    own, note = post.entities, post.note_tweet
    if note is not None and note.entities is not None and note.entities != _Entities():
        own = note.entities
    return None if own is None or own == _Entities() else own


def _referenced(post: Any) -> tuple[str, str | None, Collection[str]]:
    """Kind, the post that it repeats, quotes or answers, and the ids of all posts it refers to."""
    by_type = {reference.type: reference.id for reference in post.referenced_tweets or ()}
    for word, kind in _KINDS:
        if word in by_type:
            return kind, by_type[word] or None, by_type.values()
    return ("reply" if post.in_reply_to_user_id else "original"), None, by_type.values()


def _links(urls: list[_Url], refers_to: Collection[str]) -> list[str]:
    links = []
    for url in urls:
        address = url.unwound_url or url.expanded_url or url.url
        if url.media_key is not UNSET or (url.display_url or "").startswith(_PICTURES):
            continue
        if address and address.split("?")[0].rsplit("/", 1)[-1] not in refers_to:
            links.append(address)
    return links


def x_typed(sample: Sample) -> TypedRecords | None:
    """How a file is read by type that begins with pages, or with a stream's posts; else None."""
    first = next((r for r in sample.records if isinstance(r, dict)), {})
    data = first.get("data")
    if not isinstance(data, (list, dict)):
        return None
    stream = isinstance(data, dict)
    return TypedRecords(
        record=lambda seen: _page(learned(_Post, seen), _Account, stream),
        plain=_plain,
        take=_take,
        edited=(_page(_Versions, Raw, stream), _was_edited),
    )
