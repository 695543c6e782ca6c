"""Tables of messages that went round, tied accounts or not, and of names people gave messages."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, post

WAVES_TABLE: Final = Table(
    "waves",
    "a message, link or picture among the most copied of the case, whether or not anybody is tied",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column(
            "wave", pa.string(), "W1, W2, ...: texts first, most accounts first", nullable=False
        ),
        Column("kind", pa.string(), "text, url, media", nullable=False),
        Column("trace", pa.int64(), "the message that the others are close to", nullable=False),
        Column("messages", pa.int64(), "copy families: 1, or with close variants", nullable=False),
        Column("accounts", pa.int64(), "that wrote it themselves", nullable=False),
        Column("posts", pa.int64(), nullable=False),
        Column("reposts", pa.int64(), "posts that pass one of these on", nullable=False),
        Column("first_at", TIME, nullable=False),
        Column("half_at", TIME, "when half of the posts were there", nullable=False),
        Column("most_at", TIME, "when nine in ten of the posts were there", nullable=False),
        Column("last_at", TIME, nullable=False),
        Column("longest_gap_seconds", pa.float64(), "between two posts; null for one post"),
        Column(
            "rank", pa.int64(), "by accounts, among the shared ones of its kind", nullable=False
        ),
        Column("shared", pa.int64(), "what two accounts or more left, of its kind", nullable=False),
        Column("usual_accounts", pa.float64(), "median of accounts among these", nullable=False),
        Column("slower", pa.float64(), "share of those of like size that took longer to half"),
        Column("once", pa.int64(), "accounts that posted it once", nullable=False),
        Column("only", pa.int64(), "accounts with no other post in the case", nullable=False),
        Column("unshared", pa.int64(), "accounts that share no other message", nullable=False),
        Column("dated", pa.int64(), "accounts whose creation is known", nullable=False),
        Column("recent", pa.int64(), "of these, created in the 30 days before their first post"),
        Column("usual_recent", pa.float64(), "the same as a share of all dated accounts"),
        Column("several", pa.int64(), "accounts that carry another of these messages; texts only"),
        Column("several_expected", pa.float64(), "of these, by chance, given how much they post"),
        Column("several_log10_p", pa.float64()),
        Column("innocent", pa.list_(pa.string()), "innocent readings seen: quotation, ...; texts"),
    ),
    gone_without=("events", ("kind", "trace")),
)

WAVE_MESSAGES_TABLE: Final = Table(
    "wave_messages",
    "a copy family, link or picture of a wave",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("wave", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("trace", pa.int64(), nullable=False),
        Column("accounts", pa.int64(), nullable=False),
        Column("posts", pa.int64(), nullable=False),
        Column(
            "contained",
            pa.float64(),
            "how much of the shorter stands in the longer, this or the wave's own; 1 for itself",
            nullable=False,
        ),
    ),
    gone_without=("events", ("kind", "trace")),
)

LABELS_TABLE: Final = Table(
    "labels",
    "a post of a message that somebody named, and the name",
    Step.CAMPAIGNS,
    Lifetime.KEPT,
    (
        # Names hang on posts, since a later detection may gather other posts in a family.
        post("post", nullable=False),
        Column("label", pa.string(), "the name, in its giver's words", nullable=False, words=True),
        Column("given_at", TIME, nullable=False),
    ),
)
