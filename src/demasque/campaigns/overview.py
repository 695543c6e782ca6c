"""One row per campaign: how large, how long, where, in which languages, how much filler."""

from typing import Final

import pyarrow as pa

from demasque.case import CaseTables
from demasque.schema import CAMPAIGNS

BY_EVIDENCE: Final = "accounts = 2, bits DESC, substring(campaign, 2)::BIGINT"
"""SQL: the order of campaigns, the largest evidence first and pairs last. Names keep no order."""

_OVERVIEW: Final = f"""
WITH members AS (
    SELECT unnest(?::VARCHAR[]) AS account, unnest(?::VARCHAR[]) AS campaign
), written AS (
    SELECT campaign, post, platform, posted_at FROM posts JOIN members USING (account)
), left_traces AS (
    SELECT campaign, account, kind, trace, post FROM events JOIN members USING (account)
), shared AS (
    SELECT campaign, kind, trace FROM left_traces
    GROUP BY ALL HAVING count(DISTINCT account) > 1
), carrying AS (
    SELECT campaign, count(DISTINCT post) AS posts
    FROM left_traces SEMI JOIN shared USING (campaign, kind, trace) GROUP BY campaign
), size AS (
    SELECT campaign, count(*) AS accounts FROM members GROUP BY campaign
), tied AS (
    SELECT a.campaign, count(*) AS ties, sum(bits) AS bits
    FROM (SELECT * FROM strengths WHERE bits > 0) s
    JOIN members a ON a.account = s.account_a
    JOIN members b ON b.account = s.account_b AND b.campaign = a.campaign
    GROUP BY a.campaign
), whole AS (
    SELECT campaign, count(*) AS posts, min(posted_at) AS first_at, max(posted_at) AS last_at,
           count(DISTINCT (posted_at AT TIME ZONE 'UTC')::DATE) AS days,
           list(DISTINCT platform ORDER BY platform) AS platforms
    FROM written GROUP BY campaign
)
SELECT campaign, accounts, whole.posts, ties, bits, first_at, last_at, platforms,
       whole.posts / days AS posts_per_day,
       1 - coalesce(carrying.posts, 0) / whole.posts AS filler
FROM size JOIN tied USING (campaign) JOIN whole USING (campaign)
LEFT JOIN carrying USING (campaign)
ORDER BY {BY_EVIDENCE}
"""


def overview(store: CaseTables, memberships: pa.Table) -> pa.Table:
    """Return the ``campaigns`` table of memberships that need not be in the store yet.

    A post counts as filler when it carries no trace that another member of the campaign left too;
    posts per day are over the days on which any member posted.
    """
    from demasque.campaigns.languages import languages

    accounts = memberships["account"].to_pylist()
    campaigns = memberships["campaign"].to_pylist()
    table = store.sql(_OVERVIEW, (accounts, campaigns))
    spoken = languages(store, accounts, campaigns)
    listed = [[code for code, _ in spoken[name].ranked] for name in table["campaign"].to_pylist()]
    place = CAMPAIGNS.get_field_index("languages")
    return table.add_column(place, "languages", pa.array(listed, pa.list_(pa.string())))
