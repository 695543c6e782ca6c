"""yt-dlp's ``.info.json``: a clip and who posted it, and the comments under it if they were asked
for (``--write-comments``).

yt-dlp describes every site in the same fields, but not with the same ids: what it calls ``id`` is
the post's on YouTube and TikTok, the file's on X. Posts and accounts are named here as the other
formats of their platform name them, so that one post from two tools is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import Nested, first, items, records, text
from demasque.sources.mapping.post_addresses import post_of_address
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_PLATFORMS: Final = {
    "youtube": "youtube", "tiktok": "tiktok", "twitter": "x", "instagram": "instagram",
    "facebook": "facebook", "facebookreel": "facebook", "bluesky": "bluesky",
    "telegram": "telegram", "telegramembed": "telegram", "reddit": "reddit", "vk": "vk",
    "threads": "threads", "truth": "truth_social", "linkedin": "linkedin",
}  # fmt: skip
"""Extractors whose sites have formats of their own here; the others are called as they are."""

_ACCOUNTS: Final = {
    "youtube": "channel_id",
    "tiktok": "uploader",
    "x": "uploader_id",
    "instagram": "uploader_id",
    "bluesky": "channel_id",
    "telegram": "channel_id",
    "reddit": "uploader",
}
"""The field in which the platform's other formats find the account."""

_NO_CLIP: Final = Sentence("a list of clips, not a clip")


@dataclass(frozen=True, slots=True)
class InfoPost:
    """The post of an ``.info.json``: its platform and the ids it may go by, the likeliest first."""

    platform: str
    ids: tuple[str, ...]


def post_of_info(info: Mapping[str, Any]) -> InfoPost | None:
    """The post that an ``.info.json`` describes; None for a list of clips, or without an id."""
    if info.get("_type", "video") != "video":
        return None
    extractor = as_text(first(info, "extractor_key", "extractor")) or ""
    site = extractor.partition(":")[0].casefold()
    platform = _PLATFORMS.get(site, site)
    address = post_of_address(as_text(first(info, "webpage_url", "original_url")) or "")
    ids = [*address.ids] if address and address.platform == platform else []
    number, shown = as_text(info.get("id")), as_text(info.get("display_id"))
    did = as_text(info.get("channel_id")) or ""
    if platform == "bluesky" and did.startswith("did:") and number:
        ids = [f"at://{did}/app.bsky.feed.post/{number}", *ids]
    # On X the id is the file's. Another post may have that file.
    ids += [word for word in (shown, number) if word and platform not in ("x", "bluesky")]
    if platform in ("instagram", "threads") and ids:
        ids = [*ids, *([number] if number else [])]
    known = tuple(dict.fromkeys(ids))
    return InfoPost(platform, known) if platform and known else None


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    yield record
    if post := post_of_info(record):
        venue = account_of_info(record, post)
        yield from ({"comment": c, "of": post, "venue": venue} for c in records(record, "comments"))


def account_of_info(info: Mapping[str, Any], post: InfoPost) -> str | None:
    """The account of a post, by the name that the platform's other formats give it."""
    own = _ACCOUNTS.get(post.platform, "")
    return as_text(first(info, *([own] if own else []), "channel_id", "uploader_id", "uploader"))


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    if "comment" in item and isinstance(item.get("of"), InfoPost):
        _take_comment(out, line, item["comment"], item["of"], item["venue"])
        return
    post = post_of_info(item)
    if post is None:
        out.reject(
            line, _NO_CLIP if item.get("_type", "video") != "video" else Sentence("no post id")
        )
        return
    account, when, precision = account_of_info(item, post), *_when(item)
    titles = () if post.platform in _OWN_TITLES else ("title",)
    parts = (text(item, key) for key in (*titles, "description"))
    tags = [tag for tag in items(item, "tags") if isinstance(tag, str)]
    if account:
        handle = as_text(item.get("uploader_id"))
        out.account(
            line,
            account=account,
            followers=item.get("channel_follower_count"),
            verified=item.get("channel_is_verified"),
            handle=handle if handle and handle.startswith("@") else None,
            platform=post.platform,
        )
    out.post(
        line,
        post=post.ids[0],
        account=account,
        posted_at=when,
        text="\n".join(dict.fromkeys(part for part in parts if part)),
        lang=text(item, "language"),
        hashtags=tags if tags and post.platform == "youtube" else None,
        engagement={
            "likes": item.get("like_count"),
            "reposts": item.get("repost_count"),
            "replies": item.get("comment_count"),
            "views": item.get("view_count"),
        },
        platform=post.platform,
        time_precision=precision,
    )


