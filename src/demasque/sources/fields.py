"""The fields that a table of posts can fill, and the column names by which they commonly go."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from demasque.errors import Sentence, UsageError
from demasque.schema import TIME_PRECISIONS


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it holds, and its common column names, the most telling first."""

    what: str
    names: tuple[str, ...]


def words(text: str) -> frozenset[str]:
    """The set of the words in a text."""
    return frozenset(text.split())


def _field(what: str, names: str) -> Field:
    return Field(what, tuple(names.split()))


FIELDS: Final[Mapping[str, Field]] = {
    "post": _field(
        "id of the post",
        "post_id id tweet_id tweetid content_id message_id comment_id video_id status_id item_id",
    ),
    "account": _field(
        "id or name of the account that posted",
        "account_id user_id author_id userid channel_id from_id account author_channel_id author "
        "user_screen_name screen_name username user_name user handle channel creator "
        "follower_id follower_account",
    ),
    "posted_at": _field(
        "time of the post",
        "created_at posted_at timestamp_utc unix_timestamp timestamp_share timestamp created_utc "
        "create_time creation_time post_created published_at publishedat published_date "
        "tweet_time datetime date time post_date",
    ),
    "text": _field(
        "the post's words",
        "text full_text body content message tweet_text tweet comment caption selftext post_text "
        "description video_description",
    ),
    "lang": _field("language code", "lang language tweet_language language_guess"),
    "kind": _field("original, repost, quote, reply or comment", "kind post_kind post_type type"),
    "is_repost": _field("whether it is a repost", "is_retweet is_repost"),
    "parent": _field("post that this one answers or repeats", "parent_id parent parent_post"),
    "reply_to": _field(
        "post that this one answers",
        "in_reply_to_tweetid in_reply_to_status_id in_reply_to_id in_reply_to reply_to reply_id "
        "replied_to_post to_tweetid parent_comment_id reply_to_message_id isreplyto",
    ),
    "repost_of": _field(
        "post that this one repeats",
        "retweet_tweetid retweeted_id retweeted_status_id repost_id repost_of shared_post_id",
    ),
    "quote_of": _field(
        "post that this one quotes",
        "quoted_tweet_tweetid quoted_id quoted_status_id quote_tweet_id quote_of quoted_post",
    ),
    "root": _field("first post of the thread", "conversation_id thread_id link_id root root_id"),
    "venue": _field(
        "account under whose post, or on whose page, it stands",
        "venue venue_id venue_account page page_id page_name link_author video_channel_id "
        "group group_id chat chat_id",
    ),
    "platform": _field("platform", "platform source_platform social_network network"),
    "links": _field(
        "addresses in the post",
        "urls expanded_urls links url_list link final_link entities_linked shared_url url_id",
    ),
    "hashtags": _field("hashtags, in order", "hashtags tags hashtag_names hashtag hashtag_id"),
    "mentions": _field("accounts mentioned", "mentions user_mentions mentioned_users"),
    "media": _field(
        "hash of pictures or clips",
        "media_hash media_hashes media_sha256 image_hash phash phash_id md5 sha256",
    ),
    "likes": _field("likes", "likes like_count favorite_count favourites_count score num_likes"),
    "reposts": _field("reposts", "reposts retweet_count repost_count share_count shares retweets"),
    "replies": _field("replies", "replies reply_count comment_count num_comments replies_count"),
    "quotes": _field("quotes", "quotes quote_count quotes_count"),
    "views": _field("views", "views view_count impression_count plays play_count impressions"),
    "followed": _field(
        "account that the account follows",
        "followed followed_id followed_account followed_account_id followed_user_id",
    ),
    "followed_at": _field("when it began to follow", "followed_at followed_since follow_date"),
    "client": _field(
        "program that the post came from",
        "client client_name source_app tweet_client_name application_name",
    ),
    "time_precision": _field("second, minute, day or estimated", "time_precision"),
    "date_order": _field("day or month: what stands first in dates such as 3/4/2024", ""),
    "handle": _field(
        "the account's handle (its shape is kept, such as L5_L5d4: letters, digits, signs)",
        "user_screen_name screen_name username author_username account_username handle",
    ),
    "account_created_at": _field(
        "when the account was made",
        "account_created_at account_created account_creation_date user_created_at "
        "author_created_at",
    ),
    "followers": _field(
        "followers of the account",
        "followers follower_count followers_count user_followers author_followers "
        "account_followers",
    ),
    "following": _field(
        "accounts that it follows",
        "following following_count friends_count user_friends account_following",
    ),
    "posts_total": _field("posts it ever made", "posts_total statuses_count user_tweets"),
    "verified": _field("verified", "verified user_verified author_is_verified account_verified"),
    "avatar": _field(
        "address of the account's picture (kept as a hash)",
        "avatar author_avatar author_avatar_url account_avatar user_image profile_image_url",
    ),
    "bio": _field(
        "the account's own description (kept as a hash)",
        "user_profile_description user_description bio author_bio",
    ),
    "display_name": _field(
        "the account's display name (kept as a hash)",
        "user_display_name display_name author_display_name account_display_name",
    ),
    "host": _field(
        "server that holds the account (its name is kept)",
        "account_host hosting_server pds_host pds",
    ),
}

