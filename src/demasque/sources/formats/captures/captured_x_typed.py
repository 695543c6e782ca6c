"""Zeeschuimer's captures of X by type; :mod:`capture_x` says what each value means."""

from collections.abc import Collection, Iterable, Sequence
from types import NoneType
from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType, defstruct

from demasque.sources.formats.captures.captured_typed import captured
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.typed_records import Run, Said, TypedRecords, count_held, learned
from demasque.sources.mapping.typed_rows import add_accounts, add_posts

_PLATFORMS = frozenset({"twitter", "twitter.com", "x.com"})
_NAME = "core.user_results.result.legacy.name"


class _Marked(Struct, gc=False):
    """An address, a hashtag, an account or a picture."""

    expanded_url: str | None = None
    url: str | None = None
    text: str | None = None
    id_str: str | None = None
    screen_name: str | None = None
    media_key: str | None = None


class _TweetEntities(Struct, gc=False):
    """What X found in a text."""

    urls: list[_Marked] | None = None
    hashtags: list[_Marked] | None = None
    user_mentions: list[_Marked] | None = None
    media: list[_Marked] | None = None


class _Long(Struct, gc=False):
    text: str | None = None
    entity_set: _TweetEntities | None = None


class _LongResults(Struct, gc=False):
    result: _Long | None = None


class _LongNote(Struct, gc=False):
    note_tweet_results: _LongResults | None = None


class _Described(Struct, gc=False):
    """What the interface of old says of an account."""

    created_at: str | None = None
    followers_count: Said = None
    friends_count: Said = None
    statuses_count: Said = None
    verified: bool | None = None
    description: str | None = None
    screen_name: str | None = None
    profile_image_url_https: str | None = None
    name: Raw | UnsetType = UNSET


class _Named(Struct, gc=False):
    created_at: str | None = None
    screen_name: str | None = None


class _Avatar(Struct, gc=False):
    image_url: str | None = None


class _TweetAuthor(Struct, gc=False):
    rest_id: str
    legacy: _Described
    core: _Named | None = None
    avatar: _Avatar | None = None
    is_blue_verified: bool | None = None
    created_at: str | None = None
    screen_name: str | None = None


class _AuthorResult(Struct, gc=False):
    result: _TweetAuthor


class _By(Struct, gc=False):
    user_results: _AuthorResult


class _TweetViews(Struct, gc=False):
    count: Said = None


class _LegacyTweet(Struct, gc=False):
    """What the interface of old says of a tweet."""

    created_at: str | None = None
    full_text: str | None = None
    lang: str | None = None
    conversation_id_str: str | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_user_id_str: str | None = None
    quoted_status_id_str: str | None = None
    source: str | None = None
    entities: _TweetEntities | None = None
    favorite_count: Said = None
    retweet_count: Said = None
    reply_count: Said = None
    quote_count: Said = None


class _LegacyBeside(_LegacyTweet, gc=False):
    retweeted_status_result: None = None


class _CapturedTweet(Struct, gc=False):
    rest_id: str
    core: _By
    legacy: Any
    note_tweet: _LongNote | None = None
    quoted_status_result: Any = None
    views: _TweetViews | None = None
    ext_views: None = None
    source: str | None = None
    tweet: None = None
    # What other platforms' captures have, some of it personal.
    author: None = None
    user: None = None
    owner: None = None
    actor: None = None
    account: None = None
    location: None = None
    place: None = None
    lat: None = None
    lng: None = None


def _result(tweet: Any) -> Any:
    return defstruct("Result", [("result", tweet)], gc=False) | None


def _item(seen: Collection[str]) -> Any:
    """The type of a tweet, which may hold one that it repeats; either may hold one it quotes."""
    quoted = learned(_CapturedTweet, seen, legacy=_LegacyBeside, quoted_status_result=NoneType)
    beside = _result(quoted)
    repeated = learned(_CapturedTweet, seen, legacy=_LegacyBeside, quoted_status_result=beside)
    fields: list[Any] = [("retweeted_status_result", _result(repeated), None)]
    said = defstruct("Said", fields, bases=(_LegacyTweet,), gc=False)
    return learned(_CapturedTweet, seen, legacy=said, quoted_status_result=beside)


def _repeated(tweet: Any) -> Any:
    held = getattr(tweet.legacy, "retweeted_status_result", None)
    return held and held.result


def _quoted(tweet: Any) -> Any:
    held = tweet and tweet.quoted_status_result
    return held and held.result


def _beside(tweet: Any) -> list[Any]:
    """The tweets that stand beside one, in the order in which they are read."""
    repeated = _repeated(tweet)
    return [one for one in (repeated, _quoted(tweet), _quoted(repeated)) if one]


