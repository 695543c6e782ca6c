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
    ),
)
