"""Who stands where? Members, who are tied, and attached accounts: side by side, each with its tier.

What is measured, drawn and judged of a campaign rests on its members alone. Here, and nowhere
earlier, the two tiers meet, so that no list of accounts shows one for the other.
"""

from typing import Final

import pyarrow as pa

from demasque.schema import ATTACHED, CAMPAIGNS, DECIDED, MEMBERSHIPS

STANDING: Final = """
    SELECT campaign, account, 'tied' AS tier, bits, partners, stability, NULL::DOUBLE AS q
    FROM memberships
    UNION ALL
    SELECT campaign, account, 'attached', NULL, NULL, NULL, q FROM attached"""
"""SQL: every account that a campaign names, once."""

MEMBERSHIPS_BY_TIER: Final = pa.schema(
    [
        MEMBERSHIPS.field("campaign"),
        MEMBERSHIPS.field("account"),
        pa.field("tier", pa.string(), nullable=False),
        MEMBERSHIPS.field("bits").with_nullable(True),
        MEMBERSHIPS.field("partners").with_nullable(True),
        MEMBERSHIPS.field("stability"),
        ATTACHED.field("q").with_nullable(True),
        DECIDED.field("decision").with_nullable(True),
    ]
)
"""What exports and the Python face give: ``tier`` is 'tied' or 'attached'. Of the attached only
``q`` is known, their own false discovery rate; of the tied all but it. ``decision`` is 'confirm' or
'unsure' where a person decided on the account; excluded ones are in no campaign."""

CAMPAIGNS_BY_TIER: Final = CAMPAIGNS.append(pa.field("attached", pa.int64(), nullable=False))
"""``accounts`` counts the tied, ``attached`` the others; every other figure is the tied ones'."""
