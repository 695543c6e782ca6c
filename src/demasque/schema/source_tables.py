"""Tables that reading exports fills."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account, post

POSTS_TABLE: Final = Table(
    "posts",
    "one public post, repost, quote, reply or comment",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", nullable=False),
        account("account", nullable=False),
        Column("platform", pa.string(), nullable=False),
        Column("posted_at", TIME, nullable=False),
        Column("time_precision", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("text", pa.string(), words=True),
        Column("lang", pa.string()),
        post("parent", "The post that this one reposts, quotes or answers; `kind` says which."),
        post("root"),
        account("venue", "The account under whose post, or on whose page, the post stands."),
        Column("source_file", pa.string(), "SHA-256 of the file in evidence", nullable=False),
        Column("source_line", pa.int64(), "1-based line (or row) in that file", nullable=False),
        Column("client", pa.string(), "the program that the post says it came from", words=True),
    ),
    key="post",
)

ACCOUNTS_TABLE: Final = Table(
    "accounts",
    "one account on one platform",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        account("account", nullable=False),
        Column("platform", pa.string(), nullable=False),
        Column("created_at", TIME),
        Column("followers", pa.int64()),
        Column("following", pa.int64()),
        Column("posts_total", pa.int64()),
        Column("verified", pa.bool_()),
        Column("avatar", pa.string(), "BLAKE2b of the avatar's address, to see that two are one"),
        Column("bio_hash", pa.string()),
        Column("handle_length", pa.int32()),
        Column("handle_digits", pa.int32(), "digits at the end of the handle"),
        Column("source_file", pa.string(), nullable=False),
        Column("source_line", pa.int64(), nullable=False),
        Column("name_hash", pa.string(), "of the display name"),
        Column("handle_shape", pa.string(), "runs of letters and digits of the handle: L5_L5d4"),
        Column("host", pa.string(), "the server that holds the account, by name", words=True),
    ),
    key="account",
    describes_accounts=True,
)

FOLLOWS_TABLE: Final = Table(
    "follows",
    "one account that began to follow another, as often as the export says so",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        account("account", nullable=False),
        account("followed", nullable=False),
        Column("platform", pa.string(), nullable=False),
        Column("followed_at", TIME),
        Column("source_file", pa.string(), nullable=False),
        Column("source_line", pa.int64(), nullable=False),
    ),
    describes_accounts=True,
)

PROFILE_TEXTS_TABLE: Final = Table(
    "profile_texts",
    "the bio and display name of one account, kept only on request (`add --keep-profile-text`)",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        account("account", nullable=False),
        Column("platform", pa.string(), nullable=False),
        Column("display_name", pa.string(), words=True),
        Column("bio", pa.string(), words=True),
    ),
    key="account",
    describes_accounts=True,
)

LINKS_TABLE: Final = Table(
    "links",
    "one link in one post",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", nullable=False),
        Column("position", pa.int32(), nullable=False),
        Column(
            "url",
            pa.string(),
            "as the export gives it, expanded if it does",
            nullable=False,
            words=True,
        ),
    ),
    parent="posts",
)

HASHTAGS_TABLE: Final = Table(
    "hashtags",
    "one hashtag in one post",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", nullable=False),
        Column("position", pa.int32(), nullable=False),
        Column("tag", pa.string(), "without the leading sign", nullable=False),
    ),
    parent="posts",
)

MENTIONS_TABLE: Final = Table(
    "mentions",
    "one account that is mentioned in one post",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", nullable=False),
        Column("position", pa.int32(), nullable=False),
        account("account", nullable=False),
    ),
    parent="posts",
)

MEDIA_USE_TABLE: Final = Table(
    "media_use",
    "one picture or clip in one post",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", nullable=False),
        Column("position", pa.int32(), nullable=False),
        Column("media", pa.string(), "file hash, or the hash the export gives", nullable=False),
    ),
    parent="posts",
)

ENGAGEMENT_TABLE: Final = Table(
    "engagement",
    "the reactions that the export counts for one post",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", nullable=False),
        Column("likes", pa.int64()),
        Column("reposts", pa.int64()),
        Column("replies", pa.int64()),
        Column("quotes", pa.int64()),
        Column("views", pa.int64()),
    ),
    key="post",
    parent="posts",
)

DELETIONS_TABLE: Final = Table(
    "deletions",
    "a notice of a network that a post was deleted, or that an account is gone",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        post("post", "null: the account is gone, with all that it posted until then"),
        account("account", "null where the notice names the post alone"),
        Column("platform", pa.string(), nullable=False),
        Column("kind", pa.string(), "deleted: by who posted; takendown: by the network"),
        Column("at", TIME, "when; null where it does not say"),
        Column("source_file", pa.string(), nullable=False),
        Column("source_line", pa.int64(), nullable=False),
    ),
)

REJECTS_TABLE: Final = Table(
    "rejects",
    "a row of a file that could not be used, with the reason",
    Step.SOURCES,
    Lifetime.SOURCE,
    (
        Column("source_file", pa.string(), nullable=False),
        Column("source_line", pa.int64(), nullable=False),
        Column("reason", pa.string(), nullable=False),
    ),
    parent="files",
)

PERSONAL_DETAILS_TABLE: Final = Table(
    "personal_details",
    "a kind of personal detail that was masked in one post's words",
    Step.MASKING,
    Lifetime.SOURCE,
    (
        post("post", "in whose text such details stood, where a mask stands now", nullable=False),
        Column("kind", pa.string(), "email, phone, address, id_document", nullable=False),
        Column("count", pa.int64(), nullable=False),
    ),
    parent="posts",
)