_OWN_TITLES: Final = words("tiktok instagram x bluesky telegram threads truth_social")
"""Where yt-dlp makes the title itself ("Video by NAME"), or cuts it from the words."""


def _when(item: Mapping[str, Any]) -> tuple[Any, str]:
    """The time of a clip: to the second, or where the site gives no more, the day."""
    if (seconds := first(item, "timestamp", "release_timestamp")) is not None:
        return seconds, "second"
    day = as_text(first(item, "upload_date", "release_date")) or ""
    try:
        return datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC), "day"
    except ValueError:
        return None, "day"


def _take_comment(
    out: Builder, line: int, item: dict[str, Any], post: InfoPost, venue: str | None
) -> None:
    """One comment. ``parent`` is the comment that is answered, "root" where it is the clip.

    Its time is what the site shows ("3 weeks ago"), counted back.
    """
    account, above = as_text(first(item, "author_id")), as_text(item.get("parent"))
    if account:
        out.account(
            line,
            account=account,
            avatar=text(item, "author_thumbnail"),
            verified=item.get("author_is_verified"),
            platform=post.platform,
        )
    out.post(
        line,
        post=item.get("id"),
        account=account,
        posted_at=item.get("timestamp"),
        text=text(item, "text"),
        kind="comment",
        parent=post.ids[0] if above in (None, "root") else above,
        root=post.ids[0],
        venue=venue,
        engagement={"likes": item.get("like_count")},
        platform=post.platform,
        time_precision="estimated",
    )


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("unknown", _unwrap, _take))


YT_DLP = Source(
    id="yt-dlp",
    title="yt-dlp's .info.json: clips, and comments under them",
    platform="as extracted",
    required=words("id extractor extractor_key webpage_url"),
    optional=words(
        "display_id channel_id uploader_id upload_date timestamp release_timestamp release_date "
        "title description tags language like_count repost_count comment_count view_count "
        "channel_follower_count channel_is_verified comments original_url _type uploader "
        # A comment, as it is taken from under its clip:
        "comment of venue"
    ),
    ignored=words(
        "formats requested_formats requested_downloads requested_subtitles requested_entries "
        "subtitles automatic_captions thumbnails thumbnail http_headers cookies fragments url urls "
        "manifest_url manifest_stream_number filename _filename filepath heatmap chapters "
        "categories age_limit duration duration_string width height fps resolution aspect_ratio "
        "vcodec acodec ext format format_id format_note tbr vbr abr asr filesize filesize_approx "
        "protocol dynamic_range audio_channels live_status is_live was_live availability "
        "playable_in_embed media_type epoch fulltitle webpage_url_basename webpage_url_domain "
        "playlist playlist_index playlist_id playlist_title playlist_count playlist_uploader "
        "playlist_uploader_id playlist_channel playlist_channel_id playlist_webpage_url n_entries "
        "_version _has_drm channel_url uploader_url average_rating release_year artist artists "
        "track album album_artist genre stretched_ratio quality preference source_preference "
        "language_preference has_drm video_ext audio_ext container downloader_options "
        "concurrent_view_count save_count dislike_count alt_title creator creators license "
        "series season episode channel"
    ),
    personal=words("location cast comment.author"),
    time_precision="second, or the day; of comments estimated",
    shapes=frozenset({"json", "ndjson"}),
    checked_against="records written by hand from yt-dlp's documented fields",
    note="Comments if they were asked for (`--write-comments`)",
    read=_read,
    unwrap=_unwrap,
)
