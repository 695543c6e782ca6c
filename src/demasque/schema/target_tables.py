"""Whom campaigns address, and how much more than chance: filled by each detection."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account

_CAMPAIGN: Final = Column("campaign", pa.string(), nullable=False)
_TARGET: Final = account("account", "whom posts address", nullable=False)

TARGETS_TABLE: Final = Table(
    "targets",
    "an account that a campaign's posts address, and whether more than chance",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        _CAMPAIGN,
        _TARGET,
        Column("posts", pa.int64(), "of members, each counted once", nullable=False),
        Column("members", pa.int64(), "that address it", nullable=False),
        Column("under", pa.int64(), "under its posts or on its page", nullable=False),
        Column("quotes", pa.int64(), "that quote it", nullable=False),
        Column("mentions", pa.int64(), "that name it and do nothing else of these", nullable=False),
        Column("all_posts", pa.int64(), "of anybody in the case that address it", nullable=False),
        Column("first_at", TIME, nullable=False),
        Column("last_at", TIME, nullable=False),
        Column("compared", pa.int64(), "members for whom there are others to compare with"),
        Column("expected", pa.float64(), "posts, had members chosen as others do"),
        Column("ratio", pa.float64(), "posts over expected; absent where nobody else is there"),
        Column("ratio_low", pa.float64(), "19 times in 20 the ratio is not below"),
        Column("ratio_high", pa.float64(), "nor above"),
        Column("log10_p", pa.float64(), "of so many posts, accounts being what varies"),
        Column("q", pa.float64(), "false discovery rate over all campaigns and targets"),
    ),
    parent="campaigns",
    gone_without=("memberships", ("campaign",)),
)

TARGET_DAYS_TABLE: Final = Table(
    "target_days",
    "posts that address one of a campaign's foremost targets on one day, its own and all",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        _CAMPAIGN,
        _TARGET,
        Column("day", TIME, "its first moment, UTC", nullable=False),
        Column("posts", pa.int64(), "of members", nullable=False),
        Column("all_posts", pa.int64(), "of anybody in the case", nullable=False),
    ),
    parent="campaigns",
    gone_without=("memberships", ("campaign",)),
)

FLOODS_TABLE: Final = Table(
    "floods",
    "an hour in which more of a campaign's accounts address one account than its ways explain",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        _CAMPAIGN,
        _TARGET,
        Column("begins_at", TIME, "the hour's begin, on the hour or half past", nullable=False),
        Column("members", pa.int64(), "accounts of the campaign in that hour", nullable=False),
        Column("posts", pa.int64(), nullable=False),
        Column("expected", pa.float64(), "posts, by the larger of three rates", nullable=False),
        Column("log10_p", pa.float64(), nullable=False),
        Column("q", pa.float64(), "false discovery rate over all hours", nullable=False),
    ),
    parent="campaigns",
    gone_without=("memberships", ("campaign",)),
)
