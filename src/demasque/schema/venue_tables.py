"""What the analyst says of venues: kept by a case, made anew by nothing."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import Column, Lifetime, Step, Table, account

VENUE_KINDS: Final = ("department", "media", "politician", "private_person", "other")
"""Kinds of venue that an analyst's list may state."""

VENUE_LIST_TABLE: Final = Table(
    "venue_list",
    "what the analyst's list says of one account: its kind, and its name unless it is a person's",
    Step.CASE,
    Lifetime.KEPT,
    (
        account("account", nullable=False),
        Column("kind", pa.string(), ", ".join(VENUE_KINDS), nullable=False),
        Column("name", pa.string(), "never stored of a private person"),
    ),
)
