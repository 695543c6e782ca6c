"""What was handed to whom, and what became of it: kept by a case, made anew by nothing."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account, post

STATUSES: Final = ("removed", "suspended", "up", "unknown", "restored", "error")
"""What may become of an account or a post. ``restored``: the platform took its removal back;
``error``: reporting it was a mistake."""

HANDOVERS_TABLE: Final = Table(
    "handovers",
    "something that was handed to somebody",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("handover", pa.string(), "its id, as in the custody log", nullable=False),
        Column("form", pa.string(), "referral, pack, brief, ...", nullable=False),
        Column("receiver", pa.string(), "as the analyst named it", nullable=False),
        Column("platform", pa.string(), "that the things handed over stand on; null for several"),
        Column("campaign", pa.string(), "as it was named then; null for the whole case"),
        Column("made_at", TIME, nullable=False),
    ),
    key="handover",
)

HANDED_OVER_TABLE: Final = Table(
    "handed_over",
    "an account, or a post, that was named in something that was handed over",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("handover", pa.string(), nullable=False),
        account("account", nullable=False),
        post("post", "null where the account itself was named"),
    ),
)

STATUSES_TABLE: Final = Table(
    "statuses",
    "what became of an account or a post, as somebody saw it on one day",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        account("account", nullable=False),
        post("post", "null where it is the account's own status"),
        Column("status", pa.string(), ", ".join(STATUSES), nullable=False),
        Column("at", TIME, "when it was so, UTC", nullable=False),
        Column("list", pa.string(), "SHA-256 of the list that says so", nullable=False),
        Column("line", pa.int64(), "its line, 1-based", nullable=False),
        Column("taken_at", TIME, "when the list was taken: it was so by then"),
    ),
)

REGENERATED_TABLE: Final = Table(
    "regenerated",
    "an account first seen after a removal that carries what a campaign spread: a lead, no member",
    Step.DOSSIER,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), nullable=False),
        account("account", "once at most", nullable=False),
        Column("removed_at", TIME, "the removal that it was first seen after", nullable=False),
        Column("kinds", pa.string(), "of what it carries: text, url, site, ...", nullable=False),
        Column("shared", pa.int64(), "distinct rare things, one a post at most", nullable=False),
        Column("expected", pa.float64(), "of them, as others alike carry on average"),
        Column("log10_p", pa.float64(), nullable=False),
        Column("q", pa.float64(), "false discovery rate among new accounts", nullable=False),
        Column("first_at", TIME, "its first post in the case", nullable=False),
        Column("posts", pa.int64(), "in the case", nullable=False),
    ),
    parent="campaigns",
    gone_without=("memberships", ("campaign",)),
)

REGENERATED_POSTS_TABLE: Final = Table(
    "regenerated_posts",
    "a post of such an account with a thing of the campaign, and a member's that had it before",
    Step.DOSSIER,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), nullable=False),
        account("account", nullable=False),
        Column("kind", pa.string(), "text, url, site, media, picture_text", nullable=False),
        Column("thing", pa.string(), "the trace's hash, or the site", nullable=False, words=True),
        post("post", nullable=False),
        account("member", "who posted it first before the removal", nullable=False),
        post("member_post", nullable=False),
    ),
    parent="campaigns",
    gone_without=("regenerated", ("campaign", "account")),
)
