"""Zeeschuimer's captures, and the NDJSON that 4CAT makes of them.

Each line is an envelope around what a platform's website received: ``data`` with ``item_id``,
``source_platform`` and ``timestamp_collected``; in 4CAT's files the envelope is inside the record,
under ``__import_meta``. Platforms change the inside without notice: what is not found is null.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.formats.captures.capture_instagram import take_instagram, take_threads
from demasque.sources.formats.captures.capture_linkedin import take_linkedin
from demasque.sources.formats.captures.capture_tiktok import take_comment, take_video
from demasque.sources.formats.captures.capture_x import take_tweet, tweets_beside
from demasque.sources.formats.captures.captured_tiktok_typed import captured_tiktok_typed
from demasque.sources.formats.captures.captured_x_typed import captured_x_typed
from demasque.sources.formats.platforms.mastodon import statuses_beside, take_status
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import Beside, Nested, at
from demasque.sources.mapping.typed_records import TypedRecords
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Sample, Source

_META = "__import_meta"

_READERS: dict[str, Callable[[Builder, int, dict[str, Any]], None]] = {
    "tiktok": take_video,
    "tiktok.com": take_video,
    "tiktok-comments": take_comment,
    "tiktok.com-comments": take_comment,
    "instagram": take_instagram,
    "instagram.com": take_instagram,
    "threads.net": take_threads,
    "threads.com": take_threads,
    "twitter": take_tweet,
    "twitter.com": take_tweet,
    "x.com": take_tweet,
    "linkedin.com": take_linkedin,
    "linkedin": take_linkedin,
    "truthsocial.com": partial(take_status, platform="truth_social"),
    "truthsocial": partial(take_status, platform="truth_social"),
    "gab.com": partial(take_status, platform="gab"),
}


_POSTS_BESIDE: dict[str, Callable[[Mapping[str, Any]], Iterable[Beside]]] = {
    **dict.fromkeys(("twitter", "twitter.com", "x.com"), tweets_beside),
    **dict.fromkeys(("truthsocial.com", "truthsocial", "gab.com"), statuses_beside),
}
"""How the posts that another repeats or quotes are found, where a capture holds them whole."""


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    item: Any = record
    if _META not in record:
        if "data" not in record or "source_platform" not in record:
            return
        item = record["data"]
        if isinstance(item, dict):
            item = {**item, _META: {key: value for key, value in record.items() if key != "data"}}
    yield item
    platform = at(item, f"{_META}.source_platform")
    beside = _POSTS_BESIDE.get(platform) if isinstance(platform, str) else None
    for post in beside(item) if beside else ():
        yield Beside({**post, _META: item[_META]})


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    platform = at(item, f"{_META}.source_platform")
    read = _READERS.get(platform) if isinstance(platform, str) else None
    if read is None:
        out.reject(line, Sentence("of a platform that is not read from Zeeschuimer's captures"))
    else:
        read(out, line, item)


def _typed(sample: Sample) -> TypedRecords | None:
    """How a file is read by type that begins with captures of a platform that has types."""
    first = next((r for r in sample.records if isinstance(r, dict)), {})
    platform = first.get("source_platform")
    if not isinstance(platform, str):
        return None
    return captured_tiktok_typed(platform) or captured_x_typed(platform)


_CAPTURES = Nested("unknown", _unwrap, _take, typed=_typed, apart=f"{__name__}:_CAPTURES")


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _CAPTURES)


_TIKTOK = words(
    "id desc createTime author authorStats authorStatsV2 stats statsV2 duetInfo textExtra "
    "challenges textLanguage video music authorId nickname avatarThumb contents itemCommentStatus "
    "collected digged diggcount forFriend isAd officalItem originalItem privateItem secret "
    "shareEnabled showNotPass duetEnabled stitchEnabled stickersOnItem effectStickers warnInfo "
    "AIGCDescription CategoryType backendSourceEventTracking diversificationId "
    "diversificationLabels duetDisplay stitchDisplay itemMute item_control locationCreated "
    "suggestedWords channelTags keywordTags imagePost playlistId anchors scheduleTime takeDown "
    "BAInfo adAuthorization adLabelVersion aigcLabelType brandOrganicType creatorAIComment "
    "indexEnabled isPinnedItem maskType vl1 videoSuggestWordsList poi cid aweme_id text "
    "create_time digg_count reply_id reply_to_reply_id reply_comment_total comment_language user "
    "share_info status stick_position user_buried user_digged author_pin is_author_digged "
    "is_high_purchase_intent label_list label_text no_show reply_comment reply_score "
    "show_more_score text_extra trans_btn_style is_comment_translatable image_list "
    "collect_stat allow_download_photo forbid_reply_with_video sort_extra_score "
    "comment_post_item_ids"
)
_META_SITES = words(
    "pk code taken_at taken_at_timestamp shortcode owner caption like_count comment_count "
    "play_count video_view_count usertags text_post_app_info media_type product_type "
    "carousel_media carousel_media_count image_versions2 video_versions original_height "
    "original_width is_paid_partnership has_liked audio display_url edge_media_to_caption "
    "edge_media_preview_like edge_media_to_comment edge_media_to_tagged_user view_count media_id "
    "device_timestamp filter_type client_cache_key organic_tracking_token accessibility_caption "
    "top_likers comments caption_is_edited has_audio video_duration clips_metadata "
    "coauthor_producers"
)
_X_AND_OTHERS = words(
    "rest_id legacy core tweet note_tweet quoted_status_result views ext_views edit_control source "
    "unmention_data unmention_info is_translatable card quick_promote_eligibility type __typename "
    "actor commentary content updateMetadata preDashEntityUrn entityUrn *socialDetail "
    "*resharedUpdate header resharedUpdate socialContent footer metadata dashEntityUrn "
    "showSocialDetail annotation aggregatedContent additionalContents leadGenFormContent "
    "uri url account content created_at edited_at in_reply_to_id in_reply_to_account_id reblog "
    "quote quote_id visibility language replies_count reblogs_count favourites_count mentions tags "
    "media_attachments spoiler_text sensitive card poll emojis favourited reblogged muted "
    "bookmarked possibly_sensitive"
)

ZEESCHUIMER = Source(
    id="zeeschuimer",
    title="Zeeschuimer captures and 4CAT NDJSON (TikTok and its comments, Instagram, Threads, X, "
    "LinkedIn, Truth Social, Gab)",
    platform="as captured",
    required=frozenset({f"{_META}.source_platform", f"{_META}.timestamp_collected"}),
    ignored=_TIKTOK
    | _META_SITES
    | _X_AND_OTHERS
    | {
        f"{_META}.{name}"
        for name in words(
            "item_id nav_index last_updated source_platform_url user_agent source_url"
        )
    },
    personal=words(
        "author.nickname user.nickname user.full_name owner.full_name location lat lng "
        "actor.name poi account.display_name core.user_results.result.legacy.name place"
    )
    - {"poi"},
    time_precision="second; LinkedIn estimated",
    shapes=frozenset({"ndjson", "json"}),
    checked_against="captures written by hand, by the names that 4CAT's importers read",
    note="Other platforms' captures are rejected line by line",
    read=_read,
    unwrap=_unwrap,
)