COMMON_NAMES: Final = frozenset(name for field in FIELDS.values() for name in field.names)

_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "time_precision": TIME_PRECISIONS,
    "date_order": ("day", "month"),
}
_MANY: Final = frozenset({"links", "hashtags", "mentions", "media"})

ACCOUNT_FIELDS: Final = (
    "handle", "account_created_at", "followers", "following", "posts_total", "verified", "avatar",
    "bio", "display_name", "host",
)  # fmt: skip

PERSONAL: Final = words(
    "name full_name fullname real_name author_fullname author_full author_name "
    "first_name last_name email "
    "e_mail mail phone phone_number location user_location user_reported_location "
    "latitude longitude lat lng lon long_lat geo coordinates place place_name "
    "location_name location_latlong location_city address birthday gender ip ip_address"
)
"""Columns of any table that are never read: real names, addresses, places, contacts."""


def plain(column: str) -> str:
    """A column's name without case, spaces and punctuation: 'Post Created' -> 'post_created'."""
    return re.sub(r"[^0-9a-z]+", "_", column.casefold()).strip("_")


def recognise(columns: Iterable[str]) -> dict[str, str]:
    """Field -> column, by common names; a column fills one field (the account's handle apart).

    What holds records ('author' beside 'author.id') fills only a field that may have many values.
    """
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain(column), column)
    records = {column.rpartition(".")[0] for column in by_name.values()}
    taken: set[str] = set()
    found: dict[str, str] = {}
    for field, description in FIELDS.items():
        for name in description.names:
            column = by_name.get(name, "")
            if column in records and field not in _MANY:
                continue
            if column and (column not in taken or field == "handle"):
                found[field] = column
                taken.add(column)
                break
    return found


def apply_mapping(
    found: dict[str, str], mapping: Mapping[str, str], columns: Iterable[str], name: str
) -> dict[str, str]:
    """What was recognised, overruled by the user's FIELD=COLUMN (or FIELD==constant).

    Raises UsageError for a field or column that does not exist, with those that do.
    """
    have = list(columns)
    for field, column in mapping.items():
        check_field(field, column)
        if not column.startswith("=") and column not in have:
            near = _nearest(column, have)
            raise UsageError(
                "{name} has no column called {column}{near}. Columns: {have}.",
                name=name,
                column=column,
                near=near,
                have=", ".join(have),
            )
    # A column that the user gives to one field is no longer guessed for another.
    given = set(mapping.values())
    return {f: c for f, c in found.items() if c not in given} | dict(mapping)


def check_field(field: str, column: str) -> None:
    """Raise UsageError for a field that does not exist, or a constant that it cannot have."""
    if field not in FIELDS:
        near = _nearest(field, FIELDS)
        raise UsageError(
            "There is no field called {field}{near}. Fields: {known}.",
            field=field,
            near=near,
            known=", ".join(FIELDS),
        )
    if field == "date_order" and not column.startswith("="):
        raise UsageError(
            "date_order is day or month: --map date_order==day, or --map date_order==month."
        )
    if column.startswith("="):
        _check_constant(field, column[1:])


def _check_constant(field: str, value: str) -> None:
    """Raise UsageError for a value that no row can have, or not all rows at once."""
    if field in {"post", "posted_at"}:
        raise UsageError(
            "--map {field}=={value}: not every post can have the same.", field=field, value=value
        )
    allowed = _ONLY.get(field)
    if not value or (allowed and value not in allowed):
        raise UsageError(
            "--map {field}=={value}: it can be {allowed}.",
            field=field,
            value=value,
            allowed=", ".join(allowed) if allowed else Sentence("any word, but not nothing"),
        )


def _nearest(word: str, words: Iterable[str]) -> str:
    best = process.extractOne(word, list(words), scorer=fuzz.WRatio, score_cutoff=70)
    return Sentence(" (did you mean {word}?)", word=best[0]) if best else ""