def _plain(tweet: Any) -> bool:
    """Whether all that is there has a name and a time, and stands there once."""
    every = [tweet, *_beside(tweet)]
    if len({one.rest_id for one in every[1:]}) < len(every) - 1:
        return False
    return all(
        one.rest_id.isdigit()
        and one.core.user_results.result.rest_id.isdigit()
        and one.core.user_results.result.legacy != _Described()
        and (one.legacy.created_at or one is tweet)
        and (_long(one) is None or _long(one).entity_set != _TweetEntities())
        for one in every
    )


def _long(tweet: Any) -> Any:
    note = tweet.note_tweet and tweet.note_tweet.note_tweet_results
    return note and note.result


def _take(out: Builder, run: Run) -> None:
    tweets: list[Any] = []
    lines: list[int] = []
    for record, line in zip(run.records, run.lines, strict=True):
        every = [record.data, *_beside(record.data)]
        tweets += every
        lines += run.lines_of(line, len(every))
    out.saw_row(len(run.records))
    authors = [tweet.core.user_results.result for tweet in tweets]
    if _NAME in run.fields.personal:
        count_held(run.fields.dropped, _NAME, [author.legacy.name for author in authors])
    _add_authors(out, lines, authors)
    _add_tweets(out, lines, tweets, [author.rest_id for author in authors])


def _add_authors(out: Builder, lines: Sequence[int], authors: Sequence[Any]) -> None:
    about, nothing = [author.legacy for author in authors], _Named()
    add_accounts(
        out,
        lines,
        account=[author.rest_id for author in authors],
        created_at=[
            (one.core or nothing).created_at or one.legacy.created_at or one.created_at
            for one in authors
        ],
        followers=[one.followers_count for one in about],
        following=[one.friends_count for one in about],
        posts_total=[one.statuses_count for one in about],
        verified=[
            one.legacy.verified if one.is_blue_verified is None else one.is_blue_verified
            for one in authors
        ],
        avatar=[
            as_text((one.avatar and one.avatar.image_url) or one.legacy.profile_image_url_https)
            for one in authors
        ],
        bio=[one.description for one in about],
        handle=[
            as_text((one.core or nothing).screen_name or one.legacy.screen_name or one.screen_name)
            for one in authors
        ],
        platform="x",
    )


def _add_tweets(
    out: Builder, lines: Sequence[int], tweets: Sequence[Any], who: Sequence[str]
) -> None:
    said, long = [tweet.legacy for tweet in tweets], [_long(tweet) for tweet in tweets]
    found = [
        (note and note.entity_set) or one.entities or _TweetEntities()
        for note, one in zip(long, said, strict=True)
    ]
    kinds = [_kind(tweet) for tweet in tweets]
    add_posts(
        out,
        lines,
        post=[tweet.rest_id for tweet in tweets],
        account=who,
        posted_at=[one.created_at for one in said],
        text=[(note and note.text) or one.full_text for note, one in zip(long, said, strict=True)],
        lang=[one.lang for one in said],
        kind=[kind for kind, _ in kinds],
        parent=[parent for _, parent in kinds],
        root=[_thread(tweet) for tweet in tweets],
        venue=[one.in_reply_to_user_id_str for one in said],
        links=[_given(url.expanded_url or url.url for url in one.urls or ()) for one in found],
        hashtags=[_given(tag.text for tag in one.hashtags or ()) for one in found],
        mentions=[
            _given(person.id_str or person.screen_name for person in one.user_mentions or ())
            for one in found
        ],
        media=[
            _given(one.media_key for one in (entities and entities.media) or ())
            for entities in (one.entities for one in said)
        ],
        engagement={
            "likes": [one.favorite_count for one in said],
            "reposts": [one.retweet_count for one in said],
            "replies": [one.reply_count for one in said],
            "quotes": [one.quote_count for one in said],
            "views": [tweet.views and tweet.views.count for tweet in tweets],
        },
        platform="x",
        client=[tweet.source or tweet.legacy.source for tweet in tweets],
    )


def _given(values: Iterable[str | None]) -> list[str]:
    return [value for value in values if value]


def _thread(tweet: Any) -> str | None:
    thread = as_text(tweet.legacy.conversation_id_str)
    return thread if thread != tweet.rest_id else None


def _kind(tweet: Any) -> tuple[str, str | None]:
    repeated, quoted = _repeated(tweet), _quoted(tweet)
    if repeated:
        return "repost", repeated.rest_id
    if parent := as_text(tweet.legacy.quoted_status_id_str) or (quoted and quoted.rest_id):
        return "quote", parent
    answered = as_text(tweet.legacy.in_reply_to_status_id_str)
    return ("reply", answered) if answered else ("original", None)


def captured_x_typed(platform: str) -> TypedRecords | None:
    """How captures of X are read by type; None for those of another platform."""
    return captured(platform, _item, _plain, _take) if platform in _PLATFORMS else None
