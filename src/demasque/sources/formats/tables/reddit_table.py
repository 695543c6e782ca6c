"""Reddit comments and accounts as CSV, the columns that PRAW's objects give.

A comment answers its parent (``parent_id``), belongs to a submission (``link_id``, the root) and
stands under the post of the submission's author (``link_author``, the venue). The submission's own
address (``link_url``) is not the commenter's, so it is no link of the comment. A subreddit is not
an account, and is not kept.
"""

from collections.abc import Iterator

from demasque.sources.fields import words
from demasque.sources.mapping.flat import Plan, read_flat
from demasque.sources.source import Batch, Reading, Source

_COMMENT = {
    "post": "name",
    "account": "author.name",
    "posted_at": "created_utc",
    "text": "body",
    "parent": "parent_id",
    "root": "link_id",
    "venue": "link_author",
    "likes": "score",
    "handle": "author.name",
}
_ACCOUNT = {
    "account": "name",
    "handle": "name",
    "account_created_at": "created_utc",
    "avatar": "icon_img",
}


_NO_ACCOUNT = frozenset({"[deleted]", "[removed]"})


def _read_comments(reading: Reading) -> Iterator[Batch]:
    plan = Plan(
        _COMMENT,
        platform="reddit",
        kind="comment",
        time_precision="second",
        removed_words=_NO_ACCOUNT,
    )
    return read_flat(reading, plan)


def _read_accounts(reading: Reading) -> Iterator[Batch]:
    return read_flat(reading, Plan(_ACCOUNT, platform="reddit", rows="accounts"))


REDDIT_COMMENTS = Source(
    id="reddit",
    title="Reddit comments (CSV of PRAW's fields)",
    platform="reddit",
    required=frozenset({"author.name", "body", "created_utc", "name", "parent_id"}),
    optional=frozenset({"link_id", "link_author", "score"}),
    ignored=words(
        "fullname archived author_flair_text controversiality distinguished downs edited "
        "gilded id is_submitter likes link_permalink link_title link_url num_comments "
        "permalink stickied subreddit.display_name_prefixed subreddit_type ups"
    ),
    checked_against="comments.csv of the 944 accounts that Reddit published in 2018 (7,616 rows)",
    read=_read_comments,
)

REDDIT_ACCOUNTS = Source(
    id="reddit-accounts",
    title="Reddit accounts (CSV of PRAW's fields)",
    platform="reddit",
    required=frozenset({"name", "created_utc", "comment_karma", "link_karma"}),
    optional=frozenset({"icon_img"}),
    ignored=words("fullname comment_karma link_karma id is_employee is_gold is_mod"),
    personal=frozenset({"has_verified_email", "has_subscribed"}),
    checked_against="users.csv of the 944 accounts that Reddit published in 2018",
    read=_read_accounts,
)
