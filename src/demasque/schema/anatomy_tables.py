"""Tables of what is above and inside campaigns: their names over time, the operations they form."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import Column, Lifetime, Step, Table, account

LASTING_NAMES_TABLE: Final = Table(
    "lasting_names",
    "an account that a campaign or an operation named when it was last found",
    Step.CAMPAIGNS,
    Lifetime.KEPT,
    (
        Column("name", pa.string(), "C1, ... or O1, ...", nullable=False),
        account("account", nullable=False),
    ),
    describes_accounts=True,
)

NAMES_GIVEN_TABLE: Final = Table(
    "names_given",
    "the highest number that campaigns (C) or operations (O) of the case ever had",
    Step.CAMPAIGNS,
    Lifetime.KEPT,
    (
        Column("letter", pa.string(), "C, O", nullable=False),
        Column("highest", pa.int64(), nullable=False),
    ),
    key="letter",
)

NAME_CHANGES_TABLE: Final = Table(
    "name_changes",
    "what became of a campaign or an operation of the detection before",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("name", pa.string(), nullable=False),
        Column("change", pa.string(), "split, merged, ended", nullable=False),
        Column("other", pa.string(), "split: from which; merged: which went into it"),
        Column("accounts", pa.int64(), "that both have; ended: that it had", nullable=False),
    ),
)

OPERATIONS_TABLE: Final = Table(
    "operations",
    "a campaign, and the operation that it belongs to, alone or with others that resemble it",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("operation", pa.string(), "O1, O2, ... most evidence first", nullable=False),
        Column("campaign", pa.string(), nullable=False),
        Column("linked", pa.int64(), "other campaigns of it linked to this one", nullable=False),
    ),
    parent="campaigns",
    gone_without=("memberships", ("campaign",)),
)

OPERATION_LINKS_TABLE: Final = Table(
    "operation_links",
    "two campaigns compared by one class of link, other than the ties that made them",
    Step.CAMPAIGNS,
    Lifetime.RESULT,
    (
        Column("campaign_a", pa.string(), nullable=False),
        Column("campaign_b", pa.string(), nullable=False),
        Column("link", pa.string(), "texts, media, sites, ...", nullable=False),
        Column("shared", pa.int64(), "distinct things that accounts of both used", nullable=False),
        Column("likeness", pa.float64(), "0 to 1: cosine of the two profiles", nullable=False),
        Column("expected", pa.float64(), "mean likeness of random groups, the largest of three"),
        Column("p", pa.float64(), "of chance alone; absent where chance is not known"),
        Column("p_high", pa.float64(), "upper end of its 95 % Monte Carlo interval"),
        Column("counted", pa.bool_(), "whether this class speaks for a link", nullable=False),
        Column("pair_p", pa.float64(), "of the classes counted, for all pairs and classes tried"),
        Column("joined", pa.bool_(), "whether the two are linked", nullable=False),
    ),
    parent="campaigns",
)
