"""4CAT's CSV results: one table per platform it reads, all with ``body`` and ``unix_timestamp``.

Whole seconds in UTC are in ``unix_timestamp`` (Bluesky and Truth Social: ``timestamp``, text). 4CAT
gives account ids for some platforms and only names for others: files of one platform that come from
different tools may so name one account twice.
"""

from demasque.sources.mapping.flat import Plan
from demasque.sources.mapping.flat_source import columns, flat_source

_CHECKED = "a table written by hand from 4CAT's list of columns"
_NAMES = "author_fullname author_full author_name"

FOURCAT_X = flat_source(
    "4cat-x",
    "4CAT CSV: X (Twitter)",
    Plan(
        columns(
            post="id", account="author_id", posted_at="unix_timestamp", text="body",
            lang="language_guess", is_repost="is_retweet", is_quote="is_quote_tweet",
            quote_of="quote_tweet_id", is_reply="is_reply", root="thread_id", links="urls",
            hashtags="hashtags", mentions="mentions", likes="like_count", reposts="retweet_count",
            replies="reply_count", quotes="quote_count", views="impression_count",
            handle="author", avatar="author_avatar_url", verified="verified", client="source",
        ),
        platform="x",
        time_precision="second",
    ),
    required="id author_id unix_timestamp body is_retweet quote_tweet_id",
    ignored="collected_from_url timestamp link author_banner_url possibly_sensitive "
    "retweeted_user quote_author quote_body quote_images quote_videos is_quote_withheld "
    "quoted_user replied_author replied_user is_withheld images videos",
    personal=f"{_NAMES} long_lat place_name",
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_TIKTOK = flat_source(
    "4cat-tiktok",
    "4CAT CSV: TikTok",
    Plan(
        columns(
            post="id", account="author", posted_at="unix_timestamp", text="body",
            hashtags="hashtags", likes="likes", replies="comments", reposts="shares",
            views="plays", handle="author", followers="author_followers",
            posts_total="author_videos", avatar="author_avatar",
        ),
        platform="tiktok",
        time_precision="second",
    ),
    required="id author unix_timestamp body tiktok_url",
    ignored="collected_from_url thread_id author_likes stickers timestamp is_duet is_ad "
    "is_paid_partnership is_sensitive is_photosensitive music_name music_id music_url "
    "music_thumbnail music_author video_url thumbnail_url challenges diversification_labels "
    "effects warning",
    personal=f"{_NAMES} location_created",
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_TIKTOK_COMMENTS = flat_source(
    "4cat-tiktok-comments",
    "4CAT CSV: TikTok comments",
    Plan(
        columns(
            post="id", account="author", posted_at="unix_timestamp", text="body",
            parent="thread_id", root="post_id", lang="language_guess", likes="likes",
            replies="replies", handle="author", avatar="author_avatar_url",
        ),
        platform="tiktok",
        kind="comment",
        time_precision="second",
    ),
    required="id author unix_timestamp body thread_id post_id comment_url",
    ignored="collected_from_url timestamp post_url post_body is_liked_by_post_author is_sticky "
    "is_comment_on_comment",
    personal=_NAMES,
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_INSTAGRAM = flat_source(
    "4cat-instagram",
    "4CAT CSV: Instagram",
    Plan(
        columns(
            post="id", account="author_id", posted_at="unix_timestamp", text="body",
            hashtags="hashtags", mentions="usertags", likes="num_likes", replies="num_comments",
            views="play_count", handle="author", avatar="author_avatar_url", verified="verified",
        ),
        platform="instagram",
        time_precision="second",
    ),
    required="id author_id unix_timestamp body media_type num_media",
    ignored="collected_from_url collected_from_view partial_item timestamp thread_id parent_id url "
    "coauthors coauthor_ids image_urls media_urls likes_hidden missing_media type",
    personal=f"{_NAMES} coauthor_fullnames location_name location_id location_latlong "
    "location_city",
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_BLUESKY = flat_source(
    "4cat-bluesky",
    "4CAT CSV: Bluesky",
    Plan(
        columns(
            post="id", account="author_id", posted_at="created_at", text="body",
            lang="languages", quote_of="quoted_post", reply_to="replied_to_post",
            root="thread_id", venue="replied_to_user", links="links", hashtags="tags",
            mentions="mentions", likes="like_count", reposts="repost_count",
            replies="reply_count", quotes="quote_count", handle="author",
            account_created_at="author_created_at", avatar="author_avatar",
        ),
        platform="bluesky",
        time_precision="second",
    ),
    required="id author_id created_at body replied_to_post repost_count",
    ignored="collected_at query rank link quoted_user replies_allowed images labels has_poll "
    "author_profile timestamp",
    personal="author_display_name",
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_TELEGRAM = flat_source(
    "4cat-telegram",
    "4CAT CSV: Telegram",
    Plan(
        columns(
            post="id", account="chat", posted_at="unix_timestamp", text="body",
            is_reply="is_reply", from_whom="author_forwarded_from_id", root="thread_id",
            links="entities_linked", mentions="entities_mentioned", views="views",
        ),
        platform="telegram",
        time_precision="second",
    ),
    required="id chat unix_timestamp body author_forwarded_from_id",
    ignored="thread_id author author_username author_is_bot body_markdown reply_to reactions "
    "timestamp timestamp_edited unix_timestamp_edited author_forwarded_from_username "
    "author_forwarded_from_id timestamp_forwarded_from unix_timestamp_forwarded_from link_title "
    "link_description link_attached attachment_type attachment_data attachment_filename "
    "timestamp_forwarded unix_timestamp_forwarded",
    personal=f"{_NAMES} author_forwarded_from_name",
    checked_against=_CHECKED,
    note="The chat is the account",
)  # fmt: skip

FOURCAT_THREADS = flat_source(
    "4cat-threads",
    "4CAT CSV: Threads",
    Plan(
        columns(
            post="id", account="author", posted_at="unix_timestamp", text="body",
            links="link_url", hashtags="hashtags", likes="likes", reposts="reposts",
            replies="replies", quotes="quotes", handle="author", avatar="author_avatar",
            verified="author_is_verified",
        ),
        platform="threads",
        time_precision="second",
    ),
    required="id author unix_timestamp body link_thumbnail_url reposts",
    ignored="collected_from_url thread_id url timestamp image_url video_url audio_url "
    "is_paid_partnership",
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_TRUTH_SOCIAL = flat_source(
    "4cat-truth-social",
    "4CAT CSV: Truth Social",
    Plan(
        columns(
            post="id", account="account_username", posted_at="created_at", text="body",
            hashtags="hashtags", mentions="mentions", reposts="reblogs_count",
            replies="replies_count", handle="account_username", followers="account_followers",
            following="account_following", avatar="account_avatar", verified="account_verified",
        ),
        platform="truth_social",
        time_precision="second",
    ),
    required="id account_username created_at body reblogs_count",
    ignored="collected_from_url url account_id images video_thumbs video_urls thread_id timestamp",
    personal="account_display_name",
    checked_against=_CHECKED,
)  # fmt: skip

FOURCAT_LINKEDIN = flat_source(
    "4cat-linkedin",
    "4CAT CSV: LinkedIn",
    Plan(
        columns(
            post="id", account="author", posted_at="unix_timestamp", text="body",
            hashtags="hashtags", mentions="author_mentions", links="link_url", likes="reactions",
            reposts="shares", replies="comments", handle="author", avatar="author_avatar_url",
            bio="author_description",
        ),
        platform="linkedin",
        time_precision="estimated",
    ),
    required="id author unix_timestamp body timestamp_ago",
    ignored="thread_id timestamp timestamp_collected is_promoted author_is_company author_url "
    "image_urls video_thumb_url post_url inclusion_context unix_timestamp_collected "
    "reaction_like reaction_empathy reaction_praise reaction_entertainment reaction_appreciation "
    "reaction_interest collected_from_url",
    personal="author_name author_name_mentions author_pronouns",
    checked_against="a table written by hand from the columns that 4CAT's importer makes",
    note="Times are estimated from 'two weeks ago', so that no window is used",
)  # fmt: skip

FOURCAT = (
    FOURCAT_LINKEDIN,
    FOURCAT_X,
    FOURCAT_TIKTOK,
    FOURCAT_TIKTOK_COMMENTS,
    FOURCAT_INSTAGRAM,
    FOURCAT_BLUESKY,
    FOURCAT_TELEGRAM,
    FOURCAT_THREADS,
    FOURCAT_TRUTH_SOCIAL,
)
