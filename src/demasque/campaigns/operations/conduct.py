"""How accounts behave, as features: classes of link that support, and never suffice.

Whoever does such work keeps office hours, has new accounts and writes under the same venues; two
operations that know nothing of each other are alike in all of it.

====================  ==========================================================================
venues                under whose posts, or on whose page, an account writes
hours                 the hours of the day (UTC) it posts in, as far as they differ from others'
profiles              digits at the end of the handle, its length, the week the account was made,
                      and one avatar, bio or display name in several accounts
====================  ==========================================================================
"""

from typing import Final

from demasque.campaigns.operations.parties import PARTIES

CONDUCT: Final = ("venues", "hours", "profiles")
"""Classes of link that speak of conduct."""

VENUES: Final = f"""
WITH {PARTIES}, used AS (
    SELECT DISTINCT account, venue AS feature FROM posts WHERE venue <> account
), counted AS (
    SELECT feature, count(*) FILTER (account NOT IN (SELECT account FROM standing)) AS others
    FROM used GROUP BY feature HAVING count(*) > 1
)
SELECT feature, others, number FROM used JOIN counted USING (feature)
JOIN compared USING (account) ORDER BY number, feature
"""

PROFILES: Final = f"""
WITH {PARTIES}, told AS (
    SELECT account, unnest([
        'digits ' || handle_digits, 'length ' || handle_length,
        'made ' || time_bucket(INTERVAL '7 days', created_at), 'avatar ' || avatar,
        'bio ' || bio_hash, 'name ' || name_hash
    ]) AS feature FROM accounts
), counted AS (
    SELECT feature, count(*) FILTER (account NOT IN (SELECT account FROM standing)) AS others
    FROM told WHERE feature IS NOT NULL GROUP BY feature HAVING count(*) > 1
)
SELECT feature, others, number FROM told JOIN counted USING (feature)
JOIN compared USING (account) ORDER BY number, feature
"""

# A time that is known to the day only says nothing of the hour.
HOURS: Final = f"""
WITH {PARTIES}
SELECT number, hour(posted_at AT TIME ZONE 'UTC') AS hour, count(*) AS posts
FROM posts JOIN compared USING (account) WHERE time_precision IN ('second', 'minute')
GROUP BY number, hour ORDER BY number, hour
"""
