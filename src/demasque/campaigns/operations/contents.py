"""What accounts post, as features: five classes of link that speak of what is in posts.

====================  ==========================================================================
texts                 the copy family of the words
media                 the picture or clip
links                 the address, and the site it is on
hashtags              the hashtag
sources               whose posts an account passes on (reposts, quotes)
====================  ==========================================================================

Only what is rare counts: used by at most ``RARE`` accounts outside all campaigns, or by no more of
them than of members, so that what everybody shares links nobody.

**One cause counts once.** Where one post has words and a clip that accounts of two campaigns used,
it speaks for the first of its classes alone, in the order above.

**What ties count does not count here.** A member's use that lies within ``TIE_WINDOW`` of the same
thing used by a member of another campaign is left out: between campaigns there are ties too, only
too few to make them one.
"""

from typing import Final

from demasque.campaigns.operations.parties import PARTIES

RARE: Final = 10
"""Accounts outside all campaigns that may use a thing and leave it rare."""

TIE_WINDOW: Final = 600.0
"""Seconds: the widest window in which ties are looked for unless another is named."""

CONTENTS: Final = ("texts", "media", "links", "hashtags", "sources")
"""Classes of link that speak of contents, in the order in which a post speaks for them."""

SITE: Final = r"regexp_extract(lower(value), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1)"
"""SQL: the site that an address, the value of a trace, is on."""

_USES: Final = f"""
SELECT CASE kind WHEN 'text' THEN 0 WHEN 'media' THEN 1 ELSE 2 END AS class,
       hash(trace) AS feature, account, post, "at"
FROM events WHERE kind IN ('text', 'media', 'url')
UNION ALL
SELECT 2, hash({SITE}), account, post, "at"
FROM events JOIN traces USING (kind, trace) WHERE kind = 'url'
UNION ALL
SELECT 3, hash(lower(tag)), account, post, posted_at FROM hashtags JOIN posts USING (post)
UNION ALL
SELECT 4, hash(coalesce(o.account, p.parent)), p.account, p.post, p.posted_at
FROM posts p LEFT JOIN posts o ON o.post = p.parent
WHERE p.kind IN ('repost', 'quote') AND p.parent IS NOT NULL
  AND o.account IS DISTINCT FROM p.account"""

# What nobody else used comes as one row an account, without a feature: `others` counts it.
# Of equal features that two accounts used, least and largest differ: cheaper than counting them.
CONTENT_FEATURES: Final = f"""
WITH {PARTIES}, uses AS MATERIALIZED ({_USES}
), common AS (
    SELECT class, feature FROM uses GROUP BY ALL HAVING min(hash(account)) <> max(hash(account))
), told AS MATERIALIZED (
    SELECT class, feature, u.account, post, "at", s.campaign, s.tier
    FROM uses u SEMI JOIN common USING (class, feature) LEFT JOIN standing s USING (account)
), counted AS (
    SELECT class, feature, count(DISTINCT account) FILTER (tier IS NULL) AS others,
           count(DISTINCT account) FILTER (tier = 'tied') AS members,
           count(DISTINCT campaign) FILTER (tier = 'tied') > 1 AS crossing
    FROM told GROUP BY class, feature
), rare AS (
    SELECT class, feature, others, crossing FROM counted WHERE others <= greatest({RARE}, members)
), kept AS MATERIALIZED (
    SELECT t.*, others, crossing, number FROM told t JOIN rare USING (class, feature)
    JOIN compared USING (account)
), first_class AS (
    SELECT post, min(class) AS class FROM kept WHERE crossing AND tier = 'tied' GROUP BY post
), stepped AS (
    SELECT class, feature, post, campaign, "at",
           lag(campaign) OVER earlier AS campaign_before, lag("at") OVER earlier AS before,
           lead(campaign) OVER earlier AS campaign_after, lead("at") OVER earlier AS after
    FROM kept WHERE crossing AND tier = 'tied'
    WINDOW earlier AS (PARTITION BY class, feature ORDER BY "at", post)
), neighbours AS (
    SELECT class, feature, post, "at",
           last_value(CASE WHEN campaign_before <> campaign THEN before END IGNORE NULLS)
               OVER (PARTITION BY class, feature ORDER BY "at", post) AS before,
           last_value(CASE WHEN campaign_after <> campaign THEN after END IGNORE NULLS)
               OVER (PARTITION BY class, feature ORDER BY "at" DESC, post DESC) AS after
    FROM stepped
), meeting AS (
    SELECT class, feature, post FROM neighbours
    WHERE epoch("at" - before) <= {TIE_WINDOW} OR epoch(after - "at") <= {TIE_WINDOW}
)
SELECT k.class, k.feature, k.others, k.number
FROM kept k LEFT JOIN first_class f USING (post)
ANTI JOIN meeting m ON m.class = k.class AND m.feature = k.feature AND m.post = k.post
WHERE k.class <= coalesce(f.class, k.class)
GROUP BY ALL
UNION ALL
SELECT class, NULL, count(DISTINCT feature), number
FROM uses JOIN compared USING (account) ANTI JOIN common USING (class, feature)
GROUP BY class, number
ORDER BY number, class, feature
"""
