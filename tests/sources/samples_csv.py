"""Samples of tables: 4CAT, minet, YouTube Data Tools, Meta's library, CrowdTangle, X's archive."""

from collections.abc import Sequence
from typing import Any

from sample import Sample

SECRET = "Jane Q. Realname"
UNIX = 1704067200
LOOK = "Look #tag https://example.org/{n}"


def table(
    source: str,
    post: str,
    account: str,
    time: str,
    text: str = "body",
    *,
    prefix: str = "",
    kinds: Sequence[str] = ("original",) * 3,
    accounts: bool = True,
    personal: str = "author_fullname",
    clock: str = "unix",
    more: dict[str, Any] | None = None,
    each: Sequence[dict[str, Any]] = ({}, {}, {}),
    links: Sequence[str] = tuple(f"https://example.org/{n}" for n in range(3)),
) -> Sample:
    times = {
        "unix": lambda n: UNIX + n,
        "iso": lambda n: f"2024-01-01T00:00:0{n}Z",
        "minute": lambda n: f"2018-01-01 10:0{n}",
        "eastern": lambda n: f"2021-01-01 10:00:0{n} EST",
    }
    rows = [
        {
            **dict.fromkeys(more or {}, ""),
            post: f"p{n}",
            account: f"a{n}",
            time: times[clock](n),
            text: LOOK.format(n=n),
            **({personal: SECRET} if personal else {}),
            **{k: str(v).replace("{n}", str(n)) for k, v in (more or {}).items()},
            **each[n],
        }
        for n in range(3)
    ]
    return Sample(
        source,
        "csv",
        rows,
        posts=[(f"{prefix}p{n}", f"a{n}", kind) for n, kind in enumerate(kinds)],
        accounts=[f"a{n}" for n in range(3)] if accounts else [],
        links=list(links),
        hashtags=["tag"] * 3,
        secrets=[SECRET],
    )


_TAG = {"hashtags": "tag"}
_LINK = {"urls": "https://example.org/{n}"}
_COMMENTS = ("comment",) * 3

CSV_SAMPLES = [
    table(
        "x-archive", "tweetid", "userid", "tweet_time", "tweet_text",
        personal="user_display_name", clock="minute",
        kinds=("original", "repost", "reply"),
        more={
            "is_retweet": "False", "retweet_userid": "", "retweet_tweetid": "",
            "in_reply_to_tweetid": "", "urls": "['https://example.org/{n}']",
            "hashtags": "['tag']", "user_mentions": "[]", "follower_count": "12",
        },
        each=({}, {"is_retweet": "True", "retweet_tweetid": "9"}, {"in_reply_to_tweetid": "8"}),
    ),
    table(
        "4cat-x", "id", "author_id", "unix_timestamp",
        kinds=("original", "repost", "reply"),
        more={"is_retweet": "no", "quote_tweet_id": "", "is_reply": "no", "author": "h",
              **_TAG, **_LINK},
        each=({}, {"is_retweet": "yes"}, {"is_reply": "yes"}),
    ),
    table(
        "4cat-tiktok", "id", "author", "unix_timestamp", personal="author_full",
        more={"tiktok_url": "https://tiktok.com/v/1", **_TAG},
    ),
    table(
        "4cat-tiktok-comments", "id", "author", "unix_timestamp", personal="author_full",
        kinds=_COMMENTS,
        more={"thread_id": "t", "post_id": "t", "comment_url": "https://tiktok.com/c/1"},
    ),
    table(
        "4cat-instagram", "id", "author_id", "unix_timestamp",
        more={"media_type": "photo", "num_media": "1", "author": "h", **_TAG},
    ),
    table(
        "4cat-bluesky", "id", "author_id", "created_at", personal="author_display_name",
        clock="iso", kinds=("original", "reply", "original"),
        more={"replied_to_post": "", "repost_count": "1", "author": "h", "tags": "tag",
              "links": "https://example.org/{n}"},
        each=({}, {"replied_to_post": "p0"}, {}),
    ),
    table(
        "4cat-telegram", "id", "chat", "unix_timestamp", personal="author_name", accounts=False,
        kinds=("original", "repost", "original"),
        more={"author_forwarded_from_id": "", "entities_linked": "https://example.org/{n}"},
        each=({}, {"author_forwarded_from_id": "12"}, {}),
    ),
    table(
        "4cat-threads", "id", "author", "unix_timestamp", personal="",
        more={"link_thumbnail_url": "", "reposts": "1", "link_url": "https://example.org/{n}",
              **_TAG},
    ),
    table(
        "4cat-truth-social", "id", "account_username", "created_at", clock="iso",
        personal="account_display_name", more={"reblogs_count": "1", **_TAG},
    ),
    table(
        "4cat-linkedin", "id", "author", "unix_timestamp", personal="author_name",
        more={"timestamp_ago": "2w", "link_url": "https://example.org/{n}", **_TAG},
    ),
    table(
        "minet-tweets", "id", "user_id", "timestamp_utc", "text", personal="user_name",
        kinds=("original", "quote", "reply"),
        more={"user_screen_name": "h", "to_tweetid": "", "quoted_id": "",
              "links": "https://example.org/{n}", **_TAG},
        each=({}, {"quoted_id": "5"}, {"to_tweetid": "6"}),
    ),
    table(
        "minet-youtube-comments", "comment_id", "author_channel_id", "published_at", "text",
        personal="author_name", clock="iso", accounts=False, kinds=_COMMENTS,
        more={"video_id": "v", "parent_comment_id": ""},
    ),
    table(
        "minet-reddit-comments", "id", "author", "published_date", "comment", personal="",
        clock="iso", kinds=_COMMENTS, more={"points": "1", "comment_url": "u", "parent": "t3_s"},
    ),
    table(
        "minet-telegram", "link_to_message", "user_link", "datetime", "text", personal="user",
        clock="iso", accounts=False, more={"links": "https://example.org/{n}", **_TAG},
    ),
    table(
        "ytdt-comments", "id", "authorChannelId", "publishedAt", "text", personal="authorName",
        clock="iso", accounts=False, kinds=_COMMENTS, more={"isReplyTo": ""},
    ),
    table(
        "ytdt-videos", "videoId", "channelId", "publishedAt", "videoDescription",
        personal="locationDescription", clock="iso", accounts=False,
        more={"videoTitle": "A title", "tags": "tag"},
    ),
    table(
        "meta-library-facebook", "id", "post_owner.id", "creation_time", "text",
        personal="post_owner.name", clock="iso", kinds=("original", "repost", "original"),
        more={"shared_post_id": "", "post_owner.username": "h",
              "link_attachment.link": "https://example.org/{n}"},
        each=({}, {"shared_post_id": "77"}, {}),
    ),
    table(
        "meta-library-instagram", "id", "post_owner.id", "creation_time", "text",
        personal="post_owner.name", clock="iso",
        more={"media_type": "PHOTO", "post_owner.username": "h", **_TAG},
    ),
    table(
        "crowdtangle-csv", "URL", "Facebook Id", "Post Created", "Message",
        personal="Page Name", clock="eastern",
        more={"User Name": "h", "Final Link": "https://example.org/{n}", "Likes": "1,234"},
    ),
]  # fmt: skip
