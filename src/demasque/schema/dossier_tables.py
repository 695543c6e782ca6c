"""What people's judgements make of the findings: filled when they speak, and by each detection."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import Column, Lifetime, Step, Table, account

DECIDED_TABLE: Final = Table(
    "decided",
    "an account that people decided on, and the most cautious of their decisions",
    Step.DOSSIER,
    Lifetime.RESULT,
    (
        account("account", nullable=False),
        Column("decision", pa.string(), "confirm, unsure, exclude", nullable=False),
        Column("people", pa.int64(), "whose decisions on it stand", nullable=False),
    ),
)

SET_ASIDE_TABLE: Final = Table(
    "set_aside",
    "an account that detection put into a campaign, and that is no member by people's decisions",
    Step.DOSSIER,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), "that it was found in", nullable=False),
        account("account", "once at most, and never in memberships", nullable=False),
        Column("bits", pa.float64(), "as detection found it", nullable=False),
        Column("partners", pa.int64(), "as detection found it", nullable=False),
        Column("stability", pa.float64()),
        Column("why", pa.string(), "excluded; untied: from all who are left", nullable=False),
    ),
)
