"""minet's CSV results: tweets, YouTube comments, Reddit comments, Telegram messages.

Also YouTube Data Tools' comments, of the same kind. Lists are set apart by bars.
"""

from demasque.sources.mapping.flat import Plan
from demasque.sources.mapping.flat_source import columns, flat_source

_CHECKED = "a table written by hand from minet's list of columns"

MINET_TWEETS = flat_source(
    "minet-tweets",
    "minet CSV: tweets",
    Plan(
        columns(
            post="id", account="user_id", posted_at="timestamp_utc", text="text", lang="lang",
            reply_to="to_tweetid", venue="to_userid", repost_of="retweeted_id",
            quote_of="quoted_id", links="links", hashtags="hashtags", mentions="mentioned_ids",
            likes="like_count", reposts="retweet_count", replies="reply_count",
            views="impression_count", handle="user_screen_name",
            account_created_at="user_timestamp_utc", followers="user_followers",
            following="user_friends", posts_total="user_tweets", verified="user_verified",
            avatar="user_image", bio="user_description", client="source_name",
        ),
        platform="x",
        time_precision="second",
    ),
    required="id user_id timestamp_utc text user_screen_name",
    ignored="local_time possibly_sensitive to_username source_url user_verified_type "
    "user_is_blue_verified user_likes user_lists user_created_at collected_via retweeted_user "
    "retweeted_user_id retweeted_timestamp_utc quoted_user quoted_user_id quoted_status "
    "quoted_timestamp_utc url media_urls media_files media_types media_alt_texts mentioned_names "
    "match_query collection_time domains tombstone unavailable",
    personal="user_location lat lng user_name user_url place_country_code place_name place_type "
    "place_coordinates",
    checked_against=_CHECKED,
)  # fmt: skip

MINET_YOUTUBE_COMMENTS = flat_source(
    "minet-youtube-comments",
    "minet CSV: YouTube comments",
    Plan(
        columns(
            post="comment_id", account="author_channel_id", posted_at="published_at",
            text="text", parent="parent_comment_id", root="video_id", likes="like_count",
            replies="reply_count",
        ),
        platform="youtube",
        kind="comment",
        time_precision="second",
    ),
    required="comment_id author_channel_id published_at text video_id",
    ignored="updated_at",
    personal="author_name",
    checked_against=_CHECKED,
)  # fmt: skip

MINET_REDDIT_COMMENTS = flat_source(
    "minet-reddit-comments",
    "minet CSV: Reddit comments",
    Plan(
        columns(
            post="id", account="author", posted_at="published_date", text="comment",
            parent="parent", likes="points", handle="author",
        ),
        platform="reddit",
        kind="comment",
        removed_words=frozenset({"[deleted]", "[removed]"}),
    ),
    required="id author published_date comment points comment_url",
    ignored="edited_date post_url permalink",
    checked_against=_CHECKED,
)  # fmt: skip

MINET_TELEGRAM = flat_source(
    "minet-telegram",
    "minet CSV: Telegram messages of a channel",
    Plan(
        columns(
            post="link_to_message", account="user_link", posted_at="datetime", text="text",
            links="links", hashtags="hashtags", views="views",
        ),
        platform="telegram",
    ),
    required="link_to_message user_link datetime text",
    ignored="photos videos edited is_reply_to is_reply_user is_reply_user_link is_reply_text "
    "is_reply_img audios documents stickers",
    personal="user",
    checked_against=_CHECKED,
)  # fmt: skip

YTDT_COMMENTS = flat_source(
    "ytdt-comments",
    "YouTube Data Tools: comments of a video",
    Plan(
        columns(
            post="id", account="authorChannelId", posted_at="publishedAt", text="text",
            reply_to="isReplyTo", likes="likeCount", replies="replyCount",
        ),
        platform="youtube",
        kind="comment",
        time_precision="second",
    ),
    required="id authorChannelId publishedAt text isReplyTo",
    ignored="authorChannelUrl isReply isReplyToName viewerRating",
    personal="authorName isReplyToName",
    checked_against="a table written by hand from YouTube Data Tools' list of columns",
)  # fmt: skip

YTDT_VIDEOS = flat_source(
    "ytdt-videos",
    "YouTube Data Tools: videos",
    Plan(
        columns(
            post="videoId", account="channelId", posted_at="publishedAt", text="videoTitle",
            text_more="videoDescription", views="viewCount", likes="likeCount",
            replies="commentCount", hashtags="tags",
        ),
        platform="youtube",
    ),
    required="videoId channelId publishedAt videoDescription",
    ignored="position channelTitle publishedAtSQL videoCategoryId videoCategoryLabel "
    "topicCategories "
    "duration durationSec dimension definition caption defaultLanguage defaultLAudioLanguage "
    "thumbnail_maxres licensedContent favoriteCount dislikeCount",
    personal="locationDescription latitude longitude",
    checked_against="a table written by hand from YouTube Data Tools' list of columns",
)  # fmt: skip

MINET = (
    MINET_TWEETS,
    MINET_YOUTUBE_COMMENTS,
    MINET_REDDIT_COMMENTS,
    MINET_TELEGRAM,
    YTDT_COMMENTS,
    YTDT_VIDEOS,
)
