"""Tables that a detection fills, all of them anew."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account, post

EVENTS_TABLE: Final = Table(
    "events",
    "one account leaving one trace in one post",
    Step.TRACES,
    Lifetime.RESULT,
    (
        Column("kind", pa.string(), nullable=False),
        account("account", nullable=False),
        Column("trace", pa.int64(), "64-bit hash of kind and value", nullable=False),
        Column("at", TIME, nullable=False),
        post("post", nullable=False),
    ),
)

TRACES_TABLE: Final = Table(
    "traces",
    "what a trace is, for readers",
    Step.TRACES,
    Lifetime.RESULT,
    (
        Column("kind", pa.string(), nullable=False),
        Column("trace", pa.int64(), nullable=False),
        Column("value", pa.string(), "what a reader is shown", nullable=False, words=True),
    ),
    gone_without=("events", ("kind", "trace")),
)

POST_WORDS_TABLE: Final = Table(
    "post_words",
    "a post whose traces were looked for, and the normal forms of its words, for the next time",
    Step.TRACES,
    Lifetime.RESULT,
    (
        post("post", nullable=False),
        Column("extraction", pa.string(), "how: kinds and rules, as a hash", nullable=False),
        Column("family", pa.string(), "what copies are found by; null for no words", words=True),
        Column("message", pa.string(), "null where it says too little", words=True),
    ),
)

COPIES_TABLE: Final = Table(
    "copies",
    "one post of a copy family of two or more, its exemplar, and how like it the post is",
    Step.TRACES,
    Lifetime.RESULT,
    (
        post(
            "post",
            "A post of a family of two or more posts that carry one message.",
            nullable=False,
        ),
        post("exemplar", "the post that the family is named by", nullable=False),
        Column("similarity", pa.float64(), "0 to 1: likeness to the exemplar", nullable=False),
    ),
)

TIES_TABLE: Final = Table(
    "ties",
    "two accounts tied by one kind of trace: counts, expectation, p, q",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        account("account_a", "account_a < account_b", nullable=False),
        account("account_b", nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("window_seconds", pa.float64(), "the window that says most", nullable=False),
        Column("shared", pa.int64(), "distinct traces within the window", nullable=False),
        Column("shared_ever", pa.int64(), "distinct traces at any distance", nullable=False),
        Column("post_pairs", pa.int64(), nullable=False),
        Column("a_first", pa.int64(), "post pairs in which account_a was first", nullable=False),
        Column("b_first", pa.int64(), nullable=False),
        Column("expected", pa.float64(), "shared traces that chance alone gives", nullable=False),
        Column("log10_p", pa.float64(), nullable=False),
        Column("log10_p_timing", pa.float64(), "surprise of the timing, given the sharing"),
        Column("q", pa.float64(), nullable=False),
        Column("bits", pa.float64(), "strength of this tie, fused later per pair", nullable=False),
        Column("first_at", TIME, nullable=False),
        Column("last_at", TIME, nullable=False),
    ),
)

STRENGTHS_TABLE: Final = Table(
    "strengths",
    "two tied accounts: all kinds in one number of bits",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        account("account_a", nullable=False),
        account("account_b", nullable=False),
        Column("bits", pa.float64(), "all kinds fused, see docs/method.md", nullable=False),
        Column("kinds", pa.list_(pa.string()), nullable=False),
    ),
)

ACCOUNT_BITS_TABLE: Final = Table(
    "account_bits",
    "the strongest evidence that ties an account to any other",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        account("account", nullable=False),
        Column(
            "bits",
            pa.float64(),
            "Strongest evidence that ties the account to any other; absent where there is none.",
            nullable=False,
        ),
    ),
)

REUSED_WORDS_TABLE: Final = Table(
    "reused_words",
    "words that two accounts or more wrote, and the innocent reason, if one was seen",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        Column("kind", pa.string(), "the kind of trace that they are: text", nullable=False),
        Column("trace", pa.int64(), nullable=False),
        Column("accounts", pa.int64(), nullable=False),
        Column("posts", pa.int64(), nullable=False),
        Column("first_at", TIME, nullable=False),
        Column("last_at", TIME, nullable=False),
        Column("reason", pa.string(), "common, formula, ...; absent where none was seen"),
    ),
    gone_without=("events", ("kind", "trace")),
)

REUSE_TABLE: Final = Table(
    "reuse",
    "two accounts that wrote the same rare words, at any distance in time: a lead, and no tie",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        account("account_a", "account_a < account_b", nullable=False),
        account("account_b", nullable=False),
        Column("shared", pa.int64(), "distinct words without an innocent reason", nullable=False),
        Column("excused", pa.int64(), "others that they share, with one", nullable=False),
        Column("expected", pa.float64(), "shared words that chance alone gives", nullable=False),
        Column("log10_p", pa.float64(), nullable=False),
        Column("q", pa.float64(), "false discovery rate among these pairs", nullable=False),
        Column("first_at", TIME, "of the posts with these words", nullable=False),
        Column("last_at", TIME, nullable=False),
        Column("traces", pa.list_(pa.int64()), "the shared words", nullable=False),
    ),
)

CAMPAIGNS_TABLE: Final = Table(
    "campaigns",
    "a community of tied accounts",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), "C1, C2, ... largest evidence first", nullable=False),
        Column("accounts", pa.int64(), nullable=False),
        Column("posts", pa.int64(), nullable=False),
        Column("ties", pa.int64(), "tied pairs inside, any kind", nullable=False),
        Column("bits", pa.float64(), "sum over tied pairs", nullable=False),
        Column("first_at", TIME, "first post of a member", nullable=False),
        Column("last_at", TIME, nullable=False),
        Column("platforms", pa.list_(pa.string()), nullable=False),
        Column("languages", pa.list_(pa.string()), nullable=False),
        Column("posts_per_day", pa.float64(), nullable=False),
        Column("filler", pa.float64(), "share of posts with no shared trace", nullable=False),
    ),
    key="campaign",
    gone_without=("memberships", ("campaign",)),
)

MEMBERSHIPS_TABLE: Final = Table(
    "memberships",
    "an account that is in a campaign",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), nullable=False),
        account("account", nullable=False),
        Column("bits", pa.float64(), "strongest evidence to a fellow member", nullable=False),
        Column("partners", pa.int64(), "fellow members tied directly", nullable=False),
        Column("stability", pa.float64(), "share of resamples in which it stays a member"),
    ),
    parent="campaigns",
)

ATTACHED_TABLE: Final = Table(
    "attached",
    "an account that stands with a campaign beyond chance, and is no member: nothing rests on it",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), nullable=False),
        account("account", "once at most, and never in memberships", nullable=False),
        Column("kind", pa.string(), "the kind of trace that says most", nullable=False),
        Column("window_seconds", pa.float64(), nullable=False),
        Column("shared", pa.int64(), "distinct traces shared with any member", nullable=False),
        Column("expected", pa.float64(), "shared traces that chance alone gives", nullable=False),
        Column("log10_p", pa.float64(), nullable=False),
        Column("q", pa.float64(), "false discovery rate among the attached", nullable=False),
        Column("first_at", TIME, "of the account's posts that meet a member's", nullable=False),
        Column("last_at", TIME, nullable=False),
    ),
    parent="campaigns",
    gone_without=("memberships", ("campaign",)),
)

INCIDENTS_TABLE: Final = Table(
    "incidents",
    "a message that a group inside a crowd of carriers pushes: a lead, on which nothing rests",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        Column("incident", pa.string(), "I1, I2, ... most surprising first", nullable=False),
        Column("kind", pa.string(), "of trace that the message is", nullable=False),
        Column("trace", pa.int64(), nullable=False),
        Column("carriers", pa.int64(), "accounts that posted the message", nullable=False),
        Column("accounts", pa.int64(), "of them named as the group", nullable=False),
        Column("company", pa.int64(), "uses by carriers of what the group shares", nullable=False),
        Column("expected", pa.float64(), "of such uses, had people who are alike", nullable=False),
        Column("log10_p", pa.float64(), "of the most surprising company", nullable=False),
        Column("q", pa.float64(), nullable=False),
        Column("first_at", TIME, "first use of the message by anybody", nullable=False),
        Column("last_at", TIME, nullable=False),
    ),
    key="incident",
    gone_without=("incident_accounts", ("incident",)),
)

INCIDENT_ACCOUNTS_TABLE: Final = Table(
    "incident_accounts",
    "a carrier of a message that shares more besides with other carriers than chance gives",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        Column("incident", pa.string(), nullable=False),
        account("account", nullable=False),
        Column("shared", pa.int64(), "doings shared besides the message", nullable=False),
        Column("expected", pa.float64(), "of which a genuine carrier has", nullable=False),
        Column("log10_p", pa.float64(), nullable=False),
        Column("q", pa.float64(), "false discovery rate among the carriers", nullable=False),
    ),
    parent="incidents",
)

INCIDENT_COMPANY_TABLE: Final = Table(
    "incident_company",
    "what the group that pushes a message shares besides, in other posts and other words",
    Step.COORDINATION,
    Lifetime.RESULT,
    (
        Column("incident", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("trace", pa.int64(), nullable=False),
        Column("carriers", pa.int64(), "of the message who use it", nullable=False),
        Column("expected", pa.float64(), "had people who are alike used it", nullable=False),
        Column("log10_p", pa.float64(), nullable=False),
        Column("q", pa.float64(), nullable=False),
    ),
    parent="incidents",
    gone_without=("incidents", ("incident",)),
)
