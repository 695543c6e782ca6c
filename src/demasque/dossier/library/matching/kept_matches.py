"""What the last match with a library found, beside the campaigns that there are now."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.library.matching.carrier_rates import carrier_rates
from demasque.schema import TIME

INDICATOR_MATCHES: Final = pa.schema(
    [
        pa.field("campaign", pa.string()),
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("operation", pa.string()),
        pa.field("words", pa.string()),
        pa.field("date", pa.string()),
        pa.field("link", pa.string()),
        pa.field("post", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("posted_at", TIME, nullable=False),
        pa.field("how", pa.string(), nullable=False),
        pa.field("outside_accounts", pa.int64(), nullable=False),
        pa.field("outside_share", pa.float64()),
        pa.field("proves", pa.bool_(), nullable=False),
    ]
)
"""One post and one published indicator a row. ``campaign`` is null where the post's account is in
none; ``indicator`` is the same for all who publish the same thing; ``source`` to ``link`` are the
library's (``demasque.dossier.INDICATORS``); ``how`` one of ``HOW``; ``outside_accounts`` and
``outside_share`` count the accounts in no campaign that carry it; ``proves`` says whether it speaks
for a link of the campaign with what the source describes (:mod:`.carrier_rates`)."""

_MATCHES: Final = """
    WITH outside AS (
        SELECT DISTINCT account FROM posts ANTI JOIN memberships USING (account)
        ANTI JOIN attached USING (account)),
    carried AS (
        SELECT indicator, count(DISTINCT account) AS accounts
        FROM indicator_posts SEMI JOIN posts USING (post) SEMI JOIN outside USING (account)
        GROUP BY indicator),
    proving AS (
        SELECT unnest(?::VARCHAR[]) AS campaign, unnest(?::VARCHAR[]) AS indicator, true AS proves)
    SELECT m.campaign, k.*, p.post, p.account, p.posted_at, i.how,
           coalesce(accounts, 0) AS outside_accounts,
           coalesce(accounts, 0) / nullif((SELECT count(*) FROM outside), 0) AS outside_share,
           coalesce(proves, false) AS proves
    FROM indicator_posts i JOIN posts p USING (post)
         JOIN known_indicators k USING (indicator)
         LEFT JOIN memberships m ON m.account = p.account
         LEFT JOIN carried USING (indicator)
         LEFT JOIN proving ON proving.campaign = m.campaign AND proving.indicator = i.indicator
    WHERE ? OR m.campaign IN (SELECT unnest(?::VARCHAR[]))
    ORDER BY length(m.campaign) NULLS LAST, m.campaign, i.indicator, posted_at, post, source, line,
             value"""


def indicator_matches(store: CaseStore, campaigns: Sequence[str] | None = None) -> pa.Table:
    """What the last match found, with the campaigns that there are now (``INDICATOR_MATCHES``)."""
    proving = [rate for rate in carrier_rates(store) if rate.proves]
    pairs = ([rate.campaign for rate in proving], [rate.indicator for rate in proving])
    rows = store.sql(_MATCHES, (*pairs, campaigns is None, list(campaigns or ())))
    return rows.select(INDICATOR_MATCHES.names).cast(INDICATOR_MATCHES)
