"""What flows between rooms: the tables, as Arrow schemas.

Times are UTC with microseconds. Missing is null, never 0 and never "". A field whose metadata says
``id: account`` or ``id: post`` holds an identifier: the platform's own one when it leaves
:mod:`demasque.sources`, a keyed pseudonym from :mod:`demasque.case` on.
"""

from typing import Final

import pyarrow as pa

TIME: Final = pa.timestamp("us", tz="UTC")

TIME_PRECISIONS: Final = ("second", "minute", "day", "estimated")
"""What a post's time can be trusted to, finest first."""

PRECISION_SECONDS: Final = {"second": 1, "minute": 60, "day": 86_400}
"""Finest window (seconds) that a precision allows; 'estimated' allows none."""

POST_KINDS: Final = ("original", "repost", "quote", "reply", "comment")


def _account(name: str, *, nullable: bool = True) -> pa.Field:
    return pa.field(name, pa.string(), nullable=nullable, metadata={"id": "account"})


def _post(name: str, *, nullable: bool = True) -> pa.Field:
    return pa.field(name, pa.string(), nullable=nullable, metadata={"id": "post"})


POSTS: Final = pa.schema(
    [
        _post("post", nullable=False),
        _account("account", nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("posted_at", TIME, nullable=False),
        pa.field("time_precision", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("text", pa.string()),
        pa.field("lang", pa.string()),
        # The post that this one reposts, quotes or answers; `kind` says which.
        _post("parent"),
        _post("root"),
        # The account under whose post, or on whose page, the post stands.
        _account("venue"),
        pa.field("source_file", pa.string(), nullable=False),  # SHA-256 of the file in evidence
        pa.field("source_line", pa.int64(), nullable=False),  # 1-based line (or row) in that file
    ]
)

ACCOUNTS: Final = pa.schema(
    [
        _account("account", nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("created_at", TIME),
        pa.field("followers", pa.int64()),
        pa.field("following", pa.int64()),
        pa.field("posts_total", pa.int64()),
        pa.field("verified", pa.bool_()),
        pa.field("avatar", pa.string()),  # BLAKE2b of the avatar's address, to see that two are one
        pa.field("bio_hash", pa.string()),
        pa.field("handle_length", pa.int32()),
        pa.field("handle_digits", pa.int32()),  # digits at the end of the handle
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_line", pa.int64(), nullable=False),
        pa.field("name_hash", pa.string()),  # of the display name
    ]
)

PROFILE_TEXTS: Final = pa.schema(
    [
        # Empty unless files are added with --keep-profile-text.
        _account("account", nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("display_name", pa.string()),
        pa.field("bio", pa.string()),
    ]
)

LINKS: Final = pa.schema(
    [
        _post("post", nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("url", pa.string(), nullable=False),  # as the export gives it, expanded if it does
    ]
)
HASHTAGS: Final = pa.schema(
    [
        _post("post", nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("tag", pa.string(), nullable=False),  # without the leading sign
    ]
)
MENTIONS: Final = pa.schema(
    [
        _post("post", nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        _account("account", nullable=False),
    ]
)
MEDIA_USE: Final = pa.schema(
    [
        _post("post", nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("media", pa.string(), nullable=False),  # file hash, or the hash the export gives
    ]
)
ENGAGEMENT: Final = pa.schema(
    [
        _post("post", nullable=False),
        pa.field("likes", pa.int64()),
        pa.field("reposts", pa.int64()),
        pa.field("replies", pa.int64()),
        pa.field("quotes", pa.int64()),
        pa.field("views", pa.int64()),
    ]
)
REJECTS: Final = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_line", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
    ]
)

PERSONAL_DETAILS: Final = pa.schema(
    [
        # Phone numbers, addresses, ... that stood in the post's text, where a mask stands now.
        _post("post", nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # email, phone, address, id_document
        pa.field("count", pa.int64(), nullable=False),
    ]
)

SOURCE_TABLES: Final = {
    "posts": POSTS,
    "accounts": ACCOUNTS,
    "profile_texts": PROFILE_TEXTS,
    "links": LINKS,
    "hashtags": HASHTAGS,
    "mentions": MENTIONS,
    "media_use": MEDIA_USE,
    "engagement": ENGAGEMENT,
    "rejects": REJECTS,
    "personal_details": PERSONAL_DETAILS,  # filled by the case, which masks them
}
"""What reading exports fills."""

EVENTS: Final = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        _account("account", nullable=False),
        pa.field("trace", pa.int64(), nullable=False),  # 64-bit hash of kind and value
        pa.field("at", TIME, nullable=False),
        _post("post", nullable=False),
    ]
)
TRACES: Final = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("trace", pa.int64(), nullable=False),
        pa.field("value", pa.string(), nullable=False),  # what a reader is shown
    ]
)
COPIES: Final = pa.schema(
    [
        # A post of a family of two or more posts that carry one message.
        _post("post", nullable=False),
        _post("exemplar", nullable=False),  # the post that the family is named by
        pa.field("similarity", pa.float64(), nullable=False),  # 0 to 1: likeness to the exemplar
    ]
)
TIES: Final = pa.schema(
    [
        _account("account_a", nullable=False),  # account_a < account_b
        _account("account_b", nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("window_seconds", pa.float64(), nullable=False),  # the window that says most
        pa.field("shared", pa.int64(), nullable=False),  # distinct traces within the window
        pa.field("shared_ever", pa.int64(), nullable=False),  # distinct traces at any distance
        pa.field("post_pairs", pa.int64(), nullable=False),
        pa.field("a_first", pa.int64(), nullable=False),  # post pairs in which account_a was first
        pa.field("b_first", pa.int64(), nullable=False),
        pa.field("expected", pa.float64(), nullable=False),  # shared traces that chance alone gives
        pa.field("log10_p", pa.float64(), nullable=False),
        pa.field("log10_p_timing", pa.float64()),  # surprise of the timing, given the sharing
        pa.field("q", pa.float64(), nullable=False),
        pa.field(
            "bits", pa.float64(), nullable=False
        ),  # strength of this tie, fused later per pair
        pa.field("first_at", TIME, nullable=False),
        pa.field("last_at", TIME, nullable=False),
    ]
)
STRENGTHS: Final = pa.schema(
    [
        _account("account_a", nullable=False),
        _account("account_b", nullable=False),
        pa.field("bits", pa.float64(), nullable=False),  # all kinds fused, see docs/method.md
        pa.field("kinds", pa.list_(pa.string()), nullable=False),
    ]
)
ACCOUNT_BITS: Final = pa.schema(
    [
        _account("account", nullable=False),
        # Strongest evidence that ties the account to any other; absent where there is none.
        pa.field("bits", pa.float64(), nullable=False),
    ]
)
CAMPAIGNS: Final = pa.schema(
    [
        pa.field("campaign", pa.string(), nullable=False),  # C1, C2, ... largest evidence first
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("posts", pa.int64(), nullable=False),
        pa.field("ties", pa.int64(), nullable=False),  # tied pairs inside, any kind
        pa.field("bits", pa.float64(), nullable=False),  # sum over tied pairs
        pa.field("first_at", TIME, nullable=False),  # first post of a member
        pa.field("last_at", TIME, nullable=False),
        pa.field("platforms", pa.list_(pa.string()), nullable=False),
        pa.field("languages", pa.list_(pa.string()), nullable=False),
        pa.field("posts_per_day", pa.float64(), nullable=False),
        pa.field("filler", pa.float64(), nullable=False),  # share of posts with no shared trace
    ]
)
MEMBERSHIPS: Final = pa.schema(
    [
        pa.field("campaign", pa.string(), nullable=False),
        _account("account", nullable=False),
        pa.field("bits", pa.float64(), nullable=False),  # strongest evidence to a fellow member
        pa.field("partners", pa.int64(), nullable=False),  # fellow members tied directly
        pa.field("stability", pa.float64()),  # share of resamples in which it stays a member
    ]
)

RESULT_TABLES: Final = {
    "events": EVENTS,
    "traces": TRACES,
    "copies": COPIES,
    "ties": TIES,
    "strengths": STRENGTHS,
    "account_bits": ACCOUNT_BITS,
    "campaigns": CAMPAIGNS,
    "memberships": MEMBERSHIPS,
}
"""What analysis fills; each run replaces it."""
