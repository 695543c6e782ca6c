"""Who carries a claim, day by day, as a table."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.claims.claim_carriers import claim_carriers
from demasque.dossier.claims.claim_values import Claim
from demasque.schema import TIME

AMPLIFICATION: Final = pa.schema(
    [
        pa.field("claim", pa.string(), nullable=False),
        pa.field("carrier", pa.string(), nullable=False),
        pa.field("group", pa.string()),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("posts", pa.int64(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("links_to_channel", pa.int64()),
        pa.field("first_post", pa.string(), nullable=False),
        pa.field("first_at", TIME, nullable=False),
    ]
)
"""One row a claim, carrier, group and day (UTC): ``posts`` of that day, ``accounts`` that wrote
them, ``links_to_channel`` of the posts that link to a listed site (null where no list stands).
``first_post`` and ``first_at`` are the first of that carrier and group on any day."""


def amplification(store: CaseStore, claim: Claim | Sequence[Claim]) -> pa.Table:
    """Who carries a claim, or several, by day, as :data:`AMPLIFICATION`.

    A claim without markers, or that no post carries, has no row.
    """
    chosen = [claim] if isinstance(claim, Claim) else list(claim)
    rows = [
        {
            "claim": each.claim,
            "carrier": one.carrier,
            "group": one.group,
            "day": day.day,
            "posts": day.posts,
            "accounts": day.accounts,
            "links_to_channel": day.links_to_channel,
            "first_post": one.first_post,
            "first_at": one.first_at,
        }
        for each in claim_carriers(store, chosen)
        for one in each.carriers
        for day in one.days
    ]
    return pa.Table.from_pylist(rows, AMPLIFICATION)
