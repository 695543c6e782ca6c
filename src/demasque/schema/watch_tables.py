"""What a watch keeps in its case: rounds, alerts and their fate. No row is about an account."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table

WATCH_ROUNDS_TABLE: Final = Table(
    "watch_rounds",
    "one round of a watch: the files that came, and how far it got",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("round", pa.int64(), "1, 2, ... in the order of time", nullable=False),
        Column("stage", pa.string(), "taken, added, detected, done", nullable=False),
        Column("files", pa.list_(pa.string()), "names of the files taken", nullable=False),
        Column("begun_at", TIME, nullable=False),
        Column("ended_at", TIME, "null until it is done"),
        Column("run", pa.string(), "the detection of the round; null where none was needed"),
    ),
    key="round",
)

ALERTS_TABLE: Final = Table(
    "alerts",
    "something that the analyst should know of campaigns or feeds, never of an account",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("alert", pa.string(), "its id: a hash of what it says of what", nullable=False),
        Column("round", pa.int64(), "in which it was noticed", nullable=False),
        Column("kind", pa.string(), "new-campaign, rate, feed-silent, ...", nullable=False),
        Column("subject", pa.string(), "the campaign, rule or feed", nullable=False),
        Column("since", TIME, "the first post that it rests on; null for none"),
        Column("noticed_at", TIME, nullable=False),
        Column("record", pa.string(), "JSON: the sentences and figures", nullable=False),
    ),
    key="alert",
)

ALERTS_SEEN_TABLE: Final = Table(
    "alerts_seen",
    "who acknowledged an alert",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("alert", pa.string(), nullable=False),
        Column("by", pa.string(), "as the person named herself", nullable=False),
        Column("at", TIME, nullable=False),
        Column("because", pa.string(), "what she says of it"),
    ),
)

ALERTS_DELIVERED_TABLE: Final = Table(
    "alerts_delivered",
    "an alert that a sink took",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("alert", pa.string(), nullable=False),
        Column("sink", pa.string(), "its id, without secrets", nullable=False),
        Column("at", TIME, nullable=False),
    ),
)

ALERT_SINKS_TABLE: Final = Table(
    "alert_sinks",
    "something that alerts of the last watch go to, and what hinders it",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("sink", pa.string(), "its id, without secrets", nullable=False),
        Column("title", pa.string(), "JSON: its name for people", nullable=False),
        Column("sending", pa.list_(pa.string()), "alerts that are on their way", nullable=False),
        Column("trouble", pa.string(), "JSON: why it took nothing; null while it does"),
        Column("since", TIME, "when that began"),
        Column("off", pa.bool_(), "until the watch is started again", nullable=False),
    ),
    key="sink",
)

WATCHED_CAMPAIGNS_TABLE: Final = Table(
    "watched_campaigns",
    "a campaign as it was when a watch last said something of it",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("campaign", pa.string(), nullable=False),
        Column("round", pa.int64(), "the round of this state", nullable=False),
        Column("record", pa.string(), "JSON: what later states are compared with", nullable=False),
    ),
    key="campaign",
)

WATCHED_TRACES_TABLE: Final = Table(
    "watched_traces",
    "a message, clip or site that a watched campaign spread, so that it is known again",
    Step.WATCH,
    Lifetime.KEPT,
    (
        Column("campaign", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("trace", pa.int64(), "as in events", nullable=False),
        Column("first_at", TIME, nullable=False),
        Column("last_at", TIME, nullable=False),
    ),
)
