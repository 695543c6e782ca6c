"""The 31-column CSV in which Twitter published information operations (2018 to 2021).

Times are to the minute. Lists are Python's text of a list. Accounts with fewer than 5,000 followers
are hashed by Twitter, their screen names too, so that nothing is read from screen names.
"""

from demasque.sources.mapping.flat import Plan
from demasque.sources.mapping.flat_source import columns, flat_source

X_ARCHIVE = flat_source(
    "x-archive",
    "X (Twitter) information operations archive",
    Plan(
        columns(
            post="tweetid",
            account="userid",
            posted_at="tweet_time",
            text="tweet_text",
            lang="tweet_language",
            reply_to="in_reply_to_tweetid",
            quote_of="quoted_tweet_tweetid",
            is_repost="is_retweet",
            repost_of="retweet_tweetid",
            venue="in_reply_to_userid",
            links="urls",
            hashtags="hashtags",
            mentions="user_mentions",
            likes="like_count",
            reposts="retweet_count",
            replies="reply_count",
            quotes="quote_count",
            account_created_at="account_creation_date",
            followers="follower_count",
            following="following_count",
            bio="user_profile_description",
            client="tweet_client_name",
        ),
        platform="x",
        time_precision="minute",
    ),
    required="tweetid userid tweet_time tweet_text is_retweet retweet_userid",
    ignored="user_screen_name account_language poll_choices retweet_userid",
    personal="user_display_name user_reported_location user_profile_url latitude longitude",
    checked_against="rows written by hand from the archive's list of 31 columns",
    note="No window below a minute is used on it",
)
